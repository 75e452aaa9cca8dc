"""The columns of a table as stretches of inputs, each with the rows that match on it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import groupby
from operator import and_, or_
from typing import Final

from engine.bpmn.dmn.analysis.cells import answers, constants_in, counts_things, is_comparison
from engine.bpmn.dmn.analysis.samples import OTHER_TEXT, Sample, samples_for
from engine.bpmn.dmn.model import InputColumn, Table

MAX_ANSWERS: Final = 400_000
"""Cells times inputs that are tried for one column: about 400 rows with borders of their own."""
_UNKNOWN: Final = Sample(None, "null")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring inputs on which the same rows match, as bits: surely, and perhaps (cells not worked out).

    `is_expected` where a table should have a row for them.
    """

    sample: Sample
    surely: int
    perhaps: int
    is_expected: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One tested expression with all stretches of its inputs."""

    expression: str
    stretches: tuple[Stretch, ...]
    is_worked_out: bool

    @property
    def expected(self) -> tuple[Stretch, ...]:
        """The stretches for which a table should have a row."""
        return tuple(one for one in self.stretches if one.is_expected) or self.stretches

    def shown(self, sample: Sample) -> tuple[str, ...]:
        """One input in words; nothing for a column that tests nothing."""
        return (f"{self.expression} = {sample.shown}",) if len(self.stretches) > 1 else ()


@dataclass(frozen=True, slots=True)
class Domain:
    """What an input may be: the texts of its allowed values (its own, and those of its type), and its type's name."""

    allowed: tuple[str, ...] = ()
    type_name: str = ""


def columns_of(table: Table, domains: Sequence[Domain] = ()) -> list[Column]:
    """The columns; two that test one expression are one, since their inputs are never different."""
    cells: dict[str, list[list[str]]] = {}
    limits: dict[str, Domain] = {}
    for number, column in enumerate(table.inputs):
        written = [row.inputs[number].text if number < len(row.inputs) else "" for row in table.rows]
        cells.setdefault(column.expression, []).append(written)
        given = domains[number] if number < len(domains) else domain_of(column)
        known = limits.get(column.expression, Domain())
        limits[column.expression] = Domain((*known.allowed, *given.allowed), known.type_name or given.type_name)
    return [_column(expression, groups, limits[expression]) for expression, groups in cells.items()]


def domain_of(column: InputColumn) -> Domain:
    """What the column itself says of its inputs."""
    return Domain((column.allowed,) if column.allowed else (), column.type_ref)


def _column(expression: str, groups: list[list[str]], domain: Domain) -> Column:
    texts = tuple(dict.fromkeys(cell for group in groups for cell in group))
    if all(text.strip() in ("", "-") for text in texts):
        everything = (1 << len(groups[0])) - 1
        return Column(expression, (Stretch(_UNKNOWN, everything, everything, is_expected=True),), is_worked_out=True)
    limits = [text for text in domain.allowed if is_comparison(text) and text.strip() != "-"]
    counts = counts_things((*texts, *limits))
    samples = _samples(texts, limits, domain, counts=counts)
    is_small = len(samples) * len(texts) <= MAX_ANSWERS
    if not is_small:
        samples = [_UNKNOWN]
    known = {text: _known(text, samples, is_small=is_small) for text in texts}
    expects = _Expectation(texts, limited=bool(limits), counts=counts)
    stretches = [
        Stretch(sample, _mask(groups, known, at, {True}), _mask(groups, known, at, {True, None}), expects(sample))
        for at, sample in enumerate(samples)
    ]
    worked_out = is_small and all(is_comparison(text) for text in texts)
    return Column(expression, tuple(_merged(stretches)), worked_out)


def _known(text: str, samples: Sequence[Sample], *, is_small: bool) -> list[bool | None]:
    return answers(text, [sample.value for sample in samples]) if is_small else [None for _ in samples]


def _samples(texts: Iterable[str], limits: Sequence[str], domain: Domain, *, counts: bool) -> list[Sample]:
    """The inputs to try; of those that are not allowed none is left, but null may always come."""
    constants = constants_in([*texts, *limits])
    samples = samples_for(constants, are_booleans=domain.type_name == "boolean", are_counts=counts)
    allowed = [answers(text, [one.value for one in samples]) for text in limits]
    return [one for at, one in enumerate(samples) if one.value is None or all(column[at] for column in allowed)]


class _Expectation:
    """Which inputs of a column a table should have a row for.

    Null only where a cell names it; texts that no cell names only where a `not(…)` shows that the column is open, or
    where no text is named at all; in a column that counts only whole numbers from 0. Where the allowed values are
    listed, all of those.
    """

    def __init__(self, texts: Sequence[str], *, limited: bool, counts: bool) -> None:
        self._is_limited = limited
        is_opened = any(text.lstrip().startswith(("not", "!=")) for text in texts)
        self._is_open = is_opened or not any('"' in text for text in texts)
        self._counts = counts

    def __call__(self, sample: Sample) -> bool:
        if sample.value is None:
            return sample.is_mentioned
        if self._counts and not sample.is_mentioned and isinstance(sample.value, Decimal):
            return sample.value >= 0 and sample.value == sample.value.to_integral_value()
        return self._is_limited or sample.shown != OTHER_TEXT or self._is_open


def _merged(stretches: list[Stretch]) -> Iterator[Stretch]:
    """Neighbours with the same answers as one, shown by a value that is expected and that some cell names."""
    for _, neighbours in groupby(stretches, key=_answers):
        yield max(neighbours, key=lambda one: (one.is_expected, one.sample.is_mentioned))


def _answers(one: Stretch) -> tuple[object, ...]:
    """What neighbours must have in common; texts and booleans have no neighbours."""
    value = one.sample.value
    return (type(value), value if isinstance(value, str | bool) else None, one.surely, one.perhaps)


def _mask(groups: list[list[str]], known: dict[str, list[bool | None]], at: int, admitted: set[bool | None]) -> int:
    masks = (sum(1 << row for row, cell in enumerate(group) if known[cell][at] in admitted) for group in groups)
    return reduce(and_, masks)


def union(masks: Iterable[int]) -> int:
    """All rows of any mask."""
    return reduce(or_, masks, 0)


def bits(mask: int) -> Iterator[int]:
    """The positions of the bits that are set, in order."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest

"""Which rows of a decision table can match together, and which inputs no row matches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import and_, or_

from engine.bpmn.cell_values import NULL, OTHER_TEXT, Sample, equals_numbers, is_comparison, samples_for
from engine.bpmn.decision_table_model import Decision
from engine.feel import FeelError, compile_unary_tests

MAX_ANSWERS = 100_000
MAX_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rows, by number, and an input for each column that tests something on which both match."""

    first: int
    second: int
    example: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """The rows that match at one sample, as bits: surely, and perhaps (cells that cannot be worked out)."""

    sample: Sample
    surely: int
    perhaps: int


@dataclass(frozen=True, slots=True)
class _Column:
    """One tested expression with the answers of all rows at every sample."""

    expression: str
    cells: tuple[str, ...]
    answers: tuple[_Answer, ...]


def overlaps(decision: Decision) -> Iterator[Overlap]:
    """The pairs of rows that surely match together for some input, in row order; columns count as independent."""
    columns = _columns(decision)
    for first in range(len(decision.rows)):
        for second in _later_bits(_surely_together(columns, first), first):
            example = tuple(part for column in columns for part in _example(column, first, second))
            yield Overlap(first + 1, second + 1, example)


def unclear_overlaps(decision: Decision) -> Iterator[tuple[int, int]]:
    """The pairs of row numbers of which cells that are no comparisons hide whether they match together."""
    columns = _columns(decision)
    for first in range(len(decision.rows)):
        unclear = _perhaps_together(columns, first) & ~_surely_together(columns, first)
        for second in _later_bits(unclear, first):
            yield first + 1, second + 1


def gap(decision: Decision) -> tuple[str, ...] | None:
    """An input that no row matches, for each column that tests something; None where all is covered.

    None also where a table is too large to say. Null and texts that no cell mentions do not count, unless a `not(…)`
    shows that the column is open.
    """
    columns = _columns(decision)
    everything = (1 << len(decision.rows)) - 1
    seen: set[tuple[int, int]] = set()
    pending: list[tuple[int, int, tuple[str, ...]]] = [(0, everything, ())]
    while pending and len(seen) < MAX_STEPS:
        depth, left, path = pending.pop()
        if not left:
            return path
        if depth == len(columns):
            continue
        column = columns[depth]
        for answer in reversed(_expected(column)):
            after = left & answer.perhaps
            if (depth + 1, after) not in seen:
                seen.add((depth + 1, after))
                pending.append((depth + 1, after, (*path, *_shown(column, answer.sample))))
    return None


def _columns(decision: Decision) -> list[_Column]:
    """The columns; two that test one expression are one, since their inputs are never different."""
    cells: dict[str, list[list[str]]] = {}
    for number, column in enumerate(decision.inputs):
        written = [row.inputs[number].text if number < len(row.inputs) else "" for row in decision.rows]
        cells.setdefault(column.expression, []).append(written)
    return [_column(expression, groups) for expression, groups in cells.items()]


def _column(expression: str, groups: list[list[str]]) -> _Column:
    texts = tuple(dict.fromkeys(cell for group in groups for cell in group))
    samples = samples_for(texts)
    if len(samples) * len(texts) > MAX_ANSWERS:
        samples = [NULL]
        known: dict[str, list[bool | None]] = {text: [None] for text in texts}
    else:
        known = {text: [_matches(text, sample) for sample in samples] for text in texts}
    answers = tuple(
        _Answer(sample, _mask(groups, known, at, {True}), _mask(groups, known, at, {True, None}))
        for at, sample in enumerate(samples)
    )
    return _Column(expression, texts, answers)


def _matches(cell: str, sample: Sample) -> bool | None:
    """Whether a cell matches; None where it cannot be worked out without a case."""
    if not is_comparison(cell):
        return None
    try:
        return compile_unary_tests(cell or "-").matches(sample.value, {}) is True
    except FeelError:
        return None


def _mask(groups: list[list[str]], known: dict[str, list[bool | None]], at: int, admitted: set[bool | None]) -> int:
    masks = (sum(1 << row for row, cell in enumerate(group) if known[cell][at] in admitted) for group in groups)
    return reduce(and_, masks)


def _surely_together(columns: list[_Column], row: int) -> int:
    """The rows, as bits, that surely match together with `row` in every column."""
    return reduce(and_, (_union(one.surely for one in column.answers if one.surely >> row & 1) for column in columns))


def _perhaps_together(columns: list[_Column], row: int) -> int:
    """The rows, as bits, of which it is not excluded that they match together with `row`."""
    return reduce(and_, (_union(one.perhaps for one in column.answers if one.perhaps >> row & 1) for column in columns))


def _union(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def _later_bits(mask: int, position: int) -> Iterator[int]:
    """The positions of the bits that are set behind `position`."""
    left = mask >> (position + 1)
    while left:
        lowest = left & -left
        yield position + lowest.bit_length()
        left ^= lowest


def _example(column: _Column, first: int, second: int) -> tuple[str, ...]:
    both = [one.sample for one in column.answers if one.surely >> first & one.surely >> second & 1]
    return _shown(column, max(both, key=lambda sample: sample.is_mentioned))


def _shown(column: _Column, sample: Sample) -> tuple[str, ...]:
    """One input in words; nothing for a column that tests nothing."""
    return (f"{column.expression} = {sample.shown}",) if len(column.answers) > 1 else ()


def _expected(column: _Column) -> list[_Answer]:
    """The answers at inputs that a table is expected to cover."""
    is_open = any(cell.startswith("not") for cell in column.cells)
    counts = equals_numbers(column.cells)
    kept = [answer for answer in column.answers if _is_expected(answer.sample, is_open=is_open, counts=counts)]
    return kept or list(column.answers)


def _is_expected(sample: Sample, *, is_open: bool, counts: bool) -> bool:
    if sample is NULL:
        return False
    if sample.shown == OTHER_TEXT:
        return is_open
    if counts and not sample.is_mentioned and isinstance(sample.value, Decimal):
        return sample.value >= 0 and sample.value == sample.value.to_integral_value()
    return True

"""Sample values for a column of a decision table: one for every stretch on which no cell changes its answer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from engine.feel import FeelError, compile_expression

_STRING = r'"(?:[^"\\]|\\.)*"'
_TEMPORAL = rf"(?:@{_STRING}|(?:date and time|date|time|duration)\s*\(\s*{_STRING}\s*\))"
_NUMBER = r"-?\d+(?:\.\d+)?"
_OPERAND = rf"(?:{_TEMPORAL}|{_STRING}|{_NUMBER}|true\b|false\b|null\b)"
_RANGE = rf"[\[\](]\s*{_OPERAND}\s*\.\.\s*{_OPERAND}\s*[\[\])]"
_ITEM = rf"(?:(?:<=|>=|<|>|!=|=)\s*{_OPERAND}|{_RANGE}|{_OPERAND})"
_ITEMS = rf"{_ITEM}(?:\s*,\s*{_ITEM})*"
_COMPARISON = re.compile(rf"\s*(?:-|not\s*\(\s*{_ITEMS}\s*\)|{_ITEMS})\s*\Z", re.DOTALL)
_OPERANDS = re.compile(_OPERAND, re.DOTALL)
_EQUALS_NUMBER = re.compile(rf"(?:\A|,)\s*=?\s*{_NUMBER}\s*(?=,|\Z)")

# The nearest values on both sides of a constant of each temporal kind.
_STEPS = ('duration("P1D")', 'duration("PT0.001S")', 'duration("P1M")')
OTHER_TEXT = "（其他）"


@dataclass(frozen=True, slots=True)
class Sample:
    """A FEEL value and how to show it; `is_mentioned` where a cell names it."""

    value: object
    shown: str
    is_mentioned: bool = False


NULL = Sample(None, "null")
BOOLEANS = (Sample(True, "true", is_mentioned=True), Sample(False, "false", is_mentioned=True))


def is_comparison(cell: str) -> bool:
    """Whether a cell only compares with constants, so that its answers can be worked out beforehand."""
    return not cell or _COMPARISON.match(cell) is not None


def equals_numbers(cells: Iterable[str]) -> bool:
    """Whether some cell of a column is a plain number: such a column counts things."""
    return any(_EQUALS_NUMBER.search(cell) for cell in cells if is_comparison(cell))


def samples_for(cells: Iterable[str]) -> list[Sample]:
    """Null, every constant of the comparison cells, and a value in every gap before, between and behind them."""
    literals = dict.fromkeys(literal for cell in cells if is_comparison(cell) for literal in _OPERANDS.findall(cell))
    samples = [NULL]
    numbers: list[Decimal] = []
    for literal in literals:
        value = _value(literal)
        if isinstance(value, bool):
            samples.extend(BOOLEANS)
        elif isinstance(value, Decimal):
            numbers.append(value)
        elif isinstance(value, str):
            samples += [Sample(value, literal, is_mentioned=True), Sample(OTHER_TEXT, OTHER_TEXT)]
        elif value is not None:
            samples.append(Sample(value, literal, is_mentioned=True))
            samples.extend(_neighbours(literal))
    return _once([*samples, *_numbers(numbers)])


def _value(literal: str) -> object:
    try:
        return compile_expression(literal).evaluate({})
    except FeelError:
        return None


def _neighbours(literal: str) -> Iterator[Sample]:
    for step in _STEPS:
        for sign in ("-", "+"):
            value = _value(f"{literal} {sign} {step}")
            if value is not None:
                yield Sample(value, f"{literal} {sign} {step}")


def _numbers(constants: list[Decimal]) -> Iterator[Sample]:
    ordered = sorted(set(constants))
    for number in ordered:
        yield Sample(number, str(number), is_mentioned=True)
    for lower, upper in pairwise(ordered):
        yield Sample((lower + upper) / 2, str((lower + upper) / 2))
    if ordered:
        yield Sample(ordered[0] - 1, str(ordered[0] - 1))
        yield Sample(ordered[-1] + 1, str(ordered[-1] + 1))


def _once(samples: list[Sample]) -> list[Sample]:
    """Each sample once; of two with one spelling the mentioned one."""
    chosen: dict[str, Sample] = {}
    for sample in samples:
        earlier = chosen.get(sample.shown)
        if earlier is None or (sample.is_mentioned and not earlier.is_mentioned):
            chosen[sample.shown] = sample
    return list(chosen.values())

"""Which cells of a table only compare with constants, and the constants they name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from engine.feel import FeelError, UnaryTests, compile_expression, compile_unary_tests

_STRING = r'"(?:[^"\\]|\\.)*"'
_TEMPORAL = rf"(?:@\s*{_STRING}|(?:date and time|date|time|duration)\s*\(\s*{_STRING}\s*\))"
_NUMBER = r"(?:-\s*)?(?:\d+(?:\.\d+)?|(?<![.\d])\.\d+)"
_OPERAND = rf"(?:{_TEMPORAL}|{_STRING}|{_NUMBER}|true\b|false\b|null\b)"
_RANGE = rf"[\[\](]\s*{_OPERAND}\s*\.\.\s*{_OPERAND}\s*[\[\])]"
_ITEM = rf"(?:(?:<=|>=|<|>|!=|=)\s*{_OPERAND}|{_RANGE}|{_OPERAND})"
_ITEMS = rf"{_ITEM}(?:\s*,\s*{_ITEM})*"
_COMPARISON = re.compile(rf"\s*(?:-|not\s*\(\s*{_ITEMS}\s*\)|{_ITEMS})\s*\Z", re.DOTALL)
_OPERANDS = re.compile(_OPERAND, re.DOTALL)
_EQUALS_NUMBER = re.compile(rf"(?:\A|,)\s*=?\s*{_NUMBER}\s*(?=,|\Z)")


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that a cell names, and how it is written there."""

    value: object
    text: str


def is_comparison(cell: str) -> bool:
    """Whether a cell only compares with constants, so that its answers can be worked out beforehand."""
    return not cell or _COMPARISON.match(cell) is not None


def constants_in(cells: Iterable[str]) -> list[Constant]:
    """Every constant of the comparison cells, once; null is among them where a cell names it."""
    texts = dict.fromkeys(text for cell in cells if is_comparison(cell) for text in _OPERANDS.findall(cell))
    found = ((text, constant_of(text)) for text in texts)
    return [constant for _, constant in found if constant is not None]


def constant_of(text: str) -> Constant | None:
    """The value of a text that depends on nothing; None for anything else."""
    try:
        expression = compile_expression(text)
        return Constant(expression.evaluate({}), text) if expression.constant else None
    except FeelError:
        return None


def counts_things(cells: Iterable[str]) -> bool:
    """Whether a column counts: some cell is a plain number, and all constants are whole and not negative."""
    comparisons = [cell for cell in cells if is_comparison(cell)]
    numbers = [one.value for one in constants_in(comparisons) if isinstance(one.value, Decimal)]
    is_whole = all(number >= 0 and number == number.to_integral_value() for number in numbers)
    return is_whole and any(_EQUALS_NUMBER.search(cell) for cell in comparisons)


def answers(cell: str, values: Iterable[object]) -> list[bool | None]:
    """Whether a cell matches each value; None where that cannot be worked out without a case."""
    if not is_comparison(cell):
        return [None for _ in values]
    try:
        tests = compile_unary_tests(cell or "-")
    except FeelError:
        return [None for _ in values]
    return [_answer(tests, value) for value in values]


def _answer(tests: UnaryTests, value: object) -> bool | None:
    try:
        return tests.matches(value, {}) is True
    except FeelError:
        return None

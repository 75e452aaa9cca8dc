"""Equality, order and membership in three-valued logic: true, false, or null where two values do not go together."""

from collections.abc import Callable
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from engine.feel.budgets import MAX_VALUE_DEPTH, too_expensive
from engine.feel.scopes import Run
from engine.feel.temporal import (
    NANOS_PER_SECOND,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
)
from engine.feel.values import Range

ORDERS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def equal(left: object, right: object, run: Run, depth: int = 0) -> bool | None:
    """Whether two values are the same; null for values of different types, never for null itself.

    Times are equal to the second, as in the standard's test kit; `<` and `is` look at the fraction.
    """
    if left is None or right is None:
        return left is right
    if isinstance(left, list | dict | Range):
        return _equal_structures(left, right, run, depth + 1)
    if type(left) is not type(right):
        return None
    if isinstance(left, DateTime):
        assert isinstance(right, DateTime)  # noqa: S101 (tells mypy what the line above means)
        return _equal_date_times(left, right)
    if isinstance(left, Time):
        assert isinstance(right, Time)  # noqa: S101 (as above)
        same_kind = (left.zone is None) == (right.zone is None)
        return same_kind and left.utc_nanos // NANOS_PER_SECOND == right.utc_nanos // NANOS_PER_SECOND
    return left == right


def _equal_date_times(left: DateTime, right: DateTime) -> bool:
    same_kind = (left.time.zone is None) == (right.time.zone is None)
    return same_kind and left.instant // NANOS_PER_SECOND == right.instant // NANOS_PER_SECOND


def _equal_structures(left: object, right: object, run: Run, depth: int) -> bool | None:
    if type(left) is not type(right):
        return None
    if depth > MAX_VALUE_DEPTH:
        raise too_expensive("数据嵌套层数", MAX_VALUE_DEPTH)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and _all_equal(zip(left, right, strict=True), run, depth, len(left))
    if isinstance(left, dict) and isinstance(right, dict):
        same_keys = left.keys() == right.keys()
        return same_keys and _all_equal(((left[key], right[key]) for key in left), run, depth, len(left))
    assert isinstance(left, Range)  # noqa: S101 (the only kind left)
    assert isinstance(right, Range)  # noqa: S101 (as above)
    if (left.low_included, left.high_included, left.half) != (right.low_included, right.high_included, right.half):
        return False
    return _all_equal(((left.low, right.low), (left.high, right.high)), run, depth, 2)


def _all_equal(pairs: Any, run: Run, depth: int, size: int) -> bool | None:
    run.charge_size(size)
    result: bool | None = True
    for left, right in pairs:
        same = equal(left, right, run, depth)
        if same is False:
            return False
        if same is None:
            result = None
    return result


def sort_keys(left: object, right: object) -> tuple[Any, Any] | None:
    """Two values as something Python can put in order; None if they have no order."""
    kind = type(left)
    if kind is not type(right):
        return None
    if kind is Decimal or kind is str:
        return left, right
    match left, right:
        case Date(), Date():
            return left.ordinal, right.ordinal
        case DateTime(), DateTime():
            same = (left.time.zone is None) == (right.time.zone is None)
            return (left.instant, right.instant) if same else None
        case Time(), Time():
            same = (left.zone is None) == (right.zone is None)
            return (left.utc_nanos, right.utc_nanos) if same else None
        case DaysDuration(), DaysDuration():
            return left.nanos, right.nanos
        case MonthsDuration(), MonthsDuration():
            return left.months, right.months
    return None


def compare(operator: str, left: object, right: object) -> bool | None:
    """`<`, `<=`, `>` or `>=`; null for values without a common order."""
    keys = sort_keys(left, right)
    return None if keys is None else ORDERS[operator](*keys)


def in_range(value: object, interval: Range) -> bool | None:
    """Whether a value lies in a range."""
    above = _passes(">=" if interval.low_included else ">", value, interval.low, interval.half)
    below = _passes("<=" if interval.high_included else "<", value, interval.high, interval.half)
    if above is False or below is False:
        return False
    return None if above is None or below is None else True


def _passes(operator: str, value: object, end: object, half: bool) -> bool | None:
    if value is None:
        return None
    if end is None:
        return True if half else None
    return compare(operator, value, end)


def contains(value: object, test: object, run: Run) -> bool | None:
    """Whether `value` satisfies the value of a test: lies in that range or list, or equals it."""
    if isinstance(test, Range):
        return equal(value, test, run) if isinstance(value, Range) else in_range(value, test)
    if isinstance(test, list):
        return _in_list(value, test, run)
    return equal(value, test, run)


def _in_list(value: object, tests: list[object], run: Run) -> bool | None:
    run.charge_size(len(tests))
    if isinstance(value, list) and equal(value, tests, run):
        return True
    found: bool | None = False
    for test in tests:
        one = (
            in_range(value, test)
            if isinstance(test, Range) and not isinstance(value, Range)
            else equal(value, test, run)
        )
        if one:
            return True
        if one is None and isinstance(test, Range):
            found = None
    return found

"""What FEEL expressions work on, how Python values enter, and how results leave as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Protocol

from engine.feel import decimals, temporal_text
from engine.feel.budgets import MAX_VALUE_DEPTH, too_expensive
from engine.feel.errors import FeelTypeError
from engine.feel.temporal import (
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Temporal,
    Time,
    Zone,
    from_python,
    zone_named,
)

_LARGEST_INTEGER = Decimal(10) ** 34
_EXACT = 10**34
"""Integers up to here need no rounding."""

MAX_SIZE = 100_000
"""Members of one value that enters or leaves."""


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends; `half` ranges come from a comparison like `(> 5)` and have one end only."""

    low: object
    high: object
    low_included: bool
    high_included: bool
    half: bool = False


class Invocable(Protocol):
    """A function as a value."""

    @property
    def name(self) -> str: ...
    @property
    def arity(self) -> tuple[int, int | None]: ...


_PLAIN = frozenset({Decimal, str, bool, type(None), Date, Time, DateTime, DaysDuration, MonthsDuration, Range})
TEMPORALS = (Date, Time, DateTime, DaysDuration, MonthsDuration)


def admitted(value: object) -> object:
    """The FEEL value of a Python value; foreign types raise FeelTypeError.

    Numbers become decimals (floats by their shortest text), aware datetimes keep their zone, mappings become contexts.
    """
    return value if type(value) in _PLAIN else _admitted(value, [MAX_SIZE], 0)


def _admitted(value: object, left: list[int], depth: int) -> object:
    """The same inside a collection; the exact types of JSON come first, because they are by far the most frequent."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is int:
        return _admitted_number(value)  # type: ignore[arg-type]  # mypy does not narrow by `kind`
    if kind is dict or (kind is not list and isinstance(value, Mapping)):
        return _admitted_context(value, left, depth + 1)  # type: ignore[arg-type]  # as above
    if isinstance(value, list | tuple):
        return _admitted_list(value, left, depth + 1)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int | float):
        return _admitted_number(value)
    if isinstance(value, date | time | timedelta):
        return from_python(value)
    if hasattr(value, "invoke"):
        return value
    raise FeelTypeError(f"不支持的数据类型 {type(value).__name__}")


def _admitted_number(value: float) -> Decimal:
    if isinstance(value, int):
        if -_EXACT <= value <= _EXACT:
            return Decimal(value)
        if value.bit_length() > 512:
            raise too_expensive("整数的大小", 512)
        return decimals.number(int(value))
    if value != value or value in (float("inf"), float("-inf")):
        raise FeelTypeError("不支持的数字 NaN 或无穷大")
    return decimals.number(repr(value))


def _admitted_context(value: Mapping[object, object], left: list[int], depth: int) -> dict[str, object]:
    _use(left, len(value), depth)
    return {
        key if type(key) is str else _key(key): member if type(member) in _PLAIN else _admitted(member, left, depth)
        for key, member in value.items()
    }


def _admitted_list(value: Sequence[object], left: list[int], depth: int) -> list[object]:
    _use(left, len(value), depth)
    return [member if type(member) in _PLAIN else _admitted(member, left, depth) for member in value]


def _use(left: list[int], size: int, depth: int) -> None:
    if depth > MAX_VALUE_DEPTH:
        raise too_expensive("数据嵌套层数", MAX_VALUE_DEPTH)
    left[0] -= size
    if left[0] < 0:
        raise too_expensive("数据大小", MAX_SIZE)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise FeelTypeError("上下文的键必须是文字")
    return str.__str__(key)


from_json = admitted
"""FEEL values of JSON data: numbers become decimals, ISO texts stay texts (nothing is guessed)."""

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


def to_json(value: object, *, local_zone: str = "Asia/Shanghai") -> Json:
    """What may enter process data: str, int, bool, None, lists and dicts of them.

    Integral numbers become int, others their decimal text; dates and durations ISO text; date-times ISO text with
    offset, where those without zone are taken for `local_zone`. Ranges and functions raise FeelTypeError.
    """
    return _to_json(value, zone_named(local_zone), [MAX_SIZE], 0)


def _to_json(value: object, zone: Zone, left: list[int], depth: int) -> Json:
    match value:
        case None | str() | bool():
            return value
        case Decimal():
            return _number_to_json(value, left)
        case DateTime():
            return temporal_text.write(_with_offset(value, zone))
        case Date() | Time() | DaysDuration() | MonthsDuration():
            return temporal_text.write(value)
        case list() | dict():
            return _collection_to_json(value, zone, left, depth + 1)
    raise FeelTypeError("区间和函数不能作为结果保存")


def _number_to_json(value: Decimal, left: list[int]) -> int | str:
    if not decimals.is_integral(value):
        text = decimals.write(value)
        _use(left, len(text) // 16, 0)
        return text
    if abs(value) >= _LARGEST_INTEGER:
        raise too_expensive("整数的位数", 34)
    return int(value)


def _collection_to_json(value: list[object] | dict[str, object], zone: Zone, left: list[int], depth: int) -> Json:
    _use(left, len(value), depth)
    if isinstance(value, dict):
        return {key: _to_json(member, zone, left, depth) for key, member in value.items()}
    return [_to_json(member, zone, left, depth) for member in value]


def _with_offset(value: DateTime, zone: Zone) -> DateTime:
    located = value if value.time.zone is not None else DateTime(value.date, Time(value.time.nanos, zone))
    return DateTime(value.date, Time(value.time.nanos, Zone(offset_seconds=located.offset_seconds)))


def type_name(value: object) -> str:
    """The FEEL name of a value's type."""
    match value:
        case None:
            return "Null"
        case bool():
            return "boolean"
        case Decimal():
            return "number"
        case str():
            return "string"
        case Date():
            return "date"
        case Time():
            return "time"
        case DateTime():
            return "date and time"
        case DaysDuration():
            return "days and time duration"
        case MonthsDuration():
            return "years and months duration"
        case list():
            return "list"
        case dict():
            return "context"
        case Range():
            return "range"
    return "function"


def written(value: Temporal | Decimal) -> str:
    """The text of a number or temporal value."""
    return decimals.write(value) if isinstance(value, Decimal) else temporal_text.write(value)

"""What stands behind a dot: entries of contexts, properties of dates, times, durations and ranges."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.decimals import MATH
from engine.feel.scopes import Run
from engine.feel.temporal import NANOS_PER_DAY, NANOS_PER_SECOND, Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.values import Range

_Properties = dict[str, Callable[[Any], object]]


def member_of(value: object, name: str, run: Run) -> object:
    """The entry or property `name`; null if there is none; of a list the members' entries."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        run.charge_size(len(value))
        return [member_of(member, name, run) if not isinstance(member, list) else None for member in value]
    read = _PROPERTIES.get(type(value), {}).get(name)
    return None if read is None else read(value)


def _seconds(nanos: int) -> Decimal:
    return MATH.divide(Decimal(nanos), Decimal(NANOS_PER_SECOND))


def _offset(value: Time | DateTime) -> DaysDuration | None:
    offset = value.offset_seconds
    return None if offset is None else DaysDuration(offset * NANOS_PER_SECOND)


def _zone_name(value: Time) -> str | None:
    return value.zone.name if value.zone is not None else None


def _part(unit: int, limit: int | None = None) -> Callable[[DaysDuration], Decimal]:
    def read(value: DaysDuration) -> Decimal:
        amount = abs(value.nanos) // unit
        amount = amount if limit is None else amount % limit
        return Decimal(-amount if value.nanos < 0 else amount)

    return read


def _months_part(value: MonthsDuration) -> Decimal:
    months = abs(value.months) % 12
    return Decimal(-months if value.months < 0 else months)


def _years_part(value: MonthsDuration) -> Decimal:
    years = abs(value.months) // 12
    return Decimal(-years if value.months < 0 else years)


def _seconds_part(value: DaysDuration) -> Decimal:
    seconds = _seconds(abs(value.nanos) % (60 * NANOS_PER_SECOND))
    return MATH.minus(seconds) if value.nanos < 0 else seconds


_DATE: _Properties = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(value.weekday),
}
_TIME: _Properties = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": lambda value: Decimal(value.second_nanos // NANOS_PER_SECOND),
    "time offset": _offset,
    "timezone": _zone_name,
}


def _through(part: str, properties: _Properties) -> _Properties:
    def reader(read: Callable[[Any], object]) -> Callable[[Any], object]:
        return lambda value: read(getattr(value, part))

    return {name: reader(read) for name, read in properties.items()}


_PROPERTIES: dict[type, _Properties] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: {**_through("date", _DATE), **_through("time", _TIME), "time offset": _offset},
    DaysDuration: {
        "days": _part(NANOS_PER_DAY),
        "hours": _part(3600 * NANOS_PER_SECOND, 24),
        "minutes": _part(60 * NANOS_PER_SECOND, 60),
        "seconds": _seconds_part,
    },
    MonthsDuration: {"years": _years_part, "months": _months_part},
    Range: {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_included,
        "end included": lambda value: value.high_included,
    },
}

"""Dates, times and durations of FEEL: years beyond 9999 and before 1, nanoseconds, offsets and named zones.

All values are frozen; lengths of time are whole nanoseconds, so that nothing is rounded.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NANOS_PER_SECOND = 1_000_000_000
NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND
MAX_YEAR = 999_999_999
MAX_DURATION_NANOS = 10**28
MAX_DURATION_MONTHS = 10**12


class TemporalError(ValueError):
    """Not a date, time or duration, or outside what FEEL can count."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Either a fixed offset in seconds, or the IANA name of a zone."""

    offset_seconds: int | None = None
    name: str | None = None

    def offset_at(self, day: "Date", nanos: int) -> int:
        """Seconds east of Greenwich at a local date and time."""
        if self.offset_seconds is not None:
            return self.offset_seconds
        return _named_offset(str(self.name), day, nanos // NANOS_PER_SECOND)

    def offset_after(self, instant: int) -> int:
        """Seconds east of Greenwich at an instant given in nanoseconds since 1970-01-01Z."""
        if self.offset_seconds is not None:
            return self.offset_seconds
        days, nanos = divmod(instant, NANOS_PER_DAY)
        day = Date.from_ordinal(days)
        if not 1 < day.year < 9999:
            return self.offset_at(day, nanos)
        utc = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=nanos // NANOS_PER_SECOND)
        return _whole_seconds(utc.astimezone(_zone_info(str(self.name))).utcoffset())


@lru_cache(maxsize=4096)
def _named_offset(zone: str, day: "Date", seconds: int) -> int:
    """Seconds east of Greenwich at a local time; lists of date-times in one zone are compared again and again."""
    year = day.year if 1 <= day.year <= 9998 else 2000 + day.year % 400
    hours, rest = divmod(seconds, 3600)
    local = datetime(year, day.month, day.day, hours, rest // 60, rest % 60, tzinfo=_zone_info(zone))
    return _whole_seconds(local.utcoffset())


def _whole_seconds(offset: timedelta | None) -> int:
    return int((offset or timedelta()).total_seconds())


@lru_cache(maxsize=64)
def _zone_info(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TemporalError(f"unknown time zone {name[:40]}") from error


def zone_named(name: str) -> Zone:
    """A zone by its IANA name; raises TemporalError for unknown ones."""
    _zone_info(name)
    return Zone(name=name)


UTC_ZONE = Zone(offset_seconds=0)


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the proleptic Gregorian calendar, year -999999999 to 999999999."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if abs(self.year) > MAX_YEAR or not 1 <= self.month <= 12 or not 1 <= self.day <= self.days_in_month:
            raise TemporalError("no such date")

    @property
    def days_in_month(self) -> int:
        """28 to 31."""
        return days_in_month(self.year, self.month)

    @property
    def ordinal(self) -> int:
        """Days since 1970-01-01."""
        year = self.year - (self.month <= 2)
        era, year_of_era = divmod(year, 400)
        day_of_year = (153 * ((self.month + 9) % 12) + 2) // 5 + self.day - 1
        return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468

    @classmethod
    def from_ordinal(cls, ordinal: int) -> "Date":
        """The date that many days after 1970-01-01."""
        era, day_of_era = divmod(ordinal + 719_468, 146_097)
        year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
        day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
        shifted = (5 * day_of_year + 2) // 153
        month = shifted + 3 if shifted < 10 else shifted - 9
        return cls(year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1)

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return (self.ordinal + 3) % 7 + 1

    def plus_months(self, months: int) -> "Date":
        """The same day some months later, or the last day of that month if it is shorter."""
        year, month0 = divmod(self.year * 12 + self.month - 1 + months, 12)
        if abs(year) > MAX_YEAR:
            raise TemporalError("year out of range")
        return Date(year, month0 + 1, min(self.day, days_in_month(year, month0 + 1)))


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day in nanoseconds since midnight, with or without zone."""

    nanos: int
    zone: Zone | None = None

    @property
    def hour(self) -> int:
        """0 to 23."""
        return self.nanos // (3600 * NANOS_PER_SECOND)

    @property
    def minute(self) -> int:
        """0 to 59."""
        return self.nanos // (60 * NANOS_PER_SECOND) % 60

    @property
    def second_nanos(self) -> int:
        """Nanoseconds since the full minute."""
        return self.nanos % (60 * NANOS_PER_SECOND)

    @property
    def offset_seconds(self) -> int | None:
        """Seconds east of Greenwich; a named zone counts as on 1 January 1970."""
        return None if self.zone is None else self.zone.offset_at(EPOCH, self.nanos)

    @property
    def utc_nanos(self) -> int:
        """Nanoseconds since midnight in Greenwich; may fall outside one day."""
        return self.nanos - (self.offset_seconds or 0) * NANOS_PER_SECOND


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and a time of day, with or without zone."""

    date: Date
    time: Time
    known_instant: int | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def offset_seconds(self) -> int | None:
        """Seconds east of Greenwich at this date, None without zone."""
        return None if self.time.zone is None else self.time.zone.offset_at(self.date, self.time.nanos)

    @property
    def local_nanos(self) -> int:
        """Nanoseconds since 1970-01-01 by the local clock."""
        return self.date.ordinal * NANOS_PER_DAY + self.time.nanos

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970-01-01Z, worked out once; without zone the local clock is taken for Greenwich."""
        if self.known_instant is None:
            instant = self.local_nanos - (self.offset_seconds or 0) * NANOS_PER_SECOND
            object.__setattr__(self, "known_instant", instant)
            return instant
        return self.known_instant

    def plus_nanos(self, nanos: int) -> "DateTime":
        """Some time later, by elapsed time."""
        zone = self.time.zone
        if zone is None or zone.name is None:
            return _at(self.local_nanos + nanos, zone)
        instant = self.instant + nanos
        return _at(instant + zone.offset_after(instant) * NANOS_PER_SECOND, zone)

    def plus_months(self, months: int) -> "DateTime":
        """Some months later at the same local time."""
        return DateTime(self.date.plus_months(months), self.time)


def _at(local_nanos: int, zone: Zone | None) -> DateTime:
    days, nanos = divmod(local_nanos, NANOS_PER_DAY)
    if abs(days) > 400_000_000_000:
        raise TemporalError("year out of range")
    return DateTime(Date.from_ordinal(days), Time(nanos, zone))


EPOCH = Date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class DaysDuration:
    """A length of time in nanoseconds: the standard's days and time duration."""

    nanos: int

    def __post_init__(self) -> None:
        if abs(self.nanos) > MAX_DURATION_NANOS:
            raise TemporalError("duration out of range")


@dataclass(frozen=True, slots=True)
class MonthsDuration:
    """A number of calendar months: the standard's years and months duration."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > MAX_DURATION_MONTHS:
            raise TemporalError("duration out of range")


Temporal = Date | Time | DateTime | DaysDuration | MonthsDuration


def midnight(day: Date, zone: Zone | None = UTC_ZONE) -> DateTime:
    """The start of a day."""
    return DateTime(day, Time(0, zone))


def months_between(start: Date, end: Date) -> int:
    """Whole months from start to end, negative if end lies before."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        return months - 1
    if months < 0 and end.day > start.day:
        return months + 1
    return months


def from_python(value: date | time | timedelta) -> Temporal:
    """A FEEL value for one of the standard library."""
    if isinstance(value, datetime):
        return DateTime(Date(value.year, value.month, value.day), _time_from_python(value.timetz(), value.utcoffset()))
    if isinstance(value, date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, time):
        return _time_from_python(value, value.utcoffset())
    return DaysDuration((value.days * 86_400 + value.seconds) * NANOS_PER_SECOND + value.microseconds * 1000)


def _time_from_python(value: time, offset: timedelta | None) -> Time:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    zone_name = getattr(value.tzinfo, "key", None)
    zone = zone_named(zone_name) if zone_name else None if offset is None else Zone(_whole_seconds(offset))
    return Time(seconds * NANOS_PER_SECOND + value.microsecond * 1000, zone)

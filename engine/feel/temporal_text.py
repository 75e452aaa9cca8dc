"""ISO texts of dates, times and durations, read and written as the DMN standard does."""

import re

from engine.feel.temporal import (
    NANOS_PER_DAY,
    NANOS_PER_SECOND,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Temporal,
    TemporalError,
    Time,
    Zone,
    zone_named,
)

MAX_TEXT_LENGTH = 100

_DATE = r"(?P<year>-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME = (
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,30}))?"
    r"(?P<zone>Z|z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z][A-Za-z0-9_+/-]{0,60})?"
)
_DATE_TEXT = re.compile(_DATE)
_TIME_TEXT = re.compile(_TIME)
_DATE_TIME_TEXT = re.compile(_DATE + "T" + _TIME)
_MONTHS_TEXT = re.compile(r"(?P<sign>-?)P(?:(?P<years>[0-9]{1,18})Y)?(?:(?P<months>[0-9]{1,18})M)?")
_DAYS_TEXT = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>[0-9]{1,18})D)?"
    r"(?:T(?:(?P<hours>[0-9]{1,18})H)?(?:(?P<minutes>[0-9]{1,18})M)?"
    r"(?:(?P<seconds>[0-9]{1,18})(?:\.(?P<fraction>[0-9]{0,30}))?S)?)?"
)


def read_date(text: str) -> Date:
    """`2026-09-21`."""
    return _date(_match(_DATE_TEXT, text))


def read_time(text: str) -> Time:
    """`11:22:33.345+01:35`, with `Z`, an offset, `@zone` or nothing behind."""
    return _time(_match(_TIME_TEXT, text))


def read_date_time(text: str) -> DateTime:
    """`2026-09-21T11:22:33+08:00`."""
    match = _match(_DATE_TIME_TEXT, text)
    moment = DateTime(_date(match), _time(match))
    return moment.plus_nanos(NANOS_PER_DAY) if match["hour"] == "24" else moment


def read_duration(text: str) -> DaysDuration | MonthsDuration:
    """`P1Y2M` or `-P1DT2H3M4.5S`."""
    if (match := _MONTHS_TEXT.fullmatch(text)) and (match["years"] or match["months"]):
        months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
        return MonthsDuration(-months if match["sign"] else months)
    match = _match(_DAYS_TEXT, text)
    if text.endswith(("P", "T")):
        raise TemporalError("empty duration")
    seconds = int(match["hours"] or 0) * 3600 + int(match["minutes"] or 0) * 60 + int(match["seconds"] or 0)
    nanos = int(match["days"] or 0) * NANOS_PER_DAY + seconds * NANOS_PER_SECOND + _nanos(match["fraction"])
    return DaysDuration(-nanos if match["sign"] else nanos)


def read_any(text: str) -> Temporal:
    """What an `@"…"` literal stands for."""
    if "P" in text[:2]:
        return read_duration(text)
    if _DATE_TEXT.fullmatch(text):
        return read_date(text)
    return read_date_time(text) if "T" in text.partition("@")[0] else read_time(text)


def _match(pattern: "re.Pattern[str]", text: str) -> "re.Match[str]":
    match = pattern.fullmatch(text) if len(text) <= MAX_TEXT_LENGTH else None
    if match is None:
        raise TemporalError("not a date, time or duration")
    return match


def _date(match: "re.Match[str]") -> Date:
    return Date(int(match["year"]), int(match["month"]), int(match["day"]))


def _time(match: "re.Match[str]") -> Time:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    nanos = (hour * 3600 + minute * 60 + second) * NANOS_PER_SECOND + _nanos(match["fraction"])
    if nanos > NANOS_PER_DAY or minute > 59 or second > 59:
        raise TemporalError("no such time")
    return Time(nanos % NANOS_PER_DAY, _zone(match["zone"]))  # XML Schema: 24:00:00 is the midnight that follows


def _nanos(fraction: str | None) -> int:
    return int((fraction or "0").ljust(9, "0")[:9])


def _zone(text: str | None) -> Zone | None:
    if text is None:
        return None
    if text in ("Z", "z"):
        return Zone(offset_seconds=0)
    if text.startswith("@"):
        return zone_named(text[1:])
    hours, minutes, seconds = [int(part) for part in (text[1:] + ":00").split(":")[:3]]
    if hours > 18 or minutes > 59 or seconds > 59 or (hours == 18 and (minutes or seconds)):
        raise TemporalError("no such offset")
    offset = hours * 3600 + minutes * 60 + seconds
    return Zone(offset_seconds=-offset if text.startswith("-") else offset)


def write(value: Temporal) -> str:
    """The ISO text of a value, readable again by the functions above."""
    match value:
        case Date():
            return f"{'-' if value.year < 0 else ''}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"
        case Time():
            return _write_time(value)
        case DateTime():
            return f"{write(value.date)}T{_write_time(value.time)}"
        case DaysDuration():
            return _write_days(value.nanos)
        case MonthsDuration():
            return _write_months(value.months)


def _write_time(value: Time) -> str:
    seconds = _seconds(value.second_nanos, pad=2)
    return f"{value.hour:02d}:{value.minute:02d}:{seconds}{_write_zone(value.zone)}"


def _seconds(nanos: int, pad: int = 1) -> str:
    whole, fraction = divmod(nanos, NANOS_PER_SECOND)
    return f"{whole:0{pad}d}" + (f".{fraction:09d}".rstrip("0") if fraction else "")


def _write_zone(zone: Zone | None) -> str:
    if zone is None:
        return ""
    if zone.offset_seconds is None:
        return f"@{zone.name}"
    if zone.offset_seconds == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone.offset_seconds), 60)
    tail = f":{seconds:02d}" if seconds else ""
    return f"{'-' if zone.offset_seconds < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}{tail}"


def _write_days(nanos: int) -> str:
    days, rest = divmod(abs(nanos), NANOS_PER_DAY)
    hours, rest = divmod(rest, 3600 * NANOS_PER_SECOND)
    minutes, rest = divmod(rest, 60 * NANOS_PER_SECOND)
    clock = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes) + f"{_seconds(rest)}S" * bool(rest)
    text = f"{days}D" * bool(days) + (f"T{clock}" if clock else "")
    return f"{'-' if nanos < 0 else ''}P{text or 'T0S'}"


def _write_months(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    text = f"{years}Y" * bool(years) + f"{rest}M" * bool(rest)
    return f"{'-' if months < 0 else ''}P{text or '0M'}"

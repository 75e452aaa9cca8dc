"""Functions that make values of one type from another. Each text in backticks is an example that is true."""

import re
from decimal import Decimal, DecimalException

from engine.feel import decimals, temporal_text
from engine.feel.budgets import MAX_VALUE_DEPTH, too_expensive
from engine.feel.comparisons import compare
from engine.feel.compiling import compiled, make_range
from engine.feel.decimals import as_int, is_integral
from engine.feel.errors import FeelError
from engine.feel.functions import UnfitArgumentsError, built_in
from engine.feel.names import named_tokens
from engine.feel.parsing import parse_tokens
from engine.feel.scopes import Run, Scope
from engine.feel.syntax_tree import Call, Literal, Name, Negation, Node, Postfix, RangeLiteral
from engine.feel.temporal import (
    NANOS_PER_SECOND,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    TemporalError,
    Time,
    Zone,
    midnight,
    months_between,
)
from engine.feel.values import TEMPORALS, Range, written

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")


def _integer(value: Decimal) -> int:
    whole = as_int(value)
    if whole is None or not is_integral(value):
        raise UnfitArgumentsError
    return whole


def _charge_zone(text: str, run: Run) -> None:
    """Looking for a zone may read a file."""
    if "@" in text:
        run.charge(40)


@built_in("date", "from: string")
def date_from_text(_run: Run, text: str) -> object:
    """日期，由文字、年月日或日期时间得出。`date("2026-09-21") = date(2026, 9, 21)`"""
    try:
        return temporal_text.read_date(text)
    except TemporalError:
        return None


@built_in("date", "from: day")
def date_from_moment(_run: Run, moment: Date | DateTime) -> object:
    """日期时间中的日期。"""
    return moment.date if isinstance(moment, DateTime) else moment


@built_in("date", "year: number, month: number, day: number")
def date_from_parts(_run: Run, year: Decimal, month: Decimal, day: Decimal) -> object:
    """由年月日得出的日期。"""
    try:
        return Date(_integer(year), _integer(month), _integer(day))
    except TemporalError:
        return None


@built_in("time", "from: string")
def time_from_text(run: Run, text: str) -> object:
    """时间，由文字、时分秒或日期时间得出。`time("10:30:00") = time(10, 30, 0)`"""
    _charge_zone(text, run)
    try:
        return temporal_text.read_time(text)
    except TemporalError:
        return None


@built_in("time", "from: time")
def time_from_time(_run: Run, moment: Time) -> object:
    """同一时间。"""
    return moment


@built_in("time", "from: day")
def time_from_moment(_run: Run, moment: Date | DateTime) -> object:
    """日期时间中的时间；日期为零点。"""
    located = midnight(moment) if isinstance(moment, Date) else moment
    return located.time


@built_in("time", "hour: number, minute: number, second: number, offset?: days and time duration")
def time_from_parts(_run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None) -> object:
    """由时分秒（和时差）得出的时间。"""
    hours, minutes = _integer(hour), _integer(minute)
    if not (0 <= hours <= 23 and 0 <= minutes <= 59 and 0 <= second < 60):
        return None
    nanos = (hours * 60 + minutes) * 60 * NANOS_PER_SECOND + int(second * NANOS_PER_SECOND)
    if offset is None:
        return Time(nanos)
    seconds = offset.nanos // NANOS_PER_SECOND
    return Time(nanos, Zone(offset_seconds=seconds)) if abs(seconds) <= 18 * 3600 else None


@built_in("date and time", "from: string")
def date_time_from_text(run: Run, text: str) -> object:
    """日期时间，由文字或日期加时间得出。`date and time("2026-09-21T10:30:00") > @"2026-09-21T00:00:00"`"""
    _charge_zone(text, run)
    try:
        if "T" not in text:
            return midnight(temporal_text.read_date(text), None)
        return temporal_text.read_date_time(text)
    except TemporalError:
        return None


@built_in("date and time", "date: day, time: time")
def date_time_from_parts(_run: Run, day: Date | DateTime, time: Time) -> object:
    """由日期和时间合成。"""
    return DateTime(day.date if isinstance(day, DateTime) else day, time)


@built_in("date and time", "from: day")
def date_time_from_moment(_run: Run, moment: Date | DateTime) -> object:
    """日期当天零点。"""
    return midnight(moment) if isinstance(moment, Date) else moment


@built_in("duration", "from: string")
def duration(_run: Run, text: str) -> object:
    """时长。`duration("P1M") = @"P1M"` `duration("PT24H") = @"P1D"`"""
    try:
        return temporal_text.read_duration(text)
    except TemporalError:
        return None


@built_in("duration", "from: length")
def duration_from_duration(_run: Run, length: Decimal | DaysDuration | MonthsDuration) -> object:
    """同一时长。"""
    return None if isinstance(length, Decimal) else length


@built_in("years and months duration", "from: day, to: day")
def years_and_months_duration(_run: Run, start: Date | DateTime, end: Date | DateTime) -> object:
    """两个日期之间的整年整月，时刻不计。`years and months duration(@"2025-01-21", @"2026-02-20") = @"P1Y"`"""
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    return MonthsDuration(months_between(first, last))


@built_in("number", "from: string, grouping separator?: string, decimal separator?: string")
def number_from_text(_run: Run, text: str, grouping: str | None, point: str | None) -> object:
    """由文字得出数。`number("1,234.5", ",", ".") = 1234.5`"""
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (grouping and grouping == point):
        raise UnfitArgumentsError
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point and point != "." and "." not in plain else plain
    if len(plain) > 1000 or not _NUMBER.fullmatch(plain):
        return None
    try:
        return decimals.number(plain)
    except DecimalException:
        return None


@built_in("number", "from: number")
def number_from_number(_run: Run, value: Decimal) -> object:
    """同一个数。"""
    return value


@built_in("string", "from: any")
def string(run: Run, value: object) -> object:
    """写成文字。`string(1.50) = "1.5"` `string(@"2026-09-21") = "2026-09-21"`"""
    if value is None or isinstance(value, str):
        return value
    text = run.checked_text(_text(value, run, 0))
    run.charge_size(len(text) // 16)
    return text


def _text(value: object, run: Run, depth: int) -> str:
    if depth > MAX_VALUE_DEPTH:
        raise too_expensive("数据嵌套层数", MAX_VALUE_DEPTH)
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Decimal):
        text = written(value)
        run.charge_size(len(text) // 16)
        return text
    if isinstance(value, TEMPORALS):
        return written(value)
    if isinstance(value, Range):
        return _range_text(value, run, depth)
    if isinstance(value, list | dict):
        return _collection_text(value, run, depth)
    return "function"


def _collection_text(value: list[object] | dict[str, object], run: Run, depth: int) -> str:
    run.charge(1 + len(value))
    if isinstance(value, list):
        parts = [_text(member, run, depth + 1) for member in value]
        opening, closing = "[", "]"
    else:
        parts = [f"{key}: {_text(member, run, depth + 1)}" for key, member in value.items()]
        opening, closing = "{", "}"
    size = sum(map(len, parts))
    run.charge_size(size // 16)
    if size > run.budget.string_length:
        raise too_expensive("文字长度", run.budget.string_length)
    return opening + ", ".join(parts) + closing


def _range_text(value: Range, run: Run, depth: int) -> str:
    low, high = _text(value.low, run, depth + 1), _text(value.high, run, depth + 1)
    return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"


_CONSTRUCTORS = frozenset({"date", "time", "date and time", "duration"})


@built_in("range", "from: string")
def range_from_text(run: Run, text: str) -> object:
    """由文字得出区间，两端只能是常数。`range("[1..3]") = [1..3]`"""
    run.charge(20 + 2 * len(text))
    if len(text) > 200:
        return None
    try:
        node = parse_tokens(named_tokens(text, frozenset(), frozenset(_CONSTRUCTORS)), "expression")
        if not isinstance(node, RangeLiteral):
            return None
        low, high = _constant(node.low, run), _constant(node.high, run)
    except FeelError:
        return None
    made = make_range(low, high, node.low_included, node.high_included)
    return made if made is not None and _is_upright(made) else None


def _is_upright(made: Range) -> bool:
    return made.low is None or made.high is None or compare("<=", made.low, made.high) is True


def _constant(node: Node, run: Run) -> object:
    """The value of a literal, perhaps behind a minus or in the function of its type."""
    match node:
        case Literal():
            return node.value
        case Negation(operand=Literal()):
            return compiled(node)(Scope({}, None, run))
        case Postfix(source=Name(name=name), steps=(Call() as call,)) if name in _CONSTRUCTORS:
            if all(isinstance(argument, Literal) for argument in call.positional) and not call.named:
                return compiled(node)(Scope({}, None, run))
    raise UnfitArgumentsError

"""Functions on dates and times. Each text in backticks is an example that is true."""

from datetime import date
from decimal import Decimal

from engine.feel.comparisons import equal
from engine.feel.errors import FeelNameError
from engine.feel.functions import built_in
from engine.feel.scopes import Run
from engine.feel.temporal import Date, DateTime
from engine.feel.values import Range

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@built_in("day of year", "date: day")
def day_of_year(_run: Run, day: Date | DateTime) -> object:
    """一年中的第几天。`day of year(@"2019-09-17") = 260`"""
    here = _day(day)
    return Decimal(here.ordinal - Date(here.year, 1, 1).ordinal + 1)


@built_in("day of week", "date: day")
def day_of_week(_run: Run, day: Date | DateTime) -> object:
    """星期几（英文）。`day of week(@"2019-09-17") = "Tuesday"`"""
    return _WEEKDAYS[_day(day).weekday - 1]


@built_in("month of year", "date: day")
def month_of_year(_run: Run, day: Date | DateTime) -> object:
    """几月（英文）。`month of year(@"2019-09-17") = "September"`"""
    return _MONTHS[_day(day).month - 1]


@built_in("week of year", "date: day")
def week_of_year(_run: Run, day: Date | DateTime) -> object:
    """一年中的第几周（ISO 8601）。`week of year(@"2019-09-17") = 38`"""
    here = _day(day)
    return Decimal(date(2000 + here.year % 400, here.month, here.day).isocalendar().week)


@built_in("is", "value1?: any, value2?: any")
def is_same(run: Run, value1: object, value2: object) -> object:
    """两值是否完全相同（类型、时区也相同）。`is(@"P1D", @"PT24H")` `not(is(1, "1"))`"""
    if isinstance(value1, list | dict | Range):
        return equal(value1, value2, run) is True
    return type(value1) is type(value2) and value1 == value2


@built_in("now", "")
def now(run: Run) -> object:
    """当前日期和时间，由调用方的时钟给出；没有时钟时为空值。"""
    return _no_clock(run)


@built_in("today", "")
def today(run: Run) -> object:
    """今天的日期，由调用方的时钟给出；没有时钟时为空值。"""
    return _no_clock(run)


def _no_clock(run: Run) -> object:
    """This package asks for no time itself: callers hand `now` and `today` in as functions."""
    if run.strict:
        raise FeelNameError("此处没有时钟，不能使用 now() 和 today()", fix="请使用调用方提供的时间变量")
    return None

"""Dates, times and durations of FEEL, and how values enter and leave."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.feel import FeelBudgetError, FeelTypeError, compile_expression, from_json, to_json


def value_of(text: str, **scope: object) -> object:
    return compile_expression(text).evaluate(scope)


@pytest.mark.parametrize(
    "statement",
    [
        '@"2026-01-31" + @"P1M" = @"2026-02-28"',
        '@"2024-02-29" + @"P1Y" = @"2025-02-28"',
        '@"2026-03-01" - @"2026-02-01" = @"P28D"',
        '@"2026-09-21" + @"P3D" * 2 = @"2026-09-27"',
        '@"2026-09-21T23:30:00+08:00" + @"PT1H" = @"2026-09-22T00:30:00+08:00"',
        '@"2026-09-21T08:00:00+08:00" = @"2026-09-21T00:00:00Z"',
        '@"2026-09-21T08:00:00@Asia/Shanghai" = @"2026-09-21T08:00:00+08:00"',
        '@"2025-03-29T12:00:00@Europe/Paris" + @"PT24H" = @"2025-03-30T13:00:00@Europe/Paris"',
        '@"10:30:00" - @"10:00:00" = @"PT30M"',
        '@"P1Y" / @"P6M" = 2',
        'date("12026-01-01").year = 12026',
        'date("-0044-03-15") < date("2026-01-01")',
        "date(2026, 2, 29) = null",
        '@"2026-09-21".weekday = 1',
        'day of week(@"2026-09-21") = "Monday"',
        'years and months duration(@"2025-01-31", @"2026-02-28") = @"P1Y"',
        'string(@"P1DT2H3M4.5S") = "P1DT2H3M4.5S"',
        'date and time(@"2026-09-21", @"10:30:00").hour = 10',
        'time(10, 30, 0, @"PT8H").time offset = @"PT8H"',
        '@"2021-01-01T24:00:00" = @"2021-01-02T00:00:00"',
    ],
)
def test_calendar_arithmetic(statement):
    assert value_of(statement) is True


def test_a_local_and_a_zoned_time_have_no_order():
    assert value_of('@"2026-09-21T08:00:00" < @"2026-09-21T08:00:00Z"') is None


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (date(2026, 9, 21), "2026-09-21"),
        (datetime(2026, 9, 21, 2, 30, tzinfo=UTC), "2026-09-21T02:30:00Z"),
        (datetime(2026, 9, 21, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai")), "2026-09-21T10:30:00+08:00"),
        (timedelta(days=1, hours=2), "P1DT2H"),
    ],
)
def test_python_moments_come_back_as_iso_text(given, text):
    assert to_json(value_of("moment", moment=given)) == text


def test_local_date_times_leave_with_the_offset_of_shanghai():
    assert to_json(value_of('@"2026-09-21T10:30:00"')) == "2026-09-21T10:30:00+08:00"


def test_only_json_leaves():
    result = value_of('{n: 3, d: 2.5, l: [true, null, "字"], day: @"2026-09-21", p: @"P1M"}')

    assert to_json(result) == {"n": 3, "d": "2.5", "l": [True, None, "字"], "day": "2026-09-21", "p": "P1M"}


@pytest.mark.parametrize("text", ["[1..3]", "function(x) x", "count"])
def test_ranges_and_functions_cannot_be_saved(text):
    with pytest.raises(FeelTypeError):
        to_json(value_of(text))


def test_integers_beyond_34_digits_cannot_be_saved():
    with pytest.raises(FeelBudgetError):
        to_json(value_of("9e5000"))


def test_json_enters_without_guessing():
    assert from_json({"n": 1, "day": "2026-09-21"}) == {"n": Decimal(1), "day": "2026-09-21"}


@pytest.mark.parametrize("foreign", [object(), {1, 2}, b"bytes", float("nan"), {1: 2}, 10**400])
def test_foreign_values_are_refused(foreign):
    with pytest.raises((FeelTypeError, FeelBudgetError)):
        from_json(foreign)

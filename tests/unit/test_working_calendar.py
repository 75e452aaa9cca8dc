"""Working days of listed and unlisted years, and the check of an imported list."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.working_calendar import (
    InvalidCalendarError,
    WorkingCalendar,
    YearOfDays,
    calendar_year_from_lists,
    dates_from,
)

DATES = st.dates(date(2024, 6, 1), date(2028, 6, 30))


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_agrees_with_the_published_holiday_package(official_calendar, year):
    days = dates_from(date(year, 1, 1), date(year, 12, 31))

    assert [day for day in days if official_calendar.is_working_day(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_listed_year_has_248_working_days(official_calendar, year):
    assert official_calendar.working_days_in(year) == 248


@pytest.mark.parametrize(
    ("on", "is_working_day"),
    [
        pytest.param("2026-09-18", True, id="Friday"),
        pytest.param("2026-09-19", False, id="Saturday"),
        pytest.param("2026-09-20", True, id="Sunday, makeup workday"),
        pytest.param("2026-09-25", False, id="Friday, Mid-Autumn"),
        pytest.param("2026-02-14", True, id="Saturday, makeup workday"),
        pytest.param("2026-02-15", False, id="Sunday, Spring Festival"),
        pytest.param("2026-02-23", False, id="Monday, Spring Festival"),
        pytest.param("2027-01-01", False, id="Friday of an unlisted year, New Year"),
        pytest.param("2027-01-04", True, id="Monday of an unlisted year"),
        pytest.param("2028-05-02", False, id="Tuesday of an unlisted year, 2 May"),
        pytest.param("2028-05-03", True, id="Wednesday of an unlisted year, 3 May"),
        pytest.param("2029-10-01", False, id="Monday of an unlisted year, National Day"),
        pytest.param("2029-10-02", False, id="Tuesday of an unlisted year, National Day"),
        pytest.param("2029-10-03", False, id="Wednesday of an unlisted year, National Day"),
        pytest.param("2029-10-04", True, id="Thursday of an unlisted year, after the fixed days"),
        pytest.param("2027-10-09", False, id="Saturday of an unlisted year: makeup days are not guessed"),
    ],
)
def test_what_counts_as_a_working_day(official_calendar, on, is_working_day):
    assert official_calendar.is_working_day(d(on)) is is_working_day


def test_only_listed_years_are_published(official_calendar):
    assert [year for year in range(2024, 2029) if official_calendar.is_published(year)] == [2025, 2026]


@pytest.mark.parametrize(
    ("on", "n", "expected"),
    [
        pytest.param("2026-09-18", 1, "2026-09-20", id="Friday + 1 = Sunday, makeup"),
        pytest.param("2026-12-31", 1, "2027-01-04", id="Thursday 31 December + 1 = Monday, over New Year"),
        pytest.param("2025-12-31", 2, "2026-01-05", id="Wednesday + 2 = Monday, Sunday 4 January is worked"),
        pytest.param("2026-02-15", 1, "2026-02-24", id="rest day + 1 = Tuesday after Spring Festival"),
        pytest.param("2025-01-01", 248, "2025-12-31", id="all working days of a year"),
        pytest.param("2025-01-01", 249, "2026-01-04", id="one more than a year"),
    ],
)
def test_counting_forward_leaves_out_the_day_itself(official_calendar, on, n, expected):
    assert official_calendar.nth_working_day_after(d(on), n) == d(expected)


@pytest.mark.parametrize(
    ("on", "n", "expected"),
    [
        pytest.param("2026-06-25", 5, "2026-06-17", id="Thursday - 5 = Wednesday, over Dragon Boat"),
        pytest.param("2026-01-05", 1, "2026-01-04", id="Monday - 1 = Sunday, makeup"),
        pytest.param("2026-01-01", 1, "2025-12-31", id="New Year - 1 = the last day of the year before"),
        pytest.param("2027-01-04", 2, "2026-12-30", id="from an unlisted year into a listed one"),
    ],
)
def test_counting_back_leaves_out_the_day_itself(official_calendar, on, n, expected):
    assert official_calendar.nth_working_day_before(d(on), n) == d(expected)


@pytest.mark.parametrize("n", [0, -1])
def test_counting_less_than_one_day_is_refused(official_calendar, n):
    with pytest.raises(ValueError, match="at least 1"):
        official_calendar.nth_working_day_after(date(2026, 1, 5), n)
    with pytest.raises(ValueError, match="at least 1"):
        official_calendar.nth_working_day_before(date(2026, 1, 5), n)


def test_rolling_moves_rest_days_only(official_calendar):
    assert official_calendar.roll_forward(d("2026-05-31")) == d("2026-06-01")
    assert official_calendar.roll_forward(d("2026-06-01")) == d("2026-06-01")


def test_a_new_list_replaces_the_guess_and_leaves_the_old_calendar_alone(official_calendar):
    listed = calendar_year_from_lists(2027, off=["2027-01-01", "2027-01-02", "2027-01-03"], makeup=["2027-02-20"])

    published = official_calendar.with_year(2027, listed)

    assert published.is_published(2027)
    assert published.is_working_day(d("2027-02-20"))
    assert published.is_working_day(d("2027-10-01"))
    assert not official_calendar.is_published(2027)
    assert not official_calendar.is_working_day(d("2027-02-20"))


def test_later_changes_of_the_given_mapping_do_not_reach_the_calendar(official_years):
    years = dict(official_years)
    calendar = WorkingCalendar(years)

    years[2026] = YearOfDays(frozenset(), frozenset())

    assert not calendar.is_working_day(date(2026, 10, 1))


@settings(max_examples=60, deadline=None)
@given(on=DATES, n=st.integers(1, 300))
def test_counting_agrees_with_walking_day_by_day(official_calendar, on, n):
    forward, back, counted = on, on, 0
    while counted < n:
        forward += timedelta(days=1)
        counted += official_calendar.is_working_day(forward)
    counted = 0
    while counted < n:
        back -= timedelta(days=1)
        counted += official_calendar.is_working_day(back)

    assert official_calendar.nth_working_day_after(on, n) == forward
    assert official_calendar.nth_working_day_before(on, n) == back


@settings(max_examples=60, deadline=None)
@given(after=DATES, until=DATES)
def test_days_between_are_those_walked(official_calendar, after, until):
    walked = sum(
        official_calendar.is_working_day(after + timedelta(days=step)) for step in range(1, (until - after).days + 1)
    )

    assert official_calendar.working_days_between(after, until) == walked


@pytest.mark.parametrize(
    ("off", "makeup", "path"),
    [
        pytest.param(["2027-01-01"], ["2027-02-19"], "makeup.0", id="makeup on a Friday"),
        pytest.param(["2027-01-01", "2026-12-31"], [], "off.1", id="off date of another year"),
        pytest.param(["2027-01-01"], ["2028-02-20"], "makeup.0", id="makeup of another year"),
        pytest.param(["2027-01-01", "2027-02-30"], [], "off.1", id="no such date"),
        pytest.param(["2027-01-01", "元旦"], [], "off.1", id="no date at all"),
        pytest.param(["2027-01-01", "2027-01-01"], [], "off.1", id="twice in the list"),
        pytest.param(["2027-01-01", "2027-02-20"], ["2027-02-20"], "makeup.0", id="both off and worked"),
        pytest.param([], [], "off", id="empty list"),
        pytest.param(["2027-10-01"], [], "off", id="New Year missing"),
    ],
)
def test_a_wrong_list_is_refused_with_the_place_of_the_mistake(off, makeup, path):
    with pytest.raises(InvalidCalendarError) as refused:
        calendar_year_from_lists(2027, off, makeup)

    assert [error.path for error in refused.value.errors] == [path]


def test_all_mistakes_of_a_list_are_named_at_once():
    with pytest.raises(InvalidCalendarError) as refused:
        calendar_year_from_lists(2027, ["x", "2026-01-01"], ["2027-02-19"])

    assert [error.path for error in refused.value.errors] == ["off.0", "off.1", "makeup.0"]

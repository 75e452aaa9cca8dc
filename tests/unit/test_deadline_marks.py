"""The ladder of a deadline: when it warns, when it is breached, when it escalates."""

import itertools
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.deadline_marks import Mark, MarkKind, marks_of, warning_time
from engine.domain.deadlines import DeadlineKind, Limit, LimitUnit, Pause, due_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
WD, ND, H = LimitUnit.WORKING_DAYS, LimitUnit.NATURAL_DAYS, LimitUnit.HOURS


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def ladder(marks: tuple[Mark, ...]) -> dict[int, str]:
    return {mark.level: mark.at.astimezone(SHANGHAI).strftime("%m-%d %H:%M:%S") for mark in marks}


def marks_for(limit: Limit, anchor: str, calendar, pauses: tuple[Pause, ...] = ()) -> tuple[Mark, ...]:
    return marks_of(limit, at(anchor), pauses, calendar, due_of(limit, at(anchor), pauses, calendar))


@pytest.mark.parametrize(
    ("limit", "anchor", "expected"),
    [
        pytest.param(
            Limit(10, WD),
            "2026-11-09T09:00",
            {
                1: "11-16 18:00:00",
                2: "11-19 18:00:00",
                3: "11-23 18:00:01",
                4: "11-24 18:00:00",
                5: "11-26 18:00:00",
            },
            id="TA-20: 10 WD from Mon: Mon, Thu, breach after Mon, Tue, Thu",
        ),
        pytest.param(
            Limit(3, WD),
            "2026-03-10T09:20",
            {
                1: "03-11 18:00:00",
                2: "03-12 18:00:00",
                3: "03-13 18:00:01",
                4: "03-16 18:00:00",
                5: "03-18 18:00:00",
            },
            id="3 WD from Tue: day 1, day 2, breach after Fri, Mon, Wed",
        ),
        pytest.param(
            Limit(1, WD),
            "2026-03-13T17:00",
            {2: "03-16 09:00:00", 3: "03-16 18:00:01", 4: "03-17 18:00:00", 5: "03-19 18:00:00"},
            id="1 WD from Fri: both shares are day 0, one warning on Mon at nine",
        ),
        pytest.param(
            Limit(2, WD),
            "2026-04-30T10:00",
            {2: "05-06 18:00:00", 3: "05-07 18:00:01", 4: "05-08 18:00:00", 5: "05-11 18:00:00"},
            id="2 WD from Thu over Labour Day: day 1 = Wed for both; makeup Sat counts for level 5",
        ),
        pytest.param(
            Limit(3, ND),
            "2026-02-13T15:30",
            {
                1: "02-14 18:00:00",
                2: "02-15 18:00:00",
                3: "02-17 00:00:00",
                4: "02-24 18:00:00",
                5: "02-26 18:00:00",
            },
            id="3 ND from Fri: Sat, Sun, breach at midnight, escalation after the holiday",
        ),
        pytest.param(
            Limit(24, H),
            "2026-03-10T09:20",
            {
                1: "03-10 21:20:00",
                2: "03-11 04:32:00",
                3: "03-11 09:20:01",
                4: "03-12 18:00:00",
                5: "03-16 18:00:00",
            },
            id="24 H: half, four fifths, to the minute",
        ),
        pytest.param(
            Limit(0, WD),
            "2026-05-20T00:00",
            {3: "05-20 18:00:01", 4: "05-21 18:00:00", 5: "05-25 18:00:00"},
            id="0 WD: no warning would come before the breach",
        ),
        pytest.param(
            Limit(-5, WD),
            "2026-06-25T00:00",
            {3: "06-17 18:00:01", 4: "06-18 18:00:00", 5: "06-23 18:00:00"},
            id="counted back: no share to warn at",
        ),
        pytest.param(
            Limit(10, WD, warn_at=50),
            "2026-11-09T09:00",
            {2: "11-16 18:00:00", 3: "11-23 18:00:01", 4: "11-24 18:00:00", 5: "11-26 18:00:00"},
            id="the row warns at half: the higher level only",
        ),
        pytest.param(
            Limit(10, WD, warn_at=100),
            "2026-11-09T09:00",
            {
                1: "11-16 18:00:00",
                2: "11-23 18:00:00",
                3: "11-23 18:00:01",
                4: "11-24 18:00:00",
                5: "11-26 18:00:00",
            },
            id="the row warns at the due time itself",
        ),
    ],
)
def test_the_ladder_of_a_duty(official_calendar, limit, anchor, expected):
    assert ladder(marks_for(limit, anchor, official_calendar)) == expected


def test_each_level_has_its_meaning(official_calendar):
    marks = marks_for(Limit(10, WD), "2026-11-09T09:00", official_calendar)

    assert [mark.kind for mark in marks] == [
        MarkKind.WARNING,
        MarkKind.WARNING,
        MarkKind.BREACH,
        MarkKind.ESCALATION,
        MarkKind.ESCALATION,
    ]


def test_a_period_only_elapses_at_its_due_time(official_calendar):
    period = Limit(3, ND, roll=True, kind=DeadlineKind.PERIOD)

    marks = marks_for(period, "2026-09-23T09:00", official_calendar)

    assert marks == (Mark(0, at("2026-09-28T23:59:59"), MarkKind.ELAPSE),)


def test_a_paused_period_has_no_mark(official_calendar):
    period = Limit(3, ND, kind=DeadlineKind.PERIOD, pausable=True)

    assert marks_for(period, "2026-03-09T09:00", official_calendar, (Pause(at("2026-03-10T09:00")),)) == ()


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        pytest.param(
            Pause(at("2026-05-18T09:00"), at("2026-05-21T23:59:59")),
            {1: "05-22 18:00:00", 2: "05-26 18:00:00", 3: "05-28 18:00:01"},
            id="paused on the day of level 1 before 18:00: the next counted day",
        ),
        pytest.param(
            Pause(at("2026-05-18T19:00"), at("2026-05-21T23:59:59")),
            {1: "05-18 18:00:00", 2: "05-26 18:00:00", 3: "05-28 18:00:01"},
            id="paused after level 1: it stands",
        ),
        pytest.param(
            Pause(at("2026-05-12T09:00"), at("2026-05-13T10:00")),
            {1: "05-19 18:00:00", 2: "05-22 18:00:00", 3: "05-26 18:00:01"},
            id="paused early for a day: all later by a day",
        ),
    ],
)
def test_warnings_are_counted_like_the_due_time(official_calendar, pause, expected):
    marks = marks_for(Limit(10, WD, pausable=True), "2026-05-11T10:00", official_calendar, (pause,))

    assert {level: when for level, when in ladder(marks).items() if level <= 3} == expected


def test_while_paused_only_passed_warnings_remain(official_calendar):
    pauses = (Pause(at("2026-05-20T09:00")),)

    marks = marks_for(Limit(10, WD, pausable=True), "2026-05-11T10:00", official_calendar, pauses)

    assert ladder(marks) == {1: "05-18 18:00:00"}


def test_a_first_day_warning_waits_for_the_end_of_a_pause(official_calendar):
    pauses = (Pause(at("2026-03-10T08:00"), at("2026-03-12T10:00")),)

    marks = marks_for(Limit(1, WD, pausable=True), "2026-03-09T10:00", official_calendar, pauses)

    assert ladder(marks)[2] == "03-13 09:00:00"


def test_a_pause_leaves_limits_alone_that_cannot_be_paused(official_calendar):
    pauses = (Pause(at("2026-03-10T08:00")),)

    assert marks_for(Limit(5, WD), "2026-03-09T10:00", official_calendar, pauses) == marks_for(
        Limit(5, WD), "2026-03-09T10:00", official_calendar
    )


@settings(max_examples=120, deadline=None)
@given(
    amount=st.integers(0, 60),
    unit=st.sampled_from(LimitUnit),
    warn_at=st.integers(1, 100),
    moment=st.datetimes(datetime(2025, 1, 1), datetime(2026, 10, 1), timezones=st.just(SHANGHAI)),  # noqa: DTZ001
    pause=st.tuples(st.integers(0, 600), st.integers(0, 200)),
)
def test_marks_rise_in_time_and_level_and_no_warning_follows_the_due_time(
    official_calendar, amount, unit, warn_at, moment, pause
):
    limit = Limit(amount, unit, warn_at=warn_at, pausable=True)
    begin = moment + timedelta(hours=pause[0])
    pauses = (Pause(begin, begin + timedelta(hours=pause[1])),)
    due = due_of(limit, moment, pauses, official_calendar)

    marks = marks_of(limit, moment, pauses, official_calendar, due)

    assert [mark.level for mark in marks] == sorted({mark.level for mark in marks})
    assert all(earlier.at < later.at for earlier, later in itertools.pairwise(marks))
    assert all(mark.at <= due.due_at for mark in marks if mark.kind is MarkKind.WARNING)
    assert [mark.at for mark in marks if mark.kind is MarkKind.BREACH] == [due.breach_at]


@settings(max_examples=100, deadline=None)
@given(amount=st.integers(1, 60), percents=st.tuples(st.integers(1, 100), st.integers(1, 100)))
def test_a_smaller_share_is_never_later(official_calendar, amount, percents):
    limit, anchor = Limit(amount, WD), at("2026-03-09T10:00")

    earlier, later = (warning_time(limit, anchor, (), official_calendar, share) for share in sorted(percents))

    assert earlier <= later

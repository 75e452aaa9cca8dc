"""Limits as rows of the decision table, several of them on one clock, and pauses as intervals."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.domain.deadlines import (
    Anchor,
    DeadlineKind,
    InvalidLimitError,
    InvalidPauseError,
    Limit,
    LimitUnit,
    Pause,
    StartedLimit,
    merged,
    paused_time,
    ruling,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
WD, ND = LimitUnit.WORKING_DAYS, LimitUnit.NATURAL_DAYS


def at(text: str) -> datetime:
    """A local moment; a bare date means ten in the morning."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T10:00").replace(tzinfo=SHANGHAI)


def test_of_several_limits_the_earliest_rules(official_calendar):
    three_working_days = StartedLimit(Limit(3, WD), at("2026-02-13T15:30"))
    three_days = StartedLimit(Limit(3, ND), at("2026-02-13T15:30"))

    found = ruling([three_working_days, three_days], (), official_calendar)

    assert found.started is three_days
    assert found.due.due_at == at("2026-02-16T23:59:59")


def test_a_paused_limit_leaves_the_rule_to_the_others(official_calendar):
    pausable = StartedLimit(Limit(10, WD, pausable=True), at("2026-03-02"))
    overall = StartedLimit(Limit(30, ND), at("2026-03-02"))
    pauses = [Pause(at("2026-03-04"))]

    assert ruling([pausable, overall], pauses, official_calendar).started is overall
    assert ruling([pausable], pauses, official_calendar) is None


def test_of_equal_limits_the_first_row_rules(official_calendar):
    rows = [StartedLimit(Limit(3, WD, basis=basis), at("2026-03-09")) for basis in ("first", "second")]

    assert ruling(rows, (), official_calendar).started.limit.basis == "first"


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        pytest.param([(1, 3), (2, 5)], [(1, 5)], id="overlapping"),
        pytest.param([(1, 3), (3, 5)], [(1, 5)], id="adjoining"),
        pytest.param([(1, 9), (2, 5)], [(1, 9)], id="one inside the other"),
        pytest.param([(4, 5), (1, 2)], [(1, 2), (4, 5)], id="apart, in order of time"),
        pytest.param([(1, None), (2, 5)], [(1, None)], id="an open one swallows all that follow"),
        pytest.param([(1, 3), (2, None)], [(1, None)], id="open at the end"),
        pytest.param([(1, 2), (4, None)], [(1, 2), (4, None)], id="a gap before an open one"),
        pytest.param([], [], id="none"),
    ],
)
def test_overlapping_and_adjoining_pauses_count_as_one(pauses, expected):
    def day(number: int | None) -> datetime | None:
        return None if number is None else datetime(2026, 3, number, tzinfo=UTC)

    joined = merged(Pause(day(start), day(end)) for start, end in pauses)

    assert [(pause.paused_at, pause.resumed_at) for pause in joined] == [(day(s), day(e)) for s, e in expected]


def test_paused_time_counts_overlaps_once_and_an_open_pause_until_now():
    pauses = [
        Pause(at("2026-03-02T10:00"), at("2026-03-02T12:00")),
        Pause(at("2026-03-02T11:00"), at("2026-03-02T13:00")),
        Pause(at("2026-03-03T10:00")),
    ]

    assert paused_time(pauses, at("2026-03-03T11:30")) == timedelta(hours=4, minutes=30)
    assert paused_time(pauses, at("2026-03-02T18:00")) == timedelta(hours=3)


def test_a_pause_cannot_end_before_it_begins():
    with pytest.raises(InvalidPauseError):
        Pause(at("2026-03-03"), at("2026-03-02"))


@pytest.mark.parametrize(
    ("cells", "path"),
    [
        pytest.param({"amount": 10_001, "unit": WD}, "amount", id="too long"),
        pytest.param({"amount": -10_001, "unit": WD}, "amount", id="too long backwards"),
        pytest.param({"amount": 3, "unit": WD, "warn_at": 0}, "warn_at", id="warning before the start"),
        pytest.param({"amount": 3, "unit": WD, "warn_at": 101}, "warn_at", id="warning after the end"),
        pytest.param({"amount": 3, "unit": WD, "roll": True}, "roll", id="working days never end on a rest day"),
        pytest.param({"amount": -5, "unit": WD, "pausable": True}, "pausable", id="counted back and pausable"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused(cells, path):
    with pytest.raises(InvalidLimitError) as refused:
        Limit(**cells)

    assert [error.path for error in refused.value.errors] == [path]


def test_a_row_of_the_decision_becomes_a_limit():
    row = {
        "amount": Decimal(60),
        "unit": "ND",
        "roll": True,
        "kind": "period",
        "pausable": False,
        "warn_at": Decimal(80),
        "anchor": "served_at",
        "basis": "V Reconsideration Law 20, Civil Code 203",
        "key": "appeal.review",
    }

    limit = Limit.from_row(row)

    assert limit == Limit(
        60,
        ND,
        roll=True,
        kind=DeadlineKind.PERIOD,
        anchor=Anchor.SERVED_AT,
        basis="V Reconsideration Law 20, Civil Code 203",
    )
    assert Limit.from_row(limit.as_row()) == limit


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"amount": 3, "unit": "days"}, id="unknown unit"),
        pytest.param({"amount": None, "unit": "WD"}, id="no amount"),
        pytest.param({"amount": Decimal("1.5"), "unit": "WD"}, id="half a day"),
        pytest.param({"amount": True, "unit": "WD"}, id="a boolean as amount"),
        pytest.param({"amount": "3", "unit": "WD"}, id="a text as amount"),
        pytest.param({"amount": 3, "unit": "WD", "kind": "wish"}, id="unknown kind"),
        pytest.param({"amount": 3, "unit": "WD", "anchor": "yesterday"}, id="unknown anchor"),
    ],
)
def test_a_row_that_is_no_limit_is_refused(cells):
    with pytest.raises(InvalidLimitError):
        Limit.from_row(cells)

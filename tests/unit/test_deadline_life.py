"""The life of a deadline from its start to its end, and that a breach stays."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.domain.deadline_life import (
    CancelledWithoutReasonError,
    Deadline,
    DeadlineStatus,
    cancel,
    marks,
    next_mark,
    pass_marks,
    pause,
    paused_for,
    recount,
    resume,
    start,
    stop,
)
from engine.domain.deadline_marks import MarkKind
from engine.domain.deadlines import (
    DeadlineKind,
    InvalidLimitError,
    InvalidPauseError,
    Limit,
    LimitUnit,
    Pause,
    StartedLimit,
)
from engine.domain.working_calendar import YearOfDays

SHANGHAI = ZoneInfo("Asia/Shanghai")
WD, ND = LimitUnit.WORKING_DAYS, LimitUnit.NATURAL_DAYS
TEN_DAYS = Limit(10, WD, pausable=True)
THREE_DAYS = Limit(3, WD)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def started(limit: Limit, anchor: str, calendar) -> Deadline:
    return start("exp.decide", [StartedLimit(limit, at(anchor))], calendar)


def supplement(paused_at: str, source: str = "await_supplement") -> Pause:
    return Pause(at(paused_at), source=source, reason="supplement", evidence="notice 7")


def due(deadline: Deadline) -> str:
    return deadline.due.due_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def test_a_started_clock_runs_and_knows_its_due_time(official_calendar):
    clock = started(THREE_DAYS, "2026-03-10T09:20", official_calendar)

    assert (clock.status, due(clock), clock.level) == (DeadlineStatus.RUNNING, "2026-03-13 18:00:00", 0)
    assert clock.is_open
    assert clock.started_at == at("2026-03-10T09:20")
    assert clock.limit == THREE_DAYS


def test_the_earliest_of_several_rows_rules_the_clock(official_calendar):
    rows = [StartedLimit(THREE_DAYS, at("2026-02-13T15:30")), StartedLimit(Limit(3, ND), at("2026-02-12T15:30"))]

    clock = start("pay", rows, official_calendar)

    assert due(clock) == "2026-02-15 23:59:59"
    assert clock.started_at == at("2026-02-12T15:30")


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param([], id="no row"),
        pytest.param([THREE_DAYS, Limit(3, ND, kind=DeadlineKind.PERIOD)], id="a duty and a period"),
    ],
)
def test_a_clock_needs_rows_of_one_kind(official_calendar, limits):
    with pytest.raises(InvalidLimitError):
        start("pay", [StartedLimit(limit, at("2026-03-10T09:20")) for limit in limits], official_calendar)


def test_passing_marks_climbs_the_ladder_once(official_calendar):
    clock = started(TEN_DAYS, "2026-11-09T09:00", official_calendar)
    seen = []
    for moment in (
        "2026-11-16T17:59",
        "2026-11-16T18:00",
        "2026-11-19T18:00",
        "2026-11-23T18:00",
        "2026-11-23T18:00:01",
    ):
        clock, passed = pass_marks(clock, at(moment), official_calendar)
        seen.append((clock.status, clock.level, [mark.kind for mark in passed]))

    assert seen == [
        (DeadlineStatus.RUNNING, 0, []),
        (DeadlineStatus.RUNNING, 1, [MarkKind.WARNING]),
        (DeadlineStatus.WARNED, 2, [MarkKind.WARNING]),
        (DeadlineStatus.WARNED, 2, []),
        (DeadlineStatus.BREACHED, 3, [MarkKind.BREACH]),
    ]


def test_a_worker_that_comes_late_passes_all_marks_in_order(official_calendar):
    clock = started(TEN_DAYS, "2026-11-09T09:00", official_calendar)

    clock, passed = pass_marks(clock, at("2026-12-15T09:00"), official_calendar)

    assert [mark.level for mark in passed] == [1, 2, 3, 4, 5]
    assert next_mark(clock, official_calendar) is None
    assert clock.is_open


@pytest.mark.parametrize(
    ("done_at", "status"),
    [
        pytest.param("2026-03-13T17:59:59", DeadlineStatus.MET, id="before"),
        pytest.param("2026-03-13T18:00:00", DeadlineStatus.MET, id="in the due second"),
        pytest.param("2026-03-13T18:00:00.999999", DeadlineStatus.MET, id="at the end of the due second"),
        pytest.param("2026-03-13T18:00:01", DeadlineStatus.BREACHED, id="one second later"),
    ],
)
def test_a_duty_done_in_its_due_second_is_met(official_calendar, done_at, status):
    clock = stop(started(THREE_DAYS, "2026-03-10T09:20", official_calendar), at(done_at), official_calendar)

    assert (clock.status, clock.stopped_at, clock.is_open) == (status, at(done_at), False)
    assert clock.stop_reason is None


def test_a_breach_stays_after_late_completion(official_calendar):
    clock = started(TEN_DAYS, "2026-11-09T09:00", official_calendar)
    clock, _ = pass_marks(clock, at("2026-11-24T18:00"), official_calendar)

    done = stop(clock, at("2026-11-25T10:00"), official_calendar)

    assert (done.status, done.level, due(done)) == (DeadlineStatus.BREACHED, 4, "2026-11-23 18:00:00")
    assert done.stopped_at == at("2026-11-25T10:00")
    assert next_mark(done, official_calendar) is None
    assert pass_marks(done, at("2026-12-31T10:00"), official_calendar) == (done, ())


def test_a_pause_takes_the_due_time_away_and_resuming_gives_a_later_one(official_calendar):
    clock = started(TEN_DAYS, "2026-09-14T14:20", official_calendar)

    paused = pause(clock, supplement("2026-09-16T10:00"), official_calendar)
    resumed = resume(paused, at("2026-09-21T16:30"), "await_supplement", official_calendar)

    assert (paused.status, paused.due, next_mark(paused, official_calendar)) == (DeadlineStatus.PAUSED, None, None)
    assert paused.started_at == at("2026-09-14T14:20")
    assert (resumed.status, due(resumed)) == (DeadlineStatus.RUNNING, "2026-10-09 18:00:00")
    assert resumed.pauses[0].evidence == "notice 7"
    assert paused_for(resumed, at("2026-09-30T10:00")) == timedelta(days=5, hours=6, minutes=30)


def test_the_clock_goes_on_when_the_last_of_two_pauses_ends(official_calendar):
    clock = started(TEN_DAYS, "2026-06-01T09:00", official_calendar)
    clock = pause(clock, supplement("2026-06-08T09:00", "notice"), official_calendar)
    clock = pause(clock, supplement("2026-06-10T11:00", "objection"), official_calendar)

    clock = resume(clock, at("2026-06-11T23:59:59"), "notice", official_calendar)
    still = clock.status
    clock = resume(clock, at("2026-06-22T23:59:59"), "objection", official_calendar)

    assert still is DeadlineStatus.PAUSED
    assert due(clock) == "2026-06-29 18:00:00"


def test_pausing_twice_for_the_same_node_changes_nothing(official_calendar):
    once = pause(
        started(TEN_DAYS, "2026-06-01T09:00", official_calendar), supplement("2026-06-08T09:00"), official_calendar
    )

    assert pause(once, supplement("2026-06-09T09:00"), official_calendar) == once
    assert resume(once, at("2026-06-09T10:00"), "another node", official_calendar) == once


def test_a_limit_that_cannot_be_paused_takes_no_pause(official_calendar):
    clock = started(THREE_DAYS, "2026-03-10T09:20", official_calendar)

    assert pause(clock, supplement("2026-03-11T09:00"), official_calendar) == clock


@pytest.mark.parametrize(("reason", "evidence"), [("", "notice 7"), ("supplement", " ")])
def test_a_pause_needs_a_reason_and_evidence(official_calendar, reason, evidence):
    clock = started(TEN_DAYS, "2026-06-01T09:00", official_calendar)

    with pytest.raises(InvalidPauseError):
        pause(clock, Pause(at("2026-06-02T09:00"), source="x", reason=reason, evidence=evidence), official_calendar)


def test_a_warned_clock_is_warned_again_after_a_pause(official_calendar):
    clock = started(TEN_DAYS, "2026-11-09T09:00", official_calendar)
    clock, _ = pass_marks(clock, at("2026-11-19T18:00"), official_calendar)

    paused = pause(clock, supplement("2026-11-20T09:00"), official_calendar)
    resumed = resume(paused, at("2026-11-25T09:00"), "await_supplement", official_calendar)

    assert [clock.status, paused.status, resumed.status] == ["warned", "paused", "warned"]
    assert pass_marks(resumed, at("2026-11-26T08:00"), official_calendar) == (resumed, ())


def test_a_pause_after_the_due_time_undoes_no_breach(official_calendar):
    clock = started(TEN_DAYS, "2026-11-09T09:00", official_calendar)

    paused = pause(clock, supplement("2026-11-24T09:00"), official_calendar)
    late, passed = pass_marks(paused, at("2026-11-24T09:00"), official_calendar)

    assert due(paused) == "2026-11-23 18:00:00"
    assert (late.status, [mark.level for mark in passed]) == (DeadlineStatus.BREACHED, [1, 2, 3])


def test_a_duty_done_while_paused_is_met_and_its_pause_ends_with_it(official_calendar):
    clock = pause(
        started(TEN_DAYS, "2026-09-14T14:20", official_calendar), supplement("2026-09-16T10:00"), official_calendar
    )

    done = stop(clock, at("2026-12-01T10:00"), official_calendar)

    assert done.status is DeadlineStatus.MET
    assert [one.resumed_at for one in done.pauses] == [at("2026-12-01T10:00")]
    assert due(done) == "2026-12-11 18:00:00"


def test_a_clock_stopped_as_of_a_time_before_its_pause_takes_no_harm(official_calendar):
    clock = pause(
        started(TEN_DAYS, "2026-09-14T14:20", official_calendar), supplement("2026-09-16T10:00"), official_calendar
    )

    done = stop(clock, at("2026-09-16T09:00"), official_calendar)

    assert (done.status, done.pauses[0].resumed_at) == (DeadlineStatus.MET, at("2026-09-16T10:00"))


def test_a_period_elapses_at_its_own_time_however_late_the_worker_comes(official_calendar):
    notice = started(Limit(3, ND, roll=True, kind=DeadlineKind.PERIOD), "2026-09-23T09:00", official_calendar)

    ahead, nothing = pass_marks(notice, at("2026-09-28T23:59:58"), official_calendar)
    elapsed, passed = pass_marks(notice, at("2026-09-30T10:00"), official_calendar)

    assert (ahead, nothing) == (notice, ())
    assert (elapsed.status, elapsed.stopped_at) == (DeadlineStatus.ELAPSED, at("2026-09-28T23:59:59"))
    assert [mark.kind for mark in passed] == [MarkKind.ELAPSE]
    assert not elapsed.is_open


def test_a_period_can_be_ended_before_but_not_after_it_elapsed(official_calendar):
    wait = started(Limit(3, ND, kind=DeadlineKind.PERIOD), "2026-03-09T09:00", official_calendar)

    assert stop(wait, at("2026-03-10T09:00"), official_calendar).status is DeadlineStatus.MET
    assert stop(wait, at("2026-03-13T09:00"), official_calendar).status is DeadlineStatus.ELAPSED


def test_a_cancelled_clock_keeps_its_due_time_and_reason(official_calendar):
    clock = cancel(
        started(THREE_DAYS, "2026-03-10T09:20", official_calendar),
        at("2026-03-11T09:00"),
        "reclassified",
        official_calendar,
    )

    assert (clock.status, due(clock)) == (DeadlineStatus.CANCELLED, "2026-03-13 18:00:00")
    assert (clock.stopped_at, clock.stop_reason) == (at("2026-03-11T09:00"), "reclassified")


def test_cancelling_undoes_no_breach(official_calendar):
    clock = cancel(
        started(THREE_DAYS, "2026-03-10T09:20", official_calendar), at("2026-03-14T09:00"), "refused", official_calendar
    )

    assert (clock.status, clock.is_open, clock.stop_reason) == (DeadlineStatus.BREACHED, False, "refused")


def test_cancelling_needs_a_reason(official_calendar):
    with pytest.raises(CancelledWithoutReasonError):
        cancel(
            started(THREE_DAYS, "2026-03-10T09:20", official_calendar), at("2026-03-11T09:00"), " ", official_calendar
        )


def test_a_stopped_clock_takes_no_further_change(official_calendar):
    done = stop(started(TEN_DAYS, "2026-03-10T09:20", official_calendar), at("2026-03-11T09:00"), official_calendar)

    assert stop(done, at("2026-06-01T09:00"), official_calendar) == done
    assert cancel(done, at("2026-06-01T09:00"), "closed", official_calendar) == done
    assert pause(done, supplement("2026-06-01T09:00"), official_calendar) == done
    assert resume(done, at("2026-06-01T09:00"), "await_supplement", official_calendar) == done
    assert recount(done, official_calendar) == done


def test_an_imported_year_moves_open_clocks_and_leaves_breaches(official_calendar):
    clock = started(THREE_DAYS, "2026-12-29T10:00", official_calendar)
    breached, _ = pass_marks(clock, at("2027-01-04T18:00:01"), official_calendar)
    listed = official_calendar.with_year(2027, YearOfDays(frozenset({at("2027-01-04T00:00").date()}), frozenset()))

    moved, annotated = recount(clock, listed), recount(breached, listed)

    assert (due(clock), clock.due.provisional) == ("2027-01-04 18:00:00", True)
    assert (due(moved), moved.due.provisional, moved.status) == ("2027-01-01 18:00:00", False, DeadlineStatus.RUNNING)
    assert (annotated.status, annotated.level) == (DeadlineStatus.BREACHED, 3)


def test_the_next_mark_is_the_first_above_the_present_level(official_calendar):
    clock = started(TEN_DAYS, "2026-11-09T09:00", official_calendar)
    warned, _ = pass_marks(clock, at("2026-11-19T18:00"), official_calendar)

    assert next_mark(clock, official_calendar) == marks(clock, official_calendar)[0]
    assert next_mark(warned, official_calendar).kind is MarkKind.BREACH

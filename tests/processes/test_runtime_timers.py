"""Timers know no clock but the host's time, fire at their due instant and follow the deadlines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from drawn_processes import MONDAY, Drawing, RecordingHost, SavedProcess, bundle_of

from engine.bpmn.execution_errors import StepFailedError, TaskNotOpenError, TimerNotDueError

HOUR = timedelta(hours=1)


def _waiting(host: RecordingHost, **timer: str) -> SavedProcess:
    drawing = (
        Drawing("patience").start().user("enter").wait_for("await_time", **timer).user("after").end()
        .path("started", "enter", "await_time", "after", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "patience", host)
    process.complete(
        "enter", at="2026-09-21T10:00:00+08:00", past="2026-09-01T00:00:00+08:00", local="2026-09-21T10:00:00"
    )
    return process


def _guarded(host: RecordingHost, *, interrupting: bool, **timer: str) -> SavedProcess:
    drawing = (
        Drawing("guarded").start().user("pay").boundary("pay_due", "pay", interrupting=interrupting, **timer)
        .service("escalate", "escalate").end("escalated").user("after").end()
        .path("started", "pay", "after", "finished").path("pay_due", "escalate", "escalated")
    )  # fmt: skip
    return SavedProcess.start(bundle_of(drawing), "guarded", host)


@pytest.mark.parametrize(
    ("timer", "due"),
    [
        pytest.param({"date": "enter.at"}, MONDAY + HOUR, id="ISO text with offset"),
        pytest.param({"date": 'date and time("2026-09-21T10:00:00+08:00")'}, MONDAY + HOUR, id="FEEL date and time"),
        pytest.param({"date": '"2026-09-21T02:00:00Z"'}, MONDAY + HOUR, id="UTC text"),
        pytest.param({"duration": '"PT1H"'}, MONDAY + HOUR, id="ISO duration"),
        pytest.param({"duration": 'duration("PT1H")'}, MONDAY + HOUR, id="FEEL duration"),
        pytest.param({"duration": '"P3D"'}, MONDAY + timedelta(days=3), id="days"),
        pytest.param({"date": 'deadline("urgent.pay")'}, MONDAY + 2 * HOUR, id="deadline"),
        pytest.param({"date": 'deadline_warning("urgent.pay")'}, MONDAY + HOUR, id="warning of a deadline"),
    ],
)
def test_a_timer_waits_for_its_due_time(timer, due):
    host = RecordingHost(deadlines={"urgent.pay": MONDAY + 2 * HOUR}, warnings={"urgent.pay": MONDAY + HOUR})

    process = _waiting(host, **timer)

    assert [(one.element_id, one.due_at) for one in process.snapshot.timers] == [("await_time", due)]


def test_a_timer_fires_at_its_due_instant_and_not_before():
    host = RecordingHost()
    process = _waiting(host, duration='"PT1H"')

    host.now = MONDAY + HOUR - timedelta(microseconds=1)
    assert process.step(lambda live: live.fire_due()) == 0
    host.now = MONDAY + HOUR
    assert process.step(lambda live: live.fire_due()) == 1

    assert process.open == ["after"]
    assert process.snapshot.timers == ()


def test_one_timer_can_be_fired_by_its_id_when_it_is_due():
    host = RecordingHost()
    process = _waiting(host, duration='"PT1H"')
    timer = process.timer("await_time")

    with pytest.raises(TimerNotDueError):
        process.live().fire_timer(timer)
    host.now = MONDAY + HOUR
    process.step(lambda live: live.fire_timer(timer))

    assert process.open == ["after"]
    with pytest.raises(TaskNotOpenError):
        process.live().fire_timer(timer)


def test_a_time_in_the_past_does_not_wait():
    assert _waiting(RecordingHost(), date="enter.past").open == ["after"]


def test_a_time_of_now_does_not_wait():
    assert _waiting(RecordingHost(now=MONDAY + HOUR), date="enter.at").open == ["after"]


@pytest.mark.parametrize("timer", [{"date": 'deadline("exp.decide")'}, {"date": "null"}, {"duration": "null"}])
def test_a_timer_without_a_time_waits_and_is_not_listed(timer):
    host = RecordingHost()
    process = _waiting(host, **timer)
    host.now = datetime(2999, 1, 1, tzinfo=UTC)

    assert process.snapshot.timers == ()
    assert process.step(lambda live: live.fire_due()) == 0
    assert not process.snapshot.finished


@pytest.mark.parametrize(
    "timer",
    [
        {"date": "enter.local"},
        {"date": '"tomorrow"'},
        {"date": "3"},
        {"date": "enter"},
        {"date": 'date("2026-09-21")'},
        {"duration": '"1 hour"'},
        {"duration": '"P99999999999D"'},
        {"cycle": '"R/PT1H"'},
        {"cycle": '"R3/PT1S"'},
        {"cycle": '"R1001/PT1H"'},
        {"cycle": '"every day"'},
    ],
)
def test_a_value_that_is_no_time_stops_the_step(timer):
    with pytest.raises(StepFailedError) as failure:
        _waiting(RecordingHost(), **timer)

    assert failure.value.element_id == "await_time"


def test_a_duration_is_worked_out_once():
    host = RecordingHost()
    process = _waiting(host, duration='"PT1H"')
    host.now = MONDAY + timedelta(minutes=30)

    process.step(lambda live: live.rework_deadline_timers())

    assert process.snapshot.timers[0].due_at == MONDAY + HOUR


def test_timers_on_deadlines_follow_them():
    host = RecordingHost()
    process = _guarded(host, interrupting=False, date='deadline("urgent.pay")')
    assert process.snapshot.timers == ()

    host.deadlines["urgent.pay"] = MONDAY + HOUR
    process.step(lambda live: live.rework_deadline_timers())
    assert process.snapshot.timers[0].due_at == MONDAY + HOUR

    del host.deadlines["urgent.pay"]
    process.step(lambda live: live.rework_deadline_timers())
    assert process.snapshot.timers == ()


def test_a_non_interrupting_timer_leaves_its_task_open():
    host = RecordingHost(deadlines={"urgent.pay": MONDAY + HOUR})
    process = _guarded(host, interrupting=False, date='deadline("urgent.pay")')
    host.now = MONDAY + 2 * HOUR

    process.step(lambda live: live.fire_due())

    assert process.open == ["pay"]
    assert [call.operation for call in host.calls] == ["escalate"]
    process.complete("pay")
    assert process.open == ["after"]


def test_an_interrupting_timer_ends_its_task():
    host = RecordingHost()
    process = _guarded(host, interrupting=True, duration='"PT1H"')
    host.now = MONDAY + HOUR

    process.step(lambda live: live.fire_due())

    assert process.open == []
    assert process.snapshot.finished


def test_a_task_completed_when_its_timer_is_due_is_completed():
    host = RecordingHost()
    process = _guarded(host, interrupting=True, duration='"PT1H"')
    host.now = MONDAY + 3 * HOUR

    process.complete("pay")

    assert process.open == ["after"]
    assert host.calls == []
    assert process.snapshot.timers == ()


def test_a_counted_cycle_fires_as_often_as_it_says():
    host = RecordingHost()
    process = _guarded(host, interrupting=False, cycle='"R3/PT1H"')

    for hour in range(1, 6):
        host.now = MONDAY + hour * HOUR
        process.step(lambda live: live.fire_due())

    assert len(host.calls) == 3
    assert process.open == ["pay"]
    process.complete("pay")
    process.complete("after")
    assert process.snapshot.finished


def test_a_cycle_catches_up_after_a_long_stop():
    host = RecordingHost()
    process = _guarded(host, interrupting=False, cycle='"R3/PT1H"')
    host.now = MONDAY + 10 * HOUR

    process.step(lambda live: live.fire_due())

    assert len(host.calls) == 3


def test_the_first_of_a_message_and_a_time_wins_at_an_event_based_gateway():
    drawing = (
        Drawing("race").start().gateway("first_of", "eventBasedGateway").catch_message("answered", "answer")
        .wait_for("timed_out", duration='"PT1H"').user("go_on").user("give_up").end()
        .path("started", "first_of", "answered", "go_on", "finished")
        .path("first_of", "timed_out", "give_up", "finished")
    )  # fmt: skip
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(drawing), "race", host)
    answered = SavedProcess.start(bundle_of(drawing), "race", host)
    assert [(one.element_id, one.message) for one in process.snapshot.waits] == [("answered", "answer")]
    assert [one.element_id for one in process.snapshot.timers] == ["timed_out"]

    assert answered.step(lambda live: live.deliver("answer", {"text": "yes"}))
    host.now = MONDAY + HOUR
    process.step(lambda live: live.fire_due())

    assert (process.open, answered.open) == (["give_up"], ["go_on"])
    assert answered.data("go_on") == {"answered": {"text": "yes"}}

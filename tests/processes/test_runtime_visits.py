"""The host hears of every node in the order in which things happened, with the time that counts."""

from __future__ import annotations

from datetime import timedelta

from drawn_processes import MONDAY, Drawing, RecordingHost, SavedProcess, bundle_of, each

HOUR = timedelta(hours=1)


def test_every_node_is_told_gateways_and_scripts_included():
    drawing = (
        Drawing("straight").start().script("mark", "x = 1").gateway("which").user("work").end()
        .path("started", "mark", "which").path("which", "work", default=True).path("work", "finished")
    )  # fmt: skip
    host = RecordingHost()

    SavedProcess.start(bundle_of(drawing), "straight", host)

    assert host.trail() == [
        "reached started", "completed started", "reached mark", "completed mark",
        "reached which", "completed which", "reached work",
    ]  # fmt: skip


def test_a_call_begins_before_and_ends_after_what_it_calls():
    inner = Drawing("inner").start("in").user("work").end("out").path("in", "work", "out")
    outer = Drawing("outer").start().call("call_inner", "inner").end().path("started", "call_inner", "finished")
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(outer, inner), "outer", host)
    assert host.trail() == [
        "reached started", "completed started", "reached call_inner", "reached in", "completed in", "reached work",
    ]  # fmt: skip

    process.complete("work")

    assert [(visit.element_id, visit.process_id) for visit in host.visits if visit.kind == "completed"] == [
        ("work", "inner"), ("out", "inner"), ("call_inner", "outer"), ("finished", "outer"),
    ]  # fmt: skip


def _with_boundary(**timer: str) -> Drawing:
    return (
        Drawing("outer").start().call("call_inner", "inner")
        .boundary("too_late", "call_inner", interrupting=True, **timer).script("mark", "late = true")
        .user("after").end("ended_late").end()
        .path("started", "call_inner", "after", "finished").path("too_late", "mark", "ended_late")
    )  # fmt: skip


INNER = (
    Drawing("inner").start("in").gateway("fork", "parallelGateway").user("left").receive("right", "news")
    .gateway("join", "parallelGateway").end("out")
    .path("in", "fork", "left", "join").path("fork", "right", "join").path("join", "out")
)  # fmt: skip


def test_what_a_timer_interrupts_ends_first_and_at_the_due_time():
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(_with_boundary(duration='"PT1H"'), INNER), "outer", host)
    host.trail()
    host.now = MONDAY + 5 * HOUR

    process.step(lambda live: live.fire_due())

    at = {f"{visit.kind} {visit.element_id}": visit.at - MONDAY for visit in host.visits}
    assert list(at) == [
        "reached too_late", "completed too_late", "cancelled left", "cancelled right", "cancelled call_inner",
        "reached mark", "completed mark", "reached ended_late", "completed ended_late",
    ]  # fmt: skip
    assert {moment: text for text, moment in at.items()} == {
        HOUR: "cancelled call_inner",
        5 * HOUR: "completed ended_late",
    }
    assert process.snapshot.finished


def test_a_catching_timer_ends_at_its_due_time():
    drawing = Drawing("wait").start().wait_for("pause", duration='"PT1H"').end().path("started", "pause", "finished")
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(drawing), "wait", host)
    host.trail()
    host.now = MONDAY + 5 * HOUR

    process.step(lambda live: live.fire_due())

    assert [(visit.element_id, visit.kind, visit.at - MONDAY) for visit in host.visits] == [
        ("pause", "completed", HOUR),
        ("finished", "reached", 5 * HOUR),
        ("finished", "completed", 5 * HOUR),
    ]


def test_a_timer_that_was_over_on_arrival_ends_at_the_time_of_the_step():
    drawing = (
        Drawing("wait").start().wait_for("pause", date='"2020-01-01T00:00:00Z"').user("pay")
        .boundary("pay_due", "pay", interrupting=True, date='"2020-01-01T00:00:00Z"').end("late").end()
        .path("started", "pause", "pay", "finished").path("pay_due", "late")
    )  # fmt: skip
    host = RecordingHost()

    process = SavedProcess.start(bundle_of(drawing), "wait", host)

    assert {visit.at for visit in host.visits} == {MONDAY}
    assert "cancelled pay" in host.trail()
    assert process.snapshot.finished


def test_a_boundary_event_that_does_not_fire_is_not_told():
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(_with_boundary(duration='"PT1H"'), INNER), "outer", host)
    process.complete("left")
    process.step(lambda live: live.deliver("news", {}))

    assert process.open == ["after"]
    assert not [entry for entry in host.trail() if "too_late" in entry]


def test_a_joining_gateway_is_told_once_when_it_goes_on():
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(INNER), "inner", host)
    process.complete("left")
    assert "join" not in " ".join(host.trail())

    process.step(lambda live: live.deliver("news", {}))

    assert host.trail() == [
        "completed right", "reached join", "completed join", "reached out", "completed out",
    ]  # fmt: skip


def test_a_repeating_node_is_told_once_and_not_for_every_pass():
    inner = Drawing("inner", ["item"], ["done"]).start("in").user("work").end("out").path("in", "work", "out")
    outer = (
        Drawing("outer").start().script("list_up", 'items = ["a", "b"]')
        .call("call_each", "inner", each("items", "item", "results", "done")).end()
        .path("started", "list_up", "call_each", "finished")
    )  # fmt: skip
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(outer, inner), "outer", host)
    process.complete("work")
    process.complete("work")

    told = host.trail()
    assert told.count("reached call_each") == told.count("completed call_each") == 1
    assert told.count("reached work") == told.count("completed work") == 2
    assert process.snapshot.finished


def test_what_was_not_reached_is_not_cancelled():
    drawing = (
        Drawing("stop").start().gateway("fork", "parallelGateway").user("decide").user("work").user("later").end()
        .end("stopped", "<bpmn:terminateEventDefinition/>")
        .path("started", "fork", "decide", "stopped").path("fork", "work", "later", "finished")
    )  # fmt: skip
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(drawing), "stop", host)
    host.trail()

    process.complete("decide")

    assert host.trail() == ["completed decide", "reached stopped", "completed stopped", "cancelled work"]
    assert process.snapshot.finished


def test_visits_of_one_node_carry_the_id_of_its_task():
    drawing = Drawing("one").start().user("work").end().path("started", "work", "finished")
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(drawing), "one", host)
    task_id = process.task("work")

    process.complete("work")

    assert {visit.task_id for visit in host.visits if visit.element_id == "work"} == {task_id}

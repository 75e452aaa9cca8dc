"""A process that grows without end, does nothing or cannot go on is stopped with a typed error, never silently."""

from __future__ import annotations

import itertools
import time

import pytest
from drawn_processes import Drawing, RecordingHost, SavedProcess, bundle_of, each

from engine.bpmn import steps
from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.execution_errors import (
    BundleError,
    DepthError,
    ProcessFailure,
    StepFailedError,
    StepTooSlowError,
    StuckError,
    TooManyTasksError,
)

LOOP = bundle_of(
    Drawing("again").start().gateway("entry").user("work").gateway("more").end()
    .path("started", "entry", "work", "more").path("more", "entry", when="work.again = true")
    .path("more", "finished", default=True)
)  # fmt: skip


def test_a_loop_of_one_task_is_open_until_the_depth_guard_stops_it():
    process = SavedProcess.start(LOOP, "again", RecordingHost())
    while process.snapshot.depth < steps.MAX_DEPTH - 3:
        process.complete("work", again=True)
        assert not process.snapshot.finished
        assert process.open == ["work"]

    with pytest.raises(DepthError):
        process.complete("work", again=True)

    process.complete("work", again=False)
    assert process.snapshot.finished


def test_the_depth_is_told_long_before():
    process = SavedProcess.start(LOOP, "again", RecordingHost())
    shallow = process.snapshot.depth

    for _ in range(20):
        process.complete("work", again=True)

    assert process.snapshot.depth == shallow + 60


def test_beyond_the_librarys_own_depth_a_process_still_finishes(monkeypatch):
    """The library looks no deeper than 1000 levels and calls what it cannot see completed."""
    monkeypatch.setattr(steps, "MAX_DEPTH", 10_000)
    process = SavedProcess.start(LOOP, "again", RecordingHost())
    for _ in range(340):
        process.complete("work", again=True)
    assert process.snapshot.depth > 1000
    assert process.open == ["work"]

    process.complete("work", again=False)

    assert process.snapshot.finished


def test_a_deep_process_with_two_ends_finishes_below_the_guard():
    """Where ends meet, the library climbs the tree by recursion."""
    drawing = (
        Drawing("deep").start().gateway("entry").user("work").gateway("more").end()
        .boundary("told", "work", interrupting=False, message="news").end("noted").path("told", "noted")
        .path("started", "entry", "work", "more").path("more", "entry", when="work.again = true")
        .path("more", "finished", default=True)
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "deep", RecordingHost())
    while process.snapshot.depth < steps.MAX_DEPTH - 10:
        process.complete("work", again=True)
    process.step(lambda live: live.deliver("news", {}))

    process.complete("work", again=False)

    assert process.snapshot.finished


def test_an_automatic_loop_is_stopped():
    drawing = (
        Drawing("spin").start().gateway("entry").script("count_up", "x = 1").gateway("more").end()
        .path("started", "entry", "count_up", "more").path("more", "entry", when="x = 1")
        .path("more", "finished", default=True)
    )  # fmt: skip

    with pytest.raises(TooManyTasksError):
        SavedProcess.start(bundle_of(drawing), "spin", RecordingHost())


def test_a_call_of_itself_is_stopped():
    drawing = Drawing("mirror").start().call("call_self", "mirror").end().path("started", "call_self", "finished")

    with pytest.raises(ProcessFailure):
        SavedProcess.start(bundle_of(drawing), "mirror", RecordingHost())


def test_too_many_passes_at_once_are_stopped():
    drawing = (
        Drawing("many").start().script("list_up", "items = for i in 1..600 return i")
        .user("work", each("items", "item", None, None, sequential=False)).end()
        .path("started", "list_up", "work", "finished")
    )  # fmt: skip

    with pytest.raises(ProcessFailure):
        SavedProcess.start(bundle_of(drawing), "many", RecordingHost())


def test_a_step_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(steps, "MAX_STEP_SECONDS", -1)

    with pytest.raises(StepTooSlowError):
        SavedProcess.start(LOOP, "again", RecordingHost())


def test_a_step_on_a_machine_that_is_busy_with_others_goes_on(monkeypatch):
    wall = itertools.count(step=60)
    monkeypatch.setattr(time, "monotonic", lambda: next(wall))
    drawing = (
        Drawing("calm").start().script("one", "x = 1").script("two", "x = 2").user("work").end()
        .path("started", "one", "two", "work", "finished")
    )  # fmt: skip

    process = SavedProcess.start(bundle_of(drawing), "calm", RecordingHost())

    assert process.open == ["work"]


def test_a_join_that_waits_for_a_branch_that_never_comes_is_stuck():
    drawing = (
        Drawing("stuck").start().gateway("which").user("work").gateway("join", "parallelGateway").end()
        .path("started", "which").path("which", "work", "join", default=True)
        .path("which", "join", when="work = true").path("join", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "stuck", RecordingHost())

    with pytest.raises(StuckError):
        process.complete("work")


def test_a_gateway_without_a_way_stops_the_step():
    drawing = (
        Drawing("lost").start().user("work").gateway("which").user("a").user("b").end()
        .path("started", "work", "which").path("which", "a", "finished", when="work.x = 1")
        .path("which", "b", "finished", when="work.x = 2")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "lost", RecordingHost())

    with pytest.raises(StepFailedError) as failure:
        process.complete("work", x=3)

    assert failure.value.element_id == "which"


def test_errors_hold_no_data_value():
    drawing = (
        Drawing("private").start().user("work").script("sum_up", "x = work.name + 1").end()
        .path("started", "work", "sum_up", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "private", RecordingHost())

    with pytest.raises(StepFailedError) as failure:
        process.complete("work", name="张三 500112199001011234")

    assert "张三" not in str(failure.value)
    assert "5001" not in str(failure.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a",
        b"\xff\xfe\x00",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"><bpmn:process id="p" '
        b'isExecutable="true"/></bpmn:definitions>',
        b'<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"><bpmn:process id="p" '
        b'isExecutable="true"><bpmn:startEvent id="a"/><bpmn:complexGateway id="b"/><bpmn:sequenceFlow id="f" '
        b'sourceRef="a" targetRef="b"/></bpmn:process></bpmn:definitions>',
        b'<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"><bpmn:process id="p" '
        b'isExecutable="true"><bpmn:startEvent id="a"/><bpmn:receiveTask id="b" messageRef="nowhere"/>'
        b'<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"/></bpmn:process></bpmn:definitions>',
    ],
)
def test_a_file_that_cannot_be_run_gives_findings(content):
    with pytest.raises(BundleError) as refusal:
        bundle_of(BundleFile("processes/p.bpmn", content))

    assert refusal.value.findings[0].file == "processes/p.bpmn"


def test_an_element_id_is_used_once_in_a_bundle():
    one = Drawing("one").start("begin").end("out").path("begin", "out")
    two = Drawing("two").start("begin").end("done").path("begin", "done")

    with pytest.raises(BundleError) as refusal:
        bundle_of(one, two)

    assert [(finding.rule, finding.element_id) for finding in refusal.value.findings] == [("duplicate_id", "begin")]


@pytest.mark.parametrize("node_id", ["Start", "End", "Root", "one.EndJoin", "case", "policy"])
def test_an_id_that_the_engine_uses_itself_is_refused(node_id):
    drawing = Drawing("one").start().user(node_id).end().path("started", node_id, "finished")

    with pytest.raises(BundleError) as refusal:
        bundle_of(drawing)

    assert [finding.rule for finding in refusal.value.findings] == ["reserved_id"]


def test_a_call_of_a_process_that_the_bundle_does_not_have_is_refused():
    drawing = Drawing("one").start().call("call_it", "nowhere").end().path("started", "call_it", "finished")

    with pytest.raises(BundleError):
        bundle_of(drawing)


def test_feel_that_cannot_be_read_is_found_when_the_bundle_is_loaded():
    drawing = (
        Drawing("one").start().script("sum_up", "x = = 1").service("serve", "remind", input_y="1 +")
        .wait_for("wait", duration="P1D T").gateway("which").user("work").end()
        .path("started", "sum_up", "serve", "wait", "which").path("which", "work", when="if").path("work", "finished")
    )  # fmt: skip

    with pytest.raises(BundleError) as refusal:
        bundle_of(drawing)

    assert {finding.rule for finding in refusal.value.findings} == {"feel_does_not_parse"}
    assert [finding.element_id for finding in refusal.value.findings] == [
        "sum_up", "serve", "wait", "flow_which__work",
    ]  # fmt: skip

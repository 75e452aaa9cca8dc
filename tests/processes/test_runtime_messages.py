"""Messages reach whoever waits for them, bring data under the waiting node's id, and are never lost silently."""

from __future__ import annotations

import pytest
from drawn_processes import Drawing, RecordingHost, SavedProcess, bundle_of

from engine.bpmn.execution_errors import StepFailedError

INNER = (
    Drawing("inner", outputs=["await_objection"]).start("in").receive("await_objection", "objection_filed")
    .service("register", "register_objection").user("recheck").end("out")
    .path("in", "await_objection", "register", "recheck", "out")
)  # fmt: skip
OUTER = (
    Drawing("outer").start().call("call_inner", "inner")
    .boundary("withdrawn", "call_inner", interrupting=True, message="application_withdrawn")
    .user("after").user("after_withdrawal").end()
    .path("started", "call_inner", "after", "finished").path("withdrawn", "after_withdrawal", "finished")
)  # fmt: skip


def _started(host: RecordingHost) -> SavedProcess:
    return SavedProcess.start(bundle_of(OUTER, INNER), "outer", host)


def test_waits_in_main_and_called_processes_are_listed():
    process = _started(RecordingHost())

    assert {(wait.element_id, wait.message) for wait in process.snapshot.waits} == {
        ("await_objection", "objection_filed"),
        ("withdrawn", "application_withdrawn"),
    }


def test_a_message_reaches_a_called_process_and_its_data_stand_under_the_waiting_node():
    host = RecordingHost()
    process = _started(host)

    assert process.step(lambda live: live.deliver("objection_filed", {"channel": "phone"})) is True

    assert process.data("recheck")["await_objection"] == {"channel": "phone"}
    assert host.calls[0].message_data == {"channel": "phone"}
    process.complete("recheck")
    assert process.data("after") == {"await_objection": {"channel": "phone"}}


def test_a_message_on_the_rim_of_a_call_ends_the_call():
    process = _started(RecordingHost())

    process.step(lambda live: live.deliver("application_withdrawn", {"reason": "x"}))

    assert process.open == ["after_withdrawal"]
    assert process.snapshot.waits == ()
    assert process.data("after_withdrawal") == {"withdrawn": {"reason": "x"}}


def test_a_message_that_nobody_waits_for_changes_nothing():
    process = _started(RecordingHost())
    before = process.snapshot

    assert process.step(lambda live: live.deliver("supplement_received", {})) is False

    assert process.snapshot == before


def test_message_data_of_one_step_are_not_seen_in_the_next():
    drawing = (
        Drawing("twice").start().receive("hear", "news").user("work").service("tell", "remind").end()
        .path("started", "hear", "work", "tell", "finished")
    )  # fmt: skip
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(drawing), "twice", host)
    process.step(lambda live: live.deliver("news", {"a": 1}))

    process.complete("work")

    assert host.calls[0].message_data is None


def test_of_several_that_wait_the_longest_waiting_gets_the_message():
    drawing = (
        Drawing("both").start().gateway("fork", "parallelGateway").user("work").receive("early", "news")
        .receive("late", "news").gateway("join", "parallelGateway").end()
        .path("started", "fork", "work", "late", "join").path("fork", "early", "join").path("join", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "both", RecordingHost())
    process.complete("work")

    process.step(lambda live: live.deliver("news", {}))

    assert [wait.element_id for wait in process.snapshot.waits] == ["late"]


def test_a_message_thrown_inside_is_heard_inside():
    drawing = (
        Drawing("inside").start().gateway("fork", "parallelGateway").receive("hear", "news").user("work")
        .node("sendTask", "say", attributes='messageRef="message_news"').gateway("join", "parallelGateway").end()
        .path("started", "fork", "hear", "join").path("fork", "work", "say", "join").path("join", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "inside", RecordingHost())

    process.complete("work", secret="not to be copied")

    assert process.snapshot.finished


def test_a_message_thrown_to_nobody_stops_the_step():
    drawing = (
        Drawing("lonely").start().user("work").node("sendTask", "say", attributes='messageRef="message_news"').end()
        .path("started", "work", "say", "finished")
    )  # fmt: skip
    drawing.messages.append("news")
    process = SavedProcess.start(bundle_of(drawing), "lonely", RecordingHost())

    with pytest.raises(StepFailedError):
        process.complete("work")


def test_an_error_is_caught_on_the_rim_and_copies_no_data():
    inner = (
        Drawing("inner").start("in").user("work").end("failed", '<bpmn:errorEventDefinition errorRef="no_money"/>')
        .path("in", "work", "failed")
    )  # fmt: skip
    catches = '<bpmn:errorEventDefinition errorRef="no_money"/>'
    outer = (
        Drawing("outer").start().call("call_inner", "inner").user("after").end()
        .node("boundaryEvent", "caught", catches, 'attachedToRef="call_inner"')
        .path("started", "call_inner", "finished").path("caught", "after", "finished")
    )  # fmt: skip
    files = [
        type(file)(
            file.path,
            file.content.replace(
                b"<bpmn:process ", b'<bpmn:error id="no_money" errorCode="E1" name="e"/><bpmn:process ', 1
            ),
        )
        for file in (inner.file(), outer.file())
    ]
    process = SavedProcess.start(bundle_of(*files), "outer", RecordingHost())

    process.complete("work", secret=1)

    assert process.open == ["after"]
    assert process.data("after") == {}

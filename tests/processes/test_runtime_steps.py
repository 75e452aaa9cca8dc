"""A process is started, restored, moved by people, messages and time, and saved again."""

from __future__ import annotations

from uuid import uuid4

import pytest
from drawn_processes import Drawing, RecordingHost, SavedProcess, bundle_of

from engine.bpmn.execution_errors import StateMismatchError, TaskNotOpenError
from engine.bpmn.process import Process

TWO_TASKS = bundle_of(
    Drawing("two_tasks").start().user("propose").user("decide").end().path("started", "propose", "decide", "finished")
)


def test_a_process_starts_at_its_first_human_task():
    host = RecordingHost()

    process = SavedProcess.start(TWO_TASKS, "two_tasks", host)

    assert process.open == ["propose"]
    assert not process.snapshot.finished
    assert host.trail() == ["reached started", "completed started", "reached propose"]


def test_a_completed_task_leads_to_the_next_and_its_values_stand_under_its_id():
    host = RecordingHost()
    process = SavedProcess.start(TWO_TASKS, "two_tasks", host)
    host.trail()

    process.complete("propose", recommendation="relieve", proposed_fen=120_000)

    assert process.open == ["decide"]
    assert process.data("decide") == {"propose": {"recommendation": "relieve", "proposed_fen": 120_000}}
    assert host.trail() == ["completed propose", "reached decide"]


def test_the_last_task_finishes_the_process():
    host = RecordingHost()
    process = SavedProcess.start(TWO_TASKS, "two_tasks", host)
    process.complete("propose")
    host.trail()

    process.complete("decide")

    assert process.snapshot.finished
    assert process.open == []
    assert host.trail() == ["completed decide", "reached finished", "completed finished"]


def test_a_task_is_completed_once():
    process = SavedProcess.start(TWO_TASKS, "two_tasks", RecordingHost())
    first = process.task("propose")
    process.complete("propose")

    with pytest.raises(TaskNotOpenError):
        process.live().complete(first, {})
    with pytest.raises(TaskNotOpenError):
        process.live().complete(uuid4(), {})


def test_a_refused_completion_leaves_the_process_usable():
    process = Process.start(TWO_TASKS, "two_tasks", {}, RecordingHost())

    with pytest.raises(TaskNotOpenError):
        process.complete(uuid4(), {})

    process.complete(process.snapshot().open_tasks[0].task_id, {})
    assert [one.element_id for one in process.snapshot().open_tasks] == ["decide"]


def test_task_ids_survive_saving():
    process = SavedProcess.start(TWO_TASKS, "two_tasks", RecordingHost())

    again = process.live().snapshot()

    assert again.open_tasks == process.snapshot.open_tasks
    assert again.state == process.snapshot.state


def test_the_state_of_a_small_process_is_small():
    process = SavedProcess.start(TWO_TASKS, "two_tasks", RecordingHost())
    process.complete("propose", recommendation="relieve", proposed_fen=120_000, months=3, public_impact=False)

    assert len(process.snapshot.state) < 1024


@pytest.mark.parametrize("state", [b"", b"nothing", b"x\x9c\xab\xae\x05\x00\x01u\x00\xf9"])
def test_a_damaged_state_is_refused(state):
    with pytest.raises(StateMismatchError):
        Process.restore(TWO_TASKS, "two_tasks", state, RecordingHost())


def test_a_state_of_another_diagram_is_refused():
    other = bundle_of(Drawing("two_tasks").start().user("else").end().path("started", "else", "finished"))
    state = SavedProcess.start(other, "two_tasks", RecordingHost()).snapshot.state

    with pytest.raises(StateMismatchError):
        Process.restore(TWO_TASKS, "two_tasks", state, RecordingHost())

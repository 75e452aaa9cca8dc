"""The saved state of a process: its task trees without the diagrams, as compressed JSON.

Our own short form instead of the library's: no registry whose mode threads could flip, no member named `typename` that
turns data into objects, no times of day. Task data are kept as differences to the parent, so parents come first and
key order matters: the bytes are stored as they are, never as JSONB (spiffworkflow.md 3.3).
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.bundle import ProcessModel
from engine.bpmn.execution_errors import StateMismatchError
from engine.bpmn.live_workflow import CalledWorkflow, LiveWorkflow
from engine.bpmn.nodes import OPEN_STATES

STATE_FORMAT: Final = 1
LIBRARY_VERSION: Final = version("SpiffWorkflow")

_COMPRESSION = 1
_FINISHED = TaskState.FINISHED_MASK
_ABSENT: Final[tuple[Any, ...]] = (0, 0, 0, {}, 0, ())


def write_state(workflow: LiveWorkflow) -> bytes:
    """The state of a process at rest."""
    order = _order_of_changes(workflow)
    document = {
        "format": STATE_FORMAT,
        "process": workflow.spec.name,
        "main": _tree(workflow, order),
        "called": [[str(task_id), _tree(called, order)] for task_id, called in _parents_first(workflow)],
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), _COMPRESSION)


def read_state(model: ProcessModel, state: bytes) -> LiveWorkflow:
    """The process of a saved state; StateMismatchError when the state does not fit what runs it."""
    try:
        document = json.loads(zlib.decompress(state))
        if document["format"] != STATE_FORMAT or document["process"] != model.main.name:
            raise StateMismatchError("the state is of another format or process")
        workflow = LiveWorkflow(model.main, dict(model.called), deserializing=True)
        _grow(workflow, document["main"])
        for task_id, tree in document["called"]:
            _grow_called(workflow, UUID(task_id), tree)
    except (zlib.error, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise StateMismatchError(f"the state does not fit its bundle: {type(error).__name__}") from error
    return workflow


# -- writing ------------------------------------------------------------------------------------------------------


def _order_of_changes(workflow: LiveWorkflow) -> dict[UUID, int]:
    """Which task changed before which, where it matters: at joins (data merge in this order) and for open tasks."""
    mattering = [
        task
        for task in workflow.all_tasks()
        if task.state & OPEN_STATES or (task.state & _FINISHED and isinstance(task.task_spec, Join))
    ]
    mattering.sort(key=lambda task: task.last_state_change)
    return {task.id: place for place, task in enumerate(mattering, start=1)}


def _parents_first(workflow: LiveWorkflow) -> Iterator[tuple[UUID, Any]]:
    yield from sorted(workflow.subprocesses.items(), key=lambda one: one[1].depth)


def _tree(workflow: Any, order: Mapping[UUID, int]) -> dict[str, Any]:
    places = {task_id: place for place, task_id in enumerate(workflow.tasks)}
    return {
        "completed": workflow.completed,
        "tasks": [_written(task, places, order.get(task.id, 0)) for task in workflow.tasks.values()],
    }


def _written(task: Any, places: Mapping[UUID, int], changed: int) -> list[Any]:
    """One row. What is open keeps its id, the others get a new one when they are read; what is only foreseen has no
    data, and what has ended needs no notes of the library any more."""
    row = [-1 if task.parent is None else places[task.parent.id], task.task_spec.name, task.state]
    if task.state < TaskState.WAITING:
        return row
    before = {} if task.parent is None else task.parent.data
    is_open = task.state & OPEN_STATES
    details = [
        task.id.hex if is_open else 0,
        changed,
        int(task.triggered),
        {key: value for key, value in task.data.items() if key not in before or before[key] != value},
        task.internal_data if is_open else 0,
        [key for key in before if key not in task.data],
    ]
    while details and not details[-1]:
        details.pop()
    return [*row, *details]


# -- reading ------------------------------------------------------------------------------------------------------


def _grow_called(workflow: LiveWorkflow, task_id: UUID, tree: Mapping[str, Any]) -> None:
    caller = workflow.get_task_from_id(task_id)
    process_spec = workflow.subprocess_specs[caller.task_spec.spec]
    called = CalledWorkflow(process_spec, task_id, workflow, deserializing=True)
    _grow(called, tree)
    workflow.subprocesses[task_id] = called
    called.completed_event.connect(caller.task_spec._on_subworkflow_completed, caller)  # noqa: SLF001 - as the library does


def _grow(workflow: Any, tree: Mapping[str, Any]) -> None:
    tasks: list[Any] = []
    for row in tree["tasks"]:
        tasks.append(_task(workflow, tasks, row))
    workflow.task_tree = tasks[0]
    workflow.completed = tree["completed"]


def _task(workflow: Any, tasks: list[Any], row: list[Any]) -> Any:
    parent_place, spec_name, state, *details = row
    hex_id, changed, triggered, updates, internal, removed = [*details, *_ABSENT[len(details) :]]
    parent = None if parent_place < 0 else tasks[parent_place]
    task_spec = workflow.spec.task_specs[spec_name]
    task = Task(workflow, task_spec, parent, state=state, id=UUID(hex_id) if hex_id else None)
    task.triggered = bool(triggered)
    task.last_state_change = float(changed)
    task.internal_data = internal or {}
    if state >= TaskState.WAITING:
        task.data = {} if parent is None else _inherited(parent.data)
        task.data.update(updates)
        for key in removed:
            del task.data[key]
    if state == TaskState.WAITING and isinstance(task_spec, CatchingEvent):
        workflow.top_workflow.event_manager.add_task(task)
    return task


def _inherited(data: Mapping[str, Any]) -> dict[str, Any]:
    """A copy as the library makes it for a child: lists and contexts are not shared at their first level."""
    return {key: value.copy() if isinstance(value, dict | list) else value for key, value in data.items()}

"""Moving a saved process to another bundle: only where nothing it has passed or waits at is another thing there.

The library's own way resets what is open: ids change, drafts and due times are lost, and a removed element breaks the
next restore (spiffworkflow.md 9). Here open nodes stay as they are; only what is foreseen behind them is foreseen anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.bundle import Bundle
from engine.bpmn.host import Host
from engine.bpmn.live_workflow import LiveWorkflow
from engine.bpmn.nodes import OPEN_STATES
from engine.bpmn.process import Process, Waiting
from engine.bpmn.state import read_state, write_state

GONE: Final = "element_gone"
OTHER_KIND: Final = "element_changed"
OTHER_RIM: Final = "boundary_changed"
NEW_INPUT: Final = "input_missing"
OTHER_WAITS: Final = "waits_differ"
_FORESEEN: Final = TaskState.FUTURE | TaskState.PREDICTED_MASK


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a process cannot be moved: a stable code, and the element or process that stands in the way."""

    code: str
    element_id: str | None = None


@dataclass(frozen=True, slots=True)
class Relocation:
    """The state on the target bundle, or what stands against it."""

    state: bytes | None
    obstacles: tuple[Obstacle, ...]


def relocated(source: Bundle, target: Bundle, process_id: str, state: bytes, hosts: tuple[Host, Host]) -> Relocation:
    """The process of a saved state as it would wait on `target`: every open node with its id, data and due time.

    `hosts` are those of the process on the source and on the target; nothing is run. Whatever was passed or is open
    must be of the same kind there, and must wait for the same.
    """
    if process_id not in target.process_ids:
        return Relocation(None, (Obstacle(GONE, process_id),))
    workflow = read_state(source.model(process_id), state)
    obstacles = tuple(dict.fromkeys(_obstacles(workflow, source, target, process_id)))
    if obstacles:
        return Relocation(None, obstacles)
    _give_specs(workflow, target, process_id)
    moved = write_state(workflow)
    before = Process.restore(source, process_id, state, hosts[0]).waiting()
    after = Process.restore(target, process_id, moved, hosts[1]).waiting()
    if _sorted(before) != _sorted(after):
        return Relocation(None, (Obstacle(OTHER_WAITS, process_id),))
    return Relocation(moved, ())


def _obstacles(workflow: LiveWorkflow, source: Bundle, target: Bundle, process_id: str) -> Iterator[Obstacle]:
    for tree in workflow.trees():
        specs = _specs_of(target, process_id, tree, workflow)
        if specs is None:
            yield Obstacle(GONE, tree.spec.name)
            continue
        if set(target.inputs.get(tree.spec.name, ())) - set(source.inputs.get(tree.spec.name, ())):
            yield Obstacle(NEW_INPUT, tree.spec.name)
        for task in tree.tasks.values():
            if task.state >= TaskState.WAITING or not _is_behind_open(task):
                yield from _obstacles_at(task, specs, source, target)


def _obstacles_at(task: Any, specs: Any, source: Bundle, target: Bundle) -> Iterator[Obstacle]:
    there = specs.task_specs.get(task.task_spec.name)
    element_id = getattr(task.task_spec, "bpmn_id", None) or task.task_spec.name
    if there is None:
        yield Obstacle(GONE, element_id)
    elif type(there) is not type(task.task_spec):
        yield Obstacle(OTHER_KIND, element_id)
    elif task.state & OPEN_STATES:
        if _nature(task.task_spec) != _nature(there) or _drawn(source, element_id) != _drawn(target, element_id):
            yield Obstacle(OTHER_KIND, element_id)
        if _rim(source, element_id) != _rim(target, element_id):
            yield Obstacle(OTHER_RIM, element_id)


def _nature(spec: Any) -> tuple[object, ...]:
    """What a node calls or waits for, as far as the library knows it."""
    event = getattr(spec, "event_definition", None)
    parts = {} if event is None else {name: part for name, part in vars(event).items() if isinstance(part, str | bool)}
    return getattr(spec, "spec", None), type(event), tuple(sorted(parts.items()))


def _drawn(bundle: Bundle, element_id: str) -> tuple[object, ...] | None:
    element = bundle.elements.get(element_id)
    if element is None:
        return None
    return element.kind, element.process_id, element.message, element.called_process, element.attached_to


def _rim(bundle: Bundle, element_id: str) -> frozenset[tuple[str, bool]]:
    """The events on the rim of an element: an activity that is open got its own when it was reached."""
    return frozenset((one.id, one.interrupting) for one in bundle.elements.values() if one.attached_to == element_id)


def _is_renewed(task: Any) -> bool:
    """Whether what follows an open task is foreseen anew: people's tasks, waits, calls and subprocesses.

    Nodes that the engine has put around others (rims, repetitions) hold what is under way and are left alone.
    """
    return bool(task.state & (TaskState.READY | TaskState.WAITING)) or (
        bool(task.state & TaskState.STARTED) and task.id in task.workflow.top_workflow.subprocesses
    )


def _is_behind_open(task: Any) -> bool:
    while task.parent is not None:
        task = task.parent
        if _is_renewed(task):
            return True
    return False


def _specs_of(target: Bundle, process_id: str, tree: Any, workflow: LiveWorkflow) -> Any:
    model = target.model(process_id)
    return model.main if tree is workflow else model.called.get(tree.spec.name)


def _give_specs(workflow: LiveWorkflow, target: Bundle, process_id: str) -> None:
    for tree in workflow.trees():
        for task in [one for one in tree.tasks.values() if _is_renewed(one)]:
            task._drop_children(force=True)  # noqa: SLF001 - only what is foreseen stands behind an open task
    for tree in workflow.trees():
        specs = _specs_of(target, process_id, tree, workflow)
        tree.spec = specs
        for task in tree.tasks.values():
            task.task_spec = specs.task_specs[task.task_spec.name]
        for task in [one for one in tree.tasks.values() if _is_renewed(one)]:
            task.task_spec._predict_hook(task)  # noqa: SLF001 - as the library does when a task is reached
            for child in task.children:
                child.task_spec._predict(child, mask=_FORESEEN)  # noqa: SLF001


def _sorted(waiting: Waiting) -> list[list[str]]:
    return [sorted(map(str, part)) for part in (waiting.open_tasks, waiting.waits, waiting.timers)]

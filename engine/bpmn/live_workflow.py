"""The library's workflow with our journey, a clean end for removed tasks, and our own view of what is open."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow, BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import spiff_patches  # noqa: F401 (applies them)
from engine.bpmn.journey import Journey
from engine.bpmn.nodes import OPEN_STATES, Node, SequentialRepetition
from engine.bpmn.script_environment import FEEL_ENGINE


class _Tree(BpmnBaseWorkflow):
    """A task tree whose waiting tasks are found by looking at all tasks; the library walks the tree after each task."""

    def update_waiting_tasks(self) -> None:
        """Let every waiting task look whether it can go on."""
        for task in [one for one in self.tasks.values() if one.state == TaskState.WAITING]:
            if task.state == TaskState.WAITING and task.id in self.tasks:
                task.task_spec._update(task)  # noqa: SLF001 - as the library does


class CalledWorkflow(_Tree, BpmnSubWorkflow):
    """The tree of a called process or an embedded subprocess."""


class LiveWorkflow(_Tree, BpmnWorkflow):
    """One process instance in memory; `journey` is set before anything runs."""

    journey: Journey
    subprocesses: dict[UUID, Any]

    def __init__(self, spec: Any, subprocess_specs: Any = None, *, deserializing: bool = False) -> None:
        super().__init__(spec, subprocess_specs, script_engine=FEEL_ENGINE, deserializing=deserializing)
        self.task_removed_event.connect(self._end_removed)

    def create_subprocess(self, my_task: Any, spec_name: str) -> CalledWorkflow:
        """A new tree for a call or subprocess that has been reached."""
        called = CalledWorkflow(self.subprocess_specs[spec_name], my_task.id, self)
        self.subprocesses[my_task.id] = called
        return called

    def run_ready(self, before_run: Callable[[Any], None]) -> None:
        """Run what needs nobody until nothing of it is left, called processes before those that call them."""
        has_run = True
        while has_run:
            has_run = False
            for tree in sorted(self.trees(), key=lambda one: -one.depth):
                has_run |= self._run_ready_of(tree, before_run)

    def _run_ready_of(self, tree: Any, before_run: Callable[[Any], None]) -> bool:
        has_run = False
        while ready := [task for task in tree.tasks.values() if _needs_nobody(task)]:
            has_run = True
            for task in ready:
                if _needs_nobody(task) and task.id in tree.tasks:
                    before_run(task)
                    task.run()
        self._tell_caller(tree)
        return has_run

    def _tell_caller(self, tree: Any) -> None:
        """A cancelled transaction ends without an event; its node would wait for ever."""
        if tree is not self and tree.completed:
            caller = self.find(tree.parent_task_id)
            if caller is not None and caller.state == TaskState.STARTED:
                caller.task_spec._update(caller)  # noqa: SLF001 - as the library does

    def trees(self) -> Iterator[Any]:
        """The main workflow and those of all called processes and subprocesses."""
        yield self
        yield from self.subprocesses.values()

    def all_tasks(self) -> Iterator[Any]:
        """Every task of every tree; parents come before their children."""
        for tree in self.trees():
            yield from tree.tasks.values()

    def find(self, task_id: UUID) -> Any:
        """The task of this id in whatever tree, None where there is none."""
        return next((tree.tasks[task_id] for tree in self.trees() if task_id in tree.tasks), None)

    def open_tasks(self) -> Iterator[Any]:
        """Tasks that are ready, waiting or under way, in whatever tree; found without the library's iterators."""
        return (task for task in self.all_tasks() if task.state & OPEN_STATES)

    def waiting_events(self) -> list[Any]:
        """Tasks that wait for a message, a time or a condition."""
        return [task for task in self.event_manager.tasks.values() if task.state == TaskState.WAITING]

    def is_over(self) -> bool:
        """Whether the process has ended: said by the library, and nothing open anywhere."""
        return bool(self.completed) and next(self.open_tasks(), None) is None

    def note_open_nodes(self) -> None:
        """Tell the journey which nodes are open; after a restore."""
        self.journey.open_nodes = {
            task.id
            for task in self.open_tasks()
            if isinstance(task.task_spec, Node) and task.task_spec.is_open(task.state)
        }

    def forget_finished(self) -> None:
        """Drop the passes of repetitions and the trees of calls that have ended, and what hangs below them."""
        for task in list(self.open_tasks()):
            if isinstance(task.task_spec, SequentialRepetition):
                task.task_spec.forget_finished_passes(task)
        running: dict[Any, Any] = {}
        trees = [self]
        while trees:
            for task in trees.pop().tasks.values():
                if task.id in self.subprocesses and not task.state & TaskState.FINISHED_MASK:
                    running[task.id] = self.subprocesses[task.id]
                    trees.append(running[task.id])
        self.subprocesses = running

    def _end_removed(self, workflow: Any, task: Any) -> None:
        """A pass of a cancelled repetition is removed without being cancelled: end what it had begun."""
        del workflow
        if not task.state & OPEN_STATES:
            return
        self.event_manager.remove_task(task)
        called = self.subprocesses.get(task.id)
        if called is not None:
            called.cancel()


def _needs_nobody(task: Any) -> bool:
    return bool(task.state == TaskState.READY and not task.task_spec.manual)

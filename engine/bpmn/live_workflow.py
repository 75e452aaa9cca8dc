"""The library's workflow with our journey, a clean end for removed tasks, and our own view of what is open."""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import spiff_patches  # noqa: F401 (applies them)
from engine.bpmn.journey import Journey
from engine.bpmn.nodes import OPEN_STATES, Node
from engine.bpmn.script_environment import FEEL_ENGINE


class LiveWorkflow(BpmnWorkflow):
    """One process instance in memory; `journey` is set before anything runs."""

    journey: Journey

    def __init__(self, spec: Any, subprocess_specs: Any = None, *, deserializing: bool = False) -> None:
        super().__init__(spec, subprocess_specs, script_engine=FEEL_ENGINE, deserializing=deserializing)
        self.task_removed_event.connect(self._end_removed)

    def trees(self) -> Iterator[Any]:
        """The main workflow and those of all called processes and subprocesses."""
        yield self
        yield from self.subprocesses.values()

    def all_tasks(self) -> Iterator[Any]:
        """Every task of every tree; parents come before their children."""
        for tree in self.trees():
            yield from tree.tasks.values()

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

    def forget_finished_calls(self) -> None:
        """Drop the trees of calls and subprocesses that have ended, and what hangs below them."""
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

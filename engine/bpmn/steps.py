"""One step of a process: run until only people, messages and time are waited for, within limits, and look again."""

import json
import time
from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.event_definitions import Error, Message
from engine.bpmn.execution_errors import (
    DataTooLargeError,
    DepthError,
    StepFailedError,
    StepTooSlowError,
    StuckError,
    TooManyTasksError,
)
from engine.bpmn.live_workflow import LiveWorkflow

MAX_DEPTH: Final = 900
"""Levels of one task tree; the library's own recursions end before Python's limit."""

MAX_STEP_TASKS: Final = 500
MAX_STEP_SECONDS: Final = 5
"""Processor time of the step's own thread."""

MAX_DATA_BYTES: Final = 8 * 1024
MAX_STEP_TIMERS: Final = 50


class Step:
    """One step, from its beginning until the process is at rest again."""

    def __init__(self, workflow: LiveWorkflow) -> None:
        self.workflow = workflow
        self._runs = 0
        self._tasks_before = self._tasks()
        self._worked_before = time.thread_time()  # our own work only: a busy machine is not the diagram's fault

    def advance(self) -> None:
        """Run everything that needs nobody."""
        self.workflow.run_ready(self._before_run)

    def settle(self) -> None:
        """Refuse a process that is stuck or has outgrown its limits; drop what has ended."""
        self._refuse_unheard_events()
        self._refuse_growth()
        self.workflow.forget_finished()
        if not (self.workflow.is_over() or self._waits_for_something()):
            raise StuckError
        if self._tasks() >= MAX_DEPTH:
            depth = depth_of(self.workflow)
            if depth >= MAX_DEPTH:
                raise DepthError("levels", depth, MAX_DEPTH)
        size = data_bytes_of(self.workflow)
        if size > MAX_DATA_BYTES:
            raise DataTooLargeError("bytes of process data", size, MAX_DATA_BYTES)

    def _tasks(self) -> int:
        return sum(len(tree.tasks) for tree in self.workflow.trees())

    def _before_run(self, task: Any) -> None:
        self.workflow.journey.current = task.task_spec.bpmn_id or self.workflow.journey.current
        self._runs += 1
        self._refuse_growth()
        worked = time.thread_time() - self._worked_before
        if worked > MAX_STEP_SECONDS:
            raise StepTooSlowError("seconds of work in one step", int(worked), MAX_STEP_SECONDS)

    def _refuse_growth(self) -> None:
        size = max(self._runs, self._tasks() - self._tasks_before)
        if size > MAX_STEP_TASKS:
            raise TooManyTasksError("tasks in one step", size, MAX_STEP_TASKS)

    def _refuse_unheard_events(self) -> None:
        """A message or error that nobody in the instance waited for would be lost without a word."""
        for event in self.workflow.get_events():
            if isinstance(event.event_definition, Message | Error):
                raise StepFailedError(self.workflow.journey.current, f"没有节点接收 {event.event_definition.name}")

    def _waits_for_something(self) -> bool:
        """Whether a person, a message or a time can move it; a join that waits for its branches cannot."""
        if self.workflow.waiting_events():
            return True
        return any(task.state == TaskState.READY for task in self.workflow.open_tasks())


def depth_of(workflow: LiveWorkflow) -> int:
    """Levels of the deepest task tree."""
    levels: dict[UUID, int] = {}
    for task in workflow.all_tasks():
        parent = task.parent
        levels[task.id] = 1 if parent is None else levels[parent.id] + 1
    return max(levels.values())


def data_bytes_of(workflow: LiveWorkflow) -> int:
    """Size of the largest process data that an open task sees, as JSON in UTF-8."""
    sizes = (len(json.dumps(task.data, ensure_ascii=False).encode()) for task in workflow.open_tasks() if task.data)
    return max(sizes, default=0)

"""One process instance under way: start it, restore it, let people, messages and time move it, save it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.bundle import Bundle
from engine.bpmn.event_definitions import Message
from engine.bpmn.execution_errors import StepFailedError, TaskNotOpenError, TimerNotDueError
from engine.bpmn.host import Host
from engine.bpmn.journey import Journey, storable
from engine.bpmn.live_workflow import LiveWorkflow
from engine.bpmn.nodes import OPEN_STATES, declared_names
from engine.bpmn.scopes import ProcessScope
from engine.bpmn.state import LIBRARY_VERSION, STATE_FORMAT, read_state, write_state
from engine.bpmn.steps import MAX_STEP_TIMERS, Step, data_bytes_of, depth_of
from engine.bpmn.timers import NEVER, CycleTimer, Timer, due_of, fire
from engine.errors import FieldError, InvalidInputError, JiuzhuError

__all__ = ["LIBRARY_VERSION", "STATE_FORMAT", "OpenTask", "Process", "Snapshot", "Wait", "Waiting", "WaitingTimer"]


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A human task that can be done now."""

    task_id: UUID
    element_id: str
    process_id: str


@dataclass(frozen=True, slots=True)
class Wait:
    """A message that is waited for."""

    task_id: UUID
    element_id: str
    message: str


@dataclass(frozen=True, slots=True)
class WaitingTimer:
    """A timer with a due time (UTC); one whose clock does not run is not listed."""

    task_id: UUID
    element_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a process waits for: people, messages and time."""

    open_tasks: tuple[OpenTask, ...]
    waits: tuple[Wait, ...]
    timers: tuple[WaitingTimer, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A process at rest; `depth` and `data_bytes` are watched, `state` is stored as it is."""

    state: bytes
    finished: bool
    open_tasks: tuple[OpenTask, ...]
    waits: tuple[Wait, ...]
    timers: tuple[WaitingTimer, ...]
    depth: int
    data_bytes: int


class Process:
    """A live process instance, used by one thread inside one transaction.

    A refusal (TaskNotOpenError, TimerNotDueError) changes nothing. After any other error the object is dead: drop it
    and go on from the last saved state.
    """

    def __init__(self, workflow: LiveWorkflow, journey: Journey) -> None:
        self._workflow, self._journey = workflow, journey
        self._is_dead = False
        workflow.journey = journey

    @classmethod
    def start(cls, bundle: Bundle, process_id: str, inputs: Mapping[str, object], host: Host) -> "Process":
        """A new instance, run to its first wait; `inputs` are the variables that the process declares as inputs."""
        model = bundle.model(process_id)
        declared = declared_names(model.main, "data_inputs")
        undeclared = sorted(inputs.keys() - set(declared))
        if undeclared:
            raise InvalidInputError([FieldError(name, "流程没有声明这个输入") for name in undeclared])
        process = cls(LiveWorkflow(model.main, dict(model.called)), Journey(bundle, host))
        with process._step() as step:
            process._workflow.task_tree.data = {name: storable(inputs.get(name)) for name in declared}
            step.advance()
        return process

    @classmethod
    def restore(cls, bundle: Bundle, process_id: str, state: bytes, host: Host) -> "Process":
        """The instance as it was saved; StateMismatchError when the state does not fit the bundle."""
        process = cls(read_state(bundle.model(process_id), state), Journey(bundle, host))
        process._workflow.note_open_nodes()
        return process

    # -- what moves it -----------------------------------------------------------------------------------------------

    def complete(self, task_id: UUID, values: Mapping[str, object]) -> None:
        """A person has done a task; `values` stand under the element's id and replace what stood there."""
        task = self._find(task_id)
        if task is None or task.state != TaskState.READY or not task.task_spec.manual:
            raise TaskNotOpenError(task_id)
        with self._step() as step:
            self._journey.current = task.task_spec.bpmn_id
            self._journey.keep(task, values)
            task.run()
            step.advance()

    def deliver(self, message: str, data: Mapping[str, object]) -> bool:
        """A message has come; its data stand under the id of the event that waited. False when nobody waits.

        Of several that wait, the one that has waited longest gets it.
        """
        self._refuse_dead()
        waiting = [(task, one) for task, one in self._expected(Message) if one.name == message]
        if not waiting:
            return False
        task, definition = min(waiting, key=lambda pair: pair[0].last_state_change)
        with self._step() as step:
            self._journey.message_data = data
            self._journey.current = definition.element_id
            task.task_spec.catch(task, BpmnEvent(definition, payload=data))
            task.task_spec._update(task)  # noqa: SLF001 - as the library's event manager does
            step.advance()
        return True

    def fire_timer(self, task_id: UUID) -> None:
        """One timer that is due at the host's time fires; TimerNotDueError when it is not."""
        task = self._find(task_id)
        if task is None or not any(one is task for one, _ in self._expected(Timer)):
            raise TaskNotOpenError(task_id)
        if due_of(task) > self._journey.host.now:
            raise TimerNotDueError(task_id)
        with self._step() as step:
            self._fire(task, step)

    def fire_due(self) -> int:
        """All timers that are due at the host's time fire, earliest first; how many did."""
        self._refuse_dead()
        if not self._due_timers():
            return 0
        with self._step() as step:
            for _ in range(MAX_STEP_TIMERS):
                due = self._due_timers()
                if not due:
                    break
                self._fire(min(due, key=due_of), step)
        return self._journey.fired_timers

    def rework_deadline_timers(self) -> None:
        """Work out anew the due time of every waiting timer that follows a deadline; nothing fires (flows.md 1.1)."""
        with self._guarded():
            for task, timer in self._expected(Timer):
                if timer.follows_deadlines and not isinstance(timer, CycleTimer):
                    timer.work_out(task)

    # -- what can be seen ----------------------------------------------------------------------------------------------

    def waiting(self) -> Waiting:
        """What the process waits for now."""
        return Waiting(
            open_tasks=tuple(self._open_tasks()),
            waits=tuple(Wait(task.id, one.element_id, one.name) for task, one in self._expected(Message)),
            timers=tuple(
                WaitingTimer(task.id, timer.element_id, due_of(task))
                for task, timer in self._expected(Timer)
                if due_of(task) < NEVER
            ),
        )

    def snapshot(self) -> Snapshot:
        """The state to save and what is open in it."""
        self._refuse_dead()
        now = self.waiting()
        return Snapshot(
            state=write_state(self._workflow),
            finished=self._workflow.is_over(),
            open_tasks=now.open_tasks,
            waits=now.waits,
            timers=now.timers,
            depth=depth_of(self._workflow),
            data_bytes=data_bytes_of(self._workflow),
        )

    def variables(self, task_id: UUID) -> Mapping[str, object]:
        """The process data at an open task; declared variables without a value are absent."""
        return dict(self._open(task_id).data)

    def scope(self, task_id: UUID) -> ProcessScope:
        """The names that an expression at an open task may use: variables, `case` and `policy`."""
        return self._journey.scope(self._open(task_id))

    def evaluate(self, task_id: UUID, text: str) -> object:
        """The result of a FEEL text at an open task, as JSON."""
        return self._journey.value(self._open(task_id), text)

    # -- inside --------------------------------------------------------------------------------------------------------

    def _find(self, task_id: UUID) -> Any:
        self._refuse_dead()
        return self._workflow.find(task_id)

    def _open(self, task_id: UUID) -> Any:
        task = self._find(task_id)
        if task is None or not task.state & OPEN_STATES:
            raise TaskNotOpenError(task_id)
        return task

    def _open_tasks(self) -> Iterator[OpenTask]:
        for task in self._workflow.open_tasks():
            if task.state == TaskState.READY and task.task_spec.manual:
                element = self._journey.element(task)
                yield OpenTask(task.id, element.id, element.process_id)

    def _expected(self, kind: type[Any]) -> list[tuple[Any, Any]]:
        """Waiting tasks with the event definitions of one kind that they wait for."""
        found = []
        for task in self._workflow.waiting_events():
            definition = task.task_spec.event_definition
            alternatives = getattr(definition, "event_definitions", [definition])
            found += [(task, one) for one in alternatives if isinstance(one, kind)]
        return found

    def _due_timers(self) -> list[Any]:
        return [task for task, _ in self._expected(Timer) if due_of(task) <= self._journey.host.now]

    def _fire(self, task: Any, step: Step) -> None:
        self._journey.current = task.task_spec.bpmn_id
        if not isinstance(task.task_spec.event_definition, CycleTimer):  # it counts its rounds itself
            fire(task)
        task.task_spec._update(task)  # noqa: SLF001 - as the library's refresh_timers does
        step.advance()

    @contextmanager
    def _step(self) -> Iterator[Step]:
        """One step: limits, our errors only, and a process that is at rest again or dead."""
        with self._guarded():
            self._journey.begin_step()
            step = Step(self._workflow)
            yield step
            step.settle()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        self._refuse_dead()
        self._is_dead = True
        try:
            yield
        except Exception as error:  # the library raises anything; nothing of it may leak
            known = self._as_known(error)
            if known is error:
                raise
            raise known from error
        self._is_dead = False

    def _as_known(self, error: Exception) -> Exception:
        """The host's own error whatever it was wrapped in, one of ours, or what the library's amounts to."""
        if self._journey.host_failure is not None:
            return self._journey.host_failure
        if isinstance(error, JiuzhuError):
            return error
        return StepFailedError(self._journey.current, _cause(error))

    def _refuse_dead(self) -> None:
        if self._is_dead:
            raise StepFailedError(self._journey.current, "an earlier step of this object has failed")


def _cause(error: Exception) -> str:
    """Why the library failed; the words of Python's own errors may hold data and are left out."""
    return str(error) if isinstance(error, SpiffWorkflowException) else type(error).__name__

"""What happens to one process while a host carries it: evaluation with its scopes, visits in order, calls outward."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from uuid import UUID

from engine.bpmn.elements import Element
from engine.bpmn.execution_errors import DecisionError, StepFailedError
from engine.bpmn.host import Host, OperationCall, Visit, VisitKind
from engine.bpmn.scopes import CASE, NO_NAMES, POLICY, ProcessScope
from engine.feel import FeelError, compile_assignments, compile_expression, from_json, to_json

if TYPE_CHECKING:  # a bundle holds nodes, and nodes tell their journey
    from engine.bpmn.bundle import Bundle

P = ParamSpec("P")
R = TypeVar("R")


def journey_of(task: Any) -> "Journey":
    """The journey that a task of the library belongs to, in whatever called process it stands."""
    journey: Journey = task.workflow.top_workflow.journey
    return journey


def storable(value: object) -> object:
    """A value as it may stand in process data: JSON without floats; the structure is new, nothing is shared."""
    return to_json(from_json(value))


@dataclass(slots=True)
class Journey:
    """One process under way; `task` arguments are tasks of the library.

    `open_nodes` are the ids of tasks that were reached and have not ended, `arrived` those that began to wait since
    the process was started or restored.
    """

    bundle: "Bundle"
    host: Host
    open_nodes: set[UUID] = field(default_factory=set)
    arrived: set[UUID] = field(default_factory=set)
    message_data: Mapping[str, object] | None = None
    fired_timers: int = 0
    ended_at: datetime | None = None
    host_failure: Exception | None = None
    current: str | None = None

    def begin_step(self) -> None:
        """Forget what belonged to the step before."""
        self.message_data, self.ended_at, self.host_failure, self.current = None, None, None, None
        self.fired_timers = 0

    # -- what happens to nodes ----------------------------------------------------------------------------------

    def reached(self, task: Any) -> None:
        """The node begins; told once, however often the library says so."""
        if task.id not in self.open_nodes:
            self.open_nodes.add(task.id)
            self.arrived.add(task.id)
            self.ended_at = None
            self._tell(task, VisitKind.REACHED, self.host.now)

    def completed(self, task: Any, at: datetime | None = None) -> None:
        """The node has ended as drawn."""
        self.open_nodes.discard(task.id)
        self._tell(task, VisitKind.COMPLETED, at or self.host.now)

    def cancelled(self, task: Any) -> None:
        """The node has been ended from outside, at the due time of the timer that did it; unreached ones are not."""
        if task.id in self.open_nodes:
            self.open_nodes.discard(task.id)
            self._tell(task, VisitKind.CANCELLED, self.ended_at or self.host.now)

    def fired(self, task: Any, at: datetime, *, interrupting: bool) -> None:
        """A boundary event has fired; what it interrupts ends at the same instant (flows.md 1.1)."""
        self._tell(task, VisitKind.REACHED, at)
        self._tell(task, VisitKind.COMPLETED, at)
        self.ended_at = at if interrupting else None

    def _tell(self, task: Any, kind: VisitKind, at: datetime) -> None:
        element = self.element(task)
        self.ask(self.host.visited, Visit(element.id, element.process_id, kind, task.id, at, task.data))

    def element(self, task: Any) -> Element:
        """The node of the diagram that a task stands for."""
        return self.bundle.elements[task.task_spec.bpmn_id]

    # -- what expressions say -----------------------------------------------------------------------------------

    def scope(self, task: Any, own: Mapping[str, object] = NO_NAMES) -> ProcessScope:
        """The names an expression at this node may use."""
        contexts = {
            CASE: lambda: self.ask(self.host.case_facts),
            POLICY: lambda: self.ask(self.host.policy),
        }
        return ProcessScope(task.data, self.bundle.declared_names, contexts, own)

    def functions(self) -> dict[str, Callable[..., object]]:
        """What an expression may call besides FEEL's own functions."""
        return {
            "deadline": lambda key: self.ask(self.host.deadline, key),
            "deadline_warning": lambda key: self.ask(self.host.deadline_warning, key),
        }

    def value(self, task: Any, text: str, scope: ProcessScope | None = None) -> object:
        """The result of an expression, as it may stand in process data."""
        try:
            return to_json(self.feel_value(task, text, self.scope(task) if scope is None else scope))
        except FeelError as error:
            raise self.failure(task, str(error)) from error

    def feel_value(self, task: Any, text: str, scope: ProcessScope) -> object:
        """The result of an expression, still a FEEL value: a date is a date."""
        try:
            return compile_expression(text).evaluate(scope, functions=self.functions(), strict=True)
        except FeelError as error:
            raise self.failure(task, str(error)) from error

    def condition(self, task: Any, text: str) -> bool:
        """The result of a condition, which is exactly true or false."""
        holds = self.value(task, text)
        if not isinstance(holds, bool):
            raise self.failure(task, "条件的结果不是 true 或 false")
        return holds

    def assign(self, task: Any, script: str) -> None:
        """Replace the process variables that a script task assigns, all of them or none."""
        try:
            assigned = compile_assignments(script).evaluate(self.scope(task), functions=self.functions(), strict=True)
            task.data = {**task.data, **{name: to_json(value) for name, value in assigned.items()}}
        except FeelError as error:
            raise self.failure(task, str(error)) from error

    def inputs(self, task: Any) -> dict[str, object]:
        """The results of the node's `input.<name>` properties."""
        scope = self.scope(task)
        return {name: self.value(task, text, scope) for name, text in self.element(task).inputs.items()}

    def keep(self, task: Any, value: object, element_id: str | None = None) -> None:
        """Let a value stand under the node's id; what stood there before is replaced as a whole (flows.md 1.1)."""
        try:
            task.data = {**task.data, element_id or task.task_spec.bpmn_id: storable(value)}
        except FeelError as error:
            raise self.failure(task, str(error)) from error

    # -- calls outward --------------------------------------------------------------------------------------------

    def operate(self, task: Any) -> None:
        """Carry out the operation of a service task; its answer stands under the node's id."""
        element = self.element(task)
        operation = element.properties.get("operation")
        if not operation:
            raise self.failure(task, "服务任务没有写明 operation")
        call = OperationCall(
            operation=operation,
            element_id=element.id,
            process_id=element.process_id,
            task_id=task.id,
            inputs=self.inputs(task),
            variables=dict(task.data),
            message_data=self.message_data,
        )
        self.keep(task, self.ask(self.host.operate, call))

    def decide(self, task: Any) -> None:
        """Answer a business rule task; the answer is told to the host and never enters process data."""
        element = self.element(task)
        table = self.bundle.decision(element.decision or "")
        names = self.scope(task)
        own = {name: self.feel_value(task, text, names) for name, text in element.inputs.items()}
        scope = self.scope(task, own=own)
        try:
            outcome = table.decide(scope, self.functions(), element_id=element.id, task_id=task.id)
        except DecisionError as error:
            error.element_id = element.id
            raise
        self.ask(self.host.decided, outcome)

    def ask(self, question: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the host; what it raises comes out of the step as it is, whatever the library makes of it."""
        try:
            return question(*args, **kwargs)
        except Exception as error:
            self.host_failure = error
            raise

    def failure(self, task: Any, cause: str) -> StepFailedError:
        """The error of this node."""
        return StepFailedError(task.task_spec.bpmn_id, cause)

"""What a process needs from outside while it takes a step, and what it tells: the border to the services."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from engine.bpmn.decisions import DecisionOutcome


class VisitKind(StrEnum):
    """What happened at a node."""

    REACHED = "reached"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Visit:
    """Something happened at a node of the diagram.

    A person's task, a receive task, a catching event and a call are reached when they begin to wait; everything else
    is reached and completed in one go. A boundary event is reached and completed when it fires, a node that repeats
    when its first pass begins and its last one ends. `at` is the business time of the step, or the due time where a
    timer ended the node. `variables` are the process data at the node, as they are when the step settles.
    """

    element_id: str
    process_id: str
    kind: VisitKind
    task_id: UUID
    at: datetime
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OperationCall:
    """A service task asks for its operation; `task_id` makes a repeated call recognisable.

    `inputs` are the results of the `input.<name>` properties, `variables` the process data visible at the node and
    `message_data` what `Process.deliver` brought in this step (None where the step began otherwise).
    """

    operation: str
    element_id: str
    process_id: str
    task_id: UUID
    inputs: Mapping[str, Any]
    variables: Mapping[str, Any]
    message_data: Mapping[str, object] | None


class Host(Protocol):
    """Carries one step of one process, inside one transaction; what it raises ends the step unchanged."""

    @property
    def now(self) -> datetime:
        """The business time of this step, aware, in UTC; nothing below asks another clock."""
        ...

    def case_facts(self) -> Mapping[str, Any]:
        """The members of `case.*`."""
        ...

    def policy(self) -> Mapping[str, object]:
        """The latest result of every decision by decision id: the members of `policy.*`."""
        ...

    def decided(self, decision: DecisionOutcome) -> None:
        """A business rule task has its answer; from now on `policy()` holds it."""
        ...

    def operate(self, call: OperationCall) -> Mapping[str, object]:
        """Carry out an operation; the answer is small and can be written as JSON."""
        ...

    def visited(self, visit: Visit) -> None:
        """Something happened at a node; called in the order in which it happened."""
        ...

    def deadline(self, key: str) -> datetime | None:
        """When the deadline is due; None while its clock does not run."""
        ...

    def deadline_warning(self, key: str) -> datetime | None:
        """When the deadline is to be warned of; None while its clock does not run."""
        ...

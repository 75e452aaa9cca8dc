"""Operations on deadlines: escalate, remind, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.bpmn.host import OperationCall
from engine.domain.deadline_marks import BREACH_LEVEL
from engine.domain.roles import Role, role_of_lane
from engine.services import alerts, audit
from engine.services.operations.operation import Operation, OperationRefusedError, operation

if TYPE_CHECKING:
    from engine.services.steps import Step


def escalate(step: Step, call: OperationCall) -> dict[str, Any]:
    """Tell the roles of the breach level that a deadline has run out; once per deadline and level."""
    key = str(call.inputs["key"])
    row = step.clocks.running(key, step.instance.id)
    if row is None:
        return {"recipients": []}
    alerts.raise_alerts(step.work, step.case, row, BREACH_LEVEL, row.due_at or step.now, "breach")
    return {"recipients": [role.value for role in alerts.LADDER[BREACH_LEVEL]]}


def remind(step: Step, call: OperationCall) -> dict[str, Any]:
    """Remind those who work on an element: the role of its lane, else the township handler."""
    element = step.bundle.elements[str(call.inputs["element"])]
    role = role_of_lane(element.lane) if element.lane else None
    return {
        "recipients": alerts.remind(step.work, step.case, call.task_id, element.id, (role or Role.TOWNSHIP_HANDLER,))
    }


def cancel_deadlines(step: Step, call: OperationCall) -> dict[str, Any]:
    """Set running clocks to cancelled, with the reason; they stay in the history."""
    reason = str(call.inputs.get("reason") or "")
    if not reason:
        raise OperationRefusedError("a deadline is not cancelled without a reason")
    wanted = set(call.inputs["keys"])
    step.apply_pending_marks()
    cancelled = [row for row in step.clocks.open_rows if row.key in wanted and row.instance_id == step.instance.id]
    for row in cancelled:
        step.clocks.cancel(row, step.now, reason)
    audit.record(step.work, "deadlines_cancelled", case=step.case, detail={"keys": sorted(wanted), "reason": reason})
    return {"cancelled": [row.key for row in cancelled]}


OPERATIONS: Final[tuple[Operation, ...]] = (
    operation("escalate", escalate, required=("key",), outputs=("recipients",)),
    operation("remind", remind, required=("element",), outputs=("recipients",)),
    operation("cancel_deadlines", cancel_deadlines, required=("keys", "reason"), outputs=("cancelled",)),
)

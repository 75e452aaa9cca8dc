"""Operations at the end of a case: paperwork, follow-ups, publication, closing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from engine.bpmn.host import OperationCall
from engine.domain.local_time import local_date
from engine.services import audit
from engine.services.instance_facts import fact
from engine.services.notice_writing import write_notice
from engine.services.operations.operation import Operation, OperationRefusedError, operation
from engine.store import processes
from engine.store.tables.relief import PlannedVisitRow

if TYPE_CHECKING:
    from engine.services.steps import Step

VISIT_PROCESS: Final = "monitoring_visit"
PAPERWORK_FACTS: Final = (
    "relief_object",
    "relief_cause",
    "relief_amount_fen",
    "handler_signature",
    "approver_signature",
)


class PaperworkIncompleteError(OperationRefusedError):
    """Object, cause, amount or a signature is missing (source text 2d)."""

    code = "paperwork_incomplete"


class CaseStillOpenError(OperationRefusedError):
    """Work, a payment or a pause of the case is still open."""

    code = "case_still_open"


def file_paperwork(step: Step, _call: OperationCall) -> dict[str, Any]:
    """File the paperwork; refused while one of the three facts or a signature is missing."""
    missing = [name for name in PAPERWORK_FACTS if not fact(step.instance, name)]
    if missing:
        raise PaperworkIncompleteError(f"missing: {', '.join(missing)}")
    audit.record(step.work, "paperwork_filed", case=step.case)
    return {"filed_at": step.now.isoformat()}


def arrange_followups(step: Step, call: OperationCall) -> dict[str, Any]:
    """Plan visits and inform units as the decision table says."""
    visit_ids: list[str] = []
    for item in call.inputs.get("items") or ():
        if item["action"] == "visit":
            visit_ids.append(_plan_visit(step, call, int(item["in_days"])))
        elif item["action"] == "inform":
            write_notice(step, call.task_id, "inform", more={"to": item["to"]})
    return {"visit_ids": visit_ids}


def _plan_visit(step: Step, call: OperationCall, in_days: int) -> str:
    visit = PlannedVisitRow(
        id=step.work.new_id(),
        county_code=step.case.county_code,
        case_id=step.case.id,
        task_id=call.task_id,
        reason="followup",
        planned_for=local_date(step.now) + timedelta(days=in_days),
        status="planned",
    )
    step.work.session.add(visit)
    if VISIT_PROCESS in step.bundle.process_ids:
        step.start_linked(VISIT_PROCESS, {"visit_id": str(visit.id)}, call.task_id)
    return str(visit.id)


def publish_decision(step: Step, _call: OperationCall) -> dict[str, Any]:
    """Urgent decisions are not made public (policy 7.2 and row `publish_urgent_decisions`)."""
    audit.record(step.work, "decision_not_published", case=step.case, detail={"track": step.case.track})
    return {"notice_id": None}


def close_case(step: Step, call: OperationCall) -> dict[str, Any]:
    """End the case; linked processes may run on, duty clocks that still run are cancelled, periods run on."""
    step.apply_pending_marks()
    _refuse_while_open(step)
    main_clocks = [row for row in step.clocks.open_rows if row.instance_id == step.instance.id]
    for row in main_clocks:
        if row.kind == "duty":
            step.clocks.cancel(row, step.now, "closed")
    outcome = str(call.inputs["outcome"])
    if outcome == "closed_completed" and any(row.is_breached for row in step.clocks.all_rows):
        outcome = "closed_completed_with_breach"
    step.case.status, step.case.closed_at = outcome, step.now
    audit.record(step.work, "case_closed", case=step.case, object_id=step.case.id, detail={"end_state": outcome})
    return {"end_state": outcome}


def _refuse_while_open(step: Step) -> None:
    open_tasks = [
        task
        for task in processes.open_tasks_of(step.work.session, step.case.id)
        if task.instance_id == step.instance.id and task.id not in step.closing_tasks | step.interrupted_tasks
    ]
    if open_tasks:
        raise CaseStillOpenError("a human task is still open")
    if not step.relief.is_settled:
        raise CaseStillOpenError("a payment is still open")
    paused = [row for row in step.clocks.open_rows if row.instance_id == step.instance.id and row.status == "paused"]
    if paused:
        raise CaseStillOpenError("a deadline is still paused")


OPERATIONS: Final[tuple[Operation, ...]] = (
    operation("file_paperwork", file_paperwork, outputs=("filed_at",)),
    operation("arrange_followups", arrange_followups, required=("items",), outputs=("visit_ids",)),
    operation("publish_decision", publish_decision, outputs=("notice_id",)),
    operation("close_case", close_case, required=("outcome",), outputs=("end_state",)),
)

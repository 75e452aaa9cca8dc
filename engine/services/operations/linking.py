"""Operations that start and end linked processes: programmes, complaints, and what outlives a case's step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from engine.bpmn.host import OperationCall
from engine.errors import NotFoundError
from engine.services import audit, opening
from engine.services.instance_facts import fact
from engine.services.operations.operation import Operation, operation
from engine.store import followups
from engine.store.tables.followups import ProgrammeLinkRow

if TYPE_CHECKING:
    from engine.services.steps import Step

MAIN_PROCESS: Final = "relief_case"


class ComplaintNotFoundError(NotFoundError):
    """There is no such complaint in this case."""

    code = "complaint_not_found"


def start_process(step: Step, call: OperationCall) -> dict[str, Any]:
    """Start a linked process of the case, once per task; what it is about is prepared from its declared inputs."""
    process_id = str(call.inputs["process_id"])
    known = step.linked_by(call.task_id, process_id)
    if known is None:
        inputs = opening.inputs_for(step.work, step.case, step.bundle, process_id, dict(call.inputs.get("data") or {}))
        known = step.start_linked(process_id, inputs, call.task_id)
    return {"instance_id": str(known)}


def link_programme_case(step: Step, _call: OperationCall) -> dict[str, Any]:
    """Note that the household has applied for another programme; nothing is changed there."""
    step.work.session.add(
        ProgrammeLinkRow(
            id=step.work.new_id(),
            county_code=step.case.county_code,
            case_id=step.case.id,
            programme=step.case.linked_programme or "",
            reference=step.case.linked_reference,
            linked_at=step.now,
        )
    )
    audit.record(step.work, "programme_linked", case=step.case, detail={"programme": step.case.linked_programme})
    return {"linked": True}


def record_programme_result(step: Step, _call: OperationCall) -> dict[str, Any]:
    """Note the other programme's result; relief already given is not taken back (R31)."""
    link = followups.programme_link_of(step.work.session, step.case.id)
    result = fact(step.instance, "programme_result")
    if link is not None:
        link.result, link.decided_at = result, step.now
    audit.record(step.work, "programme_decided", case=step.case, detail={"result": result})
    return {"recorded": True}


def reopen_case(step: Step, call: OperationCall) -> dict[str, Any]:
    """Handle the same case again on the bundle in force; the old decision stays in the history."""
    case = step.case
    case.status, case.closed_at, case.accepted_at, case.track = "registered", None, None, None
    case.bundle_number = step.work.resources.bundles.number_in_force(step.work.session, case.policy_date)
    audit.record(step.work, "case_reopened", case=case, detail={"because": call.inputs.get("result")})
    return {"instance_id": str(step.start_linked(MAIN_PROCESS, {}, call.task_id))}


def close_complaint(step: Step, call: OperationCall) -> dict[str, Any]:
    """End a complaint with its reply."""
    complaint = followups.complaint(step.work.session, UUID(str(call.variables["complaint_id"])))
    if complaint is None or complaint.case_id != step.case.id:
        raise ComplaintNotFoundError("the complaint is not of this case")
    complaint.status, complaint.closed_at = "closed", step.now
    audit.record(step.work, "complaint_closed", case=step.case, object_id=complaint.id)
    return {"state": "closed"}


OPERATIONS: Final[tuple[Operation, ...]] = (
    operation("start_process", start_process, required=("process_id",), optional=("data",), outputs=("instance_id",)),
    operation("link_programme_case", link_programme_case, outputs=("linked",)),
    operation("record_programme_result", record_programme_result, outputs=("recorded",)),
    operation("reopen_case", reopen_case, required=("result",), outputs=("instance_id",)),
    operation("close_complaint", close_complaint, outputs=("state",)),
)

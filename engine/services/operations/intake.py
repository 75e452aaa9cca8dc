"""Operations of registration and acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.bpmn.host import OperationCall
from engine.domain.local_time import local_date
from engine.domain.roles import Role
from engine.services import audit
from engine.services.alerts import alert_unit
from engine.services.case_facts import policy_date_of, track_of
from engine.services.instance_facts import fact
from engine.services.notice_writing import write_notice
from engine.services.operations.operation import Operation, operation
from engine.store import cases, staff
from engine.store.cases import PriorCase

if TYPE_CHECKING:
    from engine.services.steps import Step


def find_prior_cases(step: Step, _call: OperationCall) -> dict[str, Any]:
    """Whether the applicant has a case of the same cause, in the same year, in the same county (policy D5)."""
    applicant = step.applicant
    priors: list[PriorCase] = []
    if applicant.identity_index is not None:
        found = cases.prior_cases_of(step.work.session, applicant.identity_index, step.case.id)
        priors = [prior for prior in found if prior.cause_key == step.case.cause_key]
    year = local_date(step.case.received_at).year
    this_year = [prior for prior in priors if local_date(prior.registered_at).year == year]
    return {
        "same_cause": bool(priors),
        "same_year": bool(this_year),
        "same_county": any(prior.county_code == step.case.county_code for prior in this_year),
    }


def accept_case(step: Step, call: OperationCall) -> dict[str, Any]:
    """Store the decided track and the acceptance time, and tell the applicant; the first acceptance stays."""
    case = step.case
    case.track = fact(step.instance, "track") or track_of(case)
    if case.accepted_at is None:
        case.accepted_at = step.now
        case.policy_date = policy_date_of(case.discovered_at, case.accepted_at, case.received_at)
    case.status = "in_progress"
    write_notice(step, call.task_id, "acceptance")
    audit.record(step.work, "case_accepted", case=case, object_id=case.id, detail={"track": case.track})
    return {"accepted_at": case.accepted_at.isoformat()}


def transfer_case(step: Step, call: OperationCall) -> dict[str, Any]:
    """Hand the case to the competent unit and tell the applicant; the first receiver stays responsible until then."""
    competent = fact(step.instance, "transfer_to") or ""
    write_notice(step, call.task_id, "transfer", more={"transfer_to": competent})
    unit = staff.unit(step.work.session, competent)
    if unit is not None:
        alert_unit(step.work, step.case, call.task_id, "case_transferred", Role.TOWNSHIP_HANDLER, unit.code)
    audit.record(step.work, "case_transferred", case=step.case, object_id=step.case.id)
    return {"to": competent}


OPERATIONS: Final[tuple[Operation, ...]] = (
    operation("find_prior_cases", find_prior_cases, outputs=("same_cause", "same_year", "same_county")),
    operation("accept_case", accept_case, outputs=("accepted_at",)),
    operation("transfer_case", transfer_case, outputs=("to",)),
)

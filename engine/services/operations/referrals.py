"""Operations that hand a need to another body: only with consent, only the minimum data (policy, section 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from engine.bpmn.host import OperationCall
from engine.errors import NotFoundError
from engine.services import audit, nonfiscal_ledger, outbox, partners
from engine.services.instance_facts import fact
from engine.services.operations.operation import Operation, OperationRefusedError, operation
from engine.services.personal_data import person_fields
from engine.store import cases, relief
from engine.store.tables.relief import ReferralRow

if TYPE_CHECKING:
    from engine.services.steps import Step

REFERRAL_PROCESS: Final = "referral"
REQUESTED_FACT: Final = "referral_requested_fen"
OPEN_STATES: Final = ("drafted", "sent", "accepted")

# What a target may learn of the person (policy, section 9): a fund needs the case and the gap, an insurer the identity
# number. A target that is not listed gets the case number only.
MINIMUM_SETS: Final[dict[str, tuple[str, ...]]] = {
    "medical_insurance": ("name", "id_number"),
    "huimin_jikun_bao": ("id_number",),
    "education_bureau": ("name",),
    "housing_bureau": ("name", "phone"),
    "legal_aid": ("name", "phone"),
    "rescue_station": ("name",),
}


class ReferralNotFoundError(NotFoundError):
    """There is no such referral in this case."""

    code = "referral_not_found"


class ConsentMissingError(OperationRefusedError):
    """Personal data leave only with the person's consent (Personal Information Protection Law, article 29)."""

    code = "consent_missing"


def open_referrals(step: Step, call: OperationCall) -> dict[str, Any]:
    """A draft referral for each target that has none open, each with its own process."""
    opened: list[str] = []
    known = relief.referrals_of(step.work.session, step.case.id)
    taken = {row.target for row in known if row.status in OPEN_STATES}
    for target in call.inputs.get("targets") or ():
        if target["target"] in taken:
            continue
        taken.add(target["target"])
        opened.append(str(_open(step, call.task_id, target)))
    return {"referral_ids": opened}


def _open(step: Step, task_id: UUID, target: Any) -> UUID:
    referral = ReferralRow(
        id=step.work.new_id(),
        county_code=step.case.county_code,
        case_id=step.case.id,
        target=target["target"],
        kind=target["kind"],
        timing=target["timing"],
        status="drafted",
        opened_at=step.now,
    )
    step.work.session.add(referral)
    step.work.session.flush()
    inputs = {"referral_id": str(referral.id), "target": referral.target, "referral_kind": referral.kind}
    referral.instance_id = step.start_linked(REFERRAL_PROCESS, inputs, task_id)
    return referral.id


def send_referral(step: Step, call: OperationCall) -> dict[str, Any]:
    """Send the minimum data set of the target to the project that takes such needs; refused without consent."""
    referral = _referral(step, call)
    if not fact(step.instance, "consent"):
        raise ConsentMissingError("a referral needs the person's consent")
    applicant = cases.applicant_of(step.work.session, step.case)
    fields = MINIMUM_SETS.get(referral.target, ()) if referral.kind == "service" else ()
    partner = partners.project_for(step.work, step.case, referral.target)
    referral.partner_id = partner.id if partner else None
    referral.requested_fen = fact(step.instance, REQUESTED_FACT)
    payload = {"target": referral.target, "reference": step.case.reference} | person_fields(
        step.work, applicant, fields
    )
    outbox.send(step.work, step.case, "referral", f"referral:{referral.id}", payload)
    referral.status, referral.sent_at = "sent", step.now
    audit.record(
        step.work,
        "referral_sent",
        case=step.case,
        object_id=referral.id,
        detail={"target": referral.target, "fields": list(fields)},
    )
    return {"sent_at": step.now.isoformat()}


def close_referral(step: Step, call: OperationCall) -> dict[str, Any]:
    """End a referral: closed after feedback, declined, informed, or dropped before it was sent."""
    referral = _referral(step, call)
    if referral.sent_at is None:
        state = "dropped"
    elif referral.kind == "information":
        state = "informed"
    elif fact(step.instance, "referral_answer") == "decline":
        state = "declined"
    else:
        state = "closed"
    if state == "closed":
        nonfiscal_ledger.book_feedback(step, call.task_id, referral)
    referral.status, referral.closed_at = state, step.now
    audit.record(step.work, "referral_closed", case=step.case, object_id=referral.id, detail={"state": state})
    return {"state": state}


def _referral(step: Step, call: OperationCall) -> ReferralRow:
    referral = relief.lock_referral(step.work.session, UUID(str(call.inputs["referral_id"])))
    if referral is None or referral.case_id != step.case.id:
        raise ReferralNotFoundError(f"referral {call.inputs['referral_id']} is not of this case")
    return referral


OPERATIONS: Final[tuple[Operation, ...]] = (
    operation("open_referrals", open_referrals, required=("targets",), outputs=("referral_ids",)),
    operation("send_referral", send_referral, required=("referral_id",), outputs=("sent_at",)),
    operation("close_referral", close_referral, required=("referral_id",), outputs=("state",)),
)

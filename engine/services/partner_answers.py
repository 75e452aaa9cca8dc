"""What connected partners answer: it fills in the open form of the referral, as their own statement (R29, R41).

Forms name their facts (`x-fact`), so the questions may move to other forms and elements (ADR-0011). The signature of
the answer stands for the receiving unit's own hand; there is nobody in the office who could confirm it better.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from engine.domain.partners import PartnerAnswer
from engine.services import audit, human_tasks
from engine.services.unit_of_work import UnitOfWork
from engine.store import processes, relief

DECISION: Final = "referral_answer"
RESULT: Final = "referral_result"


def record_answer(work: UnitOfWork, referral_id: UUID, answer: PartnerAnswer) -> bool:
    """Move a referral on by what its receiver says; whether anything was new.

    Raises:
        InvalidInputError: the form of the referral asks for more than the partner has said.
    """
    referral = relief.referral_of(work.session, referral_id)
    locked = processes.lock_instance(work.session, referral.instance_id) if referral and referral.instance_id else None
    if referral is None or locked is None:
        return False
    bundle = work.resources.bundles.of(work.session, locked.instance.bundle_number)
    is_new = False
    for question, facts in _statements(answer):
        for task in processes.open_tasks_of(work.session, locked.case.id):
            asked = _asked(bundle.form_of(task.element_id))
            if task.instance_id == locked.instance.id and question in asked:
                human_tasks.complete_for_outside(work, task.id, _fields(asked, facts))
                is_new = True
    if is_new:
        detail = {"status": answer.status, "partner_id": str(referral.partner_id)}
        audit.record(work, "partner_answered", case=locked.case, object_id=referral.id, detail=detail)
    return is_new


def _statements(answer: PartnerAnswer) -> list[tuple[str, dict[str, Any]]]:
    """What the answer states, by the question that it answers; who is done has accepted before."""
    if answer.status == "declined":
        return [(DECISION, {DECISION: "decline", "referral_reason": answer.reason})]
    accepted = (DECISION, {DECISION: "accept"})
    if answer.status == "accepted":
        return [accepted]
    feedback = {
        RESULT: answer.result,
        "referral_money_fen": answer.money_fen,
        "referral_goods": answer.goods,
        "referral_done_on": answer.done_on.isoformat() if answer.done_on else None,
    }
    return [accepted, (RESULT, feedback)]


def _asked(form: Mapping[str, Any] | None) -> Mapping[str, str]:
    """The fields of a form by the facts that they state."""
    properties: Mapping[str, Any] = (form or {}).get("properties", {})
    return {field["x-fact"]: name for name, field in properties.items() if field.get("x-fact")}


def _fields(asked: Mapping[str, str], facts: Mapping[str, Any]) -> dict[str, Any]:
    return {asked[name]: value for name, value in facts.items() if name in asked and value is not None}

"""Cases that one unit hands to another of the county."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, Cursor, IdempotencyKey, Limit
from engine.domain.signed_in import SignedInPerson
from engine.schemas.handovers import (
    CaseHandoverAnswer,
    CaseHandoverEntered,
    CaseHandoverItem,
    CaseHandoverPage,
    HandoverStatusName,
    HandoverTarget,
    HandoverTargets,
)
from engine.services import case_handover
from engine.services.case_handover import HandoverDirection, HandoverReason
from engine.services.idempotency import write_once
from engine.services.unit_of_work import Resources, read

router = APIRouter(prefix="/api", tags=["cases"])


@router.post("/cases/{case_id}/handovers", status_code=201)
def propose(
    case_id: UUID,
    entered: CaseHandoverEntered,
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> CaseHandoverItem:
    """Offer a case to another unit of the county; it moves when that unit accepts."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"propose_handover:{case_id}",
        entered.model_dump(mode="json"),
        lambda work: case_handover.propose(work, case_id, entered.to, HandoverReason(entered.reason), entered.note),
    )
    return _shown(resources, person, answer)


@router.get("/cases/{case_id}/handover-targets")
def list_targets(case_id: UUID, person: CurrentPerson, resources: AppResources) -> HandoverTargets:
    """The townships and villages of the county that the case could be handed to."""
    units = read(resources, lambda work: case_handover.targets_of(work, case_id), person=person)
    return HandoverTargets(items=[HandoverTarget(code=unit.code, name=unit.name, kind=unit.kind) for unit in units])


@router.get("/handovers")
def list_handovers(
    person: CurrentPerson,
    resources: AppResources,
    direction: Annotated[HandoverDirection, Query()] = HandoverDirection.TO_US,
    status: Annotated[HandoverStatusName, Query()] = "proposed",
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> CaseHandoverPage:
    """The hand-overs to or by the person's units, newest first."""
    page = read(
        resources, lambda work: case_handover.handovers_for(work, direction, status, cursor, limit), person=person
    )
    return CaseHandoverPage.model_validate(page)


@router.post("/handovers/{handover_id}/accept")
def accept(
    handover_id: UUID, person: CurrentPerson, resources: AppResources, idempotency_key: IdempotencyKey = None
) -> CaseHandoverItem:
    """Take a case over; its open tasks and running clocks come with it."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"accept_handover:{handover_id}",
        None,
        lambda work: case_handover.accept(work, handover_id),
    )
    return _shown(resources, person, answer)


@router.post("/handovers/{handover_id}/refuse")
def refuse(
    handover_id: UUID,
    entered: CaseHandoverAnswer,
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> CaseHandoverItem:
    """Leave a case where it is, with the reason."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"refuse_handover:{handover_id}",
        entered.model_dump(mode="json"),
        lambda work: case_handover.refuse(work, handover_id, entered.answer),
    )
    return _shown(resources, person, answer)


@router.post("/handovers/{handover_id}/withdraw")
def withdraw(
    handover_id: UUID, person: CurrentPerson, resources: AppResources, idempotency_key: IdempotencyKey = None
) -> CaseHandoverItem:
    """Take an offer back."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"withdraw_handover:{handover_id}",
        None,
        lambda work: case_handover.withdraw(work, handover_id),
    )
    return _shown(resources, person, answer)


def _shown(resources: Resources, person: SignedInPerson, answer: dict[str, Any]) -> CaseHandoverItem:
    """The hand-over with its words, which are read anew: kept answers of repeated requests hold none of them."""
    handover_id = UUID(answer["handover_id"])
    item = read(resources, lambda work: case_handover.handover_shown(work, handover_id), person=person)
    return CaseHandoverItem.model_validate(item)

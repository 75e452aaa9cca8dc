"""Changes of units from a date: proposed by one administrator, confirmed by another."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, Cursor, IdempotencyKey, Limit
from engine.schemas.handovers import (
    ChangeStatusName,
    UnitChangeDetail,
    UnitChangeEntered,
    UnitChangeItem,
    UnitChangePage,
    UnitChangePreview,
)
from engine.services import unit_changes
from engine.services.idempotency import write_once
from engine.services.unit_of_work import read

router = APIRouter(prefix="/api/unit-changes", tags=["staff"])


@router.get("")
def list_changes(
    person: CurrentPerson,
    resources: AppResources,
    status: Annotated[ChangeStatusName | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> UnitChangePage:
    """The changes in the person's area, newest first."""
    page = read(resources, lambda work: unit_changes.changes_for(work, status, cursor, limit), person=person)
    return UnitChangePage.model_validate(page)


@router.post("/preview")
def preview(entered: UnitChangeEntered, person: CurrentPerson, resources: AppResources) -> UnitChangePreview:
    """What a change would move; nothing is changed."""
    foreseen = read(resources, lambda work: unit_changes.preview(work, entered.change()), person=person)
    return UnitChangePreview.model_validate(foreseen)


@router.post("", status_code=201)
def propose(
    entered: UnitChangeEntered, person: CurrentPerson, resources: AppResources, idempotency_key: IdempotencyKey = None
) -> UnitChangeItem:
    """Propose a change; it waits for another administrator."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        "propose_unit_change",
        entered.model_dump(mode="json"),
        lambda work: unit_changes.propose(work, entered.change()),
    )
    return UnitChangeItem.model_validate(answer)


@router.get("/{change_id}")
def show(change_id: UUID, person: CurrentPerson, resources: AppResources) -> UnitChangeDetail:
    """One change with all it holds and what it would move now."""
    return UnitChangeDetail.model_validate(
        read(resources, lambda work: unit_changes.change_shown(work, change_id), person=person)
    )


@router.post("/{change_id}/confirm")
def confirm(
    change_id: UUID, person: CurrentPerson, resources: AppResources, idempotency_key: IdempotencyKey = None
) -> UnitChangeItem:
    """Confirm a change that somebody else proposed; it is applied at the first moment of its day."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"confirm_unit_change:{change_id}",
        None,
        lambda work: unit_changes.confirm(work, change_id),
    )
    return UnitChangeItem.model_validate(answer)


@router.post("/{change_id}/withdraw")
def withdraw(
    change_id: UUID, person: CurrentPerson, resources: AppResources, idempotency_key: IdempotencyKey = None
) -> UnitChangeItem:
    """Take a change back that is not applied yet."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"withdraw_unit_change:{change_id}",
        None,
        lambda work: unit_changes.withdraw(work, change_id),
    )
    return UnitChangeItem.model_validate(answer)

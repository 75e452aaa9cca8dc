"""Colleagues for everybody; accounts and roles for administrators."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from engine.api.current_person import AppPasswords, AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, DivisionFilter, IdempotencyKey, Limit, SearchText
from engine.api.routes.staff_shapes import staff_item
from engine.domain.roles import Role
from engine.schemas.handovers import WorkHandoverEntered, WorkHandoverResult, WorkList
from engine.schemas.staff import (
    AdministeredDetail,
    AdministeredPage,
    CreatedGrant,
    CreatedStaffMember,
    FirstPassword,
    NewGrant,
    NewStaffMember,
    StaffPage,
    StaffStatus,
)
from engine.services import staff, staff_administration, work_handover
from engine.services.idempotency import write_once
from engine.services.staff_administration import StaffQuery
from engine.services.unit_of_work import read, write
from engine.services.work_handover import WorkHandoverReason

router = APIRouter(prefix="/api/staff", tags=["staff"])


@router.get("")
def list_colleagues(
    person: CurrentPerson,
    resources: AppResources,
    role: Role | None = None,
    unit: Annotated[str | None, Query(max_length=12)] = None,
    cursor: Annotated[str | None, Query(max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=staff.MAX_PAGE)] = 50,
) -> StaffPage:
    """Active colleagues within the person's own areas, by username."""
    found = read(
        resources,
        lambda work: staff.colleagues(work, role=role, unit_code=unit, after=cursor, limit=limit),
        person=person,
    )
    next_cursor = found[-1].username if len(found) == limit else None
    return StaffPage(items=[staff_item(member) for member in found], next_cursor=next_cursor)


@router.get("/people")
def list_people(
    person: CurrentPerson,
    resources: AppResources,
    q: SearchText = None,
    unit: DivisionFilter = None,
    role: Role | None = None,
    status: Annotated[Literal["active", "disabled"] | None, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=64)] = None,
    limit: Limit = USUAL_PAGE,
) -> AdministeredPage:
    """Everybody in the administrator's area, those without a role today and disabled ones included, by username."""
    query = StaffQuery(q=q, unit=unit, role=role, status=status)
    page = read(resources, lambda work: staff_administration.people_for(work, query, cursor, limit), person=person)
    return AdministeredPage.model_validate(page)


@router.get("/people/{staff_id}")
def show_person(staff_id: UUID, person: CurrentPerson, resources: AppResources) -> AdministeredDetail:
    """One person with all roles, sessions and lock-out."""
    return AdministeredDetail.model_validate(
        read(resources, lambda work: staff_administration.person_shown(work, staff_id), person=person)
    )


@router.post("/{staff_id}/unlock", status_code=204)
def lift_lockout(staff_id: UUID, person: CurrentPerson, resources: AppResources) -> None:
    """Lift a lock-out; the password stays."""
    write(resources, lambda work: staff.lift_lockout(work, staff_id), person=person)


@router.delete("/{staff_id}/sessions", status_code=204)
def end_sessions(staff_id: UUID, person: CurrentPerson, resources: AppResources) -> None:
    """End all sessions of a person."""
    write(resources, lambda work: staff_administration.end_sessions(work, staff_id), person=person)


@router.get("/{staff_id}/tasks")
def show_work(staff_id: UUID, person: CurrentPerson, resources: AppResources) -> WorkList:
    """The open tasks in a person's hands."""
    return WorkList.model_validate(read(resources, lambda work: work_handover.work_of(work, staff_id), person=person))


@router.post("/{staff_id}/tasks/hand-over")
def hand_over_work(
    staff_id: UUID,
    entered: WorkHandoverEntered,
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> WorkHandoverResult:
    """Hand all open tasks of a person to a colleague, or back into their queues."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"hand_over_work:{staff_id}",
        entered.model_dump(mode="json"),
        lambda work: work_handover.hand_over(work, staff_id, entered.to, WorkHandoverReason(entered.reason)),
    )
    return WorkHandoverResult.model_validate(answer)


@router.post("", status_code=201)
def create_member(
    entered: NewStaffMember, person: CurrentPerson, resources: AppResources, passwords: AppPasswords
) -> CreatedStaffMember:
    """Give a person an account, without any role yet."""
    staff_id = write(
        resources,
        lambda work: staff.create_member(
            work, passwords, username=entered.username, display_name=entered.name, password=entered.password
        ),
        person=person,
    )
    return CreatedStaffMember(staff_id=staff_id)


@router.put("/{staff_id}/status", status_code=204)
def set_status(staff_id: UUID, entered: StaffStatus, person: CurrentPerson, resources: AppResources) -> None:
    """Disable a person, which ends their sessions at once, or let them sign in again."""
    write(resources, lambda work: staff.set_status(work, staff_id, entered.status), person=person)


@router.put("/{staff_id}/password", status_code=204)
def reset_password(
    staff_id: UUID,
    entered: FirstPassword,
    person: CurrentPerson,
    resources: AppResources,
    passwords: AppPasswords,
) -> None:
    """Give a person a first password again, and lift a lock-out."""
    write(resources, lambda work: staff.reset_password(work, passwords, staff_id, entered.password), person=person)


@router.post("/{staff_id}/roles", status_code=201)
def grant_role(staff_id: UUID, entered: NewGrant, person: CurrentPerson, resources: AppResources) -> CreatedGrant:
    """Give a role in a unit; the person has to sign in again."""
    grant_id = write(
        resources,
        lambda work: staff.grant_role(
            work,
            staff_id,
            role=entered.role,
            unit_code=entered.unit,
            valid_from=entered.valid_from,
            valid_to=entered.valid_to,
        ),
        person=person,
    )
    return CreatedGrant(grant_id=grant_id)


@router.delete("/roles/{grant_id}", status_code=204)
def revoke_role(grant_id: UUID, person: CurrentPerson, resources: AppResources) -> None:
    """End a role today; the person has to sign in again."""
    write(resources, lambda work: staff.revoke_role(work, grant_id), person=person)

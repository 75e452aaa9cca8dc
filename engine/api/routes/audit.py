"""The record of who did what."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, CodeFilter, Cursor, Limit
from engine.schemas.audit import AuditPage, ChainCheck
from engine.schemas.entered import Moment
from engine.services import audit_views
from engine.services.unit_of_work import read
from engine.store.audit import AuditFilter

router = APIRouter(prefix="/api/audit", tags=["audit"])


@router.get("")
def list_entries(
    person: CurrentPerson,
    resources: AppResources,
    case_id: Annotated[UUID | None, Query()] = None,
    actor: CodeFilter = None,
    action: CodeFilter = None,
    since: Annotated[Moment | None, Query()] = None,
    until: Annotated[Moment | None, Query()] = None,
    reference: CodeFilter = None,
    reads: Annotated[bool | None, Query(description="only what was looked at, or only what was changed")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> AuditPage:
    """The record of the person's area, newest first."""
    narrowed = AuditFilter(
        case_id=case_id, actor=actor, action=action, since=since, until=until, reference=reference, reads=reads
    )
    page = read(resources, lambda work: audit_views.entries_for(work, narrowed, cursor, limit), person=person)
    return AuditPage.model_validate(page)


@router.post("/verify")
def verify(person: CurrentPerson, resources: AppResources) -> ChainCheck:
    """Check the keyed chain over the record of the person's area; what was changed afterwards is named."""
    return ChainCheck.model_validate(audit_views.verify_chain(resources, person))

"""The record of who did what."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, CodeFilter, Cursor, Limit
from engine.schemas.audit import AuditPage
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
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> AuditPage:
    """The record of the person's area, newest first."""
    narrowed = AuditFilter(case_id=case_id, actor=actor, action=action, since=since, until=until)
    page = read(resources, lambda work: audit_views.entries_for(work, narrowed, cursor, limit), person=person)
    return AuditPage.model_validate(page)

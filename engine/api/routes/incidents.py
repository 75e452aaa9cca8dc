"""Incidents: what waits for an administrator."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, Cursor, IdempotencyKey, Limit
from engine.schemas.incidents import IncidentGivenUp, IncidentItem, IncidentPage, IncidentState
from engine.services import incident_handling
from engine.services.idempotency import write_once
from engine.services.unit_of_work import read

router = APIRouter(prefix="/api/incidents", tags=["incidents"])


@router.get("")
def list_incidents(
    person: CurrentPerson,
    resources: AppResources,
    status: Annotated[IncidentState, Query()] = "open",
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> IncidentPage:
    """The incidents of the person's area, oldest first."""
    page = read(resources, lambda work: incident_handling.incidents_for(work, status, cursor, limit), person=person)
    return IncidentPage.model_validate(page)


@router.post("/{incident_id}/retry")
def retry(
    incident_id: UUID, person: CurrentPerson, resources: AppResources, idempotency_key: IdempotencyKey = None
) -> IncidentItem:
    """Try again what could not go on."""
    return IncidentItem.model_validate(incident_handling.retry(resources, person, idempotency_key, incident_id))


@router.post("/{incident_id}/give-up")
def give_up(
    incident_id: UUID,
    entered: IncidentGivenUp,
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> IncidentItem:
    """Close an incident that will not be tried again, with the reason."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"give_up_incident:{incident_id}",
        entered.model_dump(mode="json"),
        lambda work: incident_handling.give_up(work, incident_id, entered.reason),
    )
    return IncidentItem.model_validate(answer)

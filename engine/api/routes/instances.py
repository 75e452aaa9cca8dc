"""Linked processes opened by hand."""

from fastapi import APIRouter

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import IdempotencyKey
from engine.schemas.cases import NewInstance, OpenedInstance
from engine.services import instance_starts
from engine.services.instance_starts import Opening

router = APIRouter(prefix="/api/instances", tags=["instances"])


@router.post("", status_code=201)
def open_instance(
    entered: NewInstance, person: CurrentPerson, resources: AppResources, idempotency_key: IdempotencyKey = None
) -> OpenedInstance:
    """Open a process that people start themselves, for a case."""
    opening = Opening(entered.process_id, entered.case_id, entered.data, entered.as_new_matter())
    body = entered.model_dump(mode="json")
    return OpenedInstance.model_validate(
        instance_starts.open_instance(resources, person, idempotency_key, body, opening)
    )

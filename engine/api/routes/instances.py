"""Linked processes opened by hand."""

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import IdempotencyKey
from engine.schemas.instances import NewInstance, OpenedInstance
from engine.services import instance_starts
from engine.services.instance_starts import Opening

router = APIRouter(prefix="/api/instances", tags=["instances"])


@router.post("", status_code=201)
def open_instance(
    entered: NewInstance, person: CurrentPerson, resources: AppResources, idempotency_key: IdempotencyKey = None
) -> OpenedInstance:
    """Open a process that people start themselves, for a case; a clue or visit may instead name a household.

    `data` of `clue_handling` and `monitoring_visit`: `source`, `urgent`, `planned_for`, and without a case the fields
    of a registration; of `recovery`: `opened_because`; of `complaint_review`: `content`.
    """
    body = entered.model_dump(mode="json")
    return OpenedInstance.model_validate(
        instance_starts.open_instance(resources, person, idempotency_key, body, _opening(entered))
    )


def _opening(entered: NewInstance) -> Opening:
    try:
        return Opening(entered.process_id, entered.case_id, entered.declared_data(), entered.as_new_matter())
    except ValidationError as error:
        named = [{**detail, "loc": ("body", *detail["loc"])} for detail in error.errors()]
        raise RequestValidationError(named) from None

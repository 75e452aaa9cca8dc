"""Consent to the means check: entered for each person, and taken back."""

from uuid import UUID

from fastapi import APIRouter

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import IdempotencyKey
from engine.schemas.check_consents import ConsentBody, ConsentShown
from engine.services import check_consents
from engine.services.idempotency import write_once
from engine.services.unit_of_work import write

router = APIRouter(prefix="/api/cases/{case_id}/check-consents", tags=["cases"])


@router.post("", status_code=201)
def enter_consent(
    case_id: UUID,
    entered: ConsentBody,
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> ConsentShown:
    """Keep whether a member of the household or a supporter lets the means be checked."""
    shown = write_once(
        resources,
        person,
        idempotency_key,
        f"enter_check_consent:{case_id}",
        entered.model_dump(mode="json"),
        lambda work: check_consents.enter_consent(work, case_id, entered.as_new_consent()),
    )
    return ConsentShown.model_validate(shown)


@router.post("/{consent_id}/withdraw")
def withdraw_consent(case_id: UUID, consent_id: UUID, person: CurrentPerson, resources: AppResources) -> ConsentShown:
    """Take a consent back; requests not yet sent leave the person out."""
    shown = write(resources, lambda work: check_consents.withdraw_consent(work, case_id, consent_id), person=person)
    return ConsentShown.model_validate(shown)

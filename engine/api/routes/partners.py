"""The register of charities, funds and their projects."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, Cursor, Limit
from engine.schemas.partners import ChangedPartner, KeptPartner, PartnerBody, PartnerPage
from engine.services import partners
from engine.services.unit_of_work import read, write

router = APIRouter(prefix="/api/partners", tags=["partners"])


@router.get("")
def list_partners(
    person: CurrentPerson,
    resources: AppResources,
    target: Annotated[str | None, Query(max_length=64)] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> PartnerPage:
    """The projects of the person's counties and of the city, in the order of their entry."""
    page = read(resources, lambda work: partners.partners_for(work, target, cursor, limit), person=person)
    return PartnerPage.model_validate(page)


@router.post("", status_code=201)
def add_partner(entered: PartnerBody, person: CurrentPerson, resources: AppResources) -> KeptPartner:
    """Enter a project; with an address the answer holds the shared secret, this once."""
    kept = write(resources, lambda work: partners.add_partner(work, entered.as_entry()), person=person)
    return KeptPartner.model_validate(kept)


@router.put("/{partner_id}")
def change_partner(
    partner_id: UUID, entered: ChangedPartner, person: CurrentPerson, resources: AppResources
) -> KeptPartner:
    """Change a project, or end it by its last day."""
    kept = write(
        resources,
        lambda work: partners.change_partner(work, partner_id, entered.as_entry(), entered.revision),
        person=person,
    )
    return KeptPartner.model_validate(kept)


@router.post("/{partner_id}/secret")
def renew_secret(partner_id: UUID, person: CurrentPerson, resources: AppResources) -> KeptPartner:
    """A new shared secret for a project's system; the old one ends at once."""
    kept = write(resources, lambda work: partners.renew_secret(work, partner_id), person=person)
    return KeptPartner.model_validate(kept)

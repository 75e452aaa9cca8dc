"""Consent to the means check at the HTTP border."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from engine.domain.check_consents import ConsentScope, ConsentStatus, NewConsent
from engine.schemas.entered import Day, Entered, Flag, Shown


class ConsentBody(Entered):
    """What somebody has answered: a member of the household by `person_id`, a supporter by name and number."""

    status: Literal[ConsentStatus.GIVEN, ConsentStatus.REFUSED]
    answered_on: Day
    scope: Annotated[list[ConsentScope], Field(default_factory=list, max_length=2)]
    valid_until: Day | None = None
    paper_id: UUID | None = None
    by_guardian: Flag = False
    person_id: UUID | None = None
    name: Annotated[str, Field(max_length=100)] | None = None
    id_number: Annotated[str, Field(max_length=40)] | None = None
    relation: Annotated[str, Field(max_length=40)] | None = None

    def as_new_consent(self) -> NewConsent:
        """The answer to be kept."""
        return NewConsent(**self.model_dump())


class ConsentShown(Shown):
    """The latest answer of a member, or an answer of a supporter; `not_asked` where there is none, names masked."""

    consent_id: UUID | None
    person_id: UUID | None
    party: str
    name: str
    relation: str | None
    status: str
    scope: list[str]
    answered_on: date | None
    valid_until: date | None
    by_guardian: bool
    paper_id: UUID | None
    entered_by: str | None
    withdrawn_on: date | None

"""Incidents as the API gives them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from engine.schemas.entered import Entered, Shown

IncidentState = Literal["open", "resolved", "given_up"]


class IncidentItem(Shown):
    """Something that cannot go on by itself; `message` is for people, `technical_message` for whoever mends it."""

    incident_id: UUID
    case_id: UUID | None
    reference: str | None
    county_code: str
    element_id: str | None
    name: str | None
    code: str
    message: str
    technical_message: str
    opened_at: datetime
    last_at: datetime
    status: IncidentState
    attempts: int
    resolved_at: datetime | None
    resolved_by: str | None


class IncidentGivenUp(Entered):
    """Why an incident will not be tried again."""

    reason: Annotated[str, Field(max_length=500)]


class IncidentPage(Shown):
    """A page of incidents, oldest first."""

    items: list[IncidentItem]
    next_cursor: str | None

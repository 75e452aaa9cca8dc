"""The record of who did what, as the API gives it."""

from datetime import datetime
from uuid import UUID

from engine.schemas.entered import JsonObject, Shown


class AuditItem(Shown):
    """One act; `name` is its Chinese word, `detail` holds ids and codes only."""

    entry_id: UUID
    at: datetime
    actor: str
    actor_name: str | None
    role: str | None
    action: str
    name: str
    county_code: str | None
    case_id: UUID | None
    object_id: str | None
    element_id: str | None
    detail: JsonObject


class AuditPage(Shown):
    """A page of the record, newest first."""

    items: list[AuditItem]
    next_cursor: str | None

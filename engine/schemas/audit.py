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


class BrokenLink(Shown):
    """A place where the chain does not hold; no county stands for the whole city."""

    county_code: str | None
    seq: int
    problem: str


class ChainHead(Shown):
    """The end of a county's chain: kept elsewhere it shows whether the tail was cut off."""

    county_code: str | None
    seq: int
    mac: str


class ChainCheck(Shown):
    """Whether the record is as it was written."""

    holds: bool
    broken: list[BrokenLink]
    heads: list[ChainHead]

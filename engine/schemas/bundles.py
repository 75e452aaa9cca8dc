"""Bundles as the API gives them."""

from datetime import date, datetime

from engine.schemas.entered import Shown


class BundleItem(Shown):
    """One deployed version of diagrams, tables and forms."""

    number: int
    hash: str
    status: str
    effective_from: date
    author: str
    approver: str | None
    created_at: datetime
    published_at: datetime | None


class BundleList(Shown):
    """All bundles, newest first."""

    items: list[BundleItem]
    next_cursor: None = None

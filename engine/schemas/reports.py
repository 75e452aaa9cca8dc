"""Reports as the API gives them; money in fen, shares in thousandths, spans in seconds."""

from datetime import date, datetime
from typing import Literal

from engine.schemas.entered import Day, DivisionCode, Entered, Shown

Value = str | int | None


class ReportKindItem(Shown):
    """A report there is; without groupings it is what it is."""

    name: str
    title: str
    about: str
    groupings: list[str]


class ReportList(Shown):
    """The reports this person may ask for, and whether the ledger is among them."""

    items: list[ReportKindItem]
    has_ledger: bool
    may_see_names: bool


class ReportColumn(Shown):
    """One column of a table: which value of a line it shows, and what the values are."""

    name: str
    title: str
    kind: Literal["text", "date", "count", "money", "share", "span"]


class ReportTable(Shown):
    """Lines by the names of the columns; totals are no sum where a case belongs to several lines."""

    name: str
    title: str
    columns: list[ReportColumn]
    lines: list[dict[str, Value]]
    totals: dict[str, Value] | None


class ReportShown(Shown):
    """A report with its tables and how its figures are counted."""

    name: str
    title: str
    since: date
    until: date
    place: str
    division: str | None
    group_by: str | None
    tables: list[ReportTable]
    notes: list[str]
    made_at: datetime


class LedgerPage(Shown):
    """A page of the ledger; `total` counts all its lines."""

    columns: list[ReportColumn]
    items: list[dict[str, Value]]
    next_cursor: str | None
    total: int
    notes: list[str]


class LedgerFileRequest(Entered):
    """Which ledger is exported; a purpose asks for full names."""

    since: Day | None = None
    until: Day | None = None
    division: DivisionCode | None = None
    format: Literal["xlsx", "csv"] = "xlsx"
    purpose: Literal["archive", "inspection", "audit", "payment_check", "handover"] | None = None

"""Ledgers on their way in as the API gives and takes them; money in fen, columns counted from 0, rows from 1."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from engine.domain.ledger.columns import LedgerField
from engine.schemas.entered import Entered, Shown

MOST_COLUMNS = 200
ImportStatus = Literal["mapping", "reading", "checked", "applying", "applied", "discarded", "failed"]
Severity = Literal["error", "notice"]
Place = Annotated[int, Field(ge=0, lt=MOST_COLUMNS, strict=True)]
HeaderRow = Annotated[int, Field(ge=1, le=20, strict=True)]


class LedgerImportItem(Shown):
    """One ledger in a list; `done` of `total` says how far reading or taking over has come."""

    import_id: UUID
    unit: str
    unit_name: str | None
    file_name: str
    status: ImportStatus
    done: int
    total: int | None
    record_count: int
    error_rows: int
    notice_count: int
    skipped_rows: int
    total_fen: int
    failure: str | None
    uploaded_by: str
    uploaded_by_name: str | None
    uploaded_at: datetime
    confirmed_by: str | None
    confirmed_by_name: str | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    can_confirm: bool
    can_change: bool


class LedgerImportPage(Shown):
    """A page of ledgers, newest first."""

    items: list[LedgerImportItem]
    next_cursor: str | None


class LedgerSheet(Shown):
    """A sheet of the file."""

    number: int
    name: str
    is_hidden: bool


class LedgerColumn(Shown):
    """A field, the column it is read from, or the one value for all rows."""

    field: LedgerField
    label: str
    column: int | None
    constant: str | None
    is_needed: bool
    may_be_constant: bool


class LedgerPreviewRow(Shown):
    """A row as it stands in the file, of the mapped columns only, personal data masked."""

    row: int
    cells: dict[str, str]


class LedgerImportDetail(LedgerImportItem):
    """One ledger with its columns and first rows."""

    sheet: int
    sheets: list[LedgerSheet]
    header_row: int
    headers: list[str]
    columns: list[LedgerColumn]
    preview: list[LedgerPreviewRow]


class LedgerLayoutBody(Entered):
    """How a file is to be read: from which sheet and below which row, and where each field stands."""

    sheet: Place = 0
    header_row: HeaderRow
    columns: dict[LedgerField, Place]
    constants: dict[LedgerField, Annotated[str, Field(min_length=1, max_length=50)]] = Field(default_factory=dict)


class LedgerProblem(Shown):
    """What is wrong with one field of one row, and what to write instead."""

    row: int
    column: str | None
    field: LedgerField
    label: str
    code: str
    severity: Severity
    message: str
    fix: str


class LedgerProblemPage(Shown):
    """A page of problems, in the order of the file."""

    items: list[LedgerProblem]
    next_cursor: str | None

"""Ledgers on their way in: the file, its rows made ready, and what is wrong with them."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base, Fen
from engine.store.tables.case_scope import CaseScoped, belongs_to, one_of

IMPORT_STATUSES = ("mapping", "reading", "checked", "applying", "applied", "discarded", "failed")
_WORK = text("status IN ('reading', 'applying')")
_FILE = ("sha256", "county_code")
_KEPT = text("status NOT IN ('discarded', 'failed')")


class LedgerImportRow(CaseScoped, Base):
    """One ledger file of one unit, from its upload until its cases are there or it is discarded."""

    __tablename__ = "ledger_import"
    __table_args__ = (
        CheckConstraint(one_of("status", IMPORT_STATUSES), name="status"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> uploaded_by", name="two_persons"),
        Index(
            "ux_ledger_import_sha256", "sha256", "county_code", unique=True, sqlite_where=_KEPT, postgresql_where=_KEPT
        ),
        Index("ix_ledger_import_unit", "unit_code", "uploaded_at", "id"),
        Index("ix_ledger_import_work", "uploaded_at", "id", sqlite_where=_WORK, postgresql_where=_WORK),
    )

    unit_code: Mapped[str]
    status: Mapped[str]
    sha256: Mapped[str]
    size_bytes: Mapped[int]
    file_name: Mapped[bytes] = mapped_column(LargeBinary)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The file, encrypted; removed when its rows have become cases or it was discarded."""
    outline: Mapped[bytes] = mapped_column(LargeBinary)
    """Sheets, header and first rows, encrypted."""
    sheet: Mapped[int]
    header_row: Mapped[int]
    attempt: Mapped[int]
    """Counts how often it has been read from the start: a worker that reads by an older layout is refused."""
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
    constants: Mapped[dict[str, Any]] = mapped_column(JSON)
    rows_announced: Mapped[int | None]
    rows_read: Mapped[int]
    """The number of the last row of the sheet that has been read."""
    record_count: Mapped[int]
    error_rows: Mapped[int]
    notice_count: Mapped[int]
    skipped_rows: Mapped[int]
    total_fen: Mapped[Fen]
    numbered_rows: Mapped[int]
    """How many records have got their case number while the import is applied."""
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    worked_at: Mapped[datetime | None]
    """The last sign of life of the worker that has it in hand, in real time."""
    failure: Mapped[str | None]


class LedgerRecordRow(CaseScoped, Base):
    """A row made ready to become a case; the id is that of the case, and every ciphertext is for its final place."""

    __tablename__ = "ledger_record"
    __table_args__ = (
        belongs_to("ledger_import", "import_id"),
        UniqueConstraint("import_id", "row_no", "county_code"),
        Index("ix_ledger_record_fingerprint", "import_id", "fingerprint"),
    )

    import_id: Mapped[uuid.UUID]
    row_no: Mapped[int]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    """The same for the same person, cause, day and amount."""
    reference: Mapped[str | None]
    applicant_id: Mapped[uuid.UUID]
    award_id: Mapped[uuid.UUID]
    disbursement_id: Mapped[uuid.UUID]
    town_code: Mapped[str]
    village_code: Mapped[str | None]
    area_type: Mapped[str]
    track: Mapped[str | None]
    cause: Mapped[str]
    cause_key: Mapped[bytes] = mapped_column(LargeBinary)
    category: Mapped[str | None]
    household_size: Mapped[int]
    description: Mapped[bytes] = mapped_column(LargeBinary)
    masked_applicant: Mapped[str]
    name: Mapped[bytes] = mapped_column(LargeBinary)
    name_index: Mapped[bytes] = mapped_column(LargeBinary)
    id_number: Mapped[bytes | None] = mapped_column(LargeBinary)
    identity_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    applied_on: Mapped[date]
    paid_on: Mapped[date]
    applied_at: Mapped[datetime]
    decided_at: Mapped[datetime]
    paid_at: Mapped[datetime]
    year: Mapped[int]
    tally_owner: Mapped[str | None]
    method: Mapped[str]
    line_kind: Mapped[str]
    amount_fen: Mapped[Fen]
    lines: Mapped[list[Any]] = mapped_column(JSON)


class LedgerProblemRow(CaseScoped, Base):
    """What is wrong with one field of one row, and what to write instead; holds nothing of what was entered."""

    __tablename__ = "ledger_problem"
    __table_args__ = (
        belongs_to("ledger_import", "import_id"),
        CheckConstraint(one_of("severity", ("error", "notice")), name="severity"),
        Index("ix_ledger_problem_row", "import_id", "row_no", "id"),
    )

    import_id: Mapped[uuid.UUID]
    row_no: Mapped[int]
    field: Mapped[str]
    code: Mapped[str]
    severity: Mapped[str]
    message: Mapped[str]
    fix: Mapped[str]

"""Legal deadlines as rows, the calendar they are counted on, and the breaches that stay for ever."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base
from engine.store.tables.case_scope import CaseScoped, belongs_to, one_of

BREACH_NOTE_KINDS = ("explanation", "accepted", "returned")
DEADLINE_STATUSES = ("running", "paused", "warned", "breached", "met", "elapsed", "cancelled")


class DeadlineRow(CaseScoped, Base):
    """One clock of one key; `started_at` is its anchor, `due_at` is empty while it is paused."""

    __tablename__ = "deadline"
    __table_args__ = (
        CheckConstraint(one_of("status", DEADLINE_STATUSES), name="status"),
        CheckConstraint(one_of("kind", ("duty", "period")), name="kind"),
        belongs_to("process_instance", "instance_id"),
        UniqueConstraint("case_id", "instance_id", "key", "occurrence", "county_code"),
        Index("ix_deadline_case_id", "case_id", "key"),
        Index(
            "ix_deadline_next_mark",
            "next_mark_at",
            "id",
            sqlite_where=text("next_mark_at IS NOT NULL"),
            postgresql_where=text("next_mark_at IS NOT NULL"),
        ),
        Index("ix_deadline_status_county", "status", "county_code", "due_at", "id"),
        Index("ix_deadline_status_town", "status", "town_code", "due_at", "id"),
    )

    case_id: Mapped[uuid.UUID]
    instance_id: Mapped[uuid.UUID]
    town_code: Mapped[str]
    case_reference: Mapped[str]
    key: Mapped[str]
    occurrence: Mapped[int]
    instalment_no: Mapped[int | None]
    element_id: Mapped[str]
    kind: Mapped[str]
    anchor: Mapped[str]
    limits: Mapped[list[Any]] = mapped_column(JSON)
    basis: Mapped[str]
    started_at: Mapped[datetime]
    initial_due_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    provisional: Mapped[bool]
    status: Mapped[str]
    level: Mapped[int]
    next_mark_at: Mapped[datetime | None]
    next_level: Mapped[int | None]
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[str | None]
    is_breached: Mapped[bool]
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - declared by SQLAlchemy as a class attribute


class DeadlinePauseRow(CaseScoped, Base):
    """An interval in which a clock stands still, with the reason and the paper that allows it."""

    __tablename__ = "deadline_pause"
    __table_args__ = (belongs_to("deadline", "deadline_id"), Index("ix_deadline_pause_deadline_id", "deadline_id"))

    case_id: Mapped[uuid.UUID]
    deadline_id: Mapped[uuid.UUID]
    element_id: Mapped[str]
    reason: Mapped[str]
    evidence: Mapped[str | None]
    paused_at: Mapped[datetime]
    resumed_at: Mapped[datetime | None]


class DeadlineBreachRow(CaseScoped, Base):
    """A duty that was not done in time; append-only, only `completed_late_at` is filled in once."""

    __tablename__ = "deadline_breach"
    __table_args__ = (
        belongs_to("deadline", "deadline_id"),
        UniqueConstraint("deadline_id", "due_at", "county_code"),
        Index("ix_deadline_breach_case_id", "case_id"),
        Index("ix_deadline_breach_due_at", "due_at", "id"),
    )

    case_id: Mapped[uuid.UUID]
    deadline_id: Mapped[uuid.UUID]
    key: Mapped[str]
    due_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    unit_code: Mapped[str]
    assignee: Mapped[str | None]
    calendar_version: Mapped[str]
    pauses: Mapped[list[Any]] = mapped_column(JSON)
    provisional: Mapped[bool]
    completed_late_at: Mapped[datetime | None]


class BreachNoteRow(CaseScoped, Base):
    """What a unit explains about a breach, and what a leader makes of it; append-only, numbered from 1 per breach."""

    __tablename__ = "breach_note"
    __table_args__ = (
        CheckConstraint(one_of("kind", BREACH_NOTE_KINDS), name="kind"),
        belongs_to("deadline_breach", "breach_id"),
        UniqueConstraint("breach_id", "number", "county_code"),
        Index("ix_breach_note_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    breach_id: Mapped[uuid.UUID]
    number: Mapped[int]
    kind: Mapped[str]
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Encrypted: an explanation may speak of people."""
    written_by: Mapped[str]
    written_at: Mapped[datetime]


class AlertRow(CaseScoped, Base):
    """A notice to a role about a deadline or a piece of work; one per deadline and level, or per reminder."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("subject_id", "level", "role", "county_code"),
        Index("ix_alert_role_unit", "role", "unit_code", "at"),
        Index("ix_alert_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    subject_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    key: Mapped[str]
    level: Mapped[int]
    role: Mapped[str]
    unit_code: Mapped[str]
    at: Mapped[datetime]


class CalendarYearRow(Base):
    """A year whose official list has been imported; `version` changes with every import."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[str]
    source: Mapped[str]
    imported_by: Mapped[str]
    imported_at: Mapped[datetime]


class CalendarDayRow(Base):
    """A day that is not what its weekday says: off, or a makeup working day."""

    __tablename__ = "calendar_day"
    __table_args__ = (CheckConstraint(one_of("kind", ("off", "makeup")), name="kind"),)

    on_date: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]

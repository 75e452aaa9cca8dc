"""Work behind the scenes: what leaves the system, what went wrong, who works, what was done."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base
from engine.store.tables.case_scope import CaseScoped, one_of

OUTBOX_STATES = ("ready", "leased", "done", "dead")
_UNDONE = text("state IN ('ready', 'leased')")


class OutboxRow(CaseScoped, Base):
    """One effect outside the database, written in the transaction that makes it necessary."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(one_of("state", OUTBOX_STATES), name="state"),
        UniqueConstraint("key", "county_code"),
        Index("ix_outbox_next_at", "next_at", "id", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
    )

    case_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    key: Mapped[str]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    attempts: Mapped[int]
    lease_by: Mapped[str | None]
    fence: Mapped[int]
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class IncidentRow(CaseScoped, Base):
    """A case that cannot go on by itself; a person sees it, understands it and can retry it."""

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint(one_of("state", ("open", "resolved", "given_up")), name="state"),
        Index("ix_incident_state", "state", "opened_at", "id"),
        Index("ix_incident_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID | None]
    instance_id: Mapped[uuid.UUID | None]
    element_id: Mapped[str | None]
    code: Mapped[str]
    message: Mapped[str]
    attempt: Mapped[bytes | None] = mapped_column(LargeBinary)
    attempt_key: Mapped[str]
    attempts: Mapped[int]
    state: Mapped[str]
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]
    given_up_reason: Mapped[bytes | None] = mapped_column(LargeBinary)


class WorkerRow(Base):
    """A process that does background work; only for display and alarms."""

    __tablename__ = "worker"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]


class AuditEntryRow(CaseScoped, Base):
    """What somebody did, append-only (guarded by triggers) and sealed into a chain by `AuditSealRow`."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_case_id", "case_id", "at"), Index("ix_audit_entry_at", "at", "id"))

    case_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str | None]
    action: Mapped[str]
    object_id: Mapped[str | None]
    element_id: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class AuditSealRow(Base):
    """A link of the keyed chain over the audit entries of a county: an edit, a gap or a swap breaks it."""

    __tablename__ = "audit_seal"
    __table_args__ = (UniqueConstraint("entry_id"),)

    county_code: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[uuid.UUID]
    mac: Mapped[bytes] = mapped_column(LargeBinary)


class InstallationRow(Base):
    """Facts about this database itself: is it a test database, where does its test clock stand."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]

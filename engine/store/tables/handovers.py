"""Changes of units from a date, and cases that one unit hands to another."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base
from engine.store.tables.case_scope import COUNTY_CODE, CaseScoped, belongs_to, one_of

CHANGE_KINDS = ("merge", "split", "rename")
CHANGE_STATUSES = ("proposed", "confirmed", "applied", "withdrawn", "stopped")
HANDOVER_STATUSES = ("proposed", "accepted", "refused", "withdrawn")
_PENDING = text("status IN ('proposed', 'confirmed', 'stopped')")
_DUE = text("status = 'confirmed'")
_ASKED = text("status = 'proposed'")


class UnitChangeRow(Base):
    """A planned change of one unit; the database itself refuses that one person proposes and confirms it."""

    __tablename__ = "unit_change"
    __table_args__ = (
        CheckConstraint(one_of("kind", CHANGE_KINDS), name="kind"),
        CheckConstraint(one_of("status", CHANGE_STATUSES), name="status"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> proposed_by", name="four_eyes"),
        CheckConstraint(
            "status NOT IN ('confirmed', 'applied', 'stopped') OR confirmed_by IS NOT NULL", name="confirmed"
        ),
        Index("uq_unit_change_pending", "unit_code", unique=True, sqlite_where=_PENDING, postgresql_where=_PENDING),
        Index("ix_unit_change_due", "due_at", "id", sqlite_where=_DUE, postgresql_where=_DUE),
        Index("ix_unit_change_proposed_at", "proposed_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(COUNTY_CODE)
    unit_code: Mapped[str] = mapped_column(ForeignKey("org_unit.code"))
    kind: Mapped[str]
    effective_on: Mapped[date]
    due_at: Mapped[datetime]
    """The first moment of `effective_on` in Asia/Shanghai."""
    reason: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it was applied or withdrawn."""
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class CaseHandoverRow(CaseScoped, Base):
    """A case that one unit offers to another of the county; it moves when the receiver accepts."""

    __tablename__ = "case_handover"
    __table_args__ = (
        belongs_to("relief_case", "case_id"),
        CheckConstraint(one_of("status", HANDOVER_STATUSES), name="status"),
        CheckConstraint("status <> 'accepted' OR answered_by <> proposed_by", name="four_eyes"),
        Index("uq_case_handover_asked", "case_id", unique=True, sqlite_where=_ASKED, postgresql_where=_ASKED),
        Index("ix_case_handover_to", "status", "to_town", "proposed_at", "id"),
        Index("ix_case_handover_from", "status", "from_town", "proposed_at", "id"),
    )

    case_id: Mapped[uuid.UUID]
    from_town: Mapped[str]
    from_village: Mapped[str | None]
    to_town: Mapped[str]
    to_village: Mapped[str | None]
    reason_code: Mapped[str]
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)

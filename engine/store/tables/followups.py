"""What surrounds and follows a case: clues, checks, public notices, objections, recoveries, complaints, links."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base, Fen
from engine.store.tables.case_scope import CaseScoped, belongs_to, one_of

CLUE_STATUSES = ("open", "case_opened", "visit_planned", "dismissed")
RECOVERY_STATUSES = ("open", "receivable", "closed")
_UNANSWERED = text("answered_at IS NULL")


class ClueRow(CaseScoped, Base):
    """A discovery that may become a case; the matter it may become is kept as a case in the state `clue`."""

    __tablename__ = "clue"
    __table_args__ = (
        CheckConstraint(one_of("status", CLUE_STATUSES), name="status"),
        belongs_to("relief_case", "case_id"),
        Index("ix_clue_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    source: Mapped[str]
    is_urgent: Mapped[bool]
    found_at: Mapped[datetime]
    status: Mapped[str]
    closed_at: Mapped[datetime | None]


class EconomicCheckRow(CaseScoped, Base):
    """A request to the checking centre, with the scope that the household has authorised."""

    __tablename__ = "economic_check"
    __table_args__ = (
        belongs_to("relief_case", "case_id"),
        UniqueConstraint("task_id", "county_code"),
        Index("ix_economic_check_case_id", "case_id"),
        Index("ix_economic_check_unanswered", "id", sqlite_where=_UNANSWERED, postgresql_where=_UNANSWERED),
    )

    case_id: Mapped[uuid.UUID]
    task_id: Mapped[uuid.UUID]
    scope: Mapped[str]
    requested_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Conclusion, date of the data, income and property as the centre gave them, encrypted."""


class PublicNoticeRow(CaseScoped, Base):
    """A masked notice for the public: the white-listed fields and no other, with its period."""

    __tablename__ = "public_notice"
    __table_args__ = (
        belongs_to("relief_case", "case_id"),
        UniqueConstraint("task_id", "county_code"),
        Index("ix_public_notice_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    task_id: Mapped[uuid.UUID]
    purpose: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    drafted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ObjectionRow(CaseScoped, Base):
    """A doubt filed while a notice is posted; who filed it is encrypted and never shown to the applicant."""

    __tablename__ = "objection"
    __table_args__ = (
        belongs_to("relief_case", "case_id"),
        UniqueConstraint("task_id", "county_code"),
        Index("ix_objection_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    task_id: Mapped[uuid.UUID]
    channel: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    objector: Mapped[bytes | None] = mapped_column(LargeBinary)
    filed_at: Mapped[datetime]


class RecoveryRow(CaseScoped, Base):
    """Money to be returned: the receivable and what has come back, in fen; payments themselves stay as they are."""

    __tablename__ = "recovery"
    __table_args__ = (
        CheckConstraint(one_of("status", RECOVERY_STATUSES), name="status"),
        CheckConstraint("balance_fen >= 0", name="balance"),
        belongs_to("relief_case", "case_id"),
        Index("ix_recovery_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    reason: Mapped[str]
    status: Mapped[str]
    receivable_fen: Mapped[Fen]
    fine_fen: Mapped[Fen]
    balance_fen: Mapped[Fen]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class RecoveryEntryRow(CaseScoped, Base):
    """One counter-entry of a recovery; append-only."""

    __tablename__ = "recovery_entry"
    __table_args__ = (
        CheckConstraint(one_of("kind", ("receivable", "fine", "repayment", "write_off")), name="kind"),
        belongs_to("recovery", "recovery_id"),
        UniqueConstraint("task_id", "kind", "county_code"),
        Index("ix_recovery_entry_recovery_id", "recovery_id"),
    )

    recovery_id: Mapped[uuid.UUID]
    task_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    amount_fen: Mapped[Fen]
    at: Mapped[datetime]
    actor: Mapped[str]


class WatchFlagRow(CaseScoped, Base):
    """A hint about a person after fraud, found by the blind index; it ends by itself."""

    __tablename__ = "watch_flag"
    __table_args__ = (belongs_to("relief_case", "case_id"), Index("ix_watch_flag_identity_index", "identity_index"))

    case_id: Mapped[uuid.UUID]
    identity_index: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str]
    expires_on: Mapped[date]


class ComplaintRow(CaseScoped, Base):
    """An enquiry, complaint, petition or reconsideration about a case."""

    __tablename__ = "complaint"
    __table_args__ = (belongs_to("relief_case", "case_id"), Index("ix_complaint_case_id", "case_id"))

    case_id: Mapped[uuid.UUID]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[str]
    filed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class ProgrammeLinkRow(CaseScoped, Base):
    """A link to an application for another programme (低保, 特困); its result is noted and takes nothing back."""

    __tablename__ = "programme_link"
    __table_args__ = (belongs_to("relief_case", "case_id"), Index("ix_programme_link_case_id", "case_id"))

    case_id: Mapped[uuid.UUID]
    programme: Mapped[str]
    reference: Mapped[str | None]
    result: Mapped[str | None]
    linked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

"""Money and what follows from it: awards, disbursements, the township's standby fund, notices, referrals."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base, Fen
from engine.store.tables.case_scope import CaseScoped, belongs_to, one_of

DISBURSEMENT_STATUSES = ("planned", "ordered", "returned", "paid", "cancelled")
_SENT = text("status = 'sent'")
METHODS = ("cash", "bank", "in_kind")


class AwardRow(CaseScoped, Base):
    """What was decided to give, in fen; goods are valued beside it."""

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint("amount_fen >= 0 AND in_kind_value_fen >= 0", name="amounts"),
        CheckConstraint("task_id IS NOT NULL OR (kind = 'imported' AND proposed_by <> decided_by)", name="two_persons"),
        belongs_to("relief_case", "case_id"),
        UniqueConstraint("task_id", "county_code"),
        Index("ix_award_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    task_id: Mapped[uuid.UUID | None]
    """The service task that registered it; empty for one from a ledger, which two persons took over (ADR-0015)."""
    kind: Mapped[str]
    level: Mapped[str]
    amount_fen: Mapped[Fen]
    in_kind_value_fen: Mapped[Fen]
    lines: Mapped[list[Any]] = mapped_column(JSON)
    proposed_by: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]


class DisbursementRow(CaseScoped, Base):
    """One line and stage of an award on its way to the household; a paid row never changes."""

    __tablename__ = "disbursement"
    __table_args__ = (
        CheckConstraint(one_of("status", DISBURSEMENT_STATUSES), name="status"),
        CheckConstraint(one_of("method", METHODS), name="method"),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("status <> 'paid' OR paid_at IS NOT NULL", name="paid_at"),
        belongs_to("award", "award_id"),
        UniqueConstraint("award_id", "line_no", "instalment_no", "county_code"),
        Index("ix_disbursement_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    award_id: Mapped[uuid.UUID]
    line_no: Mapped[int]
    instalment_no: Mapped[int]
    is_staged: Mapped[bool]
    method: Mapped[str]
    fund_source: Mapped[str]
    amount_fen: Mapped[Fen]
    planned_on: Mapped[date]
    goods: Mapped[list[Any] | None] = mapped_column(JSON)
    status: Mapped[str]
    paid_at: Mapped[datetime | None]
    paid_by: Mapped[str | None]
    cancelled_reason: Mapped[str | None]
    receipt_id: Mapped[uuid.UUID | None]
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - declared by SQLAlchemy as a class attribute


class StandbyFundRow(Base):
    """The cash a township keeps for urgent relief, in fen; the database refuses a balance below zero."""

    __tablename__ = "standby_fund"
    __table_args__ = (CheckConstraint("balance_fen >= 0", name="balance"),)

    town_code: Mapped[str] = mapped_column(primary_key=True)
    county_code: Mapped[str]
    balance_fen: Mapped[Fen]


class StandbyFundEntryRow(CaseScoped, Base):
    """One movement of a township's standby fund; append-only."""

    __tablename__ = "standby_fund_entry"
    __table_args__ = (
        UniqueConstraint("disbursement_id", "county_code"),
        Index("ix_standby_fund_entry_town_code", "town_code", "at"),
    )

    town_code: Mapped[str]
    disbursement_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    amount_fen: Mapped[Fen]
    balance_fen: Mapped[Fen]
    at: Mapped[datetime]
    actor: Mapped[str]


class NoticeRow(CaseScoped, Base):
    """A document to the household, with the reason, basis and remedies it states."""

    __tablename__ = "notice"
    __table_args__ = (
        belongs_to("relief_case", "case_id"),
        UniqueConstraint("task_id", "county_code"),
        Index("ix_notice_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    task_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    number: Mapped[str]
    reason_code: Mapped[str | None]
    basis: Mapped[str | None]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    issued_at: Mapped[datetime]
    served_at: Mapped[datetime | None]
    service_way: Mapped[str | None]


class ReferralRow(CaseScoped, Base):
    """A need handed to another body; it sees only the minimum data set."""

    __tablename__ = "referral"
    __table_args__ = (
        belongs_to("relief_case", "case_id"),
        Index("ix_referral_case_id", "case_id", "target"),
        Index("ix_referral_handed_over", "id", sqlite_where=_SENT, postgresql_where=_SENT),
    )

    case_id: Mapped[uuid.UUID]
    instance_id: Mapped[uuid.UUID | None]
    target: Mapped[str]
    kind: Mapped[str]
    timing: Mapped[str]
    status: Mapped[str]
    partner_id: Mapped[uuid.UUID | None]
    requested_fen: Mapped[Fen | None]
    opened_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class PlannedVisitRow(CaseScoped, Base):
    """A visit to a household that is to be made on or after a day."""

    __tablename__ = "visit"
    __table_args__ = (belongs_to("relief_case", "case_id"), Index("ix_visit_case_id", "case_id"))

    case_id: Mapped[uuid.UUID]
    task_id: Mapped[uuid.UUID]
    reason: Mapped[str]
    planned_for: Mapped[date]
    status: Mapped[str]

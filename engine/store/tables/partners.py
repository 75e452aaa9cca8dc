"""Charities, funds and their projects, and the money that is not the treasury's."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base, Fen
from engine.store.tables.case_scope import CaseScoped, belongs_to, one_of

NONFISCAL_SOURCES = ("foundation", "charity_fund", "donation", "crowdfunding")
NONFISCAL_KINDS = ("money", "goods", "voucher")


class PartnerRow(CaseScoped, Base):
    """One project of an organisation that takes referrals; its county is the one that keeps the entry."""

    __tablename__ = "partner"
    __table_args__ = (
        CheckConstraint(one_of("fund_source", NONFISCAL_SOURCES), name="fund_source"),
        CheckConstraint("min_fen IS NULL OR max_fen IS NULL OR min_fen <= max_fen", name="interval"),
        CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name="validity"),
        Index("ix_partner_target", "target", "county_code"),
    )

    target: Mapped[str]
    """The code of a receiver as the table `referral_targets` gives it."""
    organisation: Mapped[str]
    project: Mapped[str]
    contact: Mapped[bytes] = mapped_column(LargeBinary)
    fund_source: Mapped[str]
    causes: Mapped[list[Any]] = mapped_column(JSON)
    min_fen: Mapped[Fen | None]
    max_fen: Mapped[Fen | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    base_url: Mapped[str | None]
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - declared by SQLAlchemy as a class attribute


class NonfiscalEntryRow(CaseScoped, Base):
    """Money, goods or a voucher of a charity for a case, valued in fen; append-only, mistakes get a counter-entry.

    It stands beside awards and disbursements on purpose: no ceiling and no report of fiscal relief reads it (R42).
    """

    __tablename__ = "nonfiscal_entry"
    __table_args__ = (
        CheckConstraint(one_of("fund_source", NONFISCAL_SOURCES), name="fund_source"),
        CheckConstraint(one_of("kind", NONFISCAL_KINDS), name="kind"),
        CheckConstraint(
            "(counters_id IS NULL AND amount_fen > 0) OR (counters_id IS NOT NULL AND amount_fen < 0)", name="amount"
        ),
        CheckConstraint("kind <> 'voucher' OR voucher_number IS NOT NULL", name="voucher_number"),
        belongs_to("relief_case", "case_id"),
        UniqueConstraint("counters_id", "county_code"),
        UniqueConstraint("task_id", "county_code"),
        Index("ix_nonfiscal_entry_case_id", "case_id"),
        Index("ix_nonfiscal_entry_given_on", "county_code", "given_on"),
        Index("ix_nonfiscal_entry_voucher_number", "voucher_number"),
    )

    case_id: Mapped[uuid.UUID]
    partner_id: Mapped[uuid.UUID | None]
    referral_id: Mapped[uuid.UUID | None]
    task_id: Mapped[uuid.UUID | None]
    """The step that booked it, where a partner's feedback did."""
    counters_id: Mapped[uuid.UUID | None]
    fund_source: Mapped[str]
    kind: Mapped[str]
    amount_fen: Mapped[Fen]
    given_on: Mapped[date]
    voucher_number: Mapped[str | None]
    receipt_id: Mapped[uuid.UUID | None]
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    actor: Mapped[str]

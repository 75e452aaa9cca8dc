"""Money on its way: bank orders and files, claims against double payment, running totals, goods in stock."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base, Fen
from engine.store.tables.case_scope import COUNTY_CODE, CaseScoped, belongs_to, one_of

ORDER_STATUSES = ("ordered", "sent", "paid", "returned")
TALLY_KINDS = ("person_year", "approver_day", "area_day")


class BankFileRow(CaseScoped, Base):
    """A file to or from a bank; its digest lets the same file be read in once only."""

    __tablename__ = "bank_file"
    __table_args__ = (
        CheckConstraint(one_of("direction", ("out", "in")), name="direction"),
        UniqueConstraint("number", "direction", "county_code"),
        UniqueConstraint("direction", "sha256", "county_code"),
    )

    number: Mapped[str]
    direction: Mapped[str]
    sha256: Mapped[str]
    row_count: Mapped[int]
    total_fen: Mapped[Fen]
    made_at: Mapped[datetime]
    actor: Mapped[str]


class BankOrderRow(CaseScoped, Base):
    """One order to pay a row; the next one is made only after the bank has returned the money of this one."""

    __tablename__ = "bank_order"
    __table_args__ = (
        CheckConstraint(one_of("status", ORDER_STATUSES), name="status"),
        CheckConstraint("amount_fen > 0", name="amount"),
        belongs_to("disbursement", "disbursement_id"),
        UniqueConstraint("disbursement_id", "attempt", "county_code"),
        UniqueConstraint("key", "county_code"),
        Index("ix_bank_order_status", "county_code", "status", "id"),
        Index("ix_bank_order_bank_file_id", "bank_file_id"),
    )

    case_id: Mapped[uuid.UUID]
    disbursement_id: Mapped[uuid.UUID]
    attempt: Mapped[int]
    key: Mapped[str]
    """What the bank knows the order by: the same however often it is sent (policy 12, rule 5)."""
    amount_fen: Mapped[Fen]
    payee_account: Mapped[bytes | None] = mapped_column(LargeBinary)
    payee_holder: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[str]
    ordered_at: Mapped[datetime]
    bank_file_id: Mapped[uuid.UUID | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    bank_reference: Mapped[str | None]
    return_reason: Mapped[str | None]


class AwardClaimRow(Base):
    """The right of one case to relieve a person for a cause in a year: no second case has it without an override.

    City-wide on purpose, therefore without the county in its key (policy 12, rule 6).
    """

    __tablename__ = "award_claim"
    __table_args__ = (Index("ix_award_claim_case_id", "case_id"),)

    identity_index: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    cause_key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_kind: Mapped[str] = mapped_column(primary_key=True)
    override_of: Mapped[str] = mapped_column(primary_key=True)
    """Empty, or the case that was let through although another one holds the claim."""
    case_id: Mapped[uuid.UUID]
    county_code: Mapped[str] = mapped_column(COUNTY_CODE)
    claimed_at: Mapped[datetime]


class AwardTallyRow(Base):
    """What was awarded so far to a person in a year, by an approver or in a township on a day, in fen.

    Adding to the row locks it, so that two approvals at once cannot both stay below a limit that their sum exceeds.
    """

    __tablename__ = "award_tally"
    __table_args__ = (
        CheckConstraint(one_of("kind", TALLY_KINDS), name="kind"),
        CheckConstraint("total_fen >= 0", name="total"),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    total_fen: Mapped[Fen]


class AidStockRow(Base):
    """Goods that a township keeps, in hundredths of their unit; the database refuses to go below zero."""

    __tablename__ = "aid_stock"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity"),)

    town_code: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(COUNTY_CODE)
    quantity: Mapped[int] = mapped_column(BigInteger)


class AidStockEntryRow(CaseScoped, Base):
    """One movement of a township's goods, with the receipt that proves it; append-only."""

    __tablename__ = "aid_stock_entry"
    __table_args__ = (
        CheckConstraint(one_of("kind", ("received", "issued", "moved")), name="kind"),
        UniqueConstraint("disbursement_id", "item", "unit", "county_code"),
        Index("ix_aid_stock_entry_town_code", "town_code", "at"),
    )

    town_code: Mapped[str]
    item: Mapped[str]
    unit: Mapped[str]
    disbursement_id: Mapped[uuid.UUID | None]
    receipt_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    quantity: Mapped[int] = mapped_column(BigInteger)
    balance: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    actor: Mapped[str]

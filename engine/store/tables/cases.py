"""A household's matter: the case, the people in it, its papers."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base, Fen
from engine.store.tables.case_scope import CaseScoped, belongs_to

_IMPORTED = text("import_id IS NOT NULL")


class CaseRow(CaseScoped, Base):
    """One matter of one household, from registration to closure. Facts here are impersonal."""

    __tablename__ = "relief_case"
    __table_args__ = (
        UniqueConstraint("reference", "county_code"),
        CheckConstraint("household_size >= 1", name="household_size"),
        Index("ix_relief_case_town", "town_code", "registered_at", "id"),
        Index("ix_relief_case_county", "county_code", "registered_at", "id"),
        Index("ix_relief_case_village", "village_code", "registered_at", "id"),
        Index("ix_relief_case_person", "applicant_id"),
        Index("ix_relief_case_import_id", "import_id", sqlite_where=_IMPORTED, postgresql_where=_IMPORTED),
    )

    reference: Mapped[str]
    town_code: Mapped[str]
    village_code: Mapped[str | None]
    area_type: Mapped[str]
    status: Mapped[str]
    track: Mapped[str | None]
    cause: Mapped[str]
    cause_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    category: Mapped[str | None]
    category_confirmed: Mapped[bool]
    channel: Mapped[str]
    category_source: Mapped[str | None]
    """The system that has proved the category, and when it was asked; a paper proves nothing here (R7)."""
    category_checked_at: Mapped[datetime | None]
    needs_immediate: Mapped[bool]
    immediate_reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    over_capacity: Mapped[bool]
    household_size: Mapped[int]
    requested_fen: Mapped[Fen | None]
    is_local: Mapped[bool | None]
    linked_programme: Mapped[str | None]
    linked_reference: Mapped[str | None]
    description: Mapped[bytes] = mapped_column(LargeBinary)
    applicant_id: Mapped[uuid.UUID]
    masked_applicant: Mapped[str]
    discovered_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    emergency_relieved_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    check_authorised_until: Mapped[date | None]
    policy_date: Mapped[date]
    policy: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The latest result of each decision for this case; the records say how they came about."""
    bundle_number: Mapped[int] = mapped_column(ForeignKey("bundle.number"))
    registered_by: Mapped[str]
    registered_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    import_id: Mapped[uuid.UUID | None]
    """The ledger that a historic case was taken over from; empty for a case that was registered here (ADR-0015)."""
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - declared by SQLAlchemy as a class attribute


class PersonRow(CaseScoped, Base):
    """The applicant or a member as entered for one case; every personal field is encrypted."""

    __tablename__ = "person"
    __table_args__ = (
        belongs_to("relief_case", "case_id"),
        Index("ix_person_identity", "identity_index"),
        Index("ix_person_name", "name_index"),
        Index("ix_person_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    relation: Mapped[str | None]
    name: Mapped[bytes] = mapped_column(LargeBinary)
    name_index: Mapped[bytes] = mapped_column(LargeBinary)
    id_number: Mapped[bytes | None] = mapped_column(LargeBinary)
    identity_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    payee_account: Mapped[bytes | None] = mapped_column(LargeBinary)
    payee_holder: Mapped[bytes | None] = mapped_column(LargeBinary)
    hukou: Mapped[str | None]
    residence: Mapped[str | None]


class ExpenditureItemRow(CaseScoped, Base):
    """One line of necessary spending, in fen."""

    __tablename__ = "expenditure_item"
    __table_args__ = (belongs_to("relief_case", "case_id"), Index("ix_expenditure_item_case_id", "case_id"))

    case_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    total_fen: Mapped[Fen | None]
    reimbursed_fen: Mapped[Fen | None]
    aid_fen: Mapped[Fen | None]
    net_fen: Mapped[Fen]


class DocumentRow(CaseScoped, Base):
    """An uploaded paper; the bytes lie outside the database under the id, with their digest here."""

    __tablename__ = "document"
    __table_args__ = (belongs_to("relief_case", "case_id"), Index("ix_document_case_id", "case_id", "uploaded_at"))

    case_id: Mapped[uuid.UUID]
    shown_name: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[datetime]


class CaseCounterRow(Base):
    """The last case number given in a county and year; gaps are allowed."""

    __tablename__ = "case_counter"

    county_code: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(server_default=text("0"))

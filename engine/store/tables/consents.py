"""Who may be checked."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base
from engine.store.tables.case_scope import CaseScoped, belongs_to, one_of

CONSENT_STATUSES = ("given", "refused", "withdrawn")


class CheckConsentRow(CaseScoped, Base):
    """One answer to the question whether somebody may be checked; only a standing consent changes: by withdrawal."""

    __tablename__ = "check_consent"
    __table_args__ = (
        CheckConstraint(one_of("status", CONSENT_STATUSES), name="status"),
        CheckConstraint("(person_id IS NULL) = (name IS NOT NULL)", name="person"),
        CheckConstraint("(status = 'withdrawn') = (withdrawn_on IS NOT NULL)", name="withdrawn"),
        belongs_to("relief_case", "case_id"),
        belongs_to("person", "person_id"),
        Index("ix_check_consent_case_id", "case_id"),
        Index("ix_check_consent_person_id", "person_id"),
    )

    case_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID | None]
    """The applicant or a member of the household; empty for a supporter, who is named here."""
    relation: Mapped[str | None]
    name: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[str]
    scope: Mapped[list[str]] = mapped_column(JSON)
    answered_on: Mapped[date]
    valid_until: Mapped[date | None]
    by_guardian: Mapped[bool]
    paper_id: Mapped[uuid.UUID | None]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    withdrawn_on: Mapped[date | None]
    withdrawn_by: Mapped[str | None]

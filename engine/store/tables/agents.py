"""Who applied on somebody's behalf."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base
from engine.store.tables.case_scope import CaseScoped, belongs_to, one_of

AGENT_KINDS = ("person", "body")


class CaseAgentRow(CaseScoped, Base):
    """The agent or entrusted body of one application (Social Assistance Law, article 37); personal fields encrypted."""

    __tablename__ = "case_agent"
    __table_args__ = (
        CheckConstraint(one_of("kind", AGENT_KINDS), name="kind"),
        CheckConstraint("kind <> 'body' OR body IS NOT NULL", name="body"),
        belongs_to("relief_case", "case_id"),
        UniqueConstraint("case_id", "county_code"),
    )

    case_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    body: Mapped[str | None]
    """The entrusted body, as a village committee or a hospital; its person is the one who came."""
    relation: Mapped[str | None]
    name: Mapped[bytes] = mapped_column(LargeBinary)
    id_number: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    authorised_on: Mapped[date | None]
    authorisation_id: Mapped[uuid.UUID | None]
    """The paper that authorises; it can only be uploaded once the case is there."""
    authorisation_by: Mapped[str | None]
    entered_at: Mapped[datetime]

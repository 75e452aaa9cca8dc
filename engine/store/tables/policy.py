"""Policy values kept as dated rows beside the decision tables."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base, Fen
from engine.store.tables.case_scope import one_of


class LocalStandardRow(Base):
    """The monthly living-allowance standard by kind of area, in fen (policy P1)."""

    __tablename__ = "local_standard"
    __table_args__ = (CheckConstraint(one_of("area_type", ("city", "rural")), name="area_type"),)

    scope: Mapped[str] = mapped_column(primary_key=True)
    area_type: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    standard_fen: Mapped[Fen]
    flag: Mapped[str]
    source: Mapped[str]


class AwardLimitRow(Base):
    """The most that may be awarded to a person in a year, by an approver or in a township on a day; none by default.

    `scope` is an area code of any length; the narrowest wins (policy D5, `annual_limit`).
    """

    __tablename__ = "award_limit"
    __table_args__ = (
        CheckConstraint(one_of("kind", ("person_year", "approver_day", "area_day")), name="kind"),
        CheckConstraint("limit_fen >= 0", name="limit"),
    )

    scope: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    limit_fen: Mapped[Fen]
    source: Mapped[str]


class PolicyOverlayRow(Base):
    """A later text that changes the rules from a day on (policy D0); switched off = baseline."""

    __tablename__ = "policy_overlay"

    code: Mapped[str] = mapped_column(primary_key=True)
    effective_from: Mapped[date]
    is_on: Mapped[bool]
    source: Mapped[str]

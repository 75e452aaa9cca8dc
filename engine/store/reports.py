"""Figures over cases: counts and sums in the database, never row by row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.domain.roles import Grant
from engine.store.cases import BEFORE_A_CASE, within
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.relief import AwardRow, DisbursementRow

GROUPS: Final[dict[str, InstrumentedAttribute[str | None] | InstrumentedAttribute[str]]] = {
    "track": CaseRow.track,
    "cause": CaseRow.cause,
    "category": CaseRow.category,
    "township": CaseRow.town_code,
    "status": CaseRow.status,
}


@dataclass(frozen=True, slots=True)
class Period:
    """Cases registered from `since` on and before `until`, in the areas of `grants`."""

    grants: tuple[Grant, ...]
    since: datetime
    until: datetime

    @property
    def condition(self) -> ColumnElement[bool]:
        """The condition that a case belongs to the period."""
        return and_(
            within(self.grants),
            CaseRow.registered_at >= self.since,
            CaseRow.registered_at < self.until,
            CaseRow.status.not_in(BEFORE_A_CASE),
        )


def relief_by(session: Session, period: Period, group: str) -> list[tuple[str | None, int, int, int, int, int]]:
    """By group: cases, persons, and fen awarded, paid in money, and given in goods."""
    column = GROUPS[group]
    cases = {
        name: (count, persons)
        for name, count, persons in session.execute(
            select(column, func.count(), func.sum(CaseRow.household_size)).where(period.condition).group_by(column)
        )
    }
    awarded = _sums(session, period, column, AwardRow.amount_fen, AwardRow.case_id == CaseRow.id)
    is_paid = and_(DisbursementRow.case_id == CaseRow.id, DisbursementRow.status == "paid")
    goods = and_(is_paid, DisbursementRow.method == "in_kind")
    money = and_(is_paid, DisbursementRow.method != "in_kind")
    paid = _sums(session, period, column, DisbursementRow.amount_fen, money)
    given = _sums(session, period, column, DisbursementRow.amount_fen, goods)
    return [
        (name, count, int(persons or 0), awarded.get(name, 0), paid.get(name, 0), given.get(name, 0))
        for name, (count, persons) in sorted(cases.items(), key=lambda entry: str(entry[0]))
    ]


def _sums(
    session: Session,
    period: Period,
    column: InstrumentedAttribute[str | None] | InstrumentedAttribute[str],
    amount: InstrumentedAttribute[int],
    joined: ColumnElement[bool],
) -> dict[str | None, int]:
    rows = session.execute(
        select(column, func.sum(amount))
        .select_from(CaseRow)
        .join(amount.class_, joined)
        .where(period.condition)
        .group_by(column)
    )
    return {name: int(total or 0) for name, total in rows}


def timeliness(session: Session, period: Period) -> list[tuple[str, int, int, int]]:
    """By deadline key of duties: all that ended, those done in time, those breached."""
    rows = session.execute(
        select(
            DeadlineRow.key,
            func.count(),
            func.sum(case((DeadlineRow.status == "met", 1), else_=0)),
            func.sum(case((DeadlineRow.is_breached, 1), else_=0)),
        )
        .join(CaseRow, CaseRow.id == DeadlineRow.case_id)
        .where(
            period.condition,
            DeadlineRow.kind == "duty",
            DeadlineRow.status != "cancelled",
            DeadlineRow.stopped_at.is_not(None) | DeadlineRow.is_breached,
        )
        .group_by(DeadlineRow.key)
        .order_by(DeadlineRow.key)
    )
    return [(key, count, int(met or 0), int(breached or 0)) for key, count, met, breached in rows]

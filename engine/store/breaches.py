"""Queries over the breach register: breaches with their clock and with what was last written about each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, join, or_, select
from sqlalchemy.orm import Session, aliased

from engine.domain.report_days import Days
from engine.domain.roles import Grant
from engine.store import deadlines
from engine.store.tables.deadlines import BreachNoteRow, DeadlineBreachRow, DeadlineRow

UNEXPLAINED = "unexplained"

_LATEST = aliased(BreachNoteRow)
_LATEST_NUMBER = (
    select(func.max(BreachNoteRow.number))
    .where(BreachNoteRow.breach_id == DeadlineBreachRow.id, BreachNoteRow.county_code == DeadlineBreachRow.county_code)
    .correlate(DeadlineBreachRow)
    .scalar_subquery()
)
_STATE = func.coalesce(_LATEST.kind, UNEXPLAINED)


_REGISTER = (
    join(
        DeadlineBreachRow,
        DeadlineRow,
        and_(DeadlineRow.id == DeadlineBreachRow.deadline_id, DeadlineRow.county_code == DeadlineBreachRow.county_code),
    )
).outerjoin(
    _LATEST,
    and_(
        _LATEST.breach_id == DeadlineBreachRow.id,
        _LATEST.county_code == DeadlineBreachRow.county_code,
        _LATEST.number == _LATEST_NUMBER,
    ),
)


@dataclass(frozen=True, slots=True)
class BreachFilter:
    """What the register is narrowed to; the days are those on which duties fell due."""

    days: Days
    state: str | None = None
    key: str | None = None
    division: str | None = None
    is_done: bool | None = None


@dataclass(frozen=True, slots=True)
class RegisteredBreach:
    """A breach, the clock it belongs to, and the kind of the last note: `unexplained` without one."""

    breach: DeadlineBreachRow
    deadline: DeadlineRow
    state: str


def breaches_page(
    session: Session,
    grants: Sequence[Grant],
    narrowed: BreachFilter,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[RegisteredBreach]:
    """The breaches that some grants may see, the latest due time first, after the keyset position."""
    query = _registered().where(seen_by(grants), *_conditions(narrowed))
    if after:
        at, breach_id = after
        earlier = and_(DeadlineBreachRow.due_at == at, DeadlineBreachRow.id < breach_id)
        query = query.where(or_(DeadlineBreachRow.due_at < at, earlier))
    order = (DeadlineBreachRow.due_at.desc(), DeadlineBreachRow.id.desc())
    return [RegisteredBreach(*row) for row in session.execute(query.order_by(*order).limit(limit))]


def counts_by_state(session: Session, grants: Sequence[Grant], narrowed: BreachFilter) -> dict[str, int]:
    """How many of these breaches stand in which state."""
    counted = select(_STATE, func.count()).select_from(_REGISTER).where(seen_by(grants), *_conditions(narrowed))
    return {row[0]: row[1] for row in session.execute(counted.group_by(_STATE))}


def breaches_of_case(session: Session, case_id: UUID) -> list[RegisteredBreach]:
    """The breaches of a case, the earliest first."""
    query = _registered().where(DeadlineBreachRow.case_id == case_id)
    rows = session.execute(query.order_by(DeadlineBreachRow.due_at, DeadlineBreachRow.id))
    return [RegisteredBreach(*row) for row in rows]


def registered_breach(session: Session, grants: Sequence[Grant], breach_id: UUID) -> RegisteredBreach | None:
    """One breach, where some grants may see it."""
    query = _registered().where(DeadlineBreachRow.id == breach_id, seen_by(grants))
    row = session.execute(query).one_or_none()
    return RegisteredBreach(*row) if row else None


def notes_of(session: Session, breach_ids: Collection[UUID]) -> Sequence[BreachNoteRow]:
    """What was written about some breaches, in order."""
    if not breach_ids:
        return ()
    return session.scalars(
        select(BreachNoteRow)
        .where(BreachNoteRow.breach_id.in_(breach_ids))
        .order_by(BreachNoteRow.breach_id, BreachNoteRow.number)
    ).all()


def seen_by(grants: Sequence[Grant]) -> ColumnElement[bool]:
    """Breaches of cases in the area of some grants, and those that their own units answer for (cases may move on)."""
    own = DeadlineBreachRow.unit_code.in_({grant.unit_code for grant in grants})
    return or_(deadlines.in_area_of(grants), own)


def _registered() -> Select[DeadlineBreachRow, DeadlineRow, str]:
    return select(DeadlineBreachRow, DeadlineRow, _STATE).select_from(_REGISTER)


def _conditions(narrowed: BreachFilter) -> list[ColumnElement[bool]]:
    due_at = DeadlineBreachRow.due_at
    conditions: list[ColumnElement[bool]] = [due_at >= narrowed.days.starts_at, due_at < narrowed.days.ends_at]
    if narrowed.state:
        conditions.append(_STATE.in_([narrowed.state]))
    if narrowed.key:
        conditions.append(DeadlineBreachRow.key == narrowed.key)
    if narrowed.division:
        conditions.append(deadlines.in_division(narrowed.division))
    if narrowed.is_done is not None:
        done_at = DeadlineBreachRow.completed_late_at
        conditions.append(done_at.is_not(None) if narrowed.is_done else done_at.is_(None))
    return conditions

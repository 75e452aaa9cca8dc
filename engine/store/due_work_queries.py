"""Queries over what is due, failed or given up, for who looks after the installation."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.domain.roles import Grant
from engine.store.tables.background import IncidentRow, OutboxRow
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.handovers import UnitChangeRow
from engine.store.tables.processes import TimerRow


def counts(session: Session, areas: Sequence[Grant], now: datetime) -> dict[str, int]:
    """How many rows of each kind are due by `now`, failed, or wait for somebody."""
    questions: dict[str, tuple[type[Any], ColumnElement[bool]]] = {
        "timers_due": (TimerRow, and_(TimerRow.state == "waiting", TimerRow.due_at <= now)),
        "timers_failed": (TimerRow, TimerRow.state == "failed"),
        "marks_due": (DeadlineRow, DeadlineRow.next_mark_at <= now),
        "effects_ready": (OutboxRow, OutboxRow.state.in_(("ready", "leased"))),
        "effects_dead": (OutboxRow, OutboxRow.state == "dead"),
        "changes_due": (UnitChangeRow, and_(UnitChangeRow.status == "confirmed", UnitChangeRow.due_at <= now)),
        "changes_stopped": (UnitChangeRow, UnitChangeRow.status == "stopped"),
        "incidents_open": (IncidentRow, IncidentRow.state == "open"),
    }
    return {
        name: session.scalar(select(func.count()).select_from(rows).where(condition, _within(areas, rows.county_code)))
        or 0
        for name, (rows, condition) in questions.items()
    }


def oldest_due_at(session: Session, areas: Sequence[Grant], now: datetime) -> datetime | None:
    """Since when the oldest timer or mark of a deadline has been due."""
    timer = select(func.min(TimerRow.due_at)).where(
        TimerRow.state == "waiting", TimerRow.due_at <= now, _within(areas, TimerRow.county_code)
    )
    mark = select(func.min(DeadlineRow.next_mark_at)).where(
        DeadlineRow.next_mark_at <= now, _within(areas, DeadlineRow.county_code)
    )
    return min((at for at in (session.scalar(timer), session.scalar(mark)) if at is not None), default=None)


def timers_page(
    session: Session, areas: Sequence[Grant], state: str, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[TimerRow]:
    """A page of timers in a state, soonest due first."""
    query = select(TimerRow).where(TimerRow.state == state, _within(areas, TimerRow.county_code))
    if after is not None:
        query = query.where(_later(TimerRow.due_at, TimerRow.id, after))
    return session.scalars(query.order_by(TimerRow.due_at, TimerRow.id).limit(limit)).all()


def effects_page(
    session: Session, areas: Sequence[Grant], state: str, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[OutboxRow]:
    """A page of effects on other systems in a state, oldest first."""
    query = select(OutboxRow).where(OutboxRow.state == state, _within(areas, OutboxRow.county_code))
    if after is not None:
        query = query.where(_later(OutboxRow.created_at, OutboxRow.id, after))
    return session.scalars(query.order_by(OutboxRow.created_at, OutboxRow.id).limit(limit)).all()


def _within(areas: Iterable[Grant], county: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return or_(*(county.startswith(grant.area_prefix, autoescape=True) for grant in areas))


def _later(
    at: InstrumentedAttribute[datetime], row_id: InstrumentedAttribute[UUID], after: tuple[datetime, UUID]
) -> ColumnElement[bool]:
    return or_(at > after[0], and_(at == after[0], row_id > after[1]))

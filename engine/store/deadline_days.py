"""Queries that count what happened to duties on each day."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import ColumnElement, Integer, and_, cast, func, select
from sqlalchemy.orm import Session

from engine.domain.report_days import Days
from engine.store.deadlines import DeadlineFilter, Scope, conditions
from engine.store.reports.scope import Moment, seconds_since_1970
from engine.store.tables.deadlines import DeadlineBreachRow, DeadlineRow

SECONDS_PER_DAY: Final = 86_400
_AHEAD_OF_UTC: Final = 8 * 3600  # Asia/Shanghai; there has been no summer time since 1991
_IS_DONE: Final = and_(DeadlineRow.stopped_at.is_not(None), DeadlineRow.stop_reason.is_(None))
_OF_BREACH: Final = and_(
    DeadlineRow.id == DeadlineBreachRow.deadline_id, DeadlineRow.county_code == DeadlineBreachRow.county_code
)
DayCounts = dict[int, int]
"""Days since 1970-01-01 in Asia/Shanghai -> how many."""


def started(session: Session, scope: Scope, narrowed: DeadlineFilter, days: Days) -> DayCounts:
    """The duties that began to run, by their anchor."""
    return _counted(session, scope, narrowed, days, DeadlineRow.started_at)


def done_in_time(session: Session, scope: Scope, narrowed: DeadlineFilter, days: Days) -> DayCounts:
    """The duties that were done before they were breached."""
    return _counted(
        session, scope, narrowed, days, DeadlineRow.stopped_at, _IS_DONE, DeadlineRow.is_breached.is_(False)
    )


def done_late(session: Session, scope: Scope, narrowed: DeadlineFilter, days: Days) -> DayCounts:
    """The duties that were done after they had been breached."""
    return _counted(session, scope, narrowed, days, DeadlineRow.stopped_at, _IS_DONE, DeadlineRow.is_breached.is_(True))


def breached(session: Session, scope: Scope, narrowed: DeadlineFilter, days: Days) -> DayCounts:
    """The breaches, by the day on which the duty had fallen due."""
    day = _day_of(DeadlineBreachRow.due_at)
    rows = session.execute(
        select(day, func.count())
        .join_from(DeadlineBreachRow, DeadlineRow, _OF_BREACH)
        .where(scope, *conditions(narrowed), *_within(DeadlineBreachRow.due_at, days))
        .group_by(day)
    )
    return {row[0]: row[1] for row in rows}


DayCounter = Callable[[Session, Scope, DeadlineFilter, Days], DayCounts]


def _counted(
    session: Session, scope: Scope, narrowed: DeadlineFilter, days: Days, moment: Moment, *further: ColumnElement[bool]
) -> DayCounts:
    day = _day_of(moment)
    rows = session.execute(
        select(day, func.count())
        .where(scope, DeadlineRow.kind == "duty", *conditions(narrowed), *_within(moment, days), *further)
        .group_by(day)
    )
    return {row[0]: row[1] for row in rows}


def _within(moment: Moment, days: Days) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return moment >= days.starts_at, moment < days.ends_at


def _day_of(moment: Moment) -> ColumnElement[int]:
    return cast((seconds_since_1970(moment) + _AHEAD_OF_UTC) // SECONDS_PER_DAY, Integer).label("day")

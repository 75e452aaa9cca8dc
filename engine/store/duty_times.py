"""Queries over how long duties took from each human task of their process on, and where open ones stand now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from engine.domain.breach_forecast import PastDuty
from engine.store.deadlines import DeadlineFilter, Scope, conditions
from engine.store.tables.deadlines import DeadlinePauseRow, DeadlineRow
from engine.store.tables.processes import HumanTaskRow

MOST_PAST: Final = 50_000
MOST_OPEN: Final = 5_000
_SAME_PROCESS: Final = and_(
    HumanTaskRow.instance_id == DeadlineRow.instance_id, HumanTaskRow.county_code == DeadlineRow.county_code
)
_WAS_PAUSED: Final = exists().where(
    DeadlinePauseRow.deadline_id == DeadlineRow.id, DeadlinePauseRow.county_code == DeadlineRow.county_code
)


def past_duties(session: Session, scope: Scope, since: datetime) -> list[PastDuty]:
    """Duties done since a moment, once for each human task on their way; the latest first, at most `MOST_PAST`.

    Duties that were paused are left out: the time they stood still says nothing about the work.
    """
    rows = session.execute(
        select(
            DeadlineRow.key,
            HumanTaskRow.element_id,
            HumanTaskRow.created_at,
            DeadlineRow.stopped_at,
            DeadlineRow.due_at,
            DeadlineRow.is_breached,
        )
        .join_from(DeadlineRow, HumanTaskRow, _SAME_PROCESS)
        .where(
            scope,
            DeadlineRow.kind == "duty",
            DeadlineRow.stopped_at >= since,
            DeadlineRow.stop_reason.is_(None),
            DeadlineRow.due_at.is_not(None),
            HumanTaskRow.state == "completed",
            HumanTaskRow.created_at >= DeadlineRow.started_at,
            HumanTaskRow.created_at <= DeadlineRow.stopped_at,
            ~_WAS_PAUSED,
        )
        .order_by(DeadlineRow.stopped_at.desc(), DeadlineRow.id)
        .limit(MOST_PAST)
    )
    return [
        PastDuty((key, element_id), _seconds(reached_at, stopped_at), _seconds(reached_at, due_at), is_breached)
        for key, element_id, reached_at, stopped_at, due_at, is_breached in rows
        if stopped_at and due_at
    ]


def open_duties(
    session: Session, scope: Scope, narrowed: DeadlineFilter, now: datetime
) -> Sequence[tuple[DeadlineRow, HumanTaskRow]]:
    """Running duties that are not due yet, with each open human task of their process; soonest due first."""
    rows = session.execute(
        select(DeadlineRow, HumanTaskRow)
        .join_from(DeadlineRow, HumanTaskRow, _SAME_PROCESS)
        .where(
            scope,
            *conditions(narrowed),
            DeadlineRow.kind == "duty",
            DeadlineRow.stopped_at.is_(None),
            DeadlineRow.due_at > now,
            HumanTaskRow.state == "open",
            ~_WAS_PAUSED,
        )
        .order_by(DeadlineRow.due_at, DeadlineRow.id, HumanTaskRow.created_at)
        .limit(MOST_OPEN)
    )
    return [(deadline, task) for deadline, task in rows]


def _seconds(since: datetime, until: datetime) -> int:
    return int((until - since).total_seconds())

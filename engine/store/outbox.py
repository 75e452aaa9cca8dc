"""Queries over effects that leave the system: leased to one worker at a time, finished under a fence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from engine.store.tables.background import OutboxRow


def lease_ready(session: Session, worker: str, now: datetime, until: datetime, limit: int) -> Sequence[OutboxRow]:
    """Up to `limit` effects that are due, leased to `worker` until `until`; those of other workers are passed over.

    A lease that ran out is taken over; its fence tells the former holder that it is too late.
    """
    rows = session.scalars(
        select(OutboxRow)
        .where(OutboxRow.state.in_(("ready", "leased")), OutboxRow.next_at <= now)
        .order_by(OutboxRow.next_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.state, row.lease_by, row.next_at = "leased", worker, until
        row.fence += 1
        row.attempts += 1
    session.flush()
    return rows


def finish(session: Session, row_id: UUID, worker: str, fence: int, values: dict[str, Any]) -> bool:
    """Write the end of a lease; False when somebody else has taken it over meanwhile."""
    done = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.lease_by == worker, OutboxRow.fence == fence)
        .values(values)
    )
    return cast("CursorResult[Any]", done).rowcount == 1


def oldest_ready_at(session: Session) -> datetime | None:
    """Since when the oldest unsent effect has been due."""
    return session.scalar(
        select(OutboxRow.next_at).where(OutboxRow.state == "ready").order_by(OutboxRow.next_at).limit(1)
    )


def county_of(session: Session, row_id: UUID) -> str:
    """The county an effect belongs to."""
    return session.scalars(select(OutboxRow.county_code).where(OutboxRow.id == row_id)).one()


def retry(session: Session, row_id: UUID, now: datetime) -> None:
    """Let a dead effect be sent again from the first attempt on."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.state == "dead")
        .values(state="ready", attempts=0, next_at=now, last_error=None)
    )

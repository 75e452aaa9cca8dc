"""Queries over background workers: for display and alarms only, correctness comes from leases."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.store.tables.background import WorkerRow


def beat(session: Session, worker_id: UUID, host: str, pid: int, now: datetime) -> None:
    """Note that a worker is alive."""
    row = session.get(WorkerRow, worker_id)
    if row is None:
        session.add(WorkerRow(id=worker_id, host=host, pid=pid, started_at=now, beat_at=now))
    else:
        row.beat_at = now


def last_beat_at(session: Session) -> datetime | None:
    """When a worker last gave a sign of life."""
    return session.scalar(select(func.max(WorkerRow.beat_at)))


def seen_since(session: Session, since: datetime) -> Sequence[WorkerRow]:
    """The workers that gave a sign of life since then, last seen first."""
    return session.scalars(select(WorkerRow).where(WorkerRow.beat_at >= since).order_by(WorkerRow.beat_at.desc())).all()

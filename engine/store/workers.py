"""Queries over background workers: for display and alarms only, correctness comes from leases."""

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

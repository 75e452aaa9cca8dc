"""Claims that nobody works on: after a configured time the task goes back to everybody who may do it."""

from datetime import datetime, timedelta
from uuid import UUID

from engine.services import audit
from engine.services.task_holding import take_back
from engine.services.unit_of_work import UnitOfWork
from engine.store import processes, task_lists


def due_claims(work: UnitOfWork, until: datetime, limit: int) -> list[tuple[datetime, UUID]]:
    """The claims that end by `until`, oldest first: when, and of which task; none where no time is configured."""
    patience = _patience(work)
    if patience is None:
        return []
    untouched = task_lists.untouched_since(work.session, until - patience, limit)
    return [(since + patience, task_id) for since, task_id in untouched]


def next_claim_end_at(work: UnitOfWork) -> datetime | None:
    """When the next claim ends, if nobody works on its task before."""
    patience = _patience(work)
    since = task_lists.next_untouched_since(work.session) if patience is not None else None
    return since + patience if since is not None and patience is not None else None


def end_claim(work: UnitOfWork, task_id: UUID) -> None:
    """Give the task back to its queue, at the work's time; one that was worked on meanwhile is left alone."""
    locked, patience = processes.lock_task(work.session, task_id), _patience(work)
    if locked is None or patience is None:
        return
    task = locked.task
    if task.state != "open" or task.last_worked_at is None or task.last_worked_at + patience > work.now:
        return
    detail = {"from": task.assignee}
    take_back(task)
    audit.record(work, "claim_ended", case=locked.case, object_id=task.id, element_id=task.element_id, detail=detail)


def _patience(work: UnitOfWork) -> timedelta | None:
    hours = work.resources.settings.stale_claim_hours
    return timedelta(hours=hours) if hours is not None else None

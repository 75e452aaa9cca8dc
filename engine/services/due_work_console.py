"""What waits, what is late and who works, for administrators: timers, effects on other systems, changes, workers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from engine.clock import real_now
from engine.domain.authority import Action, grants_for
from engine.domain.roles import Grant
from engine.errors import NotPermittedError
from engine.labels import error_text
from engine.services.housekeeping import LATE_AFTER, SILENT_AFTER
from engine.services.paging import cursor_of, dated_position_of, listed, page_of
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, due_work_queries, processes, workers
from engine.store.tables.background import OutboxRow
from engine.store.tables.processes import TimerRow

SHOWN_SILENT_FOR: Final = timedelta(days=1)
"""A worker not seen for longer has been replaced long ago."""


def summary(work: UnitOfWork) -> dict[str, Any]:
    """How much is due, late, failed and given up in the person's area, and all workers of the installation."""
    areas = _areas(work)
    now, machine_now = work.now, real_now()
    counts = due_work_queries.counts(work.session, areas, now)
    oldest = due_work_queries.oldest_due_at(work.session, areas, now)
    return {
        "now": now.isoformat(),
        "counts": counts,
        "oldest_due_at": oldest.isoformat() if oldest else None,
        "is_late": oldest is not None and now - oldest > LATE_AFTER,
        "workers": [
            {
                "host": row.host,
                "pid": row.pid,
                "started_at": row.started_at.isoformat(),
                "beat_at": row.beat_at.isoformat(),
                "is_alive": machine_now - row.beat_at <= SILENT_AFTER,
            }
            for row in workers.seen_since(work.session, machine_now - SHOWN_SILENT_FOR)
        ],
    }


def timers(work: UnitOfWork, state: str, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the timers in a state, soonest due first."""
    rows = due_work_queries.timers_page(work.session, _areas(work), state, dated_position_of(cursor), limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(row.due_at, row.id))
    references = cases.references_of(work.session, {row.case_id for row in shown})
    names = _element_names(work, shown)
    return listed([_timer_item(work, row, references, names) for row in shown], next_cursor)


def effects(work: UnitOfWork, state: str, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the effects on other systems in a state, oldest first; never what they carry."""
    rows = due_work_queries.effects_page(work.session, _areas(work), state, dated_position_of(cursor), limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(row.created_at, row.id))
    references = cases.references_of(work.session, {row.case_id for row in shown if row.case_id})
    return listed([_effect_item(row, references) for row in shown], next_cursor)


def _areas(work: UnitOfWork) -> Sequence[Grant]:
    areas = grants_for(work.require_person().grants, Action.HANDLE_INCIDENTS)
    if not areas:
        raise NotPermittedError(f"{work.actor} may not see due work")
    return areas


def _element_names(work: UnitOfWork, rows: Sequence[TimerRow]) -> Mapping[tuple[UUID, str], str]:
    """What staff call the elements at which timers stand."""
    instances = processes.instances_by_id(work.session, {row.instance_id for row in rows})
    names: dict[tuple[UUID, str], str] = {}
    for row in rows:
        instance = instances.get(row.instance_id)
        if instance is not None:
            element = work.resources.bundles.of(work.session, instance.bundle_number).elements.get(row.element_id)
            names[row.instance_id, row.element_id] = element.name if element else row.element_id
    return names


def _timer_item(
    work: UnitOfWork, row: TimerRow, references: Mapping[UUID, str], names: Mapping[tuple[UUID, str], str]
) -> dict[str, Any]:
    return {
        "timer_id": str(row.id),
        "case_id": str(row.case_id),
        "reference": references.get(row.case_id),
        "element_id": row.element_id,
        "name": names.get((row.instance_id, row.element_id), row.element_id),
        "due_at": row.due_at.isoformat(),
        "state": row.state,
        "is_late": row.state == "waiting" and work.now - row.due_at > LATE_AFTER,
    }


def _effect_item(row: OutboxRow, references: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "effect_id": str(row.id),
        "case_id": str(row.case_id) if row.case_id else None,
        "reference": references.get(row.case_id) if row.case_id else None,
        "kind": row.kind,
        "state": row.state,
        "created_at": row.created_at.isoformat(),
        "next_at": row.next_at.isoformat(),
        "attempts": row.attempts,
        "problem": error_text(row.last_error).title if row.last_error else None,
    }

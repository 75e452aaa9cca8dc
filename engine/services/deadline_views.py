"""Deadlines as people see them: of one case, over an area, and counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from engine.domain.authority import Action, grants_for
from engine.domain.deadline_life import Deadline, DeadlineStatus
from engine.domain.deadlines import PauseUse, pause_uses
from engine.domain.local_time import local_date
from engine.errors import NotPermittedError
from engine.services.access import require_case
from engine.services.clocks import deadline_from
from engine.services.names import with_names
from engine.services.paging import cursor_of, listed, page_of, position_of
from engine.services.unit_of_work import UnitOfWork
from engine.store import deadlines, staff
from engine.store.deadlines import DeadlineFilter
from engine.store.tables.deadlines import AlertRow, DeadlineBreachRow, DeadlinePauseRow, DeadlineRow

# What a monitor counts: everything that still runs, and what stays breached for ever.
COUNTED: Final = tuple(
    status.value
    for status in (DeadlineStatus.RUNNING, DeadlineStatus.WARNED, DeadlineStatus.PAUSED, DeadlineStatus.BREACHED)
)
PROVISIONAL: Final = "provisional"
"""Counted beside the statuses: an open deadline whose due time may move once its year's calendar is published."""
NO_DAY: Final = "paused"
NO_DAY_NAME: Final = "暂停计时"


class Grouping(StrEnum):
    """What deadlines are counted by; the day is that of the due time in Chongqing."""

    DIVISION = "division"
    KEY = "key"
    ELEMENT = "element"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What stands in other tables about some deadlines."""

    pauses: Mapping[UUID, Sequence[DeadlinePauseRow]]
    breaches: Mapping[UUID, DeadlineBreachRow]
    alerts: Mapping[UUID, Sequence[AlertRow]]


def deadlines_of_case(work: UnitOfWork, case_id: UUID) -> dict[str, Any]:
    """All deadlines of a case in the order of their start, with pauses, breach and alerts."""
    require_case(work, case_id, Action.READ_CASE)
    rows = deadlines.deadlines_of(work.session, case_id)
    return listed(_items(work, rows, deadlines.alerts_of(work.session, case_id)))


def deadlines_for(work: UnitOfWork, narrowed: DeadlineFilter, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the deadlines that the person may watch, soonest due first and paused ones last."""
    rows = deadlines.deadlines_page(work.session, watched(work), narrowed, position_of(cursor), limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(row.due_at, row.id))
    return listed(_items(work, shown), next_cursor)


def summary_for(work: UnitOfWork, grouping: Grouping) -> dict[str, Any]:
    """How many open and breached deadlines of the person's area stand where, by group."""
    column = "due_at" if grouping is Grouping.DAY else grouping.value
    counted: dict[str, Counter[str]] = {}
    for found in deadlines.counts_by_status(work.session, watched(work), COUNTED, column):
        counted.setdefault(_group(found.group), Counter()).update(
            {found.status: found.number, PROVISIONAL: found.provisional}
        )
    names = _names_of(work, grouping, list(counted))
    return {
        "items": [{"group": group, "name": names.get(group), "counts": counted[group]} for group in sorted(counted)]
    }


def watched(work: UnitOfWork) -> deadlines.Scope:
    """The deadlines that the person may watch; raises NotPermittedError where there are none."""
    grants = grants_for(work.require_person().grants, Action.MONITOR_DEADLINES)
    if not grants:
        raise NotPermittedError(f"{work.actor} may not watch deadlines")
    return deadlines.in_area_of(grants)


def _group(value: str | datetime | None) -> str:
    if isinstance(value, datetime):
        return local_date(value).isoformat()
    return value or NO_DAY


def _names_of(work: UnitOfWork, grouping: Grouping, groups: Sequence[str]) -> Mapping[str, str]:
    if grouping is Grouping.DIVISION:
        return staff.unit_names(work.session, groups)
    if grouping is Grouping.ELEMENT:
        return _elements_in_force(work, groups)
    return {NO_DAY: NO_DAY_NAME} if grouping is Grouping.DAY else {}


def _elements_in_force(work: UnitOfWork, groups: Sequence[str]) -> Mapping[str, str]:
    """What staff call elements today; one that the bundle in force no longer has keeps its code."""
    shelf = work.resources.bundles
    elements = shelf.of(work.session, shelf.number_in_force(work.session, local_date(work.now))).elements
    return {group: elements[group].name for group in groups if group in elements}


def _items(work: UnitOfWork, rows: Sequence[DeadlineRow], alerts: Sequence[AlertRow] = ()) -> list[dict[str, Any]]:
    ids = [row.id for row in rows]
    around = _Surroundings(
        pauses=_by_deadline(deadlines.pauses_of(work.session, ids), "deadline_id"),
        breaches=deadlines.breaches_by_deadline(work.session, ids),
        alerts=_by_deadline(alerts, "subject_id"),
    )
    return list(with_names(work, [_item(work, row, around) for row in rows]))


def _by_deadline(rows: Sequence[Any], column: str) -> Mapping[UUID, Sequence[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _item(work: UnitOfWork, row: DeadlineRow, around: _Surroundings) -> dict[str, Any]:
    pauses = around.pauses.get(row.id, ())
    breach = around.breaches.get(row.id)
    is_done = row.stopped_at is not None and row.stop_reason is None
    return {
        "deadline_id": str(row.id),
        "case_id": str(row.case_id),
        "instance_id": str(row.instance_id),
        "reference": row.case_reference,
        "division": row.town_code,
        "key": row.key,
        "occurrence": row.occurrence,
        "instalment": row.instalment_no,
        "element_id": row.element_id,
        "started_at": row.started_at.isoformat(),
        "initial_due_at": _text(row.initial_due_at),
        "due_at": _text(row.due_at),
        "status": row.status,
        "kind": row.kind,
        "basis": row.basis,
        "limits": row.limits,
        "provisional": row.provisional,
        "level": row.level,
        "pauses": _pauses(work, row, pauses),
        "met_at": _text(row.stopped_at) if is_done else None,
        "stopped_at": _text(row.stopped_at),
        "stop_reason": row.stop_reason,
        "breach": _breach(breach) if breach else None,
        "alerts": [
            {
                "level": alert.level,
                "kind": alert.kind,
                "role": alert.role,
                "unit": alert.unit_code,
                "at": _text(alert.at),
            }
            for alert in around.alerts.get(row.id, ())
        ],
    }


def _pauses(work: UnitOfWork, row: DeadlineRow, kept: Sequence[DeadlinePauseRow]) -> list[dict[str, Any]]:
    """The pauses with the days used before each; adjoining ones count as one (flows, 1.1)."""
    if not kept:
        return []
    calendar = work.reference.calendar
    deadline: Deadline = deadline_from(row, kept, calendar)
    uses = pause_uses(deadline.limit, deadline.started_at, deadline.pauses, calendar)
    return [
        {
            "paused_at": use.paused_at.isoformat(),
            "resumed_at": _text(use.resumed_at),
            "reason": "；".join(dict.fromkeys(pause.reason for pause in kept if _lies_in(pause, use))),
            "elements": [pause.element_id for pause in kept if _lies_in(pause, use)],
            "elapsed_before": use.elapsed_before,
        }
        for use in uses
    ]


def _lies_in(pause: DeadlinePauseRow, use: PauseUse) -> bool:
    return use.paused_at <= pause.paused_at and (use.resumed_at is None or pause.paused_at <= use.resumed_at)


def _breach(breach: DeadlineBreachRow) -> dict[str, Any]:
    return {
        "due_at": breach.due_at.isoformat(),
        "recorded_at": breach.recorded_at.isoformat(),
        "unit": breach.unit_code,
        "assignee": breach.assignee,
        "calendar_version": breach.calendar_version,
        "provisional": breach.provisional,
        "completed_late_at": _text(breach.completed_late_at),
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

"""The breach register: every duty that was not done in time, why, and which leader has taken note of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from engine.domain.authority import Action, grants_for
from engine.domain.local_time import local_date
from engine.domain.roles import Grant
from engine.errors import NotPermittedError
from engine.services.access import require_case
from engine.services.names import with_names
from engine.services.paging import cursor_of, dated_position_of, listed, page_of
from engine.services.unit_of_work import UnitOfWork
from engine.store import breaches, processes, staff
from engine.store.breaches import BreachFilter, RegisteredBreach
from engine.store.tables.deadlines import BreachNoteRow, DeadlineRow

NOTES: Final = "breach_note"
EXPLANATION: Final = "explanation"
EXPORT_PAGE: Final = 500


class Verdict(StrEnum):
    """What a leader makes of an explanation: taken note of, or sent back for another one."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class BreachState(StrEnum):
    """What was last written about a breach."""

    UNEXPLAINED = breaches.UNEXPLAINED
    EXPLANATION = EXPLANATION
    ACCEPTED = Verdict.ACCEPTED.value
    RETURNED = Verdict.RETURNED.value


def breaches_for(work: UnitOfWork, narrowed: BreachFilter, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the breaches that the person may watch, the latest due first, and how many stand in which state."""
    grants = watching(work)
    found = breaches.breaches_page(work.session, grants, narrowed, dated_position_of(cursor), limit + 1)
    shown, next_cursor = page_of(found, limit, lambda one: cursor_of(one.breach.due_at, one.breach.id))
    counts = breaches.counts_by_state(work.session, grants, narrowed)
    by_state = {state.value: counts.get(state, 0) for state in BreachState}
    return {**listed(_items(work, shown), next_cursor), "counts": by_state}


def all_breaches_for(work: UnitOfWork, narrowed: BreachFilter, most: int) -> Iterator[dict[str, Any]]:
    """At most `most` of these breaches, the latest due first."""
    grants, after, left = watching(work), None, most
    while left > 0:
        found = breaches.breaches_page(work.session, grants, narrowed, after, min(EXPORT_PAGE, left))
        yield from _items(work, found)
        if len(found) < EXPORT_PAGE:
            return
        after, left = (found[-1].breach.due_at, found[-1].breach.id), left - len(found)


def breaches_of_case(work: UnitOfWork, case_id: UUID) -> dict[str, Any]:
    """The breaches of a case that the person may read, the earliest first."""
    require_case(work, case_id, Action.READ_CASE)
    return listed(_items(work, breaches.breaches_of_case(work.session, case_id)))


def watching(work: UnitOfWork) -> Sequence[Grant]:
    """The grants that let the person watch breaches; raises NotPermittedError without any."""
    grants = grants_for(work.require_person().grants, Action.MONITOR_DEADLINES)
    if not grants:
        raise NotPermittedError(f"{work.actor} may not watch breaches")
    return grants


def may_explain(work: UnitOfWork, found: RegisteredBreach) -> bool:
    """Whether the person works for the unit that answers for the breach."""
    grants = grants_for(work.require_person().grants, Action.EXPLAIN_BREACH)
    return any(grant.unit_code == found.breach.unit_code for grant in grants)


def leads(work: UnitOfWork, found: RegisteredBreach) -> bool:
    """Whether the person leads that unit or its county."""
    grants = grants_for(work.require_person().grants, Action.SIGN_OFF_BREACH)
    return any(grant.covers(found.breach.unit_code) for grant in grants)


def _items(work: UnitOfWork, found: Sequence[RegisteredBreach]) -> list[dict[str, Any]]:
    notes = _notes(work, found)
    elements = _element_names(work, [one.deadline for one in found])
    units = staff.unit_names(work.session, {one.breach.unit_code for one in found})
    items = [
        {
            **_facts(work, one),
            "unit_name": units.get(one.breach.unit_code),
            "element": elements(one.deadline),
            "notes": notes.get(one.breach.id, []),
            **_next_acts(work, one, notes.get(one.breach.id, [])),
        }
        for one in found
    ]
    return list(with_names(work, items))


def _facts(work: UnitOfWork, one: RegisteredBreach) -> dict[str, Any]:
    breach, deadline = one.breach, one.deadline
    ended_at = breach.completed_late_at or deadline.stopped_at
    until = ended_at or work.now
    return {
        "breach_id": str(breach.id),
        "case_id": str(breach.case_id),
        "reference": deadline.case_reference,
        "division": deadline.town_code,
        "key": breach.key,
        "due_at": breach.due_at.isoformat(),
        "unit": breach.unit_code,
        "assignee": breach.assignee,
        "provisional": breach.provisional,
        "completed_late_at": breach.completed_late_at.isoformat() if breach.completed_late_at else None,
        "is_open": ended_at is None,
        "late_seconds": max(0, int((until - breach.due_at).total_seconds())),
        "late_working_days": work.reference.calendar.working_days_between(local_date(breach.due_at), local_date(until)),
        "state": one.state,
    }


def _next_acts(work: UnitOfWork, one: RegisteredBreach, notes: Sequence[Mapping[str, Any]]) -> dict[str, bool]:
    """What the person may write now; the act itself asks again."""
    waits = one.state == BreachState.EXPLANATION
    is_own = bool(notes) and work.actor in {notes[-1]["written_by"], one.breach.assignee}
    is_unexplained = one.state in {BreachState.UNEXPLAINED, BreachState.RETURNED}
    return {
        "can_explain": is_unexplained and may_explain(work, one),
        "can_sign_off": waits and not is_own and leads(work, one),
    }


def _notes(work: UnitOfWork, found: Sequence[RegisteredBreach]) -> dict[UUID, list[dict[str, Any]]]:
    rows = breaches.notes_of(work.session, [one.breach.id for one in found])
    names = staff.display_names(work.session, {row.written_by for row in rows})
    shown: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        shown.setdefault(row.breach_id, []).append(_note(work, row, names))
    return shown


def _note(work: UnitOfWork, row: BreachNoteRow, names: Mapping[str, str]) -> dict[str, Any]:
    words = row.words and work.resources.cipher.decrypt(row.words, table=NOTES, row_id=row.id, column="words")
    return {
        "kind": row.kind,
        "words": words,
        "written_by": row.written_by,
        "written_by_name": names.get(row.written_by),
        "written_at": row.written_at.isoformat(),
    }


def _element_names(work: UnitOfWork, rows: Sequence[DeadlineRow]) -> Callable[[DeadlineRow], str]:
    """What staff call the element that started a clock, by the bundle its process runs on."""
    bundles = {
        instance_id: work.resources.bundles.of(work.session, instance.bundle_number)
        for instance_id, instance in processes.instances_by_id(work.session, {row.instance_id for row in rows}).items()
    }

    def name(row: DeadlineRow) -> str:
        element = bundles[row.instance_id].elements.get(row.element_id)
        return element.name if element else row.element_id

    return name

"""What administrators do with incidents: see them, and let what was tried be tried again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from engine.clock import real_now
from engine.domain.authority import Action, grants_for
from engine.domain.local_time import local_date
from engine.domain.signed_in import SignedInPerson
from engine.errors import ConflictError, FieldError, InvalidInputError, NotFoundError, NotPermittedError
from engine.labels import error_text
from engine.services import audit, due_work, human_tasks, incidents, messages, steps, unit_changes
from engine.services.case_work import COMPLETE, MESSAGE
from engine.services.idempotency import write_once
from engine.services.incidents import Attempt
from engine.services.instance_starts import START
from engine.services.paging import cursor_of, dated_position_of, listed, page_of
from engine.services.unit_of_work import SYSTEM_ACTOR, Resources, UnitOfWork, read
from engine.store import cases, outbox, processes, staff
from engine.store import incidents as incident_queries
from engine.store.tables.background import IncidentRow

TIMER: Final = "timer"
OUTBOX: Final = "outbox"
OPEN: Final = "open"
INCIDENT_TABLE: Final = incidents.TABLE
GIVEN_UP: Final = "given_up_reason"


class IncidentNotFoundError(NotFoundError):
    """There is no such incident, or not in this person's area."""

    code = "incident_not_found"


class IncidentClosedError(ConflictError):
    """The incident has been resolved already."""

    code = "incident_closed"


def incidents_for(work: UnitOfWork, state: str, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the incidents in the person's area, oldest first."""
    grants = grants_for(work.require_person().grants, Action.HANDLE_INCIDENTS)
    if not grants:
        raise NotPermittedError(f"{work.actor} may not handle incidents")
    rows = incident_queries.incidents_page(work.session, grants, state, dated_position_of(cursor), limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(row.opened_at, row.id))
    references = cases.references_of(work.session, {row.case_id for row in shown if row.case_id})
    return listed([_item(work, row, references) for row in shown], next_cursor)


def retry(resources: Resources, person: SignedInPerson, key: str | None, incident_id: UUID) -> dict[str, Any]:
    """The incident after what had failed was tried again, as the person who tried it first.

    What cannot be done any more, since somebody has done it meanwhile, ends the incident as given up.

    Raises:
        CaseStoppedError: it failed again; the try is counted.
        NotPermittedError: the person who tried it first has lost the right to.
    """
    attempt = read(resources, lambda work: _attempt(work, incident_id), person=person)

    def again(work: UnitOfWork) -> dict[str, Any]:
        return _resolved(work, incident_id, attempt)

    def overtaken(work: UnitOfWork) -> dict[str, Any]:
        return _ended(work, _locked(work, incident_id), "given_up")

    def once(use_case: Callable[[UnitOfWork], dict[str, Any]]) -> dict[str, Any]:
        return write_once(resources, person, key, f"retry_incident:{incident_id}", None, use_case)

    try:
        return incidents.attempted(resources, lambda: attempt, lambda: once(again))
    except (incidents.CaseStoppedError, IncidentClosedError):
        raise
    except ConflictError:
        return once(overtaken)


def give_up(work: UnitOfWork, incident_id: UUID, reason: str) -> dict[str, Any]:
    """The incident, which nobody will try again; what had stopped stays as it is, and the reason is kept.

    Raises:
        InvalidInputError: there is no reason.
    """
    if not reason.strip():
        raise InvalidInputError([FieldError("reason", "请写明不再重试的理由")])
    row = _locked(work, incident_id)
    text = reason.strip()
    row.given_up_reason = work.resources.cipher.encrypt(text, table=INCIDENT_TABLE, row_id=row.id, column=GIVEN_UP)
    return _ended(work, row, "given_up")


def _attempt(work: UnitOfWork, incident_id: UUID) -> Attempt | None:
    """What to try again; nothing for an effect outside, which a worker tries."""
    row = incident_queries.incident_of(work.session, incident_id)
    _require_open(work, row, incident_id)
    return incidents.attempt_of(work, row) if row and row.attempt else None


def _locked(work: UnitOfWork, incident_id: UUID) -> IncidentRow:
    row = incident_queries.lock_incident(work.session, incident_id)
    return _require_open(work, row, incident_id)


def _require_open(work: UnitOfWork, row: IncidentRow | None, incident_id: UUID) -> IncidentRow:
    grants = grants_for(work.require_person().grants, Action.HANDLE_INCIDENTS)
    if not grants:
        raise NotPermittedError(f"{work.actor} may not handle incidents")
    if row is None or not any(grant.covers(row.county_code) for grant in grants):
        raise IncidentNotFoundError(f"incident {incident_id} is not known to {work.actor}")
    if row.state != OPEN:
        raise IncidentClosedError(f"incident {incident_id} is {row.state}")
    return row


def _resolved(work: UnitOfWork, incident_id: UUID, attempt: Attempt | None) -> dict[str, Any]:
    row = _locked(work, incident_id)
    audit.record(work, "incident_retried", county_code=row.county_code, object_id=row.id, detail={"code": row.code})
    if attempt is None:
        _send_again(work, row)
    else:
        _RETRIES[attempt.kind](_as_actor(work, attempt), attempt)
    return _ended(work, row, "resolved")


def _ended(work: UnitOfWork, row: IncidentRow, state: str) -> dict[str, Any]:
    """Close the incident; when the step that went on has closed it already, only name who brought that about."""
    if row.state == OPEN:
        audit.record(work, f"incident_{state}", county_code=row.county_code, object_id=row.id)
    row.state, row.resolved_at, row.resolved_by = state, work.now, work.actor
    work.session.flush()
    references = cases.references_of(work.session, {row.case_id} if row.case_id else set())
    return _item(work, row, references)


def _as_actor(work: UnitOfWork, attempt: Attempt) -> UnitOfWork:
    """The same transaction in the name of the person who tried first, with the grants of today."""
    if attempt.actor == SYSTEM_ACTOR:
        return replace(work, person=None)
    member = staff.member_named(work.session, attempt.actor)
    if member is None or member.status != staff.ACTIVE:
        raise NotPermittedError(f"{attempt.actor} no longer works here")
    grants = staff.grants_of(work.session, [member.id], local_date(work.now)).get(member.id, ())
    actor = replace(
        work.require_person(),
        staff_id=member.id,
        username=member.username,
        display_name=member.display_name,
        grants=grants,
    )
    return replace(work, person=actor)


def _start(work: UnitOfWork, attempt: Attempt) -> None:
    locked = processes.lock_instance(work.session, UUID(attempt.instance_id))
    if locked is None or locked.instance.state is not None:
        raise ConflictError(f"instance {attempt.instance_id} has been started meanwhile")
    steps.begin(steps.step_of(work, locked.case, locked.instance))


def _complete(work: UnitOfWork, attempt: Attempt) -> None:
    human_tasks.complete(work, UUID(attempt.target_id), attempt.data, None)


def _deliver(work: UnitOfWork, attempt: Attempt) -> None:
    messages.send(work, UUID(attempt.case_id), attempt.target_id, attempt.data)


def _fire(work: UnitOfWork, attempt: Attempt) -> None:
    due_work.fire_timer(work, UUID(attempt.target_id))


def _change_units(work: UnitOfWork, attempt: Attempt) -> None:
    unit_changes.apply_due(work, UUID(attempt.target_id))


_RETRIES: Final[Mapping[str, Callable[[UnitOfWork, Attempt], None]]] = {
    START: _start,
    COMPLETE: _complete,
    MESSAGE: _deliver,
    TIMER: _fire,
    due_work.UNIT_CHANGE: _change_units,
}


def _send_again(work: UnitOfWork, row: IncidentRow) -> None:
    """Let a worker send an effect again that it had given up."""
    kind, _, target = row.attempt_key.partition(":")
    if kind != OUTBOX:
        raise ConflictError(f"incident {row.id} does not say what to try again")
    outbox.retry(work.session, UUID(target), real_now())


def _item(work: UnitOfWork, row: IncidentRow, references: Mapping[UUID, str]) -> dict[str, Any]:
    text = error_text(row.code)
    return {
        "incident_id": str(row.id),
        "case_id": str(row.case_id) if row.case_id else None,
        "reference": references.get(row.case_id) if row.case_id else None,
        "county_code": row.county_code,
        "element_id": row.element_id,
        "name": _name_of(work, row),
        "code": row.code,
        "message": f"{text.title}。{text.advice}",
        "technical_message": row.message,
        "opened_at": row.opened_at.isoformat(),
        "last_at": row.last_at.isoformat(),
        "status": row.state,
        "attempts": row.attempts,
        "resolved_at": row.resolved_at.isoformat() if row.resolved_at else None,
        "resolved_by": row.resolved_by,
    }


def _name_of(work: UnitOfWork, row: IncidentRow) -> str | None:
    """What staff call the element at which it stopped."""
    if row.instance_id is None or row.element_id is None:
        return None
    instance = processes.instances_by_id(work.session, [row.instance_id]).get(row.instance_id)
    if instance is None:
        return None
    element = work.resources.bundles.of(work.session, instance.bundle_number).elements.get(row.element_id)
    return element.name if element else None

"""Changes of units from a date: one administrator proposes, another confirms, the worker applies them on the day."""

from collections.abc import Mapping
from datetime import time
from typing import Any, Final
from uuid import UUID

from engine.domain.authority import Action, grants_for
from engine.domain.local_time import local_date, utc_of
from engine.domain.roles import Role
from engine.domain.unit_changes import ChangeStatus, UnitChange
from engine.errors import ConflictError, FieldError, InvalidInputError, NotFoundError, NotPermittedError
from engine.services import audit, unit_handover
from engine.services.paging import cursor_of, dated_position_of, listed, page_of
from engine.services.staff import STAFF_ADMINISTRATORS
from engine.services.unit_change_checks import problems_of
from engine.services.unit_of_work import UnitOfWork
from engine.store import staff, unit_changes
from engine.store.tables.handovers import UnitChangeRow

# The matrix of section 8 has no row for units; those who keep the rows of a county right confirm what is proposed.
CONFIRMERS: Final = frozenset({Role.COUNTY_SECTION_CHIEF, Role.CITY_ADMIN})
_PENDING: Final = frozenset({ChangeStatus.PROPOSED.value, ChangeStatus.CONFIRMED.value, ChangeStatus.STOPPED.value})


class UnitChangeNotFoundError(NotFoundError):
    """There is no such change of units, or not in this person's area."""

    code = "unit_change_not_found"


class UnitChangeEndedError(ConflictError):
    """The change has been confirmed, applied or withdrawn already."""

    code = "unit_change_ended"


class OwnUnitChangeError(NotPermittedError):
    """Who proposed a change cannot be who confirms it (four eyes)."""

    code = "unit_change_own"


def preview(work: UnitOfWork, change: UnitChange) -> dict[str, Any]:
    """What the change would move, and what stands against it: `problems` is empty where it could be proposed."""
    _require_administrator(work, change.county_code)
    return _foreseen(work, change)


def propose(work: UnitOfWork, change: UnitChange) -> dict[str, Any]:
    """A change that waits for somebody else to confirm it.

    Raises:
        InvalidInputError: something stands against it, or the unit has a change that waits already.
    """
    _require_administrator(work, change.county_code)
    problems = problems_of(work, change)
    if unit_changes.pending_change_of(work.session, change.unit_code) is not None:
        problems.append(FieldError("unit", "该单位已有未完成的调整，请先撤回"))
    if problems:
        raise InvalidInputError(problems)
    row = UnitChangeRow(
        id=work.new_id(),
        county_code=change.county_code,
        unit_code=change.unit_code,
        kind=change.kind.value,
        effective_on=change.effective_on,
        due_at=utc_of(change.effective_on, time()),
        reason=change.reason.strip(),
        content=change.as_json(),
        status=ChangeStatus.PROPOSED.value,
        proposed_by=work.actor,
        proposed_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    _record(work, "unit_change_proposed", row, {"unit": row.unit_code, "effective_on": row.effective_on.isoformat()})
    return _item(work, row)


def confirm(work: UnitOfWork, change_id: UUID) -> dict[str, Any]:
    """The change, to be applied on its day.

    Raises:
        OwnUnitChangeError: the person has proposed it, or would be given a role by it.
        InvalidInputError: something stands against it by now.
    """
    row = _locked(work, change_id)
    person = work.require_person()
    if not person.grants_covering(row.county_code, CONFIRMERS):
        raise NotPermittedError(f"{work.actor} may not confirm changes of units")
    change = change_in(row)
    if row.proposed_by == work.actor or any(grant.staff_id == person.staff_id for grant in change.grants):
        raise OwnUnitChangeError(f"{work.actor} is concerned by unit change {change_id}")
    if row.status != ChangeStatus.PROPOSED.value:
        raise UnitChangeEndedError(f"unit change {change_id} is {row.status}")
    problems = problems_of(work, change)
    if problems:
        raise InvalidInputError(problems)
    row.status, row.confirmed_by, row.confirmed_at = ChangeStatus.CONFIRMED.value, work.actor, work.now
    work.session.flush()
    _record(work, "unit_change_confirmed", row)
    return _item(work, row)


def withdraw(work: UnitOfWork, change_id: UUID) -> dict[str, Any]:
    """The change, which will not be applied."""
    row = _locked(work, change_id)
    if row.status not in _PENDING:
        raise UnitChangeEndedError(f"unit change {change_id} is {row.status}")
    row.status, row.ended_at = ChangeStatus.WITHDRAWN.value, work.now
    work.session.flush()
    _record(work, "unit_change_withdrawn", row)
    return _item(work, row)


def apply_due(work: UnitOfWork, change_id: UUID) -> None:
    """Let a confirmed change take effect; one that was withdrawn or applied meanwhile is left alone."""
    row = unit_changes.lock_change(work.session, change_id)
    if row is None or row.status not in {ChangeStatus.CONFIRMED.value, ChangeStatus.STOPPED.value}:
        return
    counts = unit_handover.apply(work, row.id, change_in(row))
    row.status, row.ended_at, row.result = ChangeStatus.APPLIED.value, work.now, counts
    work.session.flush()
    _record(work, "unit_change_applied", row, counts)


def put_aside(work: UnitOfWork, change_id: UUID) -> None:
    """Note that a change could not take effect: it waits for an administrator, and nothing else waits for it."""
    row = unit_changes.lock_change(work.session, change_id)
    if row is not None and row.status == ChangeStatus.CONFIRMED.value:
        row.status = ChangeStatus.STOPPED.value
        work.session.flush()


def changes_for(work: UnitOfWork, status: str | None, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the changes in the person's area, newest first."""
    person = work.require_person()
    areas = (*grants_for(person.grants, Action.MANAGE_STAFF), *grants_for(person.grants, Action.READ_AUDIT))
    if not areas:
        raise NotPermittedError(f"{work.actor} may not see changes of units")
    rows = unit_changes.changes_page(work.session, areas, status, dated_position_of(cursor), limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(row.proposed_at, row.id))
    return listed([_item(work, row) for row in shown], next_cursor)


def change_shown(work: UnitOfWork, change_id: UUID) -> dict[str, Any]:
    """One change with all it holds and, while it waits, what it would move now."""
    row = unit_changes.change_of(work.session, change_id)
    if row is None or not _may_see(work, row):
        raise UnitChangeNotFoundError(f"unit change {change_id} is not known to {work.actor}")
    change = change_in(row)
    is_pending = row.status in _PENDING
    return {**_item(work, row), **change.as_json(), "preview": _foreseen(work, change) if is_pending else None}


def _foreseen(work: UnitOfWork, change: UnitChange) -> dict[str, Any]:
    problems = [{"path": one.path, "message": one.message} for one in problems_of(work, change)]
    return {**unit_handover.preview(work, change), "problems": problems}


def change_in(row: UnitChangeRow) -> UnitChange:
    """The change that a row keeps."""
    return UnitChange.from_json(row.kind, row.unit_code, row.effective_on, row.reason, row.content)


def _may_see(work: UnitOfWork, row: UnitChangeRow) -> bool:
    return bool(work.require_person().grants_covering(row.county_code, {*STAFF_ADMINISTRATORS, Role.AUDITOR}))


def _require_administrator(work: UnitOfWork, county_code: str) -> None:
    """Administrators of the whole county pass, and the system itself (the command line)."""
    if work.person is not None and not work.person.grants_covering(county_code, STAFF_ADMINISTRATORS):
        raise NotPermittedError(f"{work.actor} may not change units of {county_code}")


def _locked(work: UnitOfWork, change_id: UUID) -> UnitChangeRow:
    row = unit_changes.lock_change(work.session, change_id)
    if row is None:
        raise UnitChangeNotFoundError(f"there is no unit change {change_id}")
    if work.person is not None and not work.person.grants_covering(row.county_code, STAFF_ADMINISTRATORS):
        raise UnitChangeNotFoundError(f"unit change {change_id} is not known to {work.actor}")
    return row


def _record(work: UnitOfWork, action: str, row: UnitChangeRow, detail: Mapping[str, Any] | None = None) -> None:
    audit.record(work, action, county_code=row.county_code, object_id=row.id, detail=dict(detail or {}))


def _item(work: UnitOfWork, row: UnitChangeRow) -> dict[str, Any]:
    names = staff.unit_names(work.session, {row.unit_code})
    people = staff.display_names(work.session, {row.proposed_by, row.confirmed_by or ""})
    return {
        "change_id": str(row.id),
        "kind": row.kind,
        "unit": row.unit_code,
        "unit_name": names.get(row.unit_code),
        "effective_on": row.effective_on.isoformat(),
        "reason": row.reason,
        "status": row.status,
        "is_due": row.status == ChangeStatus.CONFIRMED.value and row.effective_on <= local_date(work.now),
        "proposed_by": row.proposed_by,
        "proposed_by_name": people.get(row.proposed_by),
        "proposed_at": row.proposed_at.isoformat(),
        "confirmed_by": row.confirmed_by,
        "confirmed_by_name": people.get(row.confirmed_by or ""),
        "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "result": row.result,
    }

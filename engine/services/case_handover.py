"""A single case handed from one unit of a county to another (household moved, registered wrongly).

It moves when somebody of the receiving unit accepts; until then the unit that has it goes on working on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from engine.domain import authority
from engine.domain.authority import Action
from engine.domain.divisions import Division, division_of
from engine.domain.local_time import local_date
from engine.domain.roles import Grant, Role, UnitKind
from engine.errors import ConflictError, FieldError, InvalidInputError, NotFoundError, NotPermittedError
from engine.services import audit
from engine.services.access import division_of_case, may_work_on, require_case
from engine.services.colleagues import colleague_named
from engine.services.messages import CaseClosedError
from engine.services.paging import cursor_of, dated_position_of, listed, page_of
from engine.services.task_holding import take_back
from engine.services.unit_of_work import UnitOfWork
from engine.services.units_in_force import unit_in_force
from engine.store import case_handovers, cases, processes, staff
from engine.store.tables.cases import CaseRow
from engine.store.tables.handovers import CaseHandoverRow
from engine.store.tables.people import OrgUnit

TABLE: Final = "case_handover"
# Those who own cases at their level (policy reference, section 8, row "Referral").
HANDERS: Final = frozenset(
    {Role.TOWNSHIP_HANDLER, Role.TOWNSHIP_LEADER, Role.COUNTY_HANDLER, Role.COUNTY_SECTION_CHIEF}
)
PROPOSED, ACCEPTED, REFUSED, WITHDRAWN = "proposed", "accepted", "refused", "withdrawn"


class HandoverReason(StrEnum):
    """Why a case belongs to another unit."""

    HOUSEHOLD_MOVED = "household_moved"
    WRONG_REGISTRATION = "wrong_registration"
    OTHER = "other"


class HandoverDirection(StrEnum):
    """Which hand-overs a list holds: those to the person's units, or those by them."""

    TO_US = "to_us"
    BY_US = "by_us"


class HandoverNotFoundError(NotFoundError):
    """There is no such hand-over, or not in this person's area."""

    code = "handover_not_found"


class HandoverAskedError(ConflictError):
    """A hand-over of this case waits for its answer already."""

    code = "handover_asked"


class HandoverEndedError(ConflictError):
    """The hand-over has been answered or withdrawn, or the case is elsewhere by now."""

    code = "handover_ended"


class OwnHandoverError(NotPermittedError):
    """Who offers a case cannot be who accepts it."""

    code = "handover_own"


def propose(work: UnitOfWork, case_id: UUID, to: str, reason: HandoverReason, note: str) -> dict[str, Any]:
    """The id of an offer of the case to the unit `to`, which waits for that unit's answer.

    Raises:
        InvalidInputError: `to` is no other township or village of the county, or the reason needs words.
        HandoverAskedError: an offer waits already.
    """
    case = require_case(work, case_id, Action.READ_CASE, lock=True)
    if not _of_place(work.require_person().grants, division_of_case(case)):
        raise NotPermittedError(f"{work.actor} may not hand over case {case_id}")
    if case.closed_at is not None and not processes.open_tasks_of(work.session, case.id):
        raise CaseClosedError(f"case {case_id} is closed")
    target = _target(work, case, to)
    if reason is HandoverReason.OTHER and not note.strip():
        raise InvalidInputError([FieldError("note", "请写明移交理由")])
    if case_handovers.asked_for(work.session, case.id) is not None:
        raise HandoverAskedError(f"case {case_id} is offered already")
    row = CaseHandoverRow(
        id=work.new_id(),
        county_code=case.county_code,
        case_id=case.id,
        from_town=case.town_code,
        from_village=case.village_code,
        to_town=target.town_code,
        to_village=target.village_code,
        reason_code=reason.value,
        status=PROPOSED,
        proposed_by=work.actor,
        proposed_at=work.now,
    )
    row.note = _encrypted(work, row, "note", note)
    work.session.add(row)
    work.session.flush()
    audit.record(
        work, "case_handover_proposed", case=case, object_id=row.id, detail={"to": target.code, "reason": reason.value}
    )
    return {"handover_id": str(row.id)}


def accept(work: UnitOfWork, handover_id: UUID) -> dict[str, Any]:
    """The id of the hand-over, done: case, open tasks and running clocks are the receiver's; no clock has paused.

    Raises:
        OwnHandoverError: the person has offered the case.
        HandoverEndedError: somebody answered before, or the case has moved meanwhile.
    """
    row, case = _answered(work, handover_id)
    if (case.town_code, case.village_code) != (row.from_town, row.from_village):
        raise HandoverEndedError(f"case {case.id} has moved meanwhile")
    case.town_code, case.village_code = row.to_town, row.to_village
    for clock in case_handovers.running_clocks(work.session, case.id):
        clock.town_code = row.to_town
    _move_tasks(work, case)
    _end(work, row, ACCEPTED)
    source = row.from_village or row.from_town
    audit.record(
        work,
        "case_handed_over",
        case=case,
        object_id=row.id,
        detail={"from": source, "to": row.to_village or row.to_town, "reason": row.reason_code},
    )
    return {"handover_id": str(row.id)}


def refuse(work: UnitOfWork, handover_id: UUID, answer: str) -> dict[str, Any]:
    """The id of the hand-over, refused with a reason; the case stays where it is."""
    if not answer.strip():
        raise InvalidInputError([FieldError("answer", "请写明不接收的理由")])
    row, case = _answered(work, handover_id)
    row.answer = _encrypted(work, row, "answer", answer)
    _end(work, row, REFUSED)
    audit.record(work, "case_handover_refused", case=case, object_id=row.id)
    return {"handover_id": str(row.id)}


def withdraw(work: UnitOfWork, handover_id: UUID) -> dict[str, Any]:
    """The id of the hand-over, taken back by the unit that has the case."""
    row, case = _waiting(work, handover_id)
    if not _of_place(work.require_person().grants, Division(row.county_code, row.from_town, row.from_village)):
        raise NotPermittedError(f"{work.actor} may not withdraw hand-over {handover_id}")
    _end(work, row, WITHDRAWN)
    audit.record(work, "case_handover_withdrawn", case=case, object_id=row.id)
    return {"handover_id": str(row.id)}


def handovers_for(
    work: UnitOfWork, direction: HandoverDirection, status: str, cursor: str | None, limit: int
) -> dict[str, Any]:
    """A page of hand-overs to or by the person's units, newest first."""
    grants = [grant for grant in work.require_person().grants if grant.role in HANDERS]
    if not grants:
        raise NotPermittedError(f"{work.actor} hands over no cases")
    within = case_handovers.to_area_of if direction is HandoverDirection.TO_US else case_handovers.from_area_of
    rows = case_handovers.handovers_page(work.session, within(grants), status, dated_position_of(cursor), limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(row.proposed_at, row.id))
    return listed(_items(work, shown), next_cursor)


def targets_of(work: UnitOfWork, case_id: UUID) -> Sequence[OrgUnit]:
    """The townships and villages of the case's county that it could be handed to today, by code."""
    case = require_case(work, case_id, Action.READ_CASE)
    if not _of_place(work.require_person().grants, division_of_case(case)):
        raise NotPermittedError(f"{work.actor} may not hand over case {case_id}")
    here = case.village_code or case.town_code
    units = case_handovers.places_of_county(work.session, case.county_code, local_date(work.now))
    return [unit for unit in units if unit.code != here]


def handover_shown(work: UnitOfWork, handover_id: UUID) -> dict[str, Any]:
    """One hand-over with its words, for the people of either unit."""
    return _items(work, [_known(work, handover_id)])[0]


def _target(work: UnitOfWork, case: CaseRow, to: str) -> Division:
    unit = unit_in_force(work, division_of(to, "to").code, path="to", lock=True)
    target = division_of(unit.code, "to")
    if target.level is UnitKind.COUNTY:
        raise InvalidInputError([FieldError("to", "请选择乡镇（街道）或村（社区）")])
    if target.county_code != case.county_code:
        raise InvalidInputError([FieldError("to", "只能移交本区县单位；属其他区县的，请在受理环节移送")])
    if (target.town_code, target.village_code) == (case.town_code, case.village_code):
        raise InvalidInputError([FieldError("to", "个案已由该单位办理")])
    return target


def _answered(work: UnitOfWork, handover_id: UUID) -> tuple[CaseHandoverRow, CaseRow]:
    """The waiting hand-over and its case, locked, for somebody of the receiving unit other than who offered it."""
    row, case = _waiting(work, handover_id)
    if not _of_place(work.require_person().grants, Division(row.county_code, row.to_town, row.to_village)):
        raise NotPermittedError(f"{work.actor} may not answer hand-over {handover_id}")
    if row.proposed_by == work.actor:
        raise OwnHandoverError(f"{work.actor} has offered case {row.case_id}")
    return row, case


def _waiting(work: UnitOfWork, handover_id: UUID) -> tuple[CaseHandoverRow, CaseRow]:
    found = _known(work, handover_id)
    case = cases.lock_case(work.session, found.case_id)
    row = case_handovers.lock_handover(work.session, handover_id)
    if case is None or row is None or row.status != PROPOSED:
        raise HandoverEndedError(f"hand-over {handover_id} has been answered")
    return row, case


def _known(work: UnitOfWork, handover_id: UUID) -> CaseHandoverRow:
    found = case_handovers.handover_of(work.session, handover_id)
    grants = work.require_person().grants
    towns = (found.from_town, found.to_town) if found else ()
    if found is None or not any(_of_place(grants, Division(found.county_code, town)) for town in towns):
        raise HandoverNotFoundError(f"hand-over {handover_id} is not known to {work.actor}")
    return found


def _of_place(grants: Iterable[Grant], place: Division) -> bool:
    return any(grant.role in HANDERS and authority.covers(grant, place) for grant in grants)


def _move_tasks(work: UnitOfWork, case: CaseRow) -> None:
    """Let the open tasks follow the case; what is held by people without that role there goes back to the queue."""
    for task in processes.open_tasks_of(work.session, case.id):
        task.town_code, task.village_code = case.town_code, case.village_code
        holder = colleague_named(work, task.assignee) if task.assignee else None
        if task.assignee is not None and (holder is None or not may_work_on(holder, task)):
            take_back(task)
    work.session.flush()


def _end(work: UnitOfWork, row: CaseHandoverRow, status: str) -> None:
    row.status, row.answered_by, row.answered_at = status, work.actor, work.now
    work.session.flush()


def _encrypted(work: UnitOfWork, row: CaseHandoverRow, column: str, text: str) -> bytes | None:
    if not text.strip():
        return None
    return work.resources.cipher.encrypt(text.strip(), table=TABLE, row_id=row.id, column=column)


def _decrypted(work: UnitOfWork, row: CaseHandoverRow, column: str, content: bytes | None) -> str | None:
    if content is None:
        return None
    return work.resources.cipher.decrypt(content, table=TABLE, row_id=row.id, column=column)


def _items(work: UnitOfWork, rows: Iterable[CaseHandoverRow]) -> list[dict[str, Any]]:
    rows = list(rows)
    ends = {code for row in rows for code in (row.from_village or row.from_town, row.to_village or row.to_town)}
    places = staff.unit_names(work.session, ends)
    people = staff.display_names(
        work.session, {name or "" for row in rows for name in (row.proposed_by, row.answered_by)}
    )
    references = cases.references_of(work.session, {row.case_id for row in rows})
    return [_item(work, row, places, people, references) for row in rows]


def _item(
    work: UnitOfWork,
    row: CaseHandoverRow,
    places: Mapping[str, str],
    people: Mapping[str, str],
    references: Mapping[UUID, str],
) -> dict[str, Any]:
    source, target = row.from_village or row.from_town, row.to_village or row.to_town
    return {
        "handover_id": str(row.id),
        "case_id": str(row.case_id),
        "reference": references.get(row.case_id),
        "source": source,
        "source_name": places.get(source),
        "target": target,
        "target_name": places.get(target),
        "reason": row.reason_code,
        "note": _decrypted(work, row, "note", row.note),
        "status": row.status,
        "proposed_by": row.proposed_by,
        "proposed_by_name": people.get(row.proposed_by),
        "proposed_at": row.proposed_at.isoformat(),
        "answered_by": row.answered_by,
        "answered_by_name": people.get(row.answered_by or ""),
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        "answer": _decrypted(work, row, "answer", row.answer),
    }

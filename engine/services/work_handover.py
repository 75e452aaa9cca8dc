"""All the work of one person handed on when they leave, fall ill or change their role."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from engine.domain.signed_in import SignedInPerson
from engine.errors import FieldError, InvalidInputError, NotPermittedError
from engine.services import audit, human_tasks, task_queries
from engine.services.access import may_work_on
from engine.services.colleagues import Colleague, colleague_named
from engine.services.staff import STAFF_ADMINISTRATORS, administered
from engine.services.task_holding import give_to, take_back
from engine.services.unit_of_work import UnitOfWork
from engine.store import processes, unit_changes
from engine.store.processes import LockedTask
from engine.store.tables.people import StaffMember
from engine.store.tables.processes import HumanTaskRow


class WorkHandoverReason(StrEnum):
    """Why somebody's work is handed on; a code, because the record holds no personal data."""

    LEFT = "left"
    ROLE_CHANGED = "role_changed"
    ABSENT = "absent"
    OTHER = "other"


def work_of(work: UnitOfWork, staff_id: UUID) -> dict[str, Any]:
    """The open human tasks in a person's hands, soonest due first, for those who may administer the person."""
    member = administered(work, staff_id)
    rows = _held(work, member)
    return {"items": list(task_queries.task_items(work, rows)), "next_cursor": None}


def hand_over(work: UnitOfWork, staff_id: UUID, to: str | None, reason: WorkHandoverReason) -> dict[str, Any]:
    """How many of a person's open tasks went to `to` (a username) and how many back into their queues.

    A task that `to` may not do (another role or unit, separation of duties) goes back into its queue, as all do
    where nobody is named. Drafts stay with the tasks; nothing is completed.

    Raises:
        InvalidInputError: `to` is nobody who works here, or the person themselves.
        NotPermittedError: the person or one of their tasks lies outside the administrator's area.
    """
    member = administered(work, staff_id)
    receiver = _receiver(work, member, to)
    counts: Counter[str] = Counter()
    for row in _held(work, member):
        locked = processes.lock_task(work.session, row.id)
        if locked is not None and locked.task.state == "open" and locked.task.assignee == member.username:
            counts[_hand_over_task(work, locked, receiver)] += 1
    work.session.flush()
    audit.record(
        work,
        "work_handed_over",
        object_id=staff_id,
        detail={"to": receiver.username if receiver else None, "reason": reason.value, **counts},
    )
    return {"handed_over": counts["handed_over"], "returned": counts["returned"]}


def _held(work: UnitOfWork, member: StaffMember) -> Sequence[HumanTaskRow]:
    """The open tasks in the member's hands, when all of them lie inside the administrator's area."""
    rows = unit_changes.tasks_held_by(work.session, member.username)
    areas = {row.town_code or row.county_code for row in rows}
    if work.person is not None and not all(work.person.grants_covering(area, STAFF_ADMINISTRATORS) for area in areas):
        raise NotPermittedError(f"{work.actor} may not hand over the work of {member.username}")
    return rows


def _receiver(work: UnitOfWork, member: StaffMember, to: str | None) -> Colleague | None:
    if to is None:
        return None
    receiver = colleague_named(work, to)
    if receiver is None or to == member.username:
        raise InvalidInputError([FieldError("to", "请选择另一位在岗的工作人员")])
    return receiver


def _hand_over_task(work: UnitOfWork, locked: LockedTask, receiver: Colleague | None) -> str:
    task = locked.task
    if receiver is not None and _may_take(work, locked, receiver):
        give_to(task, receiver.username, work.now)
        action, outcome, detail = "task_reassigned", "handed_over", {"to": receiver.username}
    else:
        take_back(task)
        action, outcome, detail = "task_released", "returned", {}
    audit.record(work, action, case=locked.case, object_id=task.id, element_id=task.element_id, detail=detail)
    return outcome


def _may_take(work: UnitOfWork, locked: LockedTask, person: SignedInPerson | Colleague) -> bool:
    return may_work_on(person, locked.task) and not human_tasks.done_by_same_person(work, locked, person)

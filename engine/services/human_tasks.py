"""What people do with their work: claim, release, reassign, draft and complete a human task."""

import json
from collections.abc import Mapping
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from engine.bpmn.process import Process
from engine.domain.authority import Action
from engine.domain.local_time import local_date, utc_of
from engine.domain.roles import Role
from engine.domain.signed_in import SignedInPerson
from engine.errors import ConflictError, FieldError, InvalidInputError, NotPermittedError
from engine.services import access, audit, forms, steps
from engine.services.access import TaskNotFoundError, may_work_on
from engine.services.colleagues import Colleague, colleague_named
from engine.services.documents import require_documents
from engine.services.instance_facts import state_facts
from engine.services.names import with_names
from engine.services.task_holding import give_to, take_back
from engine.services.task_views import task_item
from engine.services.unit_of_work import UnitOfWork
from engine.store import processes, separation
from engine.store.processes import LockedTask
from engine.store.tables.processes import HumanTaskRow, SubmissionRow

TASK_TABLE: Final = "human_task"
SUBMISSION_TABLE: Final = "submission"
LONGEST_DRAFT: Final = 200_000


class TaskAlreadyClaimedError(ConflictError):
    """Someone else holds this task."""

    code = "task_already_claimed"

    def __init__(self, task_id: UUID, assignee: str) -> None:
        super().__init__(f"task {task_id} is held by {assignee}")
        self.task_id, self.assignee = task_id, assignee


class TaskAlreadyCompletedError(ConflictError):
    """The task is no longer open."""

    code = "task_already_completed"


class StaleRevisionError(ConflictError):
    """The task has changed since it was read."""

    code = "stale_revision"


class SeparationOfDutiesError(NotPermittedError):
    """This person has done an earlier part of the case that another person must do."""

    code = "separation_of_duties"

    def __init__(self, task_id: UUID, names: set[str]) -> None:
        super().__init__(f"task {task_id}: the same person did {', '.join(sorted(names))}")
        self.names = tuple(sorted(names))


def claim(work: UnitOfWork, task_id: UUID) -> dict[str, Any]:
    """Put an open task into the hands of the person; claiming it twice changes nothing."""
    locked = _open_task(work, task_id)
    _claim(work, locked)
    work.session.flush()
    return task_item(locked.task)


def release(work: UnitOfWork, task_id: UUID, revision: int | None = None) -> dict[str, Any]:
    """Give a task back; releasing one that nobody holds changes nothing."""
    locked = _open_task(work, task_id)
    task, person = locked.task, work.require_person()
    if task.assignee is not None:
        _require_revision(task, revision)
        if task.assignee != person.username and not access.may(person, Action.REASSIGN_TASK, locked.case):
            raise TaskAlreadyClaimedError(task.id, task.assignee)
        take_back(task)
        audit.record(work, "task_released", case=locked.case, object_id=task.id, element_id=task.element_id)
        work.session.flush()
    return task_item(task)


def reassign(work: UnitOfWork, task_id: UUID, assignee: str, revision: int | None = None) -> dict[str, Any]:
    """Put an open task into the hands of a colleague who may do it.

    Raises:
        NotPermittedError: the person neither holds the task nor supervises the unit.
    """
    locked = _open_task(work, task_id)
    task, person = locked.task, work.require_person()
    if task.assignee != person.username and not access.may(person, Action.REASSIGN_TASK, locked.case):
        raise NotPermittedError(f"{person.username} may not reassign task {task_id}")
    _require_revision(task, revision)
    colleague = colleague_named(work, assignee)
    if colleague is None or not may_work_on(colleague, task):
        raise InvalidInputError([FieldError("assignee", "这位同事不能办理此任务")])
    _require_separation(work, locked, colleague)
    give_to(task, colleague.username, work.now)
    audit.record(
        work,
        "task_reassigned",
        case=locked.case,
        object_id=task.id,
        element_id=task.element_id,
        detail={"to": colleague.username},
    )
    work.session.flush()
    return task_item(task)


def put_off(work: UnitOfWork, task_id: UUID, until: date | None, revision: int | None = None) -> dict[str, Any]:
    """Keep a task out of the sight of whoever holds it until a later day; its deadline runs on.

    Raises:
        TaskAlreadyClaimedError: the person does not hold it.
        InvalidInputError: the day is not a later one, or the task falls due before it.
    """
    locked = _open_task(work, task_id)
    task = locked.task
    if task.assignee != work.actor:
        raise TaskAlreadyClaimedError(task.id, task.assignee or "")
    _require_revision(task, revision)
    if until is not None and until <= local_date(work.now):
        raise InvalidInputError([FieldError("follow_up_on", "请选择今天以后的日期")])
    if until is not None and until > local_date(task.due_at):
        raise InvalidInputError([FieldError("follow_up_on", "不能挂起到办理时限之后")])
    if task.follow_up_on != until:
        task.follow_up_on = until
        task.last_worked_at = utc_of(until, time.min) if until else work.now
        detail = {"until": until.isoformat() if until else None}
        audit.record(
            work, "task_put_off", case=locked.case, object_id=task.id, element_id=task.element_id, detail=detail
        )
        work.session.flush()
    return task_item(task)


def save_draft(work: UnitOfWork, task_id: UUID, data: Mapping[str, Any], revision: int | None = None) -> dict[str, Any]:
    """Keep what the person has typed so far, encrypted and unchecked; it claims nothing and completes nothing."""
    locked = _open_task(work, task_id)
    task = locked.task
    if task.assignee not in (None, work.actor):
        raise TaskAlreadyClaimedError(task.id, task.assignee)
    _require_revision(task, revision)
    text = json.dumps(data, ensure_ascii=False)
    if len(text) > LONGEST_DRAFT:
        raise InvalidInputError([FieldError("data", "草稿内容过长")])
    if task.assignee is not None:
        task.last_worked_at = max(work.now, task.last_worked_at or work.now)
    task.draft = work.resources.cipher.encrypt(text, table=TASK_TABLE, row_id=task.id, column="draft")
    work.session.flush()
    return task_item(task)


def complete(work: UnitOfWork, task_id: UUID, data: Mapping[str, Any], revision: int | None) -> dict[str, Any]:
    """Check what the person filled in and move the case on to its next waits; completing claims.

    Raises:
        TaskAlreadyCompletedError, TaskAlreadyClaimedError, StaleRevisionError: it is not this person's any more.
        NotPermittedError, SeparationOfDutiesError: it never was.
        InvalidInputError: the form is not filled in as it must be.
    """
    locked = _open_task(work, task_id)
    _require_revision(locked.task, revision)
    _claim(work, locked)
    return _completed(work, locked, data)


def complete_for_outside(work: UnitOfWork, task_id: UUID, data: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in an open task with what the body that it is for has itself said over its connection; nobody claims it.

    Raises:
        TaskAlreadyCompletedError: it is open no more.
        InvalidInputError: the form asks for more, or for something else.
    """
    locked = processes.lock_task(work.session, task_id)
    if locked is None or locked.task.state != "open":
        raise TaskAlreadyCompletedError(f"task {task_id} is not open")
    return _completed(work, locked, data)


def _completed(work: UnitOfWork, locked: LockedTask, data: Mapping[str, Any]) -> dict[str, Any]:
    task, case = locked.task, locked.case
    step = steps.step_of(work, case, locked.instance)
    form = step.bundle.form_of(task.element_id) or {"properties": {}}

    def fill_in(process: Process) -> None:
        variables = process.variables(task.id)
        scope = {
            **dict.fromkeys(step.bundle.declared_names),
            **variables,
            "case": step.case_facts(),
            "policy": step.policy(),
        }
        filled = forms.checked(form, data, scope, work.now)
        _require_known(work, locked, form, filled)
        submission_id = _keep_submission(work, task, filled)
        state_facts(case, step.instance, form, filled, work.actor, submission_id)
        task.state, task.completed_at, task.completed_by, task.draft = "completed", work.now, work.actor, None
        step.closing_tasks.add(task.id)
        process.complete(task.id, forms.kept(form, filled))

    audit.record(work, "task_completed", case=case, object_id=task.id, element_id=task.element_id, role=task.role)
    steps.take(step, fill_in)
    return {
        "case_status": case.status,
        "completed_at": work.now.isoformat(),
        "next_tasks": with_names(work, [task_item(row) for row in step.new_tasks]),
    }


def _open_task(work: UnitOfWork, task_id: UUID) -> LockedTask:
    """The open task, locked, when the person holds its role in its unit."""
    locked = processes.lock_task(work.session, task_id)
    person = work.require_person()
    if locked is None or not _knows(person, locked):
        raise TaskNotFoundError(f"task {task_id} is not known to {person.username}")
    if not may_work_on(person, locked.task) and not access.may(person, Action.REASSIGN_TASK, locked.case):
        raise NotPermittedError(f"{person.username} does not hold {locked.task.role} for task {task_id}")
    if locked.task.state != "open":
        raise TaskAlreadyCompletedError(f"task {task_id} is {locked.task.state}")
    return locked


def _require_revision(task: HumanTaskRow, revision: int | None) -> None:
    if revision is not None and revision != task.revision:
        raise StaleRevisionError(f"task {task.id} has revision {task.revision}")


def _knows(person: SignedInPerson, locked: LockedTask) -> bool:
    return any(
        grant.covers(locked.case.town_code) or grant.unit_code.startswith(locked.case.town_code)
        for grant in person.grants
    )


def _claim(work: UnitOfWork, locked: LockedTask) -> None:
    task, person = locked.task, work.require_person()
    if task.assignee not in (None, person.username):
        raise TaskAlreadyClaimedError(task.id, task.assignee)
    if not may_work_on(person, task):
        raise NotPermittedError(f"{person.username} does not hold {task.role} for task {task.id}")
    _require_separation(work, locked, person)
    if task.assignee is None:
        give_to(task, person.username, work.now)
        audit.record(work, "task_claimed", case=locked.case, object_id=task.id, element_id=task.element_id)


def done_by_same_person(work: UnitOfWork, locked: LockedTask, person: SignedInPerson | Colleague) -> set[str]:
    """The elements and processes that the task is kept apart from and that the person did or opened in this case."""
    return separation.done_by(work.session, locked.task, person.username)


def _require_separation(work: UnitOfWork, locked: LockedTask, person: SignedInPerson | Colleague) -> None:
    """Refuse whoever did or opened what the diagram names in `distinct_from`."""
    done = done_by_same_person(work, locked, person)
    if done:
        raise SeparationOfDutiesError(locked.task.id, done)


def _require_known(work: UnitOfWork, locked: LockedTask, form: Mapping[str, Any], filled: Mapping[str, Any]) -> None:
    """Refuse documents of other cases and staff members who are not what the form asks for."""
    require_documents(work, locked.case.id, forms.files_in(form, filled))
    for field, username, role in forms.staff_in(form, filled):
        colleague = colleague_named(work, username)
        holds = colleague is not None and any(
            (role is None or grant.role is Role(role)) and grant.covers(locked.case.town_code)
            for grant in colleague.grants
        )
        if not holds or username == work.actor:
            raise InvalidInputError([FieldError(field, "请选择本单位符合岗位要求的另一位同事")])


def _keep_submission(work: UnitOfWork, task: HumanTaskRow, filled: Mapping[str, Any]) -> UUID:
    row_id = work.new_id()
    text = json.dumps(filled, ensure_ascii=False)
    work.record(
        SubmissionRow,
        id=row_id,
        county_code=task.county_code,
        case_id=task.case_id,
        instance_id=task.instance_id,
        element_id=task.element_id,
        data=work.resources.cipher.encrypt(text, table=SUBMISSION_TABLE, row_id=row_id, column="data"),
        submitted_by=work.actor,
        submitted_at=work.now,
    )
    return row_id

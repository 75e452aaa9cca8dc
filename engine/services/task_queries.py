"""Inboxes: which human tasks a person sees, and one task with its form, its draft and what is known already."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from engine.bpmn.process import Process
from engine.domain.authority import Action, grants_for
from engine.domain.local_time import end_of_day, local_date
from engine.domain.roles import Role
from engine.domain.signed_in import SignedInPerson
from engine.feel import from_json, to_json
from engine.services import access, forms, outside_answers, steps
from engine.services.access import TaskNotFoundError, may_work_on
from engine.services.case_search import Search, search_for
from engine.services.human_tasks import TASK_TABLE
from engine.services.names import with_names
from engine.services.paging import cursor_of, dated_position_of, listed, page_of
from engine.services.task_views import task_item
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, deadlines, processes, separation, task_lists
from engine.store.processes import LockedTask
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.processes import HumanTaskRow
from engine.store.task_lists import Sought, TaskFilter

MOST_COUNTED: Final = 1000
"""A longer queue is shown as this many: counting on would cost more than it tells."""


class TaskView(StrEnum):
    """Which human tasks a list holds."""

    MINE = "mine"
    AVAILABLE = "available"
    TEAM = "team"
    ALL = "all"
    PUT_OFF = "put_off"


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """What a list of human tasks is narrowed to; `q` is a reference, an identity number, or a name."""

    view: TaskView
    role: Role | None = None
    element_id: str | None = None
    due_before: datetime | None = None
    q: str | None = None
    case_id: UUID | None = None


def tasks_for(work: UnitOfWork, query: TaskQuery, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of open human tasks, soonest due first, with the number of tasks in every view."""
    scopes = _scopes(work.require_person(), work.now)
    rows = task_lists.tasks_page(
        work.session, scopes[query.view], _narrowed(work, query), dated_position_of(cursor), limit + 1
    )
    shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(row.due_at, row.id))
    counts = task_lists.counted(work.session, {view.value: scope for view, scope in scopes.items()}, MOST_COUNTED)
    return {**listed(list(task_items(work, shown)), next_cursor), "counts": counts}


def task_items(work: UnitOfWork, rows: Sequence[HumanTaskRow]) -> Sequence[dict[str, Any]]:
    """Human tasks as lists show them, with their deadlines and the names of places and people."""
    clocks = _clocks_of(work, rows)
    barred = _barred_among(work, rows)
    items = [
        {**task_item(row, clocks.get((row.instance_id, row.deadline_key or ""))), "barred": row.id in barred}
        for row in rows
    ]
    return with_names(work, items)


def open_tasks_of_case(work: UnitOfWork, case_id: UUID) -> Sequence[dict[str, Any]]:
    """The human tasks in which a case waits now."""
    return task_items(work, processes.open_tasks_of(work.session, case_id))


def task_detail(work: UnitOfWork, task_id: UUID) -> dict[str, Any]:
    """A human task with its form, what it can be filled in with, and the draft of whoever may work on it.

    Raises:
        TaskNotFoundError: no such task, or it lies outside the person's area.
        NotPermittedError: the person may neither work on it nor read the case.
    """
    found = processes.task_of(work.session, task_id)
    person = work.require_person()
    if found is None:
        raise TaskNotFoundError(f"task {task_id} is not known")
    is_candidate = may_work_on(person, found.task)
    if not is_candidate:
        _require_reader(work, found)
    step = steps.step_of(work, found.case, found.instance)
    form = step.bundle.form_of(found.task.element_id) or {"properties": {}}
    element = step.bundle.elements[found.task.element_id]
    scope = _scope_of(step, found.task)
    is_open = found.task.state == "open"
    return {
        **task_items(work, [found.task])[0],
        "status": found.task.state,
        "form": {"schema": form, "layout": form.get("x-layout")},
        "data": _filled_in(work, found, form, scope) if is_open else {},
        "facts": {name: to_json(from_json(value)) for name, value in scope.items() if value is not None},
        "draft": _draft_of(work, found.task) if is_candidate else None,
        "hint": element.properties.get("hint"),
        "legal_basis": element.properties.get("legal_basis"),
    }


def _filled_in(
    work: UnitOfWork, found: LockedTask, form: Mapping[str, Any], scope: Mapping[str, Any]
) -> dict[str, Any]:
    answered = outside_answers.prefilled(work, found.case, form, scope)
    known = {**forms.prefilled(form, scope), **answered}
    return forms.shown_of(form, known, scope) if answered else known


def _require_reader(work: UnitOfWork, found: LockedTask) -> None:
    try:
        access.require_case(work, found.case.id, Action.READ_CASE)
    except access.CaseNotFoundError as error:
        raise TaskNotFoundError(f"task {found.task.id} is not known to {work.actor}") from error


def _scopes(person: SignedInPerson, now: datetime) -> Mapping[TaskView, task_lists.Scope]:
    readers = grants_for(person.grants, Action.READ_CASE)
    held = task_lists.in_hands_of(person.username, person.grants)
    today, tomorrow = local_date(now), end_of_day(now)
    return {
        TaskView.MINE: task_lists.at_hand(held, today, tomorrow),
        TaskView.PUT_OFF: task_lists.put_off(held, today, tomorrow),
        TaskView.AVAILABLE: task_lists.claimable_by(person.username, person.grants),
        TaskView.TEAM: task_lists.for_roles_of(person.grants),
        TaskView.ALL: task_lists.seen_by(person.grants, readers),
    }


def _narrowed(work: UnitOfWork, query: TaskQuery) -> TaskFilter:
    search = search_for(work.resources.cipher, query.q)
    return TaskFilter(
        role=query.role.value if query.role else None,
        element_id=query.element_id,
        due_before=query.due_before,
        case_id=query.case_id,
        sought=_sought(work, search) if search else None,
    )


def _barred_among(work: UnitOfWork, rows: Sequence[HumanTaskRow]) -> set[UUID]:
    """Those that this person must leave to somebody else, for having done or opened an earlier part of the case."""
    return separation.barred_among(work.session, [row.id for row in rows if row.apart_from], work.actor)


def _sought(work: UnitOfWork, search: Search) -> Sought:
    if search.reference is not None:
        return Sought(cases.cases_of_reference(search.reference))
    names = task_lists.names_holding(work.session, search.text) if search.text else ()
    return Sought(cases.cases_of_person(search.name_index, search.identity_index), names)


def _clocks_of(work: UnitOfWork, rows: Sequence[HumanTaskRow]) -> dict[tuple[UUID, str], DeadlineRow]:
    """The latest deadline of each instance and key that a task shows."""
    timed = [row for row in rows if row.deadline_key]
    found = deadlines.of_keys(
        work.session, {row.case_id for row in timed}, {row.deadline_key for row in timed if row.deadline_key}
    )
    return {(row.instance_id, row.key): row for row in found}


def _scope_of(step: steps.Step, task: HumanTaskRow) -> Mapping[str, Any]:
    """What the rules of the form may read: process variables, `case` and `policy`."""
    variables: Mapping[str, Any] = {}
    if task.state == "open":
        process = Process.restore(step.bundle, step.instance.process_id, step.instance.state or b"", step)
        variables = process.variables(task.id)
    return {
        **dict.fromkeys(step.bundle.declared_names),
        **variables,
        "case": step.case_facts(),
        "policy": step.policy(),
    }


def _draft_of(work: UnitOfWork, task: HumanTaskRow) -> dict[str, Any] | None:
    if task.draft is None:
        return None
    text = work.resources.cipher.decrypt(task.draft, table=TASK_TABLE, row_id=task.id, column="draft")
    return dict(json.loads(text))

"""Human tasks: inboxes, one task with its form, and what people do with it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, CodeFilter, Cursor, IdempotencyKey, Limit, SearchText
from engine.domain.roles import Role
from engine.schemas.entered import Moment
from engine.schemas.tasks import (
    Completion,
    TaskAct,
    TaskCompletion,
    TaskDetail,
    TaskDraft,
    TaskFollowUp,
    TaskItem,
    TaskPage,
    TaskReassignment,
)
from engine.services import case_work, human_tasks, task_queries
from engine.services.idempotency import write_once
from engine.services.task_queries import TaskQuery, TaskView
from engine.services.unit_of_work import read, write

router = APIRouter(prefix="/api/tasks", tags=["tasks"])


@router.get("")
def list_tasks(
    person: CurrentPerson,
    resources: AppResources,
    view: Annotated[TaskView, Query()] = TaskView.MINE,
    role: Annotated[Role | None, Query()] = None,
    element: CodeFilter = None,
    due_before: Annotated[Moment | None, Query()] = None,
    q: SearchText = None,
    case_id: Annotated[UUID | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> TaskPage:
    """Open human tasks, soonest due first; `q` is a reference, a task's name, an identity number or a whole name."""
    query = TaskQuery(view, role=role, element_id=element, due_before=due_before, q=q, case_id=case_id)
    page = read(resources, lambda work: task_queries.tasks_for(work, query, cursor, limit), person=person)
    return TaskPage.model_validate(page)


@router.get("/{task_id}")
def show_task(task_id: UUID, person: CurrentPerson, resources: AppResources) -> TaskDetail:
    """One human task with its form."""
    return TaskDetail.model_validate(
        read(resources, lambda work: task_queries.task_detail(work, task_id), person=person)
    )


@router.post("/{task_id}/claim")
def claim(
    task_id: UUID,
    person: CurrentPerson,
    resources: AppResources,
    entered: TaskAct | None = None,
    idempotency_key: IdempotencyKey = None,
) -> TaskItem:
    """Put the task into the person's hands; claiming it twice changes nothing, whatever `revision` says."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"claim:{task_id}",
        entered and entered.model_dump(),
        lambda work: human_tasks.claim(work, task_id),
    )
    return TaskItem.model_validate(answer)


@router.post("/{task_id}/release")
def release(
    task_id: UUID,
    person: CurrentPerson,
    resources: AppResources,
    entered: TaskAct | None = None,
    idempotency_key: IdempotencyKey = None,
) -> TaskItem:
    """Give the task back to everybody who may do it."""
    revision = entered.revision if entered else None
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"release:{task_id}",
        revision,
        lambda work: human_tasks.release(work, task_id, revision),
    )
    return TaskItem.model_validate(answer)


@router.post("/{task_id}/reassign")
def reassign(
    task_id: UUID,
    entered: TaskReassignment,
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> TaskItem:
    """Put the task into the hands of a colleague who may do it."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"reassign:{task_id}",
        entered.model_dump(),
        lambda work: human_tasks.reassign(work, task_id, entered.assignee, entered.revision),
    )
    return TaskItem.model_validate(answer)


@router.put("/{task_id}/follow-up")
def put_off(task_id: UUID, entered: TaskFollowUp, person: CurrentPerson, resources: AppResources) -> TaskItem:
    """Take the task out of the person's list until a day, which is not after its due time; empty: show it again."""
    answer = write(
        resources,
        lambda work: human_tasks.put_off(work, task_id, entered.follow_up_on, entered.revision),
        person=person,
    )
    return TaskItem.model_validate(answer)


@router.put("/{task_id}/draft")
def save_draft(task_id: UUID, entered: TaskDraft, person: CurrentPerson, resources: AppResources) -> TaskItem:
    """Keep what was typed so far; nothing is checked and nothing is claimed."""
    answer = write(
        resources, lambda work: human_tasks.save_draft(work, task_id, entered.data, entered.revision), person=person
    )
    return TaskItem.model_validate(answer)


@router.post("/{task_id}/complete")
def complete(
    task_id: UUID,
    entered: TaskCompletion,
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> Completion:
    """Hand in the form and move the case on; completing an unclaimed task claims it."""
    return Completion.model_validate(
        case_work.complete(resources, person, idempotency_key, task_id, entered.data, entered.revision)
    )

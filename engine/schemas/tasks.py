"""Human tasks as the API gives and takes them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from engine.schemas.entered import Code, Count, Day, Entered, JsonObject, Shown


class TaskItem(Shown):
    """A human task in a list; `due_at` is empty when no clock runs.

    `barred`: the asker did or registered an earlier part of the case, so that somebody else must do this; empty in the
    answer to an act.
    """

    task_id: UUID
    case_id: UUID | None
    reference: str | None
    applicant: str | None
    element_id: str
    name: str
    process_id: str
    role: str
    division: str | None
    division_name: str | None = None
    assignee: str | None
    assignee_name: str | None = None
    created_at: datetime
    due_at: datetime | None
    follow_up_on: date | None
    deadline_key: str | None
    deadline_status: str | None
    state: str
    revision: int
    barred: bool | None = None


class TaskPage(Shown):
    """A page of open human tasks; `counts` are the tasks of every view, counted up to 1000."""

    items: list[TaskItem]
    next_cursor: str | None
    counts: dict[str, int]


class TaskForm(Shown):
    """The form of a human task or of an outside event: JSON Schema 2020-12, and the order of its fields."""

    schema_: JsonObject = Field(alias="schema")
    layout: list[Any] | None = None


class TaskDetail(TaskItem):
    """A human task with its form; `data` is what is known already, `facts` what the rules of the form may read."""

    status: str
    form: TaskForm
    data: JsonObject
    facts: JsonObject
    draft: JsonObject | None
    hint: str | None
    legal_basis: str | None


class TaskAct(Entered):
    """An act on a human task; with `revision` it is refused when the task has changed since."""

    revision: Count | None = None


class TaskReassignment(TaskAct):
    """The colleague who shall do the task."""

    assignee: Code


class TaskFollowUp(TaskAct):
    """The day on which the task shall be seen again; empty: now."""

    follow_up_on: Day | None


class TaskDraft(TaskAct):
    """What has been typed so far."""

    data: JsonObject


class TaskCompletion(TaskAct):
    """What was filled in."""

    data: JsonObject


class Completion(Shown):
    """What completing a task led to."""

    case_status: str
    completed_at: datetime
    next_tasks: list[TaskItem]

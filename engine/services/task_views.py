"""Human tasks as lists and pages show them."""

from typing import Any, Final

from engine.domain.deadline_life import DeadlineStatus
from engine.services.steps import NO_DUE_TIME
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.processes import HumanTaskRow

NO_DEADLINE: Final = "none"


def task_item(task: HumanTaskRow, deadline: DeadlineRow | None = None) -> dict[str, Any]:
    """One item of a task list; times are ISO texts in UTC, `due_at` is null when no clock runs."""
    return {
        "task_id": str(task.id),
        "case_id": str(task.case_id),
        "reference": task.case_reference,
        "applicant": task.masked_applicant,
        "element_id": task.element_id,
        "name": task.name,
        "process_id": task.process_id,
        "role": task.role,
        "division": task.village_code or task.town_code,
        "assignee": task.assignee,
        "created_at": task.created_at.isoformat(),
        "due_at": None if task.due_at >= NO_DUE_TIME else task.due_at.isoformat(),
        "follow_up_on": task.follow_up_on.isoformat() if task.follow_up_on else None,
        "deadline_key": task.deadline_key,
        "deadline_status": _status(task, deadline),
        "state": task.state,
        "revision": task.revision,
    }


def _status(task: HumanTaskRow, deadline: DeadlineRow | None) -> str:
    if deadline is not None:
        return deadline.status
    return NO_DEADLINE if task.due_at >= NO_DUE_TIME else DeadlineStatus.RUNNING.value

"""What people do with cases over HTTP: each act once per key, and remembered as an incident when it cannot go on."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from engine.domain.signed_in import SignedInPerson
from engine.services import human_tasks, incidents, messages
from engine.services.idempotency import write_once
from engine.services.incidents import Attempt
from engine.services.unit_of_work import Resources, UnitOfWork, read
from engine.store import cases, processes

COMPLETE: Final = "complete"
MESSAGE: Final = "message"


def complete(
    resources: Resources,
    person: SignedInPerson,
    key: str | None,
    task_id: UUID,
    data: Mapping[str, Any],
    revision: int | None,
) -> dict[str, Any]:
    """What completing a human task led to; see `human_tasks.complete` for what it refuses.

    Raises:
        CaseStoppedError: the case could not go on; an administrator can let the same completion be tried again.
    """
    body = {"data": data, "revision": revision}
    return incidents.attempted(
        resources,
        lambda: read(resources, lambda work: _completion(work, person, task_id, data)),
        lambda: write_once(
            resources,
            person,
            key,
            f"complete_task:{task_id}",
            body,
            lambda work: human_tasks.complete(work, task_id, data, revision),
        ),
    )


def send_message(
    resources: Resources, person: SignedInPerson, key: str | None, case_id: UUID, name: str, data: Mapping[str, Any]
) -> dict[str, Any]:
    """What became of an outside event; see `messages.send` for what it refuses.

    Raises:
        CaseStoppedError: the case could not go on; an administrator can let the same event be delivered again.
    """
    return incidents.attempted(
        resources,
        lambda: read(resources, lambda work: _delivery(work, person, case_id, name, data)),
        lambda: write_once(
            resources,
            person,
            key,
            f"send_message:{case_id}:{name}",
            data,
            lambda work: messages.send(work, case_id, name, data),
        ),
    )


def _completion(work: UnitOfWork, person: SignedInPerson, task_id: UUID, data: Mapping[str, Any]) -> Attempt | None:
    task = processes.task_of(work.session, task_id)
    if task is None:
        return None
    return Attempt(
        kind=COMPLETE,
        county_code=task.case.county_code,
        case_id=str(task.case.id),
        instance_id=str(task.instance.id),
        actor=person.username,
        target_id=str(task_id),
        data=dict(data),
    )


def _delivery(
    work: UnitOfWork, person: SignedInPerson, case_id: UUID, name: str, data: Mapping[str, Any]
) -> Attempt | None:
    """What to try again; nothing when nobody waits for the event, since it then moves no process."""
    case = cases.case_of(work.session, case_id)
    instance_id = processes.instance_waiting_for(work.session, case_id, name)
    if case is None or instance_id is None:
        return None
    return Attempt(
        kind=MESSAGE,
        county_code=case.county_code,
        case_id=str(case_id),
        instance_id=str(instance_id),
        actor=person.username,
        target_id=name,
        data=dict(data),
    )

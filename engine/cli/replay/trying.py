"""How something forbidden is tried: in a transaction that is undone, by the person who is about to act."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID, uuid4

from engine.bpmn.host import OperationCall
from engine.cli.replay.driving import Completion, Player
from engine.cli.replay.observed import Trial
from engine.domain.signed_in import SignedInPerson
from engine.errors import InvalidInputError, JiuzhuError
from engine.services import human_tasks, steps
from engine.services.operation_registry import operation_named
from engine.services.steps import Step
from engine.services.unit_of_work import Resources, UnitOfWork
from engine.store import processes

HAPPENED: Final = None
"""The refusal of something that was not refused."""


def refusal_of_form(
    player: Player,
    completion: Completion,
    data: Mapping[str, Any],
    *,
    about: str | None = None,
    by: SignedInPerson | None = None,
    before: Callable[[UnitOfWork], None] | None = None,
    after: Callable[[UnitOfWork], None] | None = None,
) -> str | None:
    """The code with which completing the task is refused; where `about` is given, that field must be named."""
    with undone(player.resources, by or completion.actor) as work:
        if before:
            before(work)
        try:
            human_tasks.complete(work, completion.task_id, data, None)
        except InvalidInputError as error:
            named = about is None or any(about in (one.path, one.path.split(".")[0]) for one in error.errors)
            return error.code if named else HAPPENED
        except JiuzhuError as error:
            return error.code if about is None else HAPPENED
        if after:
            after(work)
    return HAPPENED


def form_without(player: Player, completion: Completion, fields: Collection[str]) -> Iterator[Trial]:
    """The task completed with one field left out: the form must name that field."""
    for name in fields:
        data = {key: value for key, value in completion.data.items() if key != name}
        refusal = refusal_of_form(player, completion, data, about=name)
        yield Trial("form_without", f"{name} of {completion.element_id}", refusal)


def refusal_of_operation(
    player: Player,
    completion: Completion,
    operation: str,
    inputs: Mapping[str, Any],
    codes: Collection[str],
    *,
    by: SignedInPerson | None = None,
    before: Callable[[Step], None] | None = None,
) -> str | None:
    """The code with which an operation is refused in the case of the task; only one of `codes` counts as refused."""
    with undone(player.resources, by or completion.actor) as work:
        locked = processes.lock_task(work.session, completion.task_id)
        if locked is None:
            return HAPPENED
        step = steps.step_of(work, locked.case, locked.instance)
        if before:
            before(step)
        return operated(step, operation, inputs, codes)


def operated(step: Step, operation: str, inputs: Mapping[str, Any], codes: Collection[str]) -> str | None:
    """As a service task would ask for it in this step."""
    call = OperationCall(
        operation=operation,
        element_id=operation,
        process_id=step.instance.process_id,
        task_id=uuid4(),
        inputs=inputs,
        variables={},
        message_data=None,
    )
    try:
        operation_named(operation).carry_out(step, call)
    except JiuzhuError as error:
        return error.code if error.code in codes else HAPPENED
    return HAPPENED


def case_of_task(work: UnitOfWork, task_id: UUID) -> Step:
    """A step of the process that a task belongs to.

    Raises:
        LookupError: there is no such task.
    """
    locked = processes.lock_task(work.session, task_id)
    if locked is None:
        raise LookupError(f"task {task_id} is gone")
    return steps.step_of(work, locked.case, locked.instance)


@contextmanager
def undone(resources: Resources, person: SignedInPerson | None = None) -> Iterator[UnitOfWork]:
    """A unit of work whose changes never reach the disk."""
    session = resources.database.writing()
    session.begin()
    try:
        yield UnitOfWork(session, resources, resources.clock.now(), person)
    finally:
        session.rollback()
        session.close()

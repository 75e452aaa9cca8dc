"""Starting something: a case with its main process, or a linked process opened by hand.

What a person has entered is never lost: when the engine cannot go on, the entry is kept without having been started,
and an incident asks for help (design, idea 9).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from engine.bpmn.bundle import UnknownProcessError
from engine.domain.authority import Action
from engine.domain.case_codes import CaseStatus, Track
from engine.domain.new_case import NewCase
from engine.domain.signed_in import SignedInPerson
from engine.errors import CannotGoOnError, FieldError, InvalidInputError
from engine.services import audit, incidents, registration, steps
from engine.services.access import require_case
from engine.services.idempotency import write_once
from engine.services.incidents import Attempt
from engine.services.names import with_names
from engine.services.opening import inputs_for
from engine.services.registration import MAIN_PROCESS
from engine.services.steps import Step
from engine.services.task_views import task_item
from engine.services.unit_of_work import Resources, UnitOfWork
from engine.store.tables.cases import CaseRow

# The processes that people open themselves (design, section 5, POST /api/instances); all others follow from a case.
OPENED_BY_HAND: Final = frozenset({"clue_handling", "monitoring_visit", "recovery", "complaint_review"})
BEFORE_A_CASE: Final = frozenset({"clue_handling", "monitoring_visit"})
START: Final = "start"


@dataclass(frozen=True, slots=True)
class Opening:
    """A linked process that a person opens by hand, with the data it declares as inputs."""

    process_id: str
    case_id: UUID | None
    data: Mapping[str, Any]
    new_matter: NewCase | None = None
    """Whom a clue or visit is about, where there is no case yet."""


class _Start(Protocol):
    """Writes what was entered and starts it; with a `failure` it writes it and leaves an incident instead."""

    def __call__(self, work: UnitOfWork, failure: CannotGoOnError | None) -> dict[str, Any]: ...


def register_case(
    resources: Resources, person: SignedInPerson, key: str | None, body: Any, new: NewCase
) -> dict[str, Any]:
    """The answer to a registration; when the process cannot start, the case stands as registered without tasks."""

    def start(work: UnitOfWork, failure: CannotGoOnError | None) -> dict[str, Any]:
        case = registration.add_case(work, new)
        step = _begun(steps.new_step(work, case, MAIN_PROCESS, {}), failure)
        return registration.registered(work, case, step.new_tasks)

    return _started_or_kept(resources, person, key, ("register_case", body), start)


def open_instance(
    resources: Resources, person: SignedInPerson, key: str | None, body: Any, opening: Opening
) -> dict[str, Any]:
    """The answer to opening a linked process of a case by hand.

    Raises:
        UnknownProcessError: the bundle has no process of this id that people open.
        InvalidInputError: no case is named, or the data are not the inputs that the process declares.
    """

    def start(work: UnitOfWork, failure: CannotGoOnError | None) -> dict[str, Any]:
        if opening.process_id not in OPENED_BY_HAND:
            raise UnknownProcessError(f"{opening.process_id} is not opened by hand")
        case = _matter_of(work, opening)
        bundle = work.resources.bundles.of(work.session, case.bundle_number)
        inputs = inputs_for(work, case, bundle, opening.process_id, opening.data)
        step = steps.new_step(work, case, opening.process_id, inputs)
        audit.record(
            work, "process_opened", case=case, object_id=step.instance.id, detail={"process_id": opening.process_id}
        )
        _begun(step, failure)
        tasks = with_names(work, [task_item(task) for task in step.new_tasks])
        return {"instance_id": str(step.instance.id), "case_id": str(case.id), "tasks": tasks}

    return _started_or_kept(resources, person, key, ("open_instance", body), start)


def _matter_of(work: UnitOfWork, opening: Opening) -> CaseRow:
    """The case a process is opened for, or a new matter about the household that a clue or visit names."""
    if opening.case_id is not None:
        return require_case(work, opening.case_id, Action.CREATE_CASE, lock=True)
    if opening.new_matter is None or opening.process_id not in BEFORE_A_CASE:
        raise InvalidInputError([FieldError("case_id", "请指定个案")])
    matter = registration.add_case(work, opening.new_matter)
    matter.status = CaseStatus.CLUE.value
    matter.track = Track.URGENT.value if opening.data.get("urgent") is True else None
    matter.discovered_at = matter.discovered_at or work.now
    return matter


def _begun(step: Step, failure: CannotGoOnError | None) -> Step:
    """The step run to its first wait; after a failure only an incident stands for it."""
    if failure is None:
        steps.begin(step)
        return step
    incidents.note(
        step.work,
        Attempt(
            kind=START,
            county_code=step.case.county_code,
            case_id=str(step.case.id),
            instance_id=str(step.instance.id),
            actor=step.work.actor,
        ),
        failure,
    )
    return step


def _started_or_kept(
    resources: Resources, person: SignedInPerson, key: str | None, request: tuple[str, Any], start: _Start
) -> dict[str, Any]:
    """What `start` answers; when the case cannot go on, what it answers for an entry that is only kept."""

    def once(failure: CannotGoOnError | None) -> dict[str, Any]:
        return write_once(resources, person, key, *request, lambda work: start(work, failure))

    try:
        return incidents.attempted(resources, _no_attempt, lambda: once(None))
    except CannotGoOnError as error:
        failure = error
    return once(failure)


def _no_attempt() -> None:
    """There is nothing to try again yet: the entry itself was rolled back."""

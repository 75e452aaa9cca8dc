"""Moving running cases to another bundle: first a dry run that says which could and why not, then with its token.

A case moves whole or not at all: messages, follow-ups and separation of duties look at the case's own bundle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from engine.bpmn.bundle import Bundle
from engine.bpmn.process import LIBRARY_VERSION, STATE_FORMAT
from engine.bpmn.relocation import GONE, OTHER_KIND, Obstacle, relocated
from engine.domain.authority import Action
from engine.domain.signed_in import SignedInPerson
from engine.errors import ConflictError, FieldError, InvalidInputError, NotFoundError
from engine.labels import STAYING_REASONS
from engine.services import audit
from engine.services.bundle_lifecycle import known_bundle, require_action
from engine.services.calendar_import import NO_COUNTY
from engine.services.steps import Step, follow_elements
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import bundles, cases, processes
from engine.store.tables.bundles import BundleMigrationRow
from engine.store.tables.cases import CaseRow
from engine.store.tables.processes import ProcessInstanceRow

MOST_CASES: Final = 1000
STOPPED: Final = "case_stopped"
OTHER_BUNDLE: Final = "other_bundle"
CHANGED_SINCE: Final = "changed_since"


class MigrationNotFoundError(NotFoundError):
    """No dry run of these two bundles has this token."""

    code = "bundle_migration_not_found"


class BundleNotInForceError(ConflictError):
    """Cases are moved to published bundles only."""

    code = "bundle_not_published"


@dataclass(frozen=True, slots=True)
class Examined:
    """A case with its running instances, the states they would have, and what stands against it."""

    case: CaseRow
    instances: Sequence[ProcessInstanceRow]
    states: dict[UUID, bytes]
    obstacles: tuple[Obstacle, ...]


def plan(work: UnitOfWork, number: int, to: int) -> dict[str, Any]:
    """The dry run: which cases of bundle `number` could go on with bundle `to`, which could not and why.

    Nothing of any case is changed. At most `MOST_CASES` are examined at a time; `more` says that others wait.

    Raises:
        BundleNotInForceError: the target is not published.
    """
    target = _target(work, number, to)
    case_ids = bundles.cases_running_on(work.session, number, MOST_CASES + 1)
    examined = [_examined(work, case_id, number, target) for case_id in case_ids[:MOST_CASES]]
    row = BundleMigrationRow(
        id=work.new_id(),
        source_number=number,
        target_number=to,
        planned_by=work.actor,
        planned_at=work.now,
        plan=[_planned(one) for one in examined if not one.obstacles],
    )
    work.session.add(row)
    work.session.flush()
    return {
        "token": str(row.id),
        **_counted(number, to, [_item(one, is_moved=not one.obstacles) for one in examined]),
        "more": len(case_ids) > MOST_CASES,
        "is_applied": False,
    }


def carry_out(resources: Resources, person: SignedInPerson, number: int, to: int, token: UUID) -> dict[str, Any]:
    """Move the cases that the dry run found movable, each in its own transaction; the same token again: same answer.

    What has changed since the dry run, or cannot be moved any more, stays. A run that broke off goes on.

    Raises:
        MigrationNotFoundError: the token is of no dry run of these two bundles.
    """
    started = read(resources, lambda work: _started(work, number, to, token), person=person)
    if started.result is not None:
        return dict(started.result)
    items = [_move(resources, person, number, to, entry) for entry in started.plan]
    answer = {"token": str(token), **_counted(number, to, items), "more": False, "is_applied": True}

    def finish(work: UnitOfWork) -> dict[str, Any]:
        row = bundles.lock_migration(work.session, token)
        if row is None:
            raise MigrationNotFoundError(f"there is no migration {token}")
        if row.result is None:
            row.result, row.applied_by, row.applied_at = answer, work.actor, work.now
            detail = {"to": to, "moved": answer["movable"], "stayed": answer["staying"]}
            audit.record(work, "bundle_migrated", county_code=NO_COUNTY, object_id=str(number), detail=detail)
        return dict(row.result)

    return write(resources, finish, person=person)


def _move(resources: Resources, person: SignedInPerson, number: int, to: int, entry: Sequence[Any]) -> dict[str, Any]:
    return write(resources, lambda work: _moved(work, number, to, entry), person=person)


def _started(work: UnitOfWork, number: int, to: int, token: UUID) -> BundleMigrationRow:
    _target(work, number, to)
    row = work.session.get(BundleMigrationRow, token)
    if row is None or (row.source_number, row.target_number) != (number, to):
        raise MigrationNotFoundError(f"there is no migration {token} of these bundles")
    work.session.expunge(row)
    return row


def _target(work: UnitOfWork, number: int, to: int) -> Bundle:
    require_action(work.require_person(), Action.PUBLISH_BUNDLE)
    known_bundle(work, number)
    if number == to:
        raise InvalidInputError([FieldError("to", "请选择另一个流程包")])
    if known_bundle(work, to).status != "published":
        raise BundleNotInForceError(f"bundle {to} is not published")
    return work.resources.bundles.of(work.session, to)


def _moved(work: UnitOfWork, number: int, to: int, entry: Sequence[Any]) -> dict[str, Any]:
    """Move one case of the plan, locked with its instances, unless something has changed."""
    case_id, revisions = UUID(entry[0]), {UUID(instance_id): revision for instance_id, revision in entry[1]}
    for instance_id in revisions:
        processes.lock_instance(work.session, instance_id)
    target = work.resources.bundles.of(work.session, to)
    examined = _examined(work, case_id, number, target)
    if not examined.instances and examined.case.bundle_number == to:
        return _item(examined, is_moved=True)  # by a run that broke off
    if {one.id: one.revision for one in examined.instances} != revisions:
        return _item(examined, is_moved=False, obstacles=(Obstacle(CHANGED_SINCE),))
    if examined.obstacles:
        return _item(examined, is_moved=False)
    for instance in examined.instances:
        instance.previous_state, instance.state = instance.state, examined.states[instance.id]
        instance.state_format, instance.library_version = STATE_FORMAT, LIBRARY_VERSION
        instance.bundle_number = to
        follow_elements(Step(work, examined.case, instance, target, work.now))
    examined.case.bundle_number = to
    audit.record(work, "case_migrated", case=examined.case, detail={"from_bundle": number, "to_bundle": to})
    return _item(examined, is_moved=True)


def _examined(work: UnitOfWork, case_id: UUID, number: int, target: Bundle) -> Examined:
    case = cases.case_of(work.session, case_id)
    if case is None:
        raise MigrationNotFoundError(f"case {case_id} is gone")
    running = [one for one in processes.instances_of(work.session, case_id) if one.status != "finished"]
    here = [one for one in running if one.bundle_number == number]
    obstacles: list[Obstacle] = [] if len(here) == len(running) else [Obstacle(OTHER_BUNDLE)]
    states: dict[UUID, bytes] = {}
    source = work.resources.bundles.of(work.session, number)
    for instance in here:
        if instance.status != "running" or instance.state is None:
            obstacles.append(Obstacle(STOPPED, instance.process_id))
            continue
        hosts = (Step(work, case, instance, source, work.now), Step(work, case, instance, target, work.now))
        found = relocated(source, target, instance.process_id, instance.state, hosts)
        obstacles.extend(found.obstacles)
        if found.state is not None:
            states[instance.id] = found.state
    obstacles.extend(_path_obstacles(work, case_id, {one.id for one in here}, source, target))
    return Examined(case, here, states, tuple(dict.fromkeys(obstacles)))


def _path_obstacles(
    work: UnitOfWork, case_id: UUID, instance_ids: set[UUID], source: Bundle, target: Bundle
) -> Iterable[Obstacle]:
    """What the history of the case names must be there too, and be the same: it is told by the instance's bundle."""
    visits = processes.visits_of(work.session, case_id)
    for element_id in dict.fromkeys(one.element_id for one in visits if one.instance_id in instance_ids):
        there = target.elements.get(element_id)
        if there is None:
            yield Obstacle(GONE, element_id)
        elif there.kind != source.elements[element_id].kind:
            yield Obstacle(OTHER_KIND, element_id)


def _planned(examined: Examined) -> list[Any]:
    return [str(examined.case.id), [[str(one.id), one.revision] for one in examined.instances]]


def _counted(number: int, to: int, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    moved = sum(item["moves"] for item in items)
    return {"source": number, "target": to, "movable": moved, "staying": len(items) - moved, "items": items}


def _item(examined: Examined, *, is_moved: bool, obstacles: Sequence[Obstacle] | None = None) -> dict[str, Any]:
    """One case by its reference; nothing of any person."""
    shown = examined.obstacles if obstacles is None else obstacles
    return {
        "case_id": str(examined.case.id),
        "reference": examined.case.reference,
        "instances": [{"instance_id": str(one.id), "process_id": one.process_id} for one in examined.instances],
        "moves": is_moved,
        "reasons": []
        if is_moved
        else [{"code": one.code, "element_id": one.element_id, "message": STAYING_REASONS[one.code]} for one in shown],
    }

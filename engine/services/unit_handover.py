"""What changes hands when units change: foreseen in a preview, carried out in one transaction on the day.

Cases keep county, number, history, breaches and money rows; no deadline pauses (policy reference, section 10).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from engine.clock import real_now
from engine.domain.roles import Role, UnitKind
from engine.domain.unit_changes import UnitChange
from engine.errors import CannotGoOnError
from engine.services import aid_stock, audit
from engine.services.access import may_work_on
from engine.services.colleagues import Colleague, colleague_named
from engine.services.task_holding import take_back
from engine.services.unit_change_checks import parent_of, problems_on_the_day
from engine.services.unit_of_work import UnitOfWork
from engine.store import payments, relief, staff, unit_changes
from engine.store.tables.people import OrgUnit, RoleGrant
from engine.store.tables.processes import HumanTaskRow
from engine.store.tables.relief import StandbyFundEntryRow, StandbyFundRow
from engine.store.unit_changes import Place

FUND_MOVED: Final = "moved"


class UnitChangeBlockedError(CannotGoOnError):
    """On its day the units are no longer as the change supposes; `problems` says where."""

    code = "unit_change_blocked"

    def __init__(self, change_id: UUID, problems: Sequence[str]) -> None:
        super().__init__(f"unit change {change_id}: {'; '.join(problems)}")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class CasesToMove:
    """The live cases of one place, and where they go."""

    source: Place
    target: Place
    case_ids: Sequence[UUID]


def apply(work: UnitOfWork, change_id: UUID, change: UnitChange) -> dict[str, int]:
    """Let everything change hands now, and say how much of each kind did.

    Raises:
        UnitChangeBlockedError: a unit has changed otherwise meanwhile; nothing was moved.
    """
    units = unit_changes.units_by_code(work.session, {*change.ended_codes, change.unit_code}, lock=True)
    problems = [f"{problem.path}: {problem.message}" for problem in problems_on_the_day(work, change)]
    if problems:
        raise UnitChangeBlockedError(change_id, problems)
    if change.new_name is not None:
        units[change.unit_code].name = change.new_name.strip()
        return {}
    _create_units(work, change)
    _end_units(work, change, units)
    counts = _move_people(work, change)
    counts |= _move_cases(work, change_id, change)
    counts |= _move_belongings(work, change)
    work.session.flush()
    return counts


def preview(work: UnitOfWork, change: UnitChange) -> dict[str, Any]:
    """What would change hands if the change took effect now: counts, names of places and people, and gaps."""
    groups = [group for group in _groups(work, change) if group.case_ids]
    tasks = {group.source: list(unit_changes.open_tasks(work.session, group.case_ids)) for group in groups}
    names = staff.unit_names(work.session, _codes_of(groups)) | {new.code: new.name for new in change.new_units}
    ending = unit_changes.grants_in(work.session, change.ended_codes, change.effective_on)
    towns = [code for code in change.ended_codes if len(code) == 9]
    return {
        "places": [_group_shown(group, tasks[group.source], names) for group in groups],
        "cases": sum(len(group.case_ids) for group in groups),
        "tasks": sum(len(rows) for rows in tasks.values()),
        "held_tasks": sum(row.assignee is not None for rows in tasks.values() for row in rows),
        "ending_grants": [
            {
                "staff_id": str(member.id),
                "username": member.username,
                "name": member.display_name,
                "role": grant.role,
                "unit": grant.unit_code,
                "continues_in": change.target_of(grant.unit_code),
            }
            for grant, member in ending
        ],
        "uncovered": _uncovered(work, change, groups, tasks),
        "fund_fen": sum(relief.balance_of(work.session, town) for town in towns),
        "stock": [
            {"item": one.item, "unit": one.unit, "quantity": one.quantity}
            for town in towns
            for one in payments.stock_of(work.session, town)
            if one.quantity > 0
        ],
    }


def _group_shown(group: CasesToMove, tasks: Sequence[HumanTaskRow], names: dict[str, str]) -> dict[str, Any]:
    source, target = (place.village_code or place.town_code for place in (group.source, group.target))
    return {
        "source": source,
        "source_name": names.get(source),
        "target": target,
        "target_name": names.get(target),
        "cases": len(group.case_ids),
        "tasks": len(tasks),
    }


def _codes_of(groups: Sequence[CasesToMove]) -> set[str]:
    return {place.village_code or place.town_code for group in groups for place in (group.source, group.target)}


def _groups(work: UnitOfWork, change: UnitChange, *, lock: bool = False) -> Iterator[CasesToMove]:
    """The live cases that change hands, by place; a village that no unit stands for follows its town."""
    if not change.moves:
        return
    known = unit_changes.units_by_code(work.session, [move.target for move in change.moves])
    town_code = change.unit_code[:9]
    for source in sorted(unit_changes.live_places(work.session, town_code), key=lambda place: place.village_code or ""):
        target = _target_of(change, known, source)
        if target is not None:
            yield CasesToMove(source, target, unit_changes.live_cases(work.session, source, lock=lock))


def _target_of(change: UnitChange, known: dict[str, OrgUnit], source: Place) -> Place | None:
    village = change.target_of(source.village_code) if source.village_code else None
    if village is not None:
        return Place(parent_of(change, known, village) or village[:9], village)
    town = change.target_of(source.town_code)
    return Place(town, None) if town is not None else None


def _uncovered(
    work: UnitOfWork,
    change: UnitChange,
    groups: Sequence[CasesToMove],
    tasks: dict[Place, list[HumanTaskRow]],
) -> list[dict[str, str]]:
    """Roles of the moving work that nobody would hold in the unit that takes it over."""
    needed = {
        (unit, row.role)
        for group in groups
        for row in tasks[group.source]
        if (unit := _owner(group.target, Role(row.role))) is not None
    }
    held = unit_changes.held_roles(work.session, {unit for unit, _ in needed}, change.effective_on)
    held |= {(grant.unit_code, grant.role.value) for grant in change.grants}
    return [{"unit": unit, "role": role} for unit, role in sorted(needed - held)]


def _owner(place: Place, role: Role) -> str | None:
    """The unit of a place that a role's work belongs to; nothing where that unit does not change."""
    if UnitKind.TOWNSHIP in role.levels:
        return place.town_code
    return place.village_code if UnitKind.VILLAGE in role.levels else None


def _create_units(work: UnitOfWork, change: UnitChange) -> None:
    for new in sorted(change.new_units, key=lambda one: len(one.code)):
        work.session.add(
            OrgUnit(
                code=new.code,
                name=new.name.strip(),
                kind=new.kind.value,
                parent=new.parent,
                valid_from=change.effective_on,
            )
        )
        if new.kind is UnitKind.TOWNSHIP:
            work.session.add(StandbyFundRow(town_code=new.code, county_code=change.county_code, balance_fen=0))
        work.session.flush()
        audit.record(work, "unit_created", county_code=change.county_code, object_id=new.code)


def _end_units(work: UnitOfWork, change: UnitChange, units: dict[str, OrgUnit]) -> None:
    for move in change.moves:
        units[move.source].valid_to, units[move.source].successor = change.effective_on, move.target
        audit.record(
            work, "unit_ended", county_code=change.county_code, object_id=move.source, detail={"successor": move.target}
        )
    work.session.flush()


def _move_people(work: UnitOfWork, change: UnitChange) -> dict[str, int]:
    """End the grants in the units that end, begin those of the list, and end the sessions of all concerned."""
    ended = unit_changes.grants_in(work.session, change.ended_codes, change.effective_on)
    for grant, member in ended:
        grant.valid_to = max(grant.valid_from, change.effective_on)
        detail = {"staff_id": str(member.id), "role": grant.role, "unit": grant.unit_code}
        audit.record(work, "role_revoked", county_code=change.county_code, object_id=grant.id, detail=detail)
    begun = [
        grant for grant in change.grants if not _is_held(work, change, grant.staff_id, grant.role, grant.unit_code)
    ]
    for new in begun:
        grant_id = work.new_id()
        work.session.add(
            RoleGrant(
                id=grant_id,
                staff_id=new.staff_id,
                role=new.role.value,
                unit_code=new.unit_code,
                valid_from=change.effective_on,
                valid_to=None,
            )
        )
        detail = {"staff_id": str(new.staff_id), "role": new.role.value, "unit": new.unit_code}
        audit.record(work, "role_granted", county_code=change.county_code, object_id=grant_id, detail=detail)
    work.session.flush()
    for staff_id in {member.id for _, member in ended} | {grant.staff_id for grant in begun}:
        staff.revoke_sessions_of(work.session, staff_id, real_now())
    return {"grants_ended": len(ended), "grants_begun": len(begun)}


def _is_held(work: UnitOfWork, change: UnitChange, staff_id: UUID, role: Role, unit_code: str) -> bool:
    return staff.has_grant(work.session, staff_id, role, unit_code, change.effective_on)


def _move_cases(work: UnitOfWork, change_id: UUID, change: UnitChange) -> dict[str, int]:
    cases = tasks = returned = 0
    colleagues: dict[str, Colleague | None] = {}
    for group in list(_groups(work, change, lock=True)):
        tasks += unit_changes.move_cases(work.session, group.case_ids, group.target)
        cases += len(group.case_ids)
        returned += _return_lost_tasks(work, group, colleagues)
        _record_cases(work, change_id, change, group)
    return {"cases": cases, "tasks": tasks, "tasks_returned": returned}


def _record_cases(work: UnitOfWork, change_id: UUID, change: UnitChange, group: CasesToMove) -> None:
    source, target = (place.village_code or place.town_code for place in (group.source, group.target))
    for case_id in group.case_ids:
        audit.record_of_case(
            work,
            "case_handed_over",
            case_id=case_id,
            county_code=change.county_code,
            detail={"from": source, "to": target, "unit_change": str(change_id)},
        )


def _return_lost_tasks(work: UnitOfWork, group: CasesToMove, colleagues: dict[str, Colleague | None]) -> int:
    """Put back into the queue what is held by people who have no such role in the new unit; drafts stay."""
    returned = 0
    for task in unit_changes.open_tasks(work.session, group.case_ids, held=True):
        username = task.assignee or ""
        if username not in colleagues:
            colleagues[username] = colleague_named(work, username)
        holder = colleagues[username]
        if holder is None or not may_work_on(holder, task):
            take_back(task)
            returned += 1
    work.session.flush()
    return returned


def _move_belongings(work: UnitOfWork, change: UnitChange) -> dict[str, int]:
    """Hand the cash and the goods of townships over, by entries on both sides."""
    fund_fen = stock = 0
    for move in change.moves:
        if len(move.source) == 9:
            fund_fen += _move_fund(work, move.source, move.target)
            stock += aid_stock.move(work, move.source, move.target)
    return {"fund_fen": fund_fen, "stock_items": stock}


def _move_fund(work: UnitOfWork, source: str, target: str) -> int:
    funds = {code: unit_changes.lock_fund(work.session, code) for code in sorted((source, target))}
    source_fund = funds[source]
    if source_fund is None or source_fund.balance_fen == 0:
        return 0
    amount_fen = source_fund.balance_fen
    target_fund = funds[target] or StandbyFundRow(town_code=target, county_code=target[:6], balance_fen=0)
    work.session.add(target_fund)
    source_fund.balance_fen = 0
    target_fund.balance_fen += amount_fen
    for town_code, change_fen, balance_fen in (
        (source, -amount_fen, 0),
        (target, amount_fen, target_fund.balance_fen),
    ):
        work.session.add(
            StandbyFundEntryRow(
                id=work.new_id(),
                county_code=town_code[:6],
                town_code=town_code,
                disbursement_id=None,
                kind=FUND_MOVED,
                amount_fen=change_fen,
                balance_fen=balance_fen,
                at=work.now,
                actor=work.actor,
            )
        )
    work.session.flush()
    return amount_fen

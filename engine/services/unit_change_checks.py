"""What a change of units must be like before anybody can confirm it, and again on its day."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from engine.domain.local_time import local_date
from engine.domain.roles import Role, UnitKind
from engine.domain.unit_changes import UnitChange, UnitMove, UnitToCreate
from engine.errors import FieldError
from engine.services.staff import CITY_GRANTED
from engine.services.unit_of_work import UnitOfWork
from engine.store import unit_changes
from engine.store.tables.people import OrgUnit

MOVABLE: Final = frozenset({UnitKind.TOWNSHIP.value, UnitKind.VILLAGE.value})


def problems_of(work: UnitOfWork, change: UnitChange) -> list[FieldError]:
    """Everything wrong with a change that is to be proposed, each with its field."""
    found: list[FieldError] = []
    if change.effective_on <= local_date(work.now):
        found.append(FieldError("effective_on", "生效日期须晚于今天"))
    if not change.reason.strip():
        found.append(FieldError("reason", "请填写依据（如批复文号）"))
    return found + list(problems_on_the_day(work, change))


def problems_on_the_day(work: UnitOfWork, change: UnitChange) -> Iterator[FieldError]:
    """What stands against a change as the units are now: the same before it is proposed and when it is applied."""
    known = unit_changes.units_by_code(work.session, _codes_in(change))
    unit = known.get(change.unit_code)
    if unit is None or unit.kind not in MOVABLE:
        yield FieldError("unit", "请选择一个乡镇（街道）或村（社区）")
    elif not is_in_force(unit, change.effective_on):
        yield FieldError("unit", "该单位在生效日期已不存在，或尚未设立")
    elif change.new_name is not None or not change.moves:
        yield from _problems_of_renaming(change)
    else:
        yield from _problems_of_new_units(change, known)
        yield from _problems_of_moves(work, change, known)
        yield from _problems_of_grants(work, change, known)


def is_in_force(unit: OrgUnit, on: date) -> bool:
    """Whether a unit exists on a day."""
    return unit.valid_from <= on and (unit.valid_to is None or unit.valid_to > on)


def parent_of(change: UnitChange, known: Mapping[str, OrgUnit], code: str) -> str | None:
    """The unit above one that exists or that the change creates."""
    new = next((one for one in change.new_units if one.code == code), None)
    if new is not None:
        return new.parent
    return known[code].parent if code in known else None


def _codes_in(change: UnitChange) -> set[str]:
    return {
        change.unit_code,
        *(code for move in change.moves for code in (move.source, move.target)),
        *(code for new in change.new_units for code in (new.code, new.parent)),
        *(grant.unit_code for grant in change.grants),
    }


def _problems_of_renaming(change: UnitChange) -> Iterator[FieldError]:
    if not (change.new_name or "").strip():
        yield FieldError("moves", "请指定承接单位；只改名称、不改代码的，请填写新名称")
    if change.moves or change.new_units or change.grants:
        yield FieldError("new_name", "只改名称时不涉及移交；代码变化的，请设立新单位并指定承接关系")


def _problems_of_new_units(change: UnitChange, known: Mapping[str, OrgUnit]) -> Iterator[FieldError]:
    new_codes = [new.code for new in change.new_units]
    for number, new in enumerate(change.new_units):
        path = f"new_units.{number}"
        if new.code in known or new_codes.count(new.code) > 1:
            yield FieldError(f"{path}.code", "单位代码已存在")
        if not new.name.strip():
            yield FieldError(f"{path}.name", "请填写名称")
        if not _is_below(new) or not new.code.startswith(change.county_code):
            yield FieldError(f"{path}.code", "代码须以上级单位代码开头，且在同一区县")
        parent = known.get(new.parent)
        if new.parent not in new_codes and (parent is None or not is_in_force(parent, change.effective_on)):
            yield FieldError(f"{path}.parent", "上级单位不存在")


def _is_below(new: UnitToCreate) -> bool:
    return new.code.startswith(new.parent) and len(new.code) == len(new.parent) + 3 and len(new.code) in {9, 12}


def _problems_of_moves(work: UnitOfWork, change: UnitChange, known: Mapping[str, OrgUnit]) -> Iterator[FieldError]:
    sources = change.ended_codes
    if sources[0] != change.unit_code or len(set(sources)) != len(sources):
        yield FieldError("moves", "第一项须为被调整的单位，每个单位只能出现一次")
    children = {
        unit.code: unit.name for unit in unit_changes.children_of(work.session, change.unit_code, change.effective_on)
    }
    for code in sorted(children.keys() - set(sources)):
        yield FieldError("moves", f"请指定{children[code]}的承接单位")
    for code in set(sources) - children.keys() - {change.unit_code}:
        yield FieldError("moves", f"{code} 不是被调整单位的下级单位")
    for number, move in enumerate(change.moves):
        message = _problem_of_move(change, known, move)
        if message:
            yield FieldError(f"moves.{number}.target", message)


def _problem_of_move(change: UnitChange, known: Mapping[str, OrgUnit], move: UnitMove) -> str | None:
    if move.target in change.ended_codes:
        return "承接单位自己也被撤销"
    if not move.target.startswith(change.county_code):
        return "承接单位须在同一区县；跨区县的个案请逐案移送"
    if len(move.target) != len(move.source):
        return "承接单位须与原单位同级"
    new = next((one for one in change.new_units if one.code == move.target), None)
    unit = known.get(move.target)
    if new is None and (unit is None or not is_in_force(unit, change.effective_on)):
        return "承接单位不存在，或在生效日期已撤销"
    parent = parent_of(change, known, move.target)
    if parent in change.ended_codes:
        return "承接单位的上级被撤销"
    return None


def _problems_of_grants(work: UnitOfWork, change: UnitChange, known: Mapping[str, OrgUnit]) -> Iterator[FieldError]:
    members = unit_changes.members_by_id(work.session, {grant.staff_id for grant in change.grants})
    created = {new.code: new.kind for new in change.new_units}
    for number, grant in enumerate(change.grants):
        path = f"grants.{number}"
        unit = known.get(grant.unit_code)
        kind = created.get(grant.unit_code) or (UnitKind(unit.kind) if unit else None)
        if grant.staff_id not in members:
            yield FieldError(f"{path}.staff_id", "没有这位工作人员")
        if kind is None or grant.unit_code in change.ended_codes or not grant.unit_code.startswith(change.county_code):
            yield FieldError(f"{path}.unit", "任职单位须是调整后存在的本区县单位")
        elif kind not in grant.role.levels or _is_for_the_city(grant.role):
            yield FieldError(f"{path}.role", "该岗位不能设在这一级单位")
        if work.person is not None and grant.staff_id == work.person.staff_id:
            yield FieldError(f"{path}.staff_id", "不能给自己授予岗位")


def _is_for_the_city(role: Role) -> bool:
    return role in CITY_GRANTED

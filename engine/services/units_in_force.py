"""Units by code as they are today: an old code of a unit that was merged or renamed stands for its successor."""

from typing import Final

from engine.domain.local_time import local_date
from engine.errors import FieldError, InvalidInputError
from engine.services.unit_of_work import UnitOfWork
from engine.store import unit_changes
from engine.store.tables.people import OrgUnit

MOST_CHANGES: Final = 20
"""Longer chains of successors are a mistake in the units."""


def unit_in_force(work: UnitOfWork, code: str, *, path: str, lock: bool = False) -> OrgUnit:
    """The unit that a code stands for today, found through its successors.

    With `lock` it cannot end before this transaction does, so that nothing is registered in a unit that has just
    handed its cases over.

    Raises:
        InvalidInputError: there is no such unit, it has no successor, or a township was split and the code does not
            say which part is meant; the error of `path` names the parts.
    """
    today = local_date(work.now)
    for _ in range(MOST_CHANGES):
        unit = unit_changes.unit_for_registration(work.session, code) if lock else _unit(work, code)
        if unit is None or unit.valid_from > today:
            raise InvalidInputError([FieldError(path, "没有这个单位，请核对区划代码")])
        if unit.valid_to is None or unit.valid_to > today:
            return unit
        code = _successor_of(work, unit, path)
    raise InvalidInputError([FieldError(path, "该单位的承接关系有误，请联系管理员")])


def _unit(work: UnitOfWork, code: str) -> OrgUnit | None:
    return unit_changes.units_by_code(work.session, [code]).get(code)


def _successor_of(work: UnitOfWork, unit: OrgUnit, path: str) -> str:
    if unit.successor is None:
        raise InvalidInputError([FieldError(path, f"{unit.name}已撤销，请填写现在的单位")])
    below = unit_changes.successors_below(work.session, unit.code)
    towns = sorted({one.parent or "" for one in below} | {unit.successor})
    if below and len(towns) > 1:
        names = unit_changes.units_by_code(work.session, towns)
        listed = "、".join(f"{names[code].name}（{code}）" for code in towns if code in names)
        raise InvalidInputError([FieldError(path, f"{unit.name}已分设，请改填：{listed}")])
    return unit.successor

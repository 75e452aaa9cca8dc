"""A change of units as the form collects it, turned into the body the API takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from admin_ui.administration_shapes import UnitShown
from admin_ui.api_shapes import JsonObject

NEW_CODE: Final = "new_code"
NEW_NAME: Final = "new_name"
WAYS: Final = {"merge": "合并到现有单位", "split": "分设到多个单位", NEW_CODE: "更名并换代码", NEW_NAME: "只改名称"}


@dataclass(frozen=True, slots=True)
class ChangeEntered:
    """What stands in the form; `targets` are the followers of the unit and its villages by code."""

    way: str
    unit: UnitShown
    effective_on: date
    reason: str
    name: str = ""
    code: str = ""
    targets: Mapping[str, str] | None = None


def body_of(entered: ChangeEntered, villages: Sequence[UnitShown], grants: Sequence[JsonObject]) -> JsonObject:
    """The body of a proposal."""
    body: JsonObject = {
        "kind": entered.way if entered.way in {"merge", "split"} else "rename",
        "unit": entered.unit["code"],
        "effective_on": entered.effective_on.isoformat(),
        "reason": entered.reason.strip(),
        "grants": list(grants),
    }
    if entered.way == NEW_NAME:
        return {**body, "new_name": entered.name.strip(), "grants": []}
    if entered.way == NEW_CODE:
        return {**body, **_under_new_code(entered, villages)}
    targets = entered.targets or {}
    return {**body, "moves": [{"source": source, "target": target} for source, target in targets.items() if target]}


def continuing(ending: Sequence[JsonObject], chosen: Sequence[str]) -> list[JsonObject]:
    """The roles that the chosen people go on holding in the unit that follows theirs."""
    return [
        {"staff_id": one["staff_id"], "role": one["role"], "unit": one["continues_in"]}
        for one in ending
        if one["continues_in"] and key_of(one) in chosen
    ]


def key_of(ending: JsonObject) -> str:
    """What tells an ending role from the others."""
    return f"{ending['staff_id']}/{ending['role']}/{ending['unit']}"


def _under_new_code(entered: ChangeEntered, villages: Sequence[UnitShown]) -> JsonObject:
    """The unit and its villages under a new code; villages keep their names and last three digits."""
    code = entered.code.strip()
    created = [{"code": code, "name": entered.name.strip(), "parent": entered.unit["parent"]}]
    moves = [{"source": entered.unit["code"], "target": code}]
    for village in villages:
        new_code = code + village["code"][-3:]
        created.append({"code": new_code, "name": village["name"], "parent": code})
        moves.append({"source": village["code"], "target": new_code})
    return {"new_units": created, "moves": moves}

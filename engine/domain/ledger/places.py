"""The units that the rows of a ledger name, by code or by name, within the unit that the ledger is of."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from engine.domain.divisions import Division
from engine.domain.ledger.cell_values import Cell, CellProblem, text_of
from engine.domain.roles import UnitKind

_SUFFIX: Final = re.compile(
    r"(社区居委会|村民委员会|居民委员会|村委会|居委会|街道办事处|人民政府|办事处|街道|社区|[村镇乡])$"
)
_CODE: Final = re.compile(r"\d{9}|\d{12}")


@dataclass(frozen=True, slots=True)
class PlaceUnit:
    """A township or village, with the division it lies in."""

    name: str
    kind: UnitKind
    division: Division


class LedgerPlaces:
    """The townships and villages of one unit; a row outside it is refused."""

    def __init__(self, scope: Division, units: Iterable[PlaceUnit]) -> None:
        self._scope = scope
        self._units = [unit for unit in units if scope.contains(unit.division) or unit.division.contains(scope)]
        self._by_name: dict[tuple[UnitKind, str], list[PlaceUnit]] = defaultdict(list)
        for unit in self._units:
            for name in {unit.name, _bare(unit.name)}:
                self._by_name[unit.kind, name].append(unit)

    def find(self, town: Cell, village: Cell) -> Division | CellProblem:
        """Where the household lives: by the village, else by the township, else the unit of the ledger itself."""
        town_text, village_text = text_of(town).replace(" ", ""), text_of(village).replace(" ", "")
        if not town_text and not village_text:
            return self._scope if self._scope.town_code else _missing()
        within = self._named(UnitKind.TOWNSHIP, town_text) if town_text else self._scope
        if isinstance(within, CellProblem) or not village_text:
            return within
        found = self._named(UnitKind.VILLAGE, village_text, within)
        if isinstance(found, CellProblem) and not town_text:
            by_town = self._named(UnitKind.TOWNSHIP, village_text)
            return found if isinstance(by_town, CellProblem) else by_town
        return found

    def _named(self, kind: UnitKind, text: str, within: Division | None = None) -> Division | CellProblem:
        area = within or self._scope
        if _CODE.fullmatch(text):
            coded = [unit for unit in self._units if unit.division.code == text]
        else:
            coded = self._by_name.get((kind, text)) or self._by_name.get((kind, _bare(text)), [])
        inside = {unit.division for unit in coded if area.contains(unit.division) or unit.division.contains(area)}
        if len(inside) > 1:
            return CellProblem("unit_ambiguous", "有几个同名的单位", "改填 9 位或 12 位区划代码，或补上乡镇（街道）")
        if not inside:
            return self._unknown(kind, text)
        found = inside.pop()
        return found if self._scope.contains(found) else self._scope

    def _unknown(self, kind: UnitKind, text: str) -> CellProblem:
        known = sorted({unit.name for unit in self._units if unit.kind is kind})
        near = get_close_matches(text, known, n=3, cutoff=0.3) or known[:3]
        fix = f"是否为：{'、'.join(near)}" if near else "填写单位名称或区划代码"
        return CellProblem("unit_unknown", "本辖区没有这个单位", f"{fix}；也可填区划代码")


def _missing() -> CellProblem:
    return CellProblem("unit_missing", "没有填写乡镇（街道）或村（社区）", "填写单位名称或区划代码")


def _bare(name: str) -> str:
    """The name without the words for its kind: 和平社区 and 和平居委会 are one."""
    return _SUFFIX.sub("", name) or name

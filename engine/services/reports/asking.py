"""Who may ask for which figures, and what the lines of a report are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from engine.domain.authority import Action, grants_for
from engine.domain.case_codes import Category, Cause, Track
from engine.domain.report_days import Days
from engine.errors import NotPermittedError
from engine.labels import DEADLINE_KEYS, PAYMENT_METHODS
from engine.services.reports.tables import Value
from engine.services.unit_of_work import UnitOfWork
from engine.store import staff
from engine.store.reports.scope import Grouping, Scope

UNKNOWN: Final = "未定"
WHOLE_CITY: Final = "全市"
TOTAL: Final = "合计"
GROUP_TITLES: Final = {
    Grouping.TRACK: "救助类型",
    Grouping.CAUSE: "致困事由",
    Grouping.CATEGORY: "对象类别",
    Grouping.METHOD: "救助方式",
    Grouping.UNIT: "单位",
    Grouping.MONTH: "月份",
    Grouping.KEY: "时限",
}
_WORDS: Final[Mapping[Grouping, Mapping[str, str]]] = {
    Grouping.TRACK: {track.value: track.label for track in Track},
    Grouping.CAUSE: {cause.value: cause.label for cause in Cause},
    Grouping.CATEGORY: {category.value: category.label for category in Category},
    Grouping.METHOD: PAYMENT_METHODS,
    Grouping.KEY: DEADLINE_KEYS,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked for; `grouping` is one that the report knows."""

    scope: Scope
    grouping: Grouping


def scope_of_person(work: UnitOfWork, action: Action, days: Days, division: str | None = None) -> Scope:
    """What the person may see: always their own area, narrowed to a division where they ask for one.

    Raises:
        NotPermittedError: none of the person's roles allows `action`.
    """
    grants = grants_for(work.require_person().grants, action)
    if not grants:
        raise NotPermittedError(f"{work.actor} may not {action.value}")
    return Scope(grants, days, division)


def scope_of_operator(days: Days, division: str | None = None) -> Scope:
    """The whole city, for commands: whoever runs them holds the database and its keys anyway."""
    return Scope(None, days, division)


def place_of(work: UnitOfWork, scope: Scope) -> str:
    """The name of what a scope speaks of."""
    if scope.division:
        return staff.unit_names(work.session, [scope.division]).get(scope.division, scope.division)
    names = sorted({grant.unit_name for grant in scope.grants or ()})
    return "、".join(names) or WHOLE_CITY


def group_names(
    work: UnitOfWork, scope: Scope, grouping: Grouping, groups: Iterable[str | None]
) -> Mapping[str | None, str]:
    """The Chinese name of each group; a code without a word is its own name."""
    codes = {group for group in groups if group}
    words = _WORDS.get(grouping, {})
    if grouping is Grouping.UNIT:
        words = staff.unit_names(work.session, codes)
    elif grouping is Grouping.MONTH:
        words = {month.code: month.label for month in scope.days.months}
    return {None: UNKNOWN, **{code: words.get(code, code) for code in codes}}


def in_order(grouping: Grouping, groups: Iterable[str | None]) -> list[str | None]:
    """Months and units by their code, codes as their list has them, what is not known last."""
    order = {code: at for at, code in enumerate(_WORDS.get(grouping, {}))}
    return sorted(groups, key=lambda group: (group is None, order.get(group or "", len(order)), group or ""))


def named(group: str | None, name: str) -> dict[str, Value]:
    """The two cells that say what a line speaks of."""
    return {"group": group, "name": name}

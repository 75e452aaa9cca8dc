"""The reports there are: what each is called, what it can be counted by, and who makes its tables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.errors import FieldError, InvalidInputError
from engine.services.reports import disclosure, duplicates, relief, relief_first, timeliness
from engine.services.reports.asking import Question, place_of
from engine.services.reports.tables import Report, Table
from engine.services.unit_of_work import UnitOfWork
from engine.store.reports.scope import Grouping, Scope


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One report; the first grouping holds where none is asked for."""

    name: str
    title: str
    about: str
    tables: Callable[[UnitOfWork, Question], tuple[Table, ...]]
    notes: tuple[str, ...]
    groupings: tuple[Grouping, ...] = ()


_KINDS: Final = (
    ReportKind(
        "relief",
        "救助人次和金额",
        "按类型、事由、对象类别、方式、单位或月份统计人次和资金",
        relief.tables,
        relief.NOTES,
        relief.GROUPINGS,
    ),
    ReportKind(
        "relief-first",
        "先行救助和补齐手续",
        "先行救助比例、补齐手续完成率和按时率",
        relief_first.tables,
        relief_first.NOTES,
        relief_first.GROUPINGS,
    ),
    ReportKind(
        "timeliness",
        "时限办理情况",
        "按时办结率、超时限件数和办理用时",
        timeliness.tables,
        timeliness.NOTES,
        timeliness.GROUPINGS,
    ),
    ReportKind(
        "duplicates",
        "重复发放核查",
        "同一人由多个个案发放，或同时在多个在办个案中",
        duplicates.tables,
        duplicates.NOTES,
    ),
    ReportKind(
        "disclosure",
        "标准和资金公开",
        "现行标准和资金使用情况，不含个人信息，供公开",
        disclosure.tables,
        disclosure.NOTES,
    ),
)
REPORTS: Final = {kind.name: kind for kind in _KINDS}


def make_report(work: UnitOfWork, name: str, scope: Scope, grouping: Grouping | None = None) -> Report:
    """The report `name` (a key of `REPORTS`) over a scope that somebody may see.

    Raises:
        InvalidInputError: it cannot be counted by `grouping`.
    """
    kind = REPORTS[name]
    chosen = grouping or (kind.groupings[0] if kind.groupings else None)
    if grouping is not None and grouping not in kind.groupings:
        raise InvalidInputError([FieldError("group_by", f"“{kind.title}”不能这样分组")])
    return Report(
        name=name,
        title=kind.title,
        since=scope.days.since,
        until=scope.days.until,
        place=place_of(work, scope),
        tables=kind.tables(work, Question(scope, chosen or Grouping.UNIT)),
        notes=kind.notes,
        made_at=work.now,
        group_by=chosen,
        division=scope.division,
    )

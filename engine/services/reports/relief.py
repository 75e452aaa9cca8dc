"""救助人次和金额: people and money by type, cause, category, method, unit and month (R46)."""

from dataclasses import asdict
from typing import Final

from engine.services.reports.asking import GROUP_TITLES, TOTAL, Question, group_names, in_order, named
from engine.services.reports.tables import Column, ColumnKind, Table
from engine.services.unit_of_work import UnitOfWork
from engine.store.reports.relief import ReliefFigures, relief_by
from engine.store.reports.scope import EVERYTHING, Grouping

GROUPINGS: Final = (
    Grouping.TRACK,
    Grouping.CAUSE,
    Grouping.CATEGORY,
    Grouping.METHOD,
    Grouping.UNIT,
    Grouping.MONTH,
)
NOTES: Final = (
    "登记按登记日、决定金额按决定日、人次和发放金额按实际发放日、转介按发出日统计，都以北京时间为准。",
    "人次为期间内得到发放的个案的家庭人数；同一个案跨月或有多种方式时，各行分别计入，合计只计一次。",
    "实物按折价金额另列，不计入发放金额。",
)
_MONEY: Final = (
    Column("awarded_fen", "决定金额（元）", ColumnKind.MONEY, 18),
    Column("paid_fen", "发放金额（元）", ColumnKind.MONEY, 18),
    Column("in_kind_fen", "实物折价（元）", ColumnKind.MONEY, 18),
)
_FIGURES: Final = (
    Column("registered", "登记件数"),
    Column("relieved", "救助户次"),
    Column("persons", "救助人次"),
    *_MONEY,
    Column("referrals", "转介件数"),
)
# Registrations and awards have no method.
_FIGURES_BY_METHOD: Final = tuple(one for one in _FIGURES if one.name not in {"registered", "awarded_fen"})


def tables(work: UnitOfWork, question: Question) -> tuple[Table, ...]:
    """One table: a line for each group that had anything in the time, and the totals."""
    scope, grouping = question.scope, question.grouping
    figures = relief_by(work.session, scope, grouping)
    total = relief_by(work.session, scope, None).get(EVERYTHING, ReliefFigures())
    names = group_names(work, scope, grouping, figures)
    columns = _FIGURES_BY_METHOD if grouping is Grouping.METHOD else _FIGURES
    return (
        Table(
            "relief",
            f"救助人次和金额（按{GROUP_TITLES[grouping]}）",
            (Column("name", GROUP_TITLES[grouping], ColumnKind.TEXT, 24), *columns),
            [{**named(group, names[group]), **asdict(figures[group])} for group in in_order(grouping, figures)],
            {**named(None, TOTAL), **asdict(total)},
        ),
    )

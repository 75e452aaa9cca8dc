"""先行救助和补齐手续: how much relief came first, and how far its paperwork was completed in time (R47)."""

from typing import Final

from engine.services.reports.asking import GROUP_TITLES, TOTAL, Question, group_names, in_order, named
from engine.services.reports.tables import Column, ColumnKind, Line, Table, share
from engine.services.unit_of_work import UnitOfWork
from engine.store.reports.relief_first import ReliefFirstFigures, relief_first_by
from engine.store.reports.scope import EVERYTHING, Grouping

GROUPINGS: Final = (Grouping.UNIT, Grouping.MONTH, Grouping.CAUSE, Grouping.CATEGORY, Grouping.TRACK)
NOTES: Final = (
    "个案按首次救助决定的日期计入；先行救助比例分别以全部获救助个案和急难型获救助个案为分母。",
    "补齐手续完成率＝已补齐件数÷急难已缓解的先行救助件数；按时率以已补齐和已逾期的件数为分母。",
)
_NOTHING: Final = ReliefFirstFigures(0, 0, 0, 0, 0, 0, 0, 0)
_FIGURES: Final = (
    Column("awarded", "获救助个案"),
    Column("urgent", "其中急难型"),
    Column("relieved_first", "先行救助"),
    Column("share_of_awarded", "占获救助个案", ColumnKind.SHARE),
    Column("share_of_urgent", "占急难型", ColumnKind.SHARE),
    Column("not_due_yet", "急难未缓解"),
    Column("in_time_still", "补齐期限内"),
    Column("overdue", "逾期未补齐"),
    Column("filed_in_time", "按时补齐"),
    Column("filed_late", "逾期补齐"),
    Column("completed", "补齐手续完成率", ColumnKind.SHARE, 18),
    Column("in_time", "补齐手续按时率", ColumnKind.SHARE, 18),
)


def tables(work: UnitOfWork, question: Question) -> tuple[Table, ...]:
    """One table: a line for each group with awarded cases, and the totals."""
    scope, grouping = question.scope, question.grouping
    figures = relief_first_by(work.session, scope, grouping)
    total = relief_first_by(work.session, scope, None).get(EVERYTHING, _NOTHING)
    names = group_names(work, scope, grouping, figures)
    return (
        Table(
            "relief_first",
            f"先行救助和补齐手续（按{GROUP_TITLES[grouping]}）",
            (Column("name", GROUP_TITLES[grouping], ColumnKind.TEXT, 24), *_FIGURES),
            [{**named(group, names[group]), **_line(figures[group])} for group in in_order(grouping, figures)],
            {**named(None, TOTAL), **_line(total)},
        ),
    )


def _line(found: ReliefFirstFigures) -> Line:
    filed = found.filed_in_time + found.filed_late
    return {
        "awarded": found.awarded,
        "urgent": found.urgent,
        "relieved_first": found.relieved_first,
        "share_of_awarded": share(found.relieved_first, found.awarded),
        "share_of_urgent": share(found.relieved_first, found.urgent),
        "not_due_yet": found.not_due_yet,
        "in_time_still": found.in_time_still,
        "overdue": found.overdue,
        "filed_in_time": found.filed_in_time,
        "filed_late": found.filed_late,
        "completed": share(filed, found.relieved_first - found.not_due_yet),
        "in_time": share(found.filed_in_time, filed + found.overdue),
    }

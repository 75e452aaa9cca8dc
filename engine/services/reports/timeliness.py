"""时限办理情况: how far duties were done in time, by limit, unit and month (R45)."""

from typing import Final

from engine.services.reports.asking import GROUP_TITLES, TOTAL, Question, group_names, in_order, named
from engine.services.reports.tables import Column, ColumnKind, Line, Table, share
from engine.services.unit_of_work import UnitOfWork
from engine.store.reports.scope import EVERYTHING, Grouping
from engine.store.reports.timeliness import TimelinessFigures, timeliness

GROUPINGS: Final = (Grouping.KEY, Grouping.UNIT, Grouping.MONTH)
NOTES: Final = (
    "职责时限按办结日计入；超时限且尚未办结的，按到期日计入；已撤销的不计。",
    "用时为起算至办结的自然日，已扣除中止计时；中位数和九成分位取实际发生的值。",
)
_NOTHING: Final = TimelinessFigures(0, 0, 0, 0, None, None)
_FIGURES: Final = (
    Column("settled", "应办件数"),
    Column("met", "按时办结"),
    Column("late", "超时限办结"),
    Column("still_open", "超时限未办结"),
    Column("share_met", "按时办结率", ColumnKind.SHARE),
    Column("median_seconds", "用时中位数（天）", ColumnKind.SPAN, 18),
    Column("ninetieth_seconds", "九成用时不超过（天）", ColumnKind.SPAN, 22),
)


def tables(work: UnitOfWork, question: Question) -> tuple[Table, ...]:
    """One table: a line for each group with duties that were done or breached, and the totals."""
    scope, grouping = question.scope, question.grouping
    figures = timeliness(work.session, scope, grouping)
    total = timeliness(work.session, scope, None).get(EVERYTHING, _NOTHING)
    names = group_names(work, scope, grouping, figures)
    return (
        Table(
            "timeliness",
            f"时限办理情况（按{GROUP_TITLES[grouping]}）",
            (Column("name", GROUP_TITLES[grouping], ColumnKind.TEXT, 24), *_FIGURES),
            [{**named(group, names[group]), **_line(figures[group])} for group in in_order(grouping, figures)],
            {**named(None, TOTAL), **_line(total)},
        ),
    )


def _line(found: TimelinessFigures) -> Line:
    return {
        "settled": found.settled,
        "met": found.met,
        "late": found.late,
        "still_open": found.still_open,
        "share_met": share(found.met, found.settled),
        "median_seconds": found.median_seconds,
        "ninetieth_seconds": found.ninetieth_seconds,
    }

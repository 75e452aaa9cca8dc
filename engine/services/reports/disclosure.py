"""公开: the standards in force and the funds used, nothing that tells who was relieved (R62, law article 67)."""

from collections.abc import Mapping
from typing import Final

from engine.domain.case_codes import Cause
from engine.domain.small_counts import SMALLEST_PUBLISHED, hidden_lines, is_small
from engine.errors import FieldError, InvalidInputError
from engine.services.public_notices import CAUSE_CLASSES, OTHER_CLASS
from engine.services.reports.asking import GROUP_TITLES, TOTAL, Question, group_names, in_order, named
from engine.services.reports.standards import standards_table
from engine.services.reports.tables import HIDDEN, Column, ColumnKind, Line, Table
from engine.services.unit_of_work import UnitOfWork
from engine.store.reports.relief import ReliefFigures, relief_by
from engine.store.reports.scope import EVERYTHING, Grouping

NOTES: Final = (
    "标准为期末仍在执行的标准；资金和人次按实际发放日统计。",
    f"户次少于 {SMALLEST_PUBLISHED} 的数字以 {HIDDEN} 代替；为防止由合计推算，必要时一并隐去相邻较小的数字。",
    "本表不含任何个人信息，可以公开。",
)
_PUBLISHED: Final = ("relieved", "persons", "paid_fen", "in_kind_fen")
_FIGURES: Final = (
    Column("relieved", "救助户次"),
    Column("persons", "救助人次"),
    Column("paid_fen", "发放金额（元）", ColumnKind.MONEY, 18),
    Column("in_kind_fen", "实物折价（元）", ColumnKind.MONEY, 18),
)
_CAUSE_CLASS: Final = "事由类别"


def tables(work: UnitOfWork, question: Question) -> tuple[Table, ...]:
    """The standards on the last day, and the funds used by unit, type and class of cause.

    Raises:
        InvalidInputError: the days are no whole months; from two periods that differ by a day, a person could be told.
    """
    if not question.scope.days.are_whole_months:
        raise InvalidInputError([FieldError("until", "公开报表须按整月统计：从某月一日起，至某月最后一日止")])
    total = relief_by(work.session, question.scope, None).get(EVERYTHING, ReliefFigures())
    by_unit, by_track = (_by_group(work, question, grouping) for grouping in (Grouping.UNIT, Grouping.TRACK))
    return (
        standards_table(work, question.scope),
        _funds("funds_by_unit", GROUP_TITLES[Grouping.UNIT], by_unit, total),
        _funds("funds_by_track", GROUP_TITLES[Grouping.TRACK], by_track, total),
        _funds("funds_by_cause", _CAUSE_CLASS, _by_cause_class(work, question), total),
    )


def _by_group(work: UnitOfWork, question: Question, grouping: Grouping) -> dict[str, ReliefFigures]:
    figures = relief_by(work.session, question.scope, grouping)
    names = group_names(work, question.scope, grouping, figures)
    return {names[group]: figures[group] for group in in_order(grouping, figures)}


def _by_cause_class(work: UnitOfWork, question: Question) -> dict[str, ReliefFigures]:
    """By the classes a public notice may name (policy 7.2), never by the cause itself."""
    found: dict[str, ReliefFigures] = {}
    for code, figures in relief_by(work.session, question.scope, Grouping.CAUSE).items():
        sums = found.setdefault(CAUSE_CLASSES.get(Cause(code), OTHER_CLASS) if code else OTHER_CLASS, ReliefFigures())
        for name in _PUBLISHED:
            setattr(sums, name, getattr(sums, name) + getattr(figures, name))
    return dict(sorted(found.items(), key=lambda entry: (entry[0] == OTHER_CLASS, entry[0])))


def _funds(name: str, title: str, figures: Mapping[str, ReliefFigures], total: ReliefFigures) -> Table:
    paid = {group: one for group, one in figures.items() if one.relieved}
    hidden = hidden_lines([one.relieved for one in paid.values()])
    lines = [_line(group, one, is_hidden=at in hidden) for at, (group, one) in enumerate(paid.items())]
    columns = (Column("name", title, ColumnKind.TEXT, 24), *_FIGURES)
    totals = _line(TOTAL, total, is_hidden=is_small(total.relieved))
    return Table(name, f"资金使用（按{title}）", columns, lines, totals)


def _line(name: str, figures: ReliefFigures, *, is_hidden: bool) -> Line:
    return {**named(None, name), **{one: HIDDEN if is_hidden else getattr(figures, one) for one in _PUBLISHED}}

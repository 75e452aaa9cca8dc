"""重复发放核查: people whom several cases paid, or who stand in several open ones, by case reference only (R48)."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from engine.domain.case_codes import Cause
from engine.services.reports.asking import Question
from engine.services.reports.tables import Column, ColumnKind, Line, Table
from engine.services.unit_of_work import UnitOfWork
from engine.store import staff
from engine.store.reports.duplicates import (
    CaseOfPerson,
    people_in_several_open_cases,
    people_paid_by_several_cases,
)

MOST_PEOPLE: Final = 500
NOTES: Final = (
    "同一人以身份证号的加密索引识别，没有身份证号的无法核查；只列个案编号，不列姓名和证件号码。",
    "本辖区以外的个案只列所在区县；金额为本辖区个案在期间内的发放和实物折价合计。",
    f"每种情形最多列 {MOST_PEOPLE} 人；在办情况为当前情况，与期间无关。",
)
SAME_CAUSE: Final = "同一事由重复发放"
SAME_CAUSE_LET_THROUGH: Final = "同一事由重复发放（区县特批）"
OTHER_CAUSE: Final = "不同事由多次发放"
OPEN_TWICE: Final = "同时在多个在办个案中"
_COLUMNS: Final = (
    Column("number", "序号", ColumnKind.COUNT, 8),
    Column("finding", "情形", ColumnKind.TEXT, 32),
    Column("cause", "致困事由", ColumnKind.TEXT, 24),
    Column("references", "个案编号", ColumnKind.TEXT, 48),
    Column("elsewhere", "外区县个案", ColumnKind.TEXT, 24),
    Column("cases", "个案数"),
    Column("paid_fen", "发放合计（元）", ColumnKind.MONEY, 18),
)


def tables(work: UnitOfWork, question: Question) -> tuple[Table, ...]:
    """One table: a line for each person and finding, same cause first; nobody is named."""
    paid = people_paid_by_several_cases(work.session, question.scope, MOST_PEOPLE)
    still_open = people_in_several_open_cases(work.session, question.scope, MOST_PEOPLE)
    findings = [*_paid(paid), *((OPEN_TWICE, cases) for cases in _by_person(still_open))]
    names = staff.unit_names(work.session, {case.county_code for case in (*paid, *still_open)})
    ordered = sorted(findings, key=lambda found: _ORDER.index(found[0]))
    lines = [_line(at, finding, cases, names) for at, (finding, cases) in enumerate(ordered, 1)]
    return (Table("duplicates", "重复发放核查", _COLUMNS, lines),)


_ORDER: Final = (SAME_CAUSE, SAME_CAUSE_LET_THROUGH, OTHER_CAUSE, OPEN_TWICE)


def _paid(cases: Sequence[CaseOfPerson]) -> Iterator[tuple[str, list[CaseOfPerson]]]:
    for of_person in _by_person(cases):
        by_cause: dict[bytes | None, list[CaseOfPerson]] = {}
        for case in of_person:
            by_cause.setdefault(case.cause_key, []).append(case)
        repeated = [same for same in by_cause.values() if len(same) > 1 and any(case.is_in_scope for case in same)]
        for same in repeated:
            let_through = sum(case.is_let_through for case in same)
            yield SAME_CAUSE_LET_THROUGH if let_through >= len(same) - 1 else SAME_CAUSE, same
        if not repeated:
            yield OTHER_CAUSE, of_person


def _by_person(cases: Sequence[CaseOfPerson]) -> Iterator[list[CaseOfPerson]]:
    for _, of_person in groupby(cases, key=lambda case: case.person):
        yield list(of_person)


def _line(number: int, finding: str, cases: Sequence[CaseOfPerson], names: dict[str, str]) -> Line:
    own = [case for case in cases if case.is_in_scope]
    elsewhere = {case.county_code for case in cases if not case.is_in_scope}
    return {
        "number": number,
        "finding": finding,
        "cause": "、".join(dict.fromkeys(Cause(case.cause).label for case in own)),
        "references": "、".join(case.reference for case in own),
        "elsewhere": "、".join(names.get(code, code) for code in sorted(elsewhere)),
        "cases": len(cases),
        "paid_fen": sum(case.paid_fen for case in own),
    }

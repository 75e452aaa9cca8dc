"""The breach register as a file for a spreadsheet; that it is made is recorded, explanations may speak of people."""

from collections.abc import Mapping
from typing import Any, Final

from engine.domain.authority import Action, grants_for
from engine.domain.roles import UnitKind
from engine.labels import BREACH_STATES, DEADLINE_KEYS
from engine.services import audit
from engine.services.breach_register import EXPLANATION, Verdict, all_breaches_for
from engine.services.printing.shown import shown_time
from engine.services.reports.asking import place_of
from engine.services.reports.tables import Column, ColumnKind, Line, Report, Table
from engine.services.unit_of_work import UnitOfWork
from engine.store.breaches import BreachFilter
from engine.store.reports.scope import Scope

TITLE: Final = "超时限登记簿"
MOST_LINES: Final = 20_000
_NOTES: Final = (
    "按到期日列出本人管辖范围内的超时限记录；记录由系统生成，不能修改或删除。",
    f"一次最多导出 {MOST_LINES} 条。",
)
_COLUMNS: Final = (
    Column("reference", "个案编号", ColumnKind.TEXT, 20),
    Column("key", "时限", ColumnKind.TEXT, 20),
    Column("element", "环节", ColumnKind.TEXT, 24),
    Column("unit", "责任单位", ColumnKind.TEXT, 18),
    Column("assignee", "当时经办人", ColumnKind.TEXT, 12),
    Column("due_at", "到期时间", ColumnKind.TEXT, 18),
    Column("late_working_days", "超时限（工作日）", ColumnKind.COUNT, 16),
    Column("late_seconds", "超时限（自然日）", ColumnKind.SPAN, 16),
    Column("done_at", "补办时间", ColumnKind.TEXT, 18),
    Column("state", "说明状态", ColumnKind.TEXT, 12),
    Column("explanation", "说明", ColumnKind.TEXT, 40),
    Column("explained_by", "说明人", ColumnKind.TEXT, 12),
    Column("signed_off_by", "审签人", ColumnKind.TEXT, 12),
    Column("signed_off_at", "审签时间", ColumnKind.TEXT, 18),
)


def breach_report(work: UnitOfWork, narrowed: BreachFilter) -> Report:
    """The register of the person's area as one table, the latest due first."""
    lines = [_line(item) for item in all_breaches_for(work, narrowed, MOST_LINES)]
    grants = grants_for(work.require_person().grants, Action.MONITOR_DEADLINES)
    county = next((grant.unit_code[:6] for grant in grants if grant.unit_kind is not UnitKind.CITY), "")
    days = narrowed.days
    asked = {"since": days.since.isoformat(), "until": days.until.isoformat(), "division": narrowed.division}
    audit.record(work, "breaches_exported", county_code=county, detail={**asked, "lines": len(lines)})
    return Report(
        name="breaches",
        title=TITLE,
        since=days.since,
        until=days.until,
        place=place_of(work, Scope(grants, days, narrowed.division)),
        tables=(Table("breaches", TITLE, _COLUMNS, lines),),
        notes=_NOTES,
        made_at=work.now,
    )


def _line(item: Mapping[str, Any]) -> Line:
    explanation = _last(item, EXPLANATION)
    accepted = _last(item, Verdict.ACCEPTED)
    return {
        "reference": item["reference"],
        "key": DEADLINE_KEYS.get(item["key"], item["key"]),
        "element": item["element"],
        "unit": item["unit_name"] or item["unit"],
        "assignee": item["assignee_name"] or item["assignee"],
        "due_at": shown_time(item["due_at"]),
        "late_working_days": item["late_working_days"],
        "late_seconds": item["late_seconds"],
        "done_at": shown_time(item["completed_late_at"]) if item["completed_late_at"] else None,
        "state": BREACH_STATES[item["state"]],
        "explanation": explanation.get("words"),
        "explained_by": explanation.get("written_by_name") or explanation.get("written_by"),
        "signed_off_by": accepted.get("written_by_name") or accepted.get("written_by"),
        "signed_off_at": shown_time(accepted["written_at"]) if accepted else None,
    }


def _last(item: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """The latest note of a kind; empty when there is none."""
    return next((note for note in reversed(item["notes"]) if note["kind"] == kind), {})

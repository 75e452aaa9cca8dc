"""The standards in force on a day, as the public may know them: living standards, rates, policy texts."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from engine.domain.money import yuan_text
from engine.feel import to_json
from engine.labels import AREA_TYPES, RATES
from engine.services.reports.tables import Column, ColumnKind, Line, Table
from engine.services.unit_of_work import UnitOfWork
from engine.store import staff
from engine.store.reports.scope import Scope
from engine.store.reports.standards import standards_in_force, texts_in_force

RATES_DECISION: Final = "award_rates"
RATES_TABLE: Final = "决定表“标准与倍数”"
COUNTY_LENGTH: Final = 6
_COLUMNS: Final = (
    Column("subject", "项目", ColumnKind.TEXT, 36),
    Column("value", "标准", ColumnKind.TEXT, 24),
    Column("since", "执行日期", ColumnKind.DATE),
    Column("source", "依据", ColumnKind.TEXT, 48),
)


def standards_table(work: UnitOfWork, scope: Scope) -> Table:
    """What holds on the last day of the report where the scope lies."""
    on = scope.days.until
    lines = [*_living_standards(work, scope, on), *_rates(work, on), *_texts(work, on)]
    return Table("standards", "现行标准", _COLUMNS, lines)


def _living_standards(work: UnitOfWork, scope: Scope, on: date) -> Iterator[Line]:
    counties = _counties(scope)
    rows = [row for row in standards_in_force(work.session, on) if _concerns(row.scope, counties)]
    names = staff.unit_names(work.session, {row.scope for row in rows})
    for row in rows:
        place = names.get(row.scope)
        subject = f"{AREA_TYPES[row.area_type]}最低生活保障标准" + (f"（{place}）" if place else "")
        yield _line(subject, f"每人每月 {yuan_text(row.standard_fen)} 元", row.valid_from, row.source)


def _counties(scope: Scope) -> frozenset[str]:
    """The counties in view; none means all."""
    if scope.division:
        return frozenset({scope.division[:COUNTY_LENGTH]})
    return frozenset(grant.area_prefix[:COUNTY_LENGTH] for grant in scope.grants or ())


def _concerns(place: str, counties: frozenset[str]) -> bool:
    return not counties or any(place.startswith(county) or county.startswith(place) for county in counties)


def _rates(work: UnitOfWork, on: date) -> Iterator[Line]:
    """The rates of the bundle in force, with the basis of the row that gives them."""
    number = work.resources.bundles.number_in_force(work.session, on)
    bundle = work.resources.bundles.of(work.session, number)
    outcome = bundle.decision(RATES_DECISION).decide({"case": {"policy_date": on}}, {})
    rows = "、".join(str(rule.number) for rule in outcome.matched)
    basis = "；".join(note for rule in outcome.matched for note in rule.annotations)
    rates: dict[str, Any] = outcome.result
    for name, value in rates.items():
        yield _line(RATES.get(name, name), str(to_json(value)), None, basis or f"{RATES_TABLE}第 {rows} 行")


def _texts(work: UnitOfWork, on: date) -> Iterator[Line]:
    for text in texts_in_force(work.session, on):
        yield _line(text.source, "适用", text.effective_from, None)


def _line(subject: str, value: str, since: date | None, source: str | None) -> Line:
    return {"subject": subject, "value": value, "since": since.isoformat() if since else None, "source": source}

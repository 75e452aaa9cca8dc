"""What every report is narrowed to, and what it can be counted by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, literal, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from engine.domain.report_days import Days, Month
from engine.domain.roles import Grant, UnitKind
from engine.store.cases import BEFORE_A_CASE, lies_in, within
from engine.store.tables.cases import CaseRow

Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None] | ColumnElement[datetime]
EVERYTHING = ""
"""The one group of a query that is not grouped."""


class Grouping(StrEnum):
    """What figures are counted by."""

    TRACK = "track"
    CAUSE = "cause"
    CATEGORY = "category"
    METHOD = "method"
    UNIT = "unit"
    MONTH = "month"
    KEY = "key"


_COLUMNS = {Grouping.TRACK: CaseRow.track, Grouping.CAUSE: CaseRow.cause, Grouping.CATEGORY: CaseRow.category}
_UNITS = {
    UnitKind.COUNTY: CaseRow.county_code,
    UnitKind.TOWNSHIP: CaseRow.town_code,
    UnitKind.VILLAGE: CaseRow.village_code,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The cases a report may look at: in the areas of `grants`, narrowed to a division.

    Without grants (nothing, not an empty tuple) it is the whole city: commands of the operator.
    """

    grants: tuple[Grant, ...] | None
    days: Days
    division: str | None = None

    @property
    def cases(self) -> ColumnElement[bool]:
        """The condition that a case lies in the scope, whenever it was registered; clues are no cases yet."""
        area = true() if self.grants is None else within(self.grants)
        place = lies_in(self.division) if self.division else true()
        return and_(area, place, CaseRow.status.not_in(BEFORE_A_CASE))

    def during(self, moment: Moment) -> ColumnElement[bool]:
        """The condition that `moment` lies in the days of the report."""
        return and_(moment >= self.days.starts_at, moment < self.days.ends_at)

    @property
    def unit_level(self) -> UnitKind:
        """The level of unit that is compared: the one below the widest unit in view."""
        if self.division:
            return UnitKind.TOWNSHIP if len(self.division) == 6 else UnitKind.VILLAGE
        kinds = {grant.unit_kind for grant in self.grants or ()}
        if self.grants is None or UnitKind.CITY in kinds:
            return UnitKind.COUNTY
        return UnitKind.TOWNSHIP if UnitKind.COUNTY in kinds else UnitKind.VILLAGE

    def group(self, grouping: Grouping | None, moment: Moment) -> ColumnElement[Any]:
        """What a row is counted under; `moment` says which month it belongs to."""
        if grouping is None:
            return literal(EVERYTHING).label("name")
        if grouping is Grouping.MONTH:
            return month_of(moment, self.days.months).label("name")
        column = _UNITS[self.unit_level] if grouping is Grouping.UNIT else _COLUMNS[grouping]
        return column.label("name")


def month_of(moment: Moment, months: Sequence[Month]) -> ColumnElement[str]:
    """The code of the month in which `moment` lies, one of `months`: the same on both dialects, in Asia/Shanghai."""
    return case(*[(moment < month.next.starts_at, literal(month.code)) for month in months])


class seconds_since_1970(FunctionElement[int]):  # noqa: N801 - named like the SQL function it is
    """A moment as whole seconds, so that spans can be worked out in the database."""

    type = BigInteger()
    inherit_cache = True


@compiles(seconds_since_1970, "sqlite")
def _on_sqlite(element: seconds_since_1970, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **options)}) AS INTEGER)"


@compiles(seconds_since_1970, "postgresql")
def _on_postgresql(element: seconds_since_1970, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **options)})) AS BIGINT)"

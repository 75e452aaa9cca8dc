"""The small tables that rule every case, read together: published calendar years, local standards, policy texts."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Date, Integer, String, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from engine.domain.policy_in_force import LocalStandard, PolicyText
from engine.store.tables.deadlines import CalendarYearRow
from engine.store.tables.policy import LocalStandardRow, PolicyOverlayRow

_YEAR, _STANDARD, _TEXT = "year", "standard", "text"
_NO_DATE, _NO_TEXT, _NO_NUMBER = cast(null(), Date), cast(null(), String), cast(null(), Integer)

_EVERYTHING: CompoundSelect[Any] = union_all(
    select(
        literal(_YEAR).label("kind"),
        CalendarYearRow.version.label("code"),
        _NO_TEXT.label("area_type"),
        CalendarYearRow.year.label("number"),
        _NO_DATE.label("valid_from"),
        _NO_DATE.label("valid_to"),
    ),
    select(
        literal(_STANDARD),
        LocalStandardRow.scope,
        LocalStandardRow.area_type,
        LocalStandardRow.standard_fen,
        LocalStandardRow.valid_from,
        LocalStandardRow.valid_to,
    ),
    select(
        literal(_TEXT), PolicyOverlayRow.code, _NO_TEXT, _NO_NUMBER, PolicyOverlayRow.effective_from, _NO_DATE
    ).where(PolicyOverlayRow.is_on),
)


@dataclass(frozen=True, slots=True)
class ReferenceRows:
    """What those tables hold now; of the calendar only which import of each year is in place."""

    calendar_versions: dict[int, str]
    standards: tuple[LocalStandard, ...]
    texts: tuple[PolicyText, ...]


def reference_rows(session: Session) -> ReferenceRows:
    """All of it in one statement: a few dozen rows, the same for every case."""
    rows = session.execute(_EVERYTHING).all()
    return ReferenceRows(
        calendar_versions={row.number: row.code for row in rows if row.kind == _YEAR},
        standards=tuple(
            LocalStandard(row.code, row.area_type, row.valid_from, row.valid_to, row.number)
            for row in rows
            if row.kind == _STANDARD
        ),
        texts=tuple(PolicyText(row.code, row.valid_from) for row in rows if row.kind == _TEXT),
    )

"""The small tables that rule every case, read together: calendar years, local standards, policy texts, limits."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Date, Integer, String, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from engine.domain.policy_in_force import AwardLimit, LocalStandard, PolicyText
from engine.store.database import ask
from engine.store.tables.deadlines import CalendarYearRow
from engine.store.tables.policy import AwardLimitRow, LocalStandardRow, PolicyOverlayRow

_YEAR, _STANDARD, _TEXT, _LIMIT = "year", "standard", "text", "limit"
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
    select(
        literal(_LIMIT),
        AwardLimitRow.scope,
        AwardLimitRow.kind,
        AwardLimitRow.limit_fen,
        AwardLimitRow.valid_from,
        AwardLimitRow.valid_to,
    ),
)


@dataclass(frozen=True, slots=True)
class ReferenceRows:
    """What those tables hold now; of the calendar only which import of each year is in place."""

    calendar_versions: dict[int, str]
    standards: tuple[LocalStandard, ...]
    texts: tuple[PolicyText, ...]
    limits: tuple[AwardLimit, ...]


def reference_rows(session: Session) -> ReferenceRows:
    """All of it in one statement: a few dozen rows, the same for every case."""
    rows = ask(session, _EVERYTHING).all()
    return ReferenceRows(
        calendar_versions={row.number: row.code for row in rows if row.kind == _YEAR},
        standards=tuple(
            LocalStandard(row.code, row.area_type, row.valid_from, row.valid_to, row.number)
            for row in rows
            if row.kind == _STANDARD
        ),
        texts=tuple(PolicyText(row.code, row.valid_from) for row in rows if row.kind == _TEXT),
        limits=tuple(
            AwardLimit(row.code, row.area_type, row.valid_from, row.valid_to, row.number)
            for row in rows
            if row.kind == _LIMIT
        ),
    )

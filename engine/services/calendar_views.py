"""The official working calendar: seen by everybody, imported by administrators."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from engine.domain import authority
from engine.domain.authority import Action
from engine.domain.signed_in import SignedInPerson
from engine.errors import NotPermittedError
from engine.services.calendar_import import import_year, recount_latecomers
from engine.services.calendar_preview import moves_of_year
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store import deadlines

MOST_MOVES: Final = 2000


def year_shown(work: UnitOfWork, year: int) -> dict[str, Any]:
    """The days of a year that are not what their weekday says, and where the list comes from."""
    known = deadlines.calendar_year(work.session, year)
    return {
        "year": year,
        "published": known is not None,
        "version": known.version if known else None,
        "source": known.source if known else None,
        "imported_by": known.imported_by if known else None,
        "imported_at": known.imported_at.isoformat() if known else None,
        "days": [{"on": on.isoformat(), "kind": kind} for on, kind in deadlines.calendar_days_of(work.session, year)],
    }


def preview(work: UnitOfWork, year: int, off: Sequence[date], makeup: Sequence[date]) -> dict[str, Any]:
    """Every due time that an import would move, up to `MOST_MOVES`, and how many there are; nothing is changed.

    Raises:
        InvalidCalendarError: the list is not plausible.
    """
    _require_administrator(work)
    moves = moves_of_year(work, year, off, makeup)
    known = {(on, kind) for on, kind in deadlines.calendar_days_of(work.session, year)}
    listed = {(on, kind) for kind, days in (("off", off), ("makeup", makeup)) for on in days}
    return {
        "year": year,
        "recomputed": len(moves),
        "cases": len({move.row.case_id for move in moves}),
        "days_added": _days(listed - known),
        "days_removed": _days(known - listed),
        "moves": [
            {
                "case_id": str(move.row.case_id),
                "reference": move.row.case_reference,
                "division": move.row.town_code,
                "key": move.row.key,
                "status": move.row.status,
                "due_at": move.row.due_at,
                "provisional": move.row.provisional,
                "new_due_at": move.due_at,
                "new_provisional": move.provisional,
            }
            for move in moves[:MOST_MOVES]
        ],
    }


def _days(days: Iterable[tuple[date, str]]) -> list[dict[str, str]]:
    return [{"on": on.isoformat(), "kind": kind} for on, kind in sorted(days)]


def _require_administrator(work: UnitOfWork) -> None:
    person = work.require_person()
    if not authority.allow(person.grants, Action.ADMINISTER):
        raise NotPermittedError(f"{person.username} may not import calendars")


def import_list(
    resources: Resources, person: SignedInPerson, year: int, off: Iterable[date], makeup: Iterable[date], source: str
) -> dict[str, Any]:
    """Put the official list of a year in place, by an administrator; see `calendar_import.import_year`."""

    def put_in_place(work: UnitOfWork) -> dict[str, Any]:
        _require_administrator(work)
        return import_year(work, year, off, makeup, source)

    return recount_latecomers(resources, write(resources, put_in_place, person=person))

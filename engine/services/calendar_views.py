"""The official working calendar: seen by everybody, imported by administrators."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from engine.domain import authority
from engine.domain.authority import Action
from engine.errors import NotPermittedError
from engine.services.calendar_import import import_year
from engine.services.unit_of_work import UnitOfWork
from engine.store import deadlines


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


def import_list(
    work: UnitOfWork, year: int, off: Iterable[date], makeup: Iterable[date], source: str
) -> dict[str, Any]:
    """Put the official list of a year in place, by an administrator; see `calendar_import.import_year`."""
    person = work.require_person()
    if not authority.allow(person.grants, Action.ADMINISTER):
        raise NotPermittedError(f"{person.username} may not import calendars")
    return import_year(work, year, off, makeup, source)

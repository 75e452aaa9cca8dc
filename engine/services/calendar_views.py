"""The official working calendar: seen by everybody, imported by administrators."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from engine.domain import authority
from engine.domain.authority import Action
from engine.domain.signed_in import SignedInPerson
from engine.errors import NotPermittedError
from engine.services.calendar_import import import_year, recount_latecomers
from engine.services.unit_of_work import Resources, UnitOfWork, write
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
    resources: Resources, person: SignedInPerson, year: int, off: Iterable[date], makeup: Iterable[date], source: str
) -> dict[str, Any]:
    """Put the official list of a year in place, by an administrator; see `calendar_import.import_year`."""

    def put_in_place(work: UnitOfWork) -> dict[str, Any]:
        if not authority.allow(person.grants, Action.ADMINISTER):
            raise NotPermittedError(f"{person.username} may not import calendars")
        return import_year(work, year, off, makeup, source)

    return recount_latecomers(resources, write(resources, put_in_place, person=person))

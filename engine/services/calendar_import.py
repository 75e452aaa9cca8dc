"""Importing the official list of a year: every open deadline that touches it is counted again, with audit."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from engine.domain.working_calendar import YearOfDays, calendar_year_from_lists
from engine.services import audit, steps
from engine.services.clocks import CaseClocks
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, deadlines, processes

NO_COUNTY: Final = ""


def import_year(
    work: UnitOfWork, year: int, off: Iterable[date | str], makeup: Iterable[date | str], source: str
) -> dict[str, Any]:
    """Put the list of `year` in place and move the due times that depend on it, all in this transaction.

    Raises:
        InvalidCalendarError: the list is not plausible; nothing is changed.
    """
    days = calendar_year_from_lists(year, off, makeup)
    moved = replace_year(work, year, days, source)
    return {"year": year, "version": version_of(work), "recomputed": moved}


def replace_year(work: UnitOfWork, year: int, days: YearOfDays, source: str) -> int:
    """Keep a checked list; how many open deadlines were counted again to another due time."""
    deadlines.replace_calendar_year(
        work.session,
        year,
        off=days.off,
        makeup=days.makeup,
        version=version_of(work),
        source=source,
        imported_by=work.actor,
        now=work.now,
    )
    work.read_reference_again()
    audit.record(work, "calendar_imported", county_code=NO_COUNTY, object_id=str(year), detail={"source": source})
    return sum(_recount_case(work, case_id) for case_id in deadlines.cases_touching(work.session, year))


def version_of(work: UnitOfWork) -> str:
    """The version an import of this moment gets."""
    return work.now.strftime("%Y%m%dT%H%M%S%f")


def _recount_case(work: UnitOfWork, case_id: Any) -> int:
    """Count the open clocks of a case again, and move the timers and due times that follow them."""
    case = cases.lock_case(work.session, case_id)
    if case is None:
        return 0
    clocks = CaseClocks(work, case)
    moved = 0
    for row in clocks.open_rows:
        before = (row.due_at, row.provisional)
        clocks.recount(row)
        if (row.due_at, row.provisional) == before:
            continue
        moved += 1
        audit.record(
            work,
            "deadline_recounted",
            case=case,
            object_id=row.id,
            detail={
                "key": row.key,
                "from": before[0].isoformat() if before[0] else None,
                "to": row.due_at.isoformat() if row.due_at else None,
            },
        )
    clocks.save()
    if moved:
        for instance in processes.instances_of(work.session, case_id):
            if instance.state is not None and instance.status != "finished":
                steps.take(steps.step_of(work, case, instance, clocks), lambda _process: None)
    return moved

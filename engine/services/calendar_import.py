"""Importing the official list of a year: every open deadline that touches it is counted again, with audit."""

import logging
import time
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from engine.domain.working_calendar import YearOfDays, calendar_year_from_lists
from engine.services import audit, steps
from engine.services.clocks import CaseClocks
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import cases, deadlines, open_transactions, processes

logger = logging.getLogger(__name__)

NO_COUNTY: Final = ""
LONGEST_WAIT_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.05


def import_year(
    work: UnitOfWork, year: int, off: Iterable[date | str], makeup: Iterable[date | str], source: str
) -> dict[str, Any]:
    """Put the list of `year` in place and move the due times that depend on it, all in this transaction.

    Raises:
        InvalidCalendarError: the list is not plausible; nothing is changed.
    """
    days = calendar_year_from_lists(year, off, makeup)
    version = replace_year(work, year, days, source)
    return {"year": year, "version": version, "recomputed": recount_year(work, year)}


def recount_latecomers(resources: Resources, imported: dict[str, Any]) -> dict[str, Any]:
    """The answer to an import, after the clocks of steps that were under way meanwhile have been counted again.

    A step that had read the old calendar may write its clock only after the import has looked for clocks; on SQLite
    writers follow each other and there is none.
    """
    _wait_for_earlier_steps(resources)
    late = write(resources, lambda work: recount_year(work, imported["year"]))
    return {**imported, "recomputed": imported["recomputed"] + late}


def _wait_for_earlier_steps(resources: Resources) -> None:
    """Until every transaction that was open when this was called has ended."""
    since = read(resources, lambda work: open_transactions.moment_of(work.session))
    give_up_at = time.monotonic() + LONGEST_WAIT_SECONDS
    while since is not None and _is_one_open_from_before(resources, since):
        if time.monotonic() > give_up_at:
            logger.warning("calendar_import_left_open_transactions")  # a backup, say; steps never take as long
            return
        time.sleep(_PAUSE_SECONDS)


def _is_one_open_from_before(resources: Resources, since: datetime) -> bool:
    return read(resources, lambda work: open_transactions.has_open_before(work.session, since))


def replace_year(work: UnitOfWork, year: int, days: YearOfDays, source: str) -> str:
    """Keep a checked list; hands back its version. The deadlines are not yet counted again."""
    version = _new_version(work)
    deadlines.replace_calendar_year(
        work.session,
        year,
        off=days.off,
        makeup=days.makeup,
        version=version,
        source=source,
        imported_by=work.actor,
        now=work.now,
    )
    work.read_reference_again()
    audit.record(work, "calendar_imported", county_code=NO_COUNTY, object_id=str(year), detail={"source": source})
    return version


def recount_year(work: UnitOfWork, year: int) -> int:
    """Count the open deadlines that touch a year again; how many now have another due time."""
    return sum(_recount_case(work, case_id) for case_id in deadlines.cases_touching(work.session, year))


def _new_version(work: UnitOfWork) -> str:
    """Different for every import, also at a business time that stands still."""
    return f"{work.now:%Y%m%dT%H%M%S}-{work.new_id().hex[-12:]}"


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

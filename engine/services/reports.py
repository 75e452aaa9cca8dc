"""Reports from cases: nothing is entered for them (design, idea 10)."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any, Final

from engine.domain.authority import Action, grants_for
from engine.domain.local_time import local_date, utc_of
from engine.errors import FieldError, InvalidInputError, NotPermittedError
from engine.services.unit_of_work import UnitOfWork
from engine.store import reports
from engine.store.reports import Period

MEASURES: Final = ("cases", "persons", "awarded_fen", "paid_fen", "in_kind_fen")


class ReliefGrouping(StrEnum):
    """What relief is counted by."""

    TRACK = "track"
    CAUSE = "cause"
    CATEGORY = "category"
    TOWNSHIP = "township"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a report, both included."""

    since: date
    until: date


def relief(work: UnitOfWork, days: Days, grouping: ReliefGrouping) -> dict[str, Any]:
    """Cases, persons and fen awarded, paid and given in goods, by group, with their totals."""
    rows = reports.relief_by(work.session, _period(work, days), grouping.value)
    lines = [(name, dict(zip(MEASURES, figures, strict=True))) for name, *figures in rows]
    return {
        "since": days.since.isoformat(),
        "until": days.until.isoformat(),
        "items": [{"group": name, **figures} for name, figures in lines],
        "totals": {measure: sum(figures[measure] for _, figures in lines) for measure in MEASURES},
    }


def timeliness(work: UnitOfWork, days: Days) -> dict[str, Any]:
    """How many duties of each key were done in time, and how many were breached."""
    rows = reports.timeliness(work.session, _period(work, days))
    items = [
        {"key": key, "ended": count, "met": met, "breached": breached, "met_percent": round(100 * met / count)}
        for key, count, met, breached in rows
    ]
    return {"since": days.since.isoformat(), "until": days.until.isoformat(), "items": items}


def _period(work: UnitOfWork, days: Days) -> Period:
    if days.until < days.since:
        raise InvalidInputError([FieldError("until", "结束日期早于开始日期")])
    grants = grants_for(work.require_person().grants, Action.MONITOR_DEADLINES)
    if not grants:
        raise NotPermittedError(f"{work.actor} may not read reports")
    end = date.fromordinal(days.until.toordinal() + 1)
    return Period(tuple(grants), utc_of(days.since, time(0)), utc_of(end, time(0)))


def year_so_far(work: UnitOfWork) -> Days:
    """From the first of January to today."""
    today = local_date(work.now)
    return Days(date(today.year, 1, 1), today)

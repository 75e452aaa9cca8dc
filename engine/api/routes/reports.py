"""Reports from cases."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.schemas.entered import Day
from engine.schemas.reports import ReliefReport, TimelinessReport
from engine.services import reports
from engine.services.reports import Days, ReliefGrouping
from engine.services.unit_of_work import UnitOfWork, read

router = APIRouter(prefix="/api/reports", tags=["reports"])
AskedDay = Annotated[Day | None, Query()]


@router.get("/relief")
def relief_report(
    person: CurrentPerson,
    resources: AppResources,
    group_by: Annotated[ReliefGrouping, Query()] = ReliefGrouping.TRACK,
    since: AskedDay = None,
    until: AskedDay = None,
) -> ReliefReport:
    """Cases, persons and money by group, for the person's area; this year so far unless said otherwise."""
    report = read(resources, lambda work: reports.relief(work, _days(work, since, until), group_by), person=person)
    return ReliefReport.model_validate(report)


@router.get("/timeliness")
def timeliness_report(
    person: CurrentPerson, resources: AppResources, since: AskedDay = None, until: AskedDay = None
) -> TimelinessReport:
    """How many duties were done in time, by deadline key."""
    report = read(resources, lambda work: reports.timeliness(work, _days(work, since, until)), person=person)
    return TimelinessReport.model_validate(report)


def _days(work: UnitOfWork, since: date | None, until: date | None) -> Days:
    usual = reports.year_so_far(work)
    return Days(since or usual.since, until or usual.until)

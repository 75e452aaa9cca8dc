"""The deadline monitor."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, CodeFilter, Cursor, DivisionFilter, Limit
from engine.domain.deadline_life import DeadlineStatus
from engine.domain.local_time import local_date
from engine.domain.report_days import Days
from engine.schemas.deadlines import BreachForecasts, DeadlinePage, DeadlineSummary, DeadlineTrend
from engine.schemas.entered import Day
from engine.services import breach_forecasts, deadline_trend, deadline_views
from engine.services.deadline_views import Grouping
from engine.services.unit_of_work import read
from engine.store.deadlines import DeadlineFilter

router = APIRouter(prefix="/api", tags=["deadlines"])
AskedDay = Annotated[Day | None, Query()]
USUAL_DAYS = 30


@router.get("/deadlines")
def list_deadlines(
    person: CurrentPerson,
    resources: AppResources,
    status: Annotated[DeadlineStatus | None, Query()] = None,
    key: CodeFilter = None,
    division: DivisionFilter = None,
    element: CodeFilter = None,
    provisional: Annotated[bool | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> DeadlinePage:
    """The deadlines that the person may watch, soonest due first and paused ones last."""
    narrowed = DeadlineFilter(status.value if status else None, key, division, element, provisional)
    page = read(resources, lambda work: deadline_views.deadlines_for(work, narrowed, cursor, limit), person=person)
    return DeadlinePage.model_validate(page)


@router.get("/deadlines/summary")
def summarise_deadlines(
    person: CurrentPerson, resources: AppResources, group_by: Annotated[Grouping, Query()] = Grouping.DIVISION
) -> DeadlineSummary:
    """How many open and breached deadlines stand where."""
    return DeadlineSummary.model_validate(
        read(resources, lambda work: deadline_views.summary_for(work, group_by), person=person)
    )


@router.get("/deadlines/trend")
def show_trend(
    person: CurrentPerson,
    resources: AppResources,
    since: AskedDay = None,
    until: AskedDay = None,
    key: CodeFilter = None,
    division: DivisionFilter = None,
) -> DeadlineTrend:
    """How many duties began, were done and were breached on each day; the last 30 days unless asked otherwise."""
    last = until or local_date(resources.clock.now())
    days = Days(since or last - timedelta(days=USUAL_DAYS - 1), last)
    narrowed = DeadlineFilter(key=key, division=division)
    items = read(resources, lambda work: deadline_trend.trend_for(work, days, narrowed), person=person)
    return DeadlineTrend.model_validate({"items": items})


@router.get("/deadlines/forecast")
def show_forecasts(
    person: CurrentPerson, resources: AppResources, key: CodeFilter = None, division: DivisionFilter = None
) -> BreachForecasts:
    """Which open duties will be breached, by how long the rest took in the last year, and how right that was."""
    narrowed = DeadlineFilter(key=key, division=division)
    found = read(resources, lambda work: breach_forecasts.forecasts_for(work, narrowed), person=person)
    return BreachForecasts.model_validate(found)


@router.get("/cases/{case_id}/deadlines")
def list_deadlines_of_case(case_id: UUID, person: CurrentPerson, resources: AppResources) -> DeadlinePage:
    """All deadlines of a case in the order of their start, with alerts."""
    return DeadlinePage.model_validate(
        read(resources, lambda work: deadline_views.deadlines_of_case(work, case_id), person=person)
    )

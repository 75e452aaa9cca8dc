"""The working calendar, year by year."""

from typing import Annotated

from fastapi import APIRouter, Path

from engine.api.current_person import AppResources, CurrentPerson
from engine.schemas.working_calendar import CalendarImport, CalendarList, CalendarPreview, CalendarYear
from engine.services import calendar_views
from engine.services.unit_of_work import read

Year = Annotated[int, Path(ge=1990, le=2199)]
router = APIRouter(prefix="/api/calendar", tags=["calendar"])


@router.get("/{year}")
def show_year(year: Year, person: CurrentPerson, resources: AppResources) -> CalendarYear:
    """The days of a year that are not what their weekday says."""
    return CalendarYear.model_validate(
        read(resources, lambda work: calendar_views.year_shown(work, year), person=person)
    )


@router.post("/{year}/preview")
def preview(year: Year, entered: CalendarList, person: CurrentPerson, resources: AppResources) -> CalendarPreview:
    """Every due time that importing the list would move; nothing is changed."""
    foreseen = read(
        resources, lambda work: calendar_views.preview(work, year, entered.off, entered.makeup), person=person
    )
    return CalendarPreview.model_validate(foreseen)


@router.put("/{year}")
def import_year(year: Year, entered: CalendarList, person: CurrentPerson, resources: AppResources) -> CalendarImport:
    """Put the official list of a year in place and count all open deadlines again that touch it."""
    return CalendarImport.model_validate(
        calendar_views.import_list(resources, person, year, entered.off, entered.makeup, entered.source)
    )

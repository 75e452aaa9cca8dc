"""Due work and workers, for administrators."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, Cursor, Limit
from engine.schemas.due_work import DueWorkSummary, EffectPage, TimerPage
from engine.services import due_work_console
from engine.services.unit_of_work import read

router = APIRouter(prefix="/api/due-work", tags=["administration"])


@router.get("")
def summary(person: CurrentPerson, resources: AppResources) -> DueWorkSummary:
    """What is due, late, failed and given up in the person's area, and all workers."""
    return DueWorkSummary.model_validate(read(resources, due_work_console.summary, person=person))


@router.get("/timers")
def list_timers(
    person: CurrentPerson,
    resources: AppResources,
    state: Annotated[Literal["waiting", "failed"], Query()] = "failed",
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> TimerPage:
    """The timers in a state, soonest due first."""
    page = read(resources, lambda work: due_work_console.timers(work, state, cursor, limit), person=person)
    return TimerPage.model_validate(page)


@router.get("/effects")
def list_effects(
    person: CurrentPerson,
    resources: AppResources,
    state: Annotated[Literal["ready", "leased", "dead"], Query()] = "dead",
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> EffectPage:
    """The effects on other systems in a state, oldest first."""
    page = read(resources, lambda work: due_work_console.effects(work, state, cursor, limit), person=person)
    return EffectPage.model_validate(page)

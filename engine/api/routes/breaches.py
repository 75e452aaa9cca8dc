"""The breach register: what was not done in time, why, and who has taken note of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, CodeFilter, Cursor, DivisionFilter, IdempotencyKey, Limit
from engine.api.routes.reports import FILES, Format, saved
from engine.domain.report_days import Days, year_so_far
from engine.schemas.breaches import (
    BreachesOfCase,
    BreachPage,
    BreachStateName,
    BreachWritten,
    ExplanationEntered,
    SignOffEntered,
)
from engine.schemas.entered import Day
from engine.services import breach_notes, breach_register
from engine.services.breach_files import breach_report
from engine.services.breach_register import Verdict
from engine.services.idempotency import write_once
from engine.services.reports.files import file_of_report
from engine.services.unit_of_work import read, write
from engine.store.breaches import BreachFilter

router = APIRouter(prefix="/api", tags=["deadlines"])
AskedDay = Annotated[Day | None, Query()]


def narrowed_by(
    resources: AppResources,
    since: AskedDay = None,
    until: AskedDay = None,
    state: Annotated[BreachStateName | None, Query()] = None,
    key: CodeFilter = None,
    division: DivisionFilter = None,
    is_done: Annotated[bool | None, Query()] = None,
) -> BreachFilter:
    """What was asked for; this year so far where no days are named."""
    usual = year_so_far(resources.clock.now())
    return BreachFilter(Days(since or usual.since, until or usual.until), state, key, division, is_done)


Narrowed = Annotated[BreachFilter, Depends(narrowed_by)]


@router.get("/breaches")
def list_breaches(
    person: CurrentPerson, resources: AppResources, narrowed: Narrowed, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> BreachPage:
    """The breaches that the person may watch, the latest due first."""
    page = read(resources, lambda work: breach_register.breaches_for(work, narrowed, cursor, limit), person=person)
    return BreachPage.model_validate(page)


@router.get("/breaches/file", response_class=Response, responses=FILES)
def export_breaches(
    person: CurrentPerson, resources: AppResources, narrowed: Narrowed, file_format: Format = "xlsx"
) -> Response:
    """The same as a workbook or as CSV; the export is recorded."""
    report = write(resources, lambda work: breach_report(work, narrowed), person=person)
    return saved(file_of_report(report, file_format), len(report.tables[0].lines))


@router.get("/cases/{case_id}/breaches")
def list_breaches_of_case(case_id: UUID, person: CurrentPerson, resources: AppResources) -> BreachesOfCase:
    """The breaches of a case, the earliest first."""
    found = read(resources, lambda work: breach_register.breaches_of_case(work, case_id), person=person)
    return BreachesOfCase.model_validate(found)


@router.post("/breaches/{breach_id}/explanations", status_code=201)
def explain(
    breach_id: UUID,
    entered: ExplanationEntered,
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> BreachWritten:
    """Explain a breach for the unit that answers for it."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"explain_breach:{breach_id}",
        entered.model_dump(mode="json"),
        lambda work: breach_notes.explain(work, breach_id, entered.words),
    )
    return BreachWritten.model_validate(answer)


@router.post("/breaches/{breach_id}/sign-off", status_code=201)
def sign_off(
    breach_id: UUID,
    entered: SignOffEntered,
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> BreachWritten:
    """Take note of an explanation as a leader, or send it back."""
    answer = write_once(
        resources,
        person,
        idempotency_key,
        f"sign_off_breach:{breach_id}",
        entered.model_dump(mode="json"),
        lambda work: breach_notes.sign_off(work, breach_id, Verdict(entered.verdict), entered.words),
    )
    return BreachWritten.model_validate(answer)

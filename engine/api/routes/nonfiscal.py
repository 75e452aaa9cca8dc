"""The non-fiscal ledger: what charities give, beside fiscal relief."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, Cursor, IdempotencyKey, Limit
from engine.domain.report_days import year_so_far
from engine.schemas.entered import Day
from engine.schemas.partners import BookedEntry, CounterBody, GivenAidBody, Ledger, NonfiscalEntry
from engine.services import nonfiscal_ledger
from engine.services.idempotency import write_once
from engine.services.unit_of_work import UnitOfWork, read

router = APIRouter(tags=["partners"])
AskedDay = Annotated[Day | None, Query()]


@router.post("/api/cases/{case_id}/nonfiscal", status_code=201)
def book_entry(
    case_id: UUID,
    entered: GivenAidBody,
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> BookedEntry:
    """Book what a charity has given for a case; an amount outside the project's interval is booked with a warning."""
    booked = write_once(
        resources,
        person,
        idempotency_key,
        f"book_nonfiscal:{case_id}",
        entered.model_dump(mode="json"),
        lambda work: nonfiscal_ledger.book(work, case_id, entered.as_given_aid()),
    )
    return BookedEntry.model_validate(booked)


@router.post("/api/cases/{case_id}/nonfiscal/{entry_id}/counter", status_code=201)
def counter_entry(
    case_id: UUID,
    entry_id: UUID,
    entered: CounterBody,
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> NonfiscalEntry:
    """Take an entry back by a counter-entry; neither is ever changed."""
    booked = write_once(
        resources,
        person,
        idempotency_key,
        f"counter_nonfiscal:{entry_id}",
        entered.model_dump(mode="json"),
        lambda work: nonfiscal_ledger.counter(work, case_id, entry_id, entered.note),
    )
    return NonfiscalEntry.model_validate(booked)


@router.get("/api/nonfiscal")
def show_ledger(
    person: CurrentPerson,
    resources: AppResources,
    since: AskedDay = None,
    until: AskedDay = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Ledger:
    """The ledger of the person's area, newest first; this year so far unless said otherwise."""

    def query(work: UnitOfWork) -> dict[str, object]:
        usual = year_so_far(work.now)
        return nonfiscal_ledger.ledger(work, since or usual.since, until or usual.until, cursor, limit)

    return Ledger.model_validate(read(resources, query, person=person))

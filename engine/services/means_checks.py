"""Requests to the checking centre and its answers; an answer fills in the report, a person confirms it."""

import json
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from engine.domain.means_checks import CheckAnswer, CheckRequest
from engine.errors import NotFoundError
from engine.services import audit, check_consents, overdue_answers
from engine.services.outside_answers import CHECK_TABLE
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, followups
from engine.store.tables.followups import EconomicCheckRow

CITY: Final = "500000"


class CheckRequestNotFoundError(NotFoundError):
    """There is no such request to the checking centre."""

    code = "check_request_not_found"


def open_request_ids(work: UnitOfWork) -> Sequence[UUID]:
    """The requests without an answer, oldest first."""
    return [row.id for row in followups.unanswered_checks(work.session)]


def requests_to_export(work: UnitOfWork) -> Sequence[CheckRequest]:
    """All requests without an answer, for a file; exporting again gives the same requests under the same ids.

    A request in which nobody's consent stands any more stays behind.
    """
    requests = []
    for row in followups.unanswered_checks(work.session):
        request = _request(work, row)
        if request.people:
            row.sent_at = row.sent_at or work.now
            requests.append(request)
    if requests:
        audit.record(work, "check_requests_exported", county_code=CITY, detail={"requests": len(requests)})
    return requests


def request_to_send(work: UnitOfWork, request_id: UUID) -> CheckRequest | None:
    """One request with the people it is about; nothing when it is answered or nobody's consent stands any more."""
    row = followups.lock_economic_check(work.session, request_id)
    if row is None or row.answered_at is not None:
        return None
    request = _request(work, row)
    if not request.people:
        return None
    row.sent_at = row.sent_at or work.now
    return request


def record_answer(work: UnitOfWork, answer: CheckAnswer) -> bool:
    """Keep what the centre found, encrypted, on its request; whether it is new. The first answer stays.

    Raises:
        CheckRequestNotFoundError: we have asked no such thing.
    """
    row = followups.lock_economic_check(work.session, answer.request_id)
    if row is None:
        raise CheckRequestNotFoundError(f"no request {answer.request_id}")
    if row.answered_at is not None:
        return False
    text = json.dumps(
        {
            "conclusion": answer.conclusion,
            "as_of": answer.as_of.isoformat(),
            "total_income_fen": answer.total_income_fen,
            "total_property_fen": answer.total_property_fen,
        }
    )
    row.answer = work.resources.cipher.encrypt(text, table=CHECK_TABLE, row_id=row.id, column="answer")
    row.answered_at = work.now
    overdue_answers.answered(work, overdue_answers.CHECK_OVERDUE, str(row.id))
    audit.record(work, "check_answer_received", county_code=row.county_code, object_id=row.id)
    work.session.flush()
    return True


def _request(work: UnitOfWork, row: EconomicCheckRow) -> CheckRequest:
    case = cases.case_of(work.session, row.case_id)
    if case is None:
        raise CheckRequestNotFoundError(f"request {row.id} is about no case")
    return CheckRequest(
        request_id=row.id,
        reference=case.reference,
        scope=row.scope,
        requested_at=row.requested_at,
        authorised_until=case.check_authorised_until,
        people=check_consents.people_to_check(work, case.id, row.scope),
    )

"""The rows of the ledger (台账): each case with its applicant, awards and payments, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from engine.store.reports.scope import Scope
from engine.store.tables.cases import CaseRow, PersonRow
from engine.store.tables.relief import AwardRow, DisbursementRow


@dataclass(frozen=True, slots=True)
class RegisteredCase:
    """A case as the ledger needs it."""

    case: CaseRow
    applicant: PersonRow
    awards: list[AwardRow] = field(default_factory=list)
    payments: list[DisbursementRow] = field(default_factory=list)


def number_of_cases(session: Session, scope: Scope) -> int:
    """How many cases of the scope were registered in the time."""
    query = select(func.count()).select_from(CaseRow).where(scope.cases, scope.during(CaseRow.registered_at))
    return session.scalar(query) or 0


def cases_page(
    session: Session, scope: Scope, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[RegisteredCase]:
    """The next cases in the order of registration, after a keyset position."""
    query = (
        select(CaseRow, PersonRow)
        .join(PersonRow, and_(PersonRow.id == CaseRow.applicant_id, PersonRow.county_code == CaseRow.county_code))
        .where(scope.cases, scope.during(CaseRow.registered_at))
    )
    if after:
        at, case_id = after
        later = and_(CaseRow.registered_at == at, CaseRow.id > case_id)
        query = query.where(or_(CaseRow.registered_at > at, later))
    rows = session.execute(query.order_by(CaseRow.registered_at, CaseRow.id).limit(limit))
    page = {case.id: RegisteredCase(case, applicant) for case, applicant in rows}
    for award in session.scalars(select(AwardRow).where(AwardRow.case_id.in_(page)).order_by(AwardRow.id)):
        page[award.case_id].awards.append(award)
    payments = select(DisbursementRow).where(DisbursementRow.case_id.in_(page)).order_by(DisbursementRow.id)
    for payment in session.scalars(payments):
        page[payment.case_id].payments.append(payment)
    return list(page.values())

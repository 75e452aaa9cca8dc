"""People who were paid by several cases, or stand in several open ones: known by their blind index only (R48)."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from engine.domain.case_codes import CaseStatus
from engine.store.cases import BEFORE_A_CASE
from engine.store.reports.scope import Scope
from engine.store.tables.cases import CaseRow, PersonRow
from engine.store.tables.payments import AwardClaimRow
from engine.store.tables.relief import DisbursementRow

OPEN: Final = (CaseStatus.REGISTERED.value, CaseStatus.IN_PROGRESS.value)
_OF_CASE: Final = and_(PersonRow.case_id == CaseRow.id, PersonRow.county_code == CaseRow.county_code)


@dataclass(frozen=True, slots=True)
class CaseOfPerson:
    """A case in which a person stands; `person` tells people apart and says nothing of them."""

    person: bytes
    reference: str
    county_code: str
    cause: str
    cause_key: bytes | None
    is_in_scope: bool
    is_let_through: bool
    """The county has allowed this case beside another one for the same cause."""
    paid_fen: int


def people_paid_by_several_cases(session: Session, scope: Scope, most: int) -> list[CaseOfPerson]:
    """Of people whom several cases paid in the time, one of them in the scope: those cases, anywhere in the city."""
    return _cases_of(session, scope, CaseRow.id.in_(_paid_in_time(scope)), most)


def people_in_several_open_cases(session: Session, scope: Scope, most: int) -> list[CaseOfPerson]:
    """Of people who stand in two or more open cases now, one of them in the scope: those cases."""
    return _cases_of(session, scope, CaseRow.status.in_(OPEN), most)


def _cases_of(session: Session, scope: Scope, counted: ColumnElement[bool], most: int) -> list[CaseOfPerson]:
    people = session.scalars(_people(scope, counted).limit(most)).all()
    if not people:
        return []
    paid = _paid_fen(scope)
    rows = session.execute(
        select(
            PersonRow.identity_index,
            CaseRow.reference,
            CaseRow.county_code,
            CaseRow.cause,
            CaseRow.cause_key,
            func.max(case((scope.cases, 1), else_=0)),
            func.max(case((CaseRow.id.in_(_let_through()), 1), else_=0)),
            func.max(func.coalesce(paid.c.amount_fen, 0)),
        )
        .join(CaseRow, _OF_CASE)
        .outerjoin(paid, paid.c.case_id == CaseRow.id)
        .where(PersonRow.identity_index.in_(people), counted, CaseRow.status.not_in(BEFORE_A_CASE))
        .group_by(PersonRow.identity_index, CaseRow.reference, CaseRow.county_code, CaseRow.cause, CaseRow.cause_key)
        .order_by(PersonRow.identity_index, CaseRow.reference)
    )
    return [
        CaseOfPerson(person, reference, county, cause, key, bool(own), bool(let_through), int(fen))
        for person, reference, county, cause, key, own, let_through, fen in rows
    ]


def _people(scope: Scope, counted: ColumnElement[bool]) -> Any:
    return (
        select(PersonRow.identity_index)
        .join(CaseRow, _OF_CASE)
        .where(PersonRow.identity_index.is_not(None), counted, CaseRow.status.not_in(BEFORE_A_CASE))
        .group_by(PersonRow.identity_index)
        .having(func.count(CaseRow.id.distinct()) > 1, func.max(case((scope.cases, 1), else_=0)) == 1)
        .order_by(PersonRow.identity_index)
    )


def _paid_in_time(scope: Scope) -> Any:
    return select(DisbursementRow.case_id).where(
        DisbursementRow.status == "paid", scope.during(DisbursementRow.paid_at)
    )


def _paid_fen(scope: Scope) -> Any:
    return (
        select(DisbursementRow.case_id, func.sum(DisbursementRow.amount_fen).label("amount_fen"))
        .where(DisbursementRow.status == "paid", scope.during(DisbursementRow.paid_at))
        .group_by(DisbursementRow.case_id)
        .subquery()
    )


def _let_through() -> Any:
    return select(AwardClaimRow.case_id).where(AwardClaimRow.override_of != "")

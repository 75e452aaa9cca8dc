"""Queries over awards, disbursements, standby funds, notices and referrals."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Session

from engine.store.database import ask
from engine.store.tables.cases import CaseRow
from engine.store.tables.relief import (
    AwardRow,
    DisbursementRow,
    NoticeRow,
    PlannedVisitRow,
    ReferralRow,
    StandbyFundRow,
)

TOWN_CODE_LENGTH: Final = 9

_AWARDS_AND_DISBURSEMENTS = (
    select(AwardRow, DisbursementRow)
    .outerjoin(
        DisbursementRow,
        and_(DisbursementRow.award_id == AwardRow.id, DisbursementRow.county_code == AwardRow.county_code),
    )
    .where(AwardRow.case_id == bindparam("case_id"))
)
_NOTICES = (
    select(NoticeRow).where(NoticeRow.case_id == bindparam("case_id")).order_by(NoticeRow.issued_at, NoticeRow.id)
)
_REFERRALS = select(ReferralRow).where(ReferralRow.case_id == bindparam("case_id")).order_by(ReferralRow.id)
_BALANCE = select(StandbyFundRow.balance_fen).where(StandbyFundRow.town_code == bindparam("town_code"))
_TAKE_FROM_FUND = (
    update(StandbyFundRow)
    .where(StandbyFundRow.town_code == bindparam("town"), StandbyFundRow.balance_fen >= bindparam("amount_fen"))
    .values(balance_fen=StandbyFundRow.balance_fen - bindparam("amount_fen"))
    .returning(StandbyFundRow.balance_fen)
)


def awards_and_disbursements(session: Session, case_id: UUID) -> tuple[list[AwardRow], list[DisbursementRow]]:
    """All awards of a case and all payment rows of these awards."""
    rows = session.execute(_AWARDS_AND_DISBURSEMENTS, {"case_id": case_id}).all()
    awards = {award.id: award for award, _ in rows}
    return list(awards.values()), [payment for _, payment in rows if payment is not None]


def awards_of(session: Session, case_id: UUID) -> Sequence[AwardRow]:
    """All awards of a case, in order."""
    return session.scalars(select(AwardRow).where(AwardRow.case_id == case_id).order_by(AwardRow.id)).all()


def disbursements_of(session: Session, case_id: UUID) -> Sequence[DisbursementRow]:
    """All payment rows of a case."""
    return session.scalars(
        select(DisbursementRow).where(DisbursementRow.case_id == case_id).order_by(DisbursementRow.id)
    ).all()


def cash_paid(
    session: Session, unit_code: str, since: datetime, before: datetime, *, limit: int
) -> Sequence[DisbursementRow]:
    """Cash handed out in the cases of a county or township, in the order in which it was paid."""
    unit = CaseRow.town_code if len(unit_code) == TOWN_CODE_LENGTH else CaseRow.county_code
    query = (
        select(DisbursementRow)
        .join(CaseRow, and_(CaseRow.id == DisbursementRow.case_id, CaseRow.county_code == DisbursementRow.county_code))
        .where(
            unit == unit_code,
            DisbursementRow.method == "cash",
            DisbursementRow.status == "paid",
            DisbursementRow.paid_at >= since,
            DisbursementRow.paid_at < before,
        )
    )
    return session.scalars(query.order_by(DisbursementRow.paid_at, DisbursementRow.id).limit(limit)).all()


def balance_of(session: Session, town_code: str) -> int:
    """The cash in a township's standby fund, in fen; 0 where it has none."""
    return ask(session, _BALANCE, {"town_code": town_code}).scalar() or 0


def take_from_fund(session: Session, town_code: str, amount_fen: int) -> int | None:
    """Take cash out of a township's standby fund; what is left in it, or nothing when it does not hold as much."""
    return ask(session, _TAKE_FROM_FUND, {"town": town_code, "amount_fen": amount_fen}).scalar()


def lock_disbursement(session: Session, disbursement_id: UUID) -> DisbursementRow | None:
    """One payment row, locked until the transaction ends."""
    return session.scalar(select(DisbursementRow).where(DisbursementRow.id == disbursement_id).with_for_update())


def notices_of(session: Session, case_id: UUID) -> Sequence[NoticeRow]:
    """The documents issued in a case, in order."""
    return session.scalars(_NOTICES, {"case_id": case_id}).all()


def referrals_of(session: Session, case_id: UUID) -> Sequence[ReferralRow]:
    """The referrals of a case, in order."""
    return session.scalars(_REFERRALS, {"case_id": case_id}).all()


def referral_of(session: Session, referral_id: UUID) -> ReferralRow | None:
    """One referral."""
    return session.scalar(select(ReferralRow).where(ReferralRow.id == referral_id))


def lock_referral(session: Session, referral_id: UUID) -> ReferralRow | None:
    """One referral, locked until the transaction ends."""
    return session.scalar(select(ReferralRow).where(ReferralRow.id == referral_id).with_for_update())


def visits_planned_on(session: Session, case_id: UUID, on: date) -> Sequence[PlannedVisitRow]:
    """Visits of a case planned for a day."""
    return session.scalars(
        select(PlannedVisitRow).where(PlannedVisitRow.case_id == case_id, PlannedVisitRow.planned_for == on)
    ).all()

"""Queries over awards, disbursements, standby funds, notices and referrals."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.store.tables.background import OutboxRow
from engine.store.tables.relief import (
    AwardRow,
    DisbursementRow,
    NoticeRow,
    PlannedVisitRow,
    ReferralRow,
    StandbyFundRow,
)


def award_of_task(session: Session, task_id: UUID) -> AwardRow | None:
    """The award that one service task registered."""
    return session.scalar(select(AwardRow).where(AwardRow.task_id == task_id))


def award_of(session: Session, award_id: UUID) -> AwardRow:
    """One award."""
    return session.scalars(select(AwardRow).where(AwardRow.id == award_id)).one()


def open_award(session: Session, case_id: UUID) -> AwardRow | None:
    """The award of a case that was decided last."""
    return session.scalar(
        select(AwardRow)
        .where(AwardRow.case_id == case_id)
        .order_by(AwardRow.decided_at.desc(), AwardRow.id.desc())
        .limit(1)
    )


def awards_of(session: Session, case_id: UUID) -> Sequence[AwardRow]:
    """All awards of a case, in order."""
    return session.scalars(select(AwardRow).where(AwardRow.case_id == case_id).order_by(AwardRow.id)).all()


def disbursements_of_award(session: Session, award_id: UUID) -> list[DisbursementRow]:
    """The payment rows of an award, by line and stage."""
    order = (DisbursementRow.line_no, DisbursementRow.instalment_no)
    return list(session.scalars(select(DisbursementRow).where(DisbursementRow.award_id == award_id).order_by(*order)))


def disbursements_of(session: Session, case_id: UUID) -> Sequence[DisbursementRow]:
    """All payment rows of a case."""
    return session.scalars(
        select(DisbursementRow).where(DisbursementRow.case_id == case_id).order_by(DisbursementRow.id)
    ).all()


def lock_disbursement(session: Session, disbursement_id: UUID) -> DisbursementRow | None:
    """One payment row, locked until the transaction ends."""
    return session.scalar(select(DisbursementRow).where(DisbursementRow.id == disbursement_id).with_for_update())


def unpaid_count(session: Session, case_id: UUID) -> int:
    """How many payment rows of a case are neither paid nor cancelled."""
    return (
        session.scalar(
            select(func.count()).where(
                DisbursementRow.case_id == case_id, DisbursementRow.status.in_(("planned", "ordered", "returned"))
            )
        )
        or 0
    )


def balance_of(session: Session, town_code: str) -> int:
    """The cash in a township's standby fund, in fen; 0 where it has none."""
    return session.scalar(select(StandbyFundRow.balance_fen).where(StandbyFundRow.town_code == town_code)) or 0


def lock_fund(session: Session, town_code: str) -> StandbyFundRow | None:
    """A township's standby fund, locked until the transaction ends."""
    return session.scalar(select(StandbyFundRow).where(StandbyFundRow.town_code == town_code).with_for_update())


def orders_of(session: Session, disbursement_id: UUID) -> int:
    """How many bank orders were sent for a payment row."""
    return session.scalar(select(func.count()).where(OutboxRow.key.startswith(f"bank_order:{disbursement_id}:"))) or 0


def notices_of(session: Session, case_id: UUID) -> Sequence[NoticeRow]:
    """The documents issued in a case, in order."""
    return session.scalars(
        select(NoticeRow).where(NoticeRow.case_id == case_id).order_by(NoticeRow.issued_at, NoticeRow.id)
    ).all()


def referrals_of(session: Session, case_id: UUID) -> Sequence[ReferralRow]:
    """The referrals of a case, in order."""
    return session.scalars(select(ReferralRow).where(ReferralRow.case_id == case_id).order_by(ReferralRow.id)).all()


def lock_referral(session: Session, referral_id: UUID) -> ReferralRow | None:
    """One referral, locked until the transaction ends."""
    return session.scalar(select(ReferralRow).where(ReferralRow.id == referral_id).with_for_update())


def visits_planned_on(session: Session, case_id: UUID, on: date) -> Sequence[PlannedVisitRow]:
    """Visits of a case planned for a day."""
    return session.scalars(
        select(PlannedVisitRow).where(PlannedVisitRow.case_id == case_id, PlannedVisitRow.planned_for == on)
    ).all()

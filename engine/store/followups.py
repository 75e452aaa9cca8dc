"""Queries over clues, notices for the public, recoveries and complaints."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.tables.followups import (
    ClueRow,
    ComplaintRow,
    EconomicCheckRow,
    ObjectionRow,
    ProgrammeLinkRow,
    PublicNoticeRow,
    RecoveryEntryRow,
    RecoveryRow,
)
from engine.store.tables.relief import PlannedVisitRow


def clue(session: Session, clue_id: UUID) -> ClueRow | None:
    """One clue, locked until the transaction ends."""
    return session.scalar(select(ClueRow).where(ClueRow.id == clue_id).with_for_update())


def clue_of_case(session: Session, case_id: UUID) -> ClueRow | None:
    """The clue a matter began with, or was raised by last."""
    return session.scalar(select(ClueRow).where(ClueRow.case_id == case_id).order_by(ClueRow.id.desc()).limit(1))


def visit(session: Session, visit_id: UUID) -> PlannedVisitRow | None:
    """One planned visit, locked until the transaction ends."""
    return session.scalar(select(PlannedVisitRow).where(PlannedVisitRow.id == visit_id).with_for_update())


def economic_check_of_task(session: Session, task_id: UUID) -> EconomicCheckRow | None:
    """The request that one service task sent."""
    return session.scalar(select(EconomicCheckRow).where(EconomicCheckRow.task_id == task_id))


def latest_economic_check(session: Session, case_id: UUID) -> EconomicCheckRow | None:
    """The last request of a case to the checking centre."""
    return session.scalar(
        select(EconomicCheckRow)
        .where(EconomicCheckRow.case_id == case_id)
        .order_by(EconomicCheckRow.requested_at.desc(), EconomicCheckRow.id.desc())
        .limit(1)
    )


def lock_economic_check(session: Session, request_id: UUID) -> EconomicCheckRow | None:
    """One request to the checking centre, locked until the transaction ends."""
    return session.scalar(select(EconomicCheckRow).where(EconomicCheckRow.id == request_id).with_for_update())


def unanswered_checks(session: Session) -> list[EconomicCheckRow]:
    """The requests to which the checking centre has not answered, oldest first."""
    return list(
        session.scalars(
            select(EconomicCheckRow).where(EconomicCheckRow.answered_at.is_(None)).order_by(EconomicCheckRow.id)
        )
    )


def notice_of_task(session: Session, task_id: UUID) -> PublicNoticeRow | None:
    """The public notice that one service task drafted."""
    return session.scalar(select(PublicNoticeRow).where(PublicNoticeRow.task_id == task_id))


def public_notices_of(session: Session, case_id: UUID) -> list[PublicNoticeRow]:
    """The public notices of a case, in order."""
    return list(
        session.scalars(select(PublicNoticeRow).where(PublicNoticeRow.case_id == case_id).order_by(PublicNoticeRow.id))
    )


def objection_of_task(session: Session, task_id: UUID) -> ObjectionRow | None:
    """The objection that one service task registered."""
    return session.scalar(select(ObjectionRow).where(ObjectionRow.task_id == task_id))


def objections_of(session: Session, case_id: UUID) -> list[ObjectionRow]:
    """The objections filed in a case, in order."""
    return list(session.scalars(select(ObjectionRow).where(ObjectionRow.case_id == case_id).order_by(ObjectionRow.id)))


def recovery(session: Session, recovery_id: UUID) -> RecoveryRow | None:
    """One recovery, locked until the transaction ends."""
    return session.scalar(select(RecoveryRow).where(RecoveryRow.id == recovery_id).with_for_update())


def recoveries_of(session: Session, case_id: UUID) -> list[RecoveryRow]:
    """The recoveries of a case, in order."""
    return list(session.scalars(select(RecoveryRow).where(RecoveryRow.case_id == case_id).order_by(RecoveryRow.id)))


def recovery_entries(session: Session, recovery_id: UUID) -> list[RecoveryEntryRow]:
    """The counter-entries of a recovery, in order."""
    return list(
        session.scalars(
            select(RecoveryEntryRow).where(RecoveryEntryRow.recovery_id == recovery_id).order_by(RecoveryEntryRow.id)
        )
    )


def complaint(session: Session, complaint_id: UUID) -> ComplaintRow | None:
    """One complaint, locked until the transaction ends."""
    return session.scalar(select(ComplaintRow).where(ComplaintRow.id == complaint_id).with_for_update())


def programme_link_of(session: Session, case_id: UUID) -> ProgrammeLinkRow | None:
    """The link of a case to another programme."""
    return session.scalar(
        select(ProgrammeLinkRow)
        .where(ProgrammeLinkRow.case_id == case_id)
        .order_by(ProgrammeLinkRow.id.desc())
        .limit(1)
    )


def visits_of(session: Session, case_id: UUID) -> list[PlannedVisitRow]:
    """The visits planned or made for a case, soonest first."""
    return list(
        session.scalars(
            select(PlannedVisitRow)
            .where(PlannedVisitRow.case_id == case_id)
            .order_by(PlannedVisitRow.planned_for, PlannedVisitRow.id)
        )
    )


def visits_due_on(session: Session, on: date) -> list[PlannedVisitRow]:
    """Visits planned for a day."""
    return list(session.scalars(select(PlannedVisitRow).where(PlannedVisitRow.planned_for == on)))

"""Queries over what a case has left behind, finished or not: for those who look back on the whole of it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.tables.background import OutboxRow
from engine.store.tables.followups import ProgrammeLinkRow
from engine.store.tables.processes import EventWaitRow, HumanTaskRow, TimerRow
from engine.store.tables.relief import StandbyFundEntryRow


def tasks_of(session: Session, case_id: UUID) -> Sequence[HumanTaskRow]:
    """All human tasks of a case in whatever state, in the order in which they were completed; open ones last."""
    return session.scalars(
        select(HumanTaskRow)
        .where(HumanTaskRow.case_id == case_id)
        .order_by(HumanTaskRow.completed_at.is_(None), HumanTaskRow.completed_at, HumanTaskRow.id)
    ).all()


def waiting_timers_of(session: Session, case_id: UUID) -> Sequence[TimerRow]:
    """The timers of a case that have neither fired nor ended."""
    return session.scalars(
        select(TimerRow).where(TimerRow.case_id == case_id, TimerRow.state.not_in(("fired", "ended")))
    ).all()


def waits_of(session: Session, case_id: UUID) -> Sequence[EventWaitRow]:
    """The nodes of a case that wait for a message."""
    return session.scalars(select(EventWaitRow).where(EventWaitRow.case_id == case_id)).all()


def unsent_of(session: Session, case_id: UUID) -> Sequence[OutboxRow]:
    """The effects of a case that have not reached the outside."""
    return session.scalars(select(OutboxRow).where(OutboxRow.case_id == case_id, OutboxRow.state != "done")).all()


def programme_links_of(session: Session, case_id: UUID) -> Sequence[ProgrammeLinkRow]:
    """The links of a case to other programmes, in order."""
    return session.scalars(
        select(ProgrammeLinkRow).where(ProgrammeLinkRow.case_id == case_id).order_by(ProgrammeLinkRow.id)
    ).all()


def fund_movements(session: Session, town_code: str) -> Sequence[StandbyFundEntryRow]:
    """All movements of a township's standby fund, in order."""
    return session.scalars(
        select(StandbyFundEntryRow).where(StandbyFundEntryRow.town_code == town_code).order_by(StandbyFundEntryRow.id)
    ).all()

"""Queries over charities and their projects, their referrals, and the non-fiscal ledger."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import String, func, literal_column, select
from sqlalchemy.orm import Session

from engine.domain.roles import Grant
from engine.store.cases import within
from engine.store.tables.cases import CaseRow
from engine.store.tables.partners import NonfiscalEntryRow, PartnerRow
from engine.store.tables.relief import ReferralRow

_SENT = literal_column("'sent'", String)  # a bound value would not be recognised as that of the partial index


def partner_of(session: Session, partner_id: UUID) -> PartnerRow | None:
    """One project."""
    return session.scalar(select(PartnerRow).where(PartnerRow.id == partner_id))


def lock_partner(session: Session, partner_id: UUID) -> PartnerRow | None:
    """One project, locked until the transaction ends."""
    return session.scalar(select(PartnerRow).where(PartnerRow.id == partner_id).with_for_update())


def partners_page(
    session: Session, counties: Collection[str], target: str | None, after: UUID | None, limit: int
) -> Sequence[PartnerRow]:
    """A page of the projects that any of `counties` keeps, in the order of their entry."""
    query = select(PartnerRow).where(PartnerRow.county_code.in_(counties))
    if target is not None:
        query = query.where(PartnerRow.target == target)
    if after is not None:
        query = query.where(PartnerRow.id > after)
    return session.scalars(query.order_by(PartnerRow.id).limit(limit)).all()


def partners_for(session: Session, target: str, counties: Collection[str]) -> Sequence[PartnerRow]:
    """The projects of one receiver that any of `counties` keeps, in the order of their entry."""
    return session.scalars(
        select(PartnerRow)
        .where(PartnerRow.target == target, PartnerRow.county_code.in_(counties))
        .order_by(PartnerRow.id)
    ).all()


def referrals_to_ask_about(session: Session) -> Sequence[tuple[UUID, UUID]]:
    """Open referrals to projects that can be asked over a connection: (referral, project), oldest first."""
    rows = session.execute(
        select(ReferralRow.id, PartnerRow.id)
        .join(PartnerRow, PartnerRow.id == ReferralRow.partner_id)
        .where(ReferralRow.status == _SENT, PartnerRow.base_url.is_not(None))
        .order_by(ReferralRow.id)
    )
    return [(referral_id, partner_id) for referral_id, partner_id in rows]


def entries_of_case(session: Session, case_id: UUID) -> Sequence[NonfiscalEntryRow]:
    """The non-fiscal entries of a case, in order."""
    return session.scalars(
        select(NonfiscalEntryRow).where(NonfiscalEntryRow.case_id == case_id).order_by(NonfiscalEntryRow.id)
    ).all()


def entry_of_task(session: Session, task_id: UUID) -> NonfiscalEntryRow | None:
    """The entry that one step booked."""
    return session.scalar(select(NonfiscalEntryRow).where(NonfiscalEntryRow.task_id == task_id))


def entries_with_voucher(session: Session, partner_id: UUID, voucher_number: str) -> Sequence[NonfiscalEntryRow]:
    """The entries of one voucher of a project, counter-entries included."""
    return session.scalars(
        select(NonfiscalEntryRow).where(
            NonfiscalEntryRow.partner_id == partner_id, NonfiscalEntryRow.voucher_number == voucher_number
        )
    ).all()


def ledger_page(
    session: Session, readers: Sequence[Grant], since: date, until: date, after: UUID | None, limit: int
) -> Sequence[tuple[NonfiscalEntryRow, str]]:
    """A page of the ledger in the area of `readers` between two days (both belong to it), newest first.

    Each entry comes with the reference of its case.
    """
    query = (
        select(NonfiscalEntryRow, CaseRow.reference)
        .join(CaseRow, CaseRow.id == NonfiscalEntryRow.case_id)
        .where(NonfiscalEntryRow.given_on.between(since, until), within(readers))
    )
    if after is not None:
        query = query.where(NonfiscalEntryRow.id < after)
    rows = session.execute(query.order_by(NonfiscalEntryRow.id.desc()).limit(limit))
    return [(entry, reference) for entry, reference in rows]


def ledger_totals(session: Session, readers: Sequence[Grant], since: date, until: date) -> dict[str, int]:
    """What was given between two days in the area of `readers`, in fen by source, counter-entries taken off."""
    rows = session.execute(
        select(NonfiscalEntryRow.fund_source, func.sum(NonfiscalEntryRow.amount_fen))
        .join(CaseRow, CaseRow.id == NonfiscalEntryRow.case_id)
        .where(NonfiscalEntryRow.given_on.between(since, until), within(readers))
        .group_by(NonfiscalEntryRow.fund_source)
    )
    return {source: int(total or 0) for source, total in rows}

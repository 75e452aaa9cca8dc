"""Queries over the seals of audit entries: the links of one chain per county."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from engine.store.tables.background import AuditEntryRow, AuditSealRow

PAGE: Final = 5_000
_ENTRY_OF_SEAL = and_(AuditEntryRow.id == AuditSealRow.entry_id, AuditEntryRow.county_code == AuditSealRow.county_code)


def counties(session: Session) -> list[str]:
    """The counties that have audit entries (an empty code: matters of no county)."""
    return list(session.scalars(select(AuditEntryRow.county_code).distinct().order_by(AuditEntryRow.county_code)))


def last_seal(session: Session, county_code: str) -> AuditSealRow | None:
    """The newest link of a county's chain."""
    return session.scalar(
        select(AuditSealRow).where(AuditSealRow.county_code == county_code).order_by(AuditSealRow.seq.desc()).limit(1)
    )


def entries_after(
    session: Session, county_code: str, after: UUID | None, before: UUID, limit: int
) -> Sequence[AuditEntryRow]:
    """Entries of a county in the order of their ids, after one id and before another."""
    query = select(AuditEntryRow).where(AuditEntryRow.county_code == county_code, AuditEntryRow.id < before)
    if after is not None:
        query = query.where(AuditEntryRow.id > after)
    return session.scalars(query.order_by(AuditEntryRow.id).limit(limit)).all()


def sealed_entries(session: Session, county_code: str) -> Iterator[tuple[AuditSealRow, AuditEntryRow | None]]:
    """The links of a county's chain in order, each with its entry; nothing where the entry is gone."""
    seq = 0
    while page := sealed_page(session, county_code, seq):
        yield from page
        seq = page[-1][0].seq


def sealed_page(
    session: Session, county_code: str, after_seq: int, last_seq: int | None = None
) -> list[tuple[AuditSealRow, AuditEntryRow | None]]:
    """The next links of a county's chain, up to a number where one is given, each with its entry."""
    query = (
        select(AuditSealRow, AuditEntryRow)
        .outerjoin(AuditEntryRow, _ENTRY_OF_SEAL)
        .where(AuditSealRow.county_code == county_code, AuditSealRow.seq > after_seq)
        .order_by(AuditSealRow.seq)
        .limit(PAGE)
    )
    if last_seq is not None:
        query = query.where(AuditSealRow.seq <= last_seq)
    return [(sealed, entry) for sealed, entry in session.execute(query)]


def seals_between(session: Session, county_code: str, since: datetime, until: datetime) -> tuple[int, int] | None:
    """The numbers of the first and the last link whose entry was written from `since` on and before `until`."""
    first, last = session.execute(
        select(func.min(AuditSealRow.seq), func.max(AuditSealRow.seq))
        .join(AuditEntryRow, _ENTRY_OF_SEAL)
        .where(AuditSealRow.county_code == county_code, AuditEntryRow.at >= since, AuditEntryRow.at < until)
    ).one()
    return (first, last) if first is not None else None


def mac_at(session: Session, county_code: str, seq: int) -> bytes | None:
    """The link with a number; nothing before the first."""
    query = select(AuditSealRow.mac).where(AuditSealRow.county_code == county_code, AuditSealRow.seq == seq)
    return session.scalar(query)


def unsealed_up_to(session: Session, county_code: str, last_id: UUID) -> int:
    """How many entries up to `last_id` have no seal: they were slipped in afterwards."""
    query = (
        select(func.count())
        .select_from(AuditEntryRow)
        .outerjoin(AuditSealRow, _ENTRY_OF_SEAL)
        .where(
            AuditEntryRow.county_code == county_code,
            AuditEntryRow.id <= last_id,
            AuditSealRow.entry_id.is_(None),
        )
    )
    return session.scalar(query) or 0

"""Queries over the seals of audit entries: the links of one chain per county."""

from collections.abc import Iterator, Sequence
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
    while True:
        rows = session.execute(
            select(AuditSealRow, AuditEntryRow)
            .outerjoin(AuditEntryRow, _ENTRY_OF_SEAL)
            .where(AuditSealRow.county_code == county_code, AuditSealRow.seq > seq)
            .order_by(AuditSealRow.seq)
            .limit(PAGE)
        ).all()
        if not rows:
            return
        yield from ((row[0], row[1]) for row in rows)
        seq = rows[-1][0].seq


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

"""Queries over audit entries and their seals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from engine.domain.roles import Grant
from engine.store.tables.background import AuditEntryRow, AuditSealRow

PAGE = 5_000


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
            .outerjoin(
                AuditEntryRow,
                and_(AuditEntryRow.id == AuditSealRow.entry_id, AuditEntryRow.county_code == AuditSealRow.county_code),
            )
            .where(AuditSealRow.county_code == county_code, AuditSealRow.seq > seq)
            .order_by(AuditSealRow.seq)
            .limit(PAGE)
        ).all()
        if not rows:
            return
        yield from ((seal, entry) for seal, entry in rows)
        seq = rows[-1][0].seq


def unsealed_up_to(session: Session, county_code: str, last_id: UUID) -> int:
    """How many entries up to `last_id` have no seal: they were slipped in afterwards."""
    seal_of = and_(AuditSealRow.entry_id == AuditEntryRow.id, AuditSealRow.county_code == AuditEntryRow.county_code)
    return (
        session.scalar(
            select(func.count())
            .select_from(AuditEntryRow)
            .outerjoin(AuditSealRow, seal_of)
            .where(
                AuditEntryRow.county_code == county_code,
                AuditEntryRow.id <= last_id,
                AuditSealRow.entry_id.is_(None),
            )
        )
        or 0
    )


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a list of audit entries is narrowed to; moments from `since` on and before `until`."""

    case_id: UUID | None = None
    actor: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries_of_case(session: Session, case_id: UUID) -> Sequence[AuditEntryRow]:
    """Everything recorded about a case, oldest first."""
    return session.scalars(
        select(AuditEntryRow).where(AuditEntryRow.case_id == case_id).order_by(AuditEntryRow.at, AuditEntryRow.id)
    ).all()


def entries_page(
    session: Session,
    areas: Sequence[Grant],
    narrowed: AuditFilter,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[AuditEntryRow]:
    """A page of entries in the areas of grants, newest first; what belongs to no county is the city's to see."""
    within = [AuditEntryRow.county_code.startswith(grant.area_prefix, autoescape=True) for grant in areas]
    if any(len(grant.area_prefix) < len(grant.unit_code) for grant in areas):
        within.append(AuditEntryRow.county_code == "")
    query = select(AuditEntryRow).where(or_(*within))
    if narrowed.case_id:
        query = query.where(AuditEntryRow.case_id == narrowed.case_id)
    if narrowed.actor:
        query = query.where(AuditEntryRow.actor == narrowed.actor)
    if narrowed.action:
        query = query.where(AuditEntryRow.action == narrowed.action)
    if narrowed.since:
        query = query.where(AuditEntryRow.at >= narrowed.since)
    if narrowed.until:
        query = query.where(AuditEntryRow.at < narrowed.until)
    if after:
        at, entry_id = after
        query = query.where(or_(AuditEntryRow.at < at, and_(AuditEntryRow.at == at, AuditEntryRow.id < entry_id)))
    return session.scalars(query.order_by(AuditEntryRow.at.desc(), AuditEntryRow.id.desc()).limit(limit)).all()

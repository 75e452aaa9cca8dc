"""Queries over audit entries and their seals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from engine.domain.roles import Grant
from engine.store.tables.background import AuditEntryRow
from engine.store.tables.cases import CaseRow

READING: Final = frozenset(
    {"case_read", "document_read", "notice_printed", "case_file_printed", "personal_data_revealed", "audit_verified"}
)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a list of audit entries is narrowed to; moments from `since` on and before `until`."""

    case_id: UUID | None = None
    actor: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    reference: str | None = None
    reads: bool | None = None
    """Only what was looked at and printed, or only what was changed."""


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
    if narrowed.reference:
        of_case = select(CaseRow.id).where(CaseRow.reference == narrowed.reference)
        query = query.where(AuditEntryRow.case_id.in_(of_case))
    if narrowed.reads is not None:
        looked_at = AuditEntryRow.action.in_(READING)
        query = query.where(looked_at if narrowed.reads else ~looked_at)
    if narrowed.since:
        query = query.where(AuditEntryRow.at >= narrowed.since)
    if narrowed.until:
        query = query.where(AuditEntryRow.at < narrowed.until)
    if after:
        at, entry_id = after
        query = query.where(or_(AuditEntryRow.at < at, and_(AuditEntryRow.at == at, AuditEntryRow.id < entry_id)))
    return session.scalars(query.order_by(AuditEntryRow.at.desc(), AuditEntryRow.id.desc()).limit(limit)).all()

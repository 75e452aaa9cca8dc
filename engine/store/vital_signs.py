"""Queries over the whole installation, for who looks after it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from engine.store.tables.background import AuditEntryRow, IncidentRow, OutboxRow
from engine.store.tables.people import OrgUnit


def units_by_kind(session: Session, on: date) -> Mapping[str, int]:
    """How many units of each kind exist on a day."""
    exists = and_(OrgUnit.valid_from <= on, or_(OrgUnit.valid_to.is_(None), OrgUnit.valid_to > on))
    rows = session.execute(select(OrgUnit.kind, func.count()).where(exists).group_by(OrgUnit.kind))
    return {kind: count for kind, count in rows}  # noqa: C416 - rows, not pairs


def dead_effects(session: Session) -> int:
    """How many effects on other systems are given up."""
    return session.scalar(select(func.count()).select_from(OutboxRow).where(OutboxRow.state == "dead")) or 0


def open_incidents(session: Session) -> int:
    """How many cases wait for an administrator."""
    return session.scalar(select(func.count()).select_from(IncidentRow).where(IncidentRow.state == "open")) or 0


def newest_entry_id(session: Session) -> UUID | None:
    """The id of the audit entry written last; ids tell when they were made."""
    return session.scalar(select(AuditEntryRow.id).order_by(AuditEntryRow.id.desc()).limit(1))

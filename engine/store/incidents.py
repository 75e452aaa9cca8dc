"""Queries over incidents."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from engine.domain.roles import Grant
from engine.store.tables.background import IncidentRow
from engine.store.tables.processes import ProcessInstanceRow


def incident_of(session: Session, incident_id: UUID) -> IncidentRow | None:
    """One incident."""
    return session.scalar(select(IncidentRow).where(IncidentRow.id == incident_id))


def lock_incident(session: Session, incident_id: UUID) -> IncidentRow | None:
    """One incident, locked until the transaction ends."""
    return session.scalar(select(IncidentRow).where(IncidentRow.id == incident_id).with_for_update())


def open_of_attempt(session: Session, attempt_key: str) -> IncidentRow | None:
    """The open incident of one attempt, locked."""
    return session.scalar(
        select(IncidentRow).where(IncidentRow.attempt_key == attempt_key, IncidentRow.state == "open").with_for_update()
    )


def latest_of_attempt(session: Session, attempt_key: str) -> IncidentRow | None:
    """The last incident of one attempt, open or not, locked."""
    return session.scalar(
        select(IncidentRow)
        .where(IncidentRow.attempt_key == attempt_key)
        .order_by(IncidentRow.id.desc())
        .limit(1)
        .with_for_update()
    )


def open_of_instance(session: Session, instance_id: UUID) -> Sequence[IncidentRow]:
    """The open incidents of one process instance."""
    return session.scalars(
        select(IncidentRow).where(IncidentRow.instance_id == instance_id, IncidentRow.state == "open")
    ).all()


def incidents_of(session: Session, case_id: UUID) -> Sequence[IncidentRow]:
    """All incidents of a case, oldest first."""
    return session.scalars(
        select(IncidentRow).where(IncidentRow.case_id == case_id).order_by(IncidentRow.opened_at, IncidentRow.id)
    ).all()


def incidents_page(
    session: Session, counties: Sequence[Grant], state: str, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[IncidentRow]:
    """A page of incidents in the area of `counties`, oldest first."""
    areas: list[ColumnElement[bool]] = [
        IncidentRow.county_code.startswith(grant.area_prefix, autoescape=True) for grant in counties
    ]
    query = select(IncidentRow).where(IncidentRow.state == state, or_(*areas))
    if after:
        opened_at, incident_id = after
        query = query.where(
            or_(
                IncidentRow.opened_at > opened_at,
                and_(IncidentRow.opened_at == opened_at, IncidentRow.id > incident_id),
            )
        )
    return session.scalars(query.order_by(IncidentRow.opened_at, IncidentRow.id).limit(limit)).all()


def mark_instance(session: Session, instance_id: UUID, status: str) -> None:
    """Set the status of a process instance without touching its state."""
    session.execute(
        update(ProcessInstanceRow)
        .where(ProcessInstanceRow.id == instance_id, ProcessInstanceRow.status != "finished")
        .values(status=status, revision=ProcessInstanceRow.revision + 1)
    )

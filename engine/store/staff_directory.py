"""Queries of people for those who administer them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from engine.domain.roles import Grant
from engine.store.staff import is_in_force, lies_in
from engine.store.tables.people import RoleGrant, StaffMember, StaffSession
from engine.store.tables.processes import HumanTaskRow


@dataclass(frozen=True, slots=True)
class StaffFilter:
    """What a list of people is narrowed to."""

    q: str | None = None
    unit: str | None = None
    role: str | None = None
    status: str | None = None


def members_page(
    session: Session,
    areas: Iterable[Grant],
    narrowed: StaffFilter,
    on: date,
    *,
    after: str | None,
    limit: int,
    with_roleless: bool,
) -> Sequence[StaffMember]:
    """People with a role at any time inside the areas of grants, by username, those after `after` first.

    The filters of unit and role look at the roles in force on a day; `with_roleless` adds who never had a role.
    """
    held = select(RoleGrant.staff_id).where(lies_in(areas))
    place: ColumnElement[bool] = StaffMember.id.in_(held)
    if with_roleless:
        place = or_(place, StaffMember.id.not_in(select(RoleGrant.staff_id)))
    query = select(StaffMember).where(place)
    if narrowed.unit or narrowed.role:
        query = query.where(StaffMember.id.in_(_holders(narrowed, on)))
    if narrowed.status:
        query = query.where(StaffMember.status == narrowed.status)
    if narrowed.q:
        text = narrowed.q.strip()
        by_name = StaffMember.display_name.contains(text, autoescape=True)
        query = query.where(or_(StaffMember.username.startswith(text.lower(), autoescape=True), by_name))
    if after is not None:
        query = query.where(StaffMember.username > after)
    return session.scalars(query.order_by(StaffMember.username).limit(limit)).all()


def member_of(session: Session, staff_id: UUID) -> StaffMember | None:
    """One staff member."""
    return session.get(StaffMember, staff_id)


def all_grants_of(session: Session, staff_ids: Sequence[UUID]) -> dict[UUID, list[RoleGrant]]:
    """Every grant of people, past and future ones included, newest first."""
    rows = session.scalars(
        select(RoleGrant)
        .where(RoleGrant.staff_id.in_(staff_ids))
        .order_by(RoleGrant.valid_from.desc(), RoleGrant.unit_code, RoleGrant.role)
    )
    found: dict[UUID, list[RoleGrant]] = {}
    for row in rows:
        found.setdefault(row.staff_id, []).append(row)
    return found


def live_sessions(session: Session, staff_id: UUID, now: datetime, seen_since: datetime) -> Sequence[StaffSession]:
    """The sessions of a person that still work, last seen first."""
    live = and_(
        StaffSession.staff_id == staff_id,
        StaffSession.revoked_at.is_(None),
        StaffSession.expires_at > now,
        StaffSession.last_seen_at > seen_since,
    )
    return session.scalars(select(StaffSession).where(live).order_by(StaffSession.last_seen_at.desc())).all()


def count_held_tasks(session: Session, username: str) -> int:
    """How many open human tasks are in a person's hands."""
    held = and_(HumanTaskRow.assignee == username, HumanTaskRow.state == "open")
    return session.scalar(select(func.count()).select_from(HumanTaskRow).where(held)) or 0


def _holders(narrowed: StaffFilter, on: date) -> Select[UUID]:
    query = select(RoleGrant.staff_id).where(is_in_force(on))
    if narrowed.unit:
        query = query.where(RoleGrant.unit_code == narrowed.unit)
    return query.where(RoleGrant.role == narrowed.role) if narrowed.role else query

"""People as administrators see them: everybody of their area with past and future roles, sessions and lock-outs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.clock import real_now
from engine.domain.local_time import local_date
from engine.domain.roles import Role
from engine.errors import NotFoundError, NotPermittedError
from engine.labels import ROLES
from engine.services import audit
from engine.services.paging import listed
from engine.services.staff import STAFF_ADMINISTRATORS, administered
from engine.services.unit_of_work import UnitOfWork
from engine.store import staff, staff_directory
from engine.store.tables.people import RoleGrant, StaffMember

READERS = STAFF_ADMINISTRATORS | {Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class StaffQuery:
    """What a list of people is narrowed to; `q` is the beginning of a username, or part of a name."""

    q: str | None = None
    unit: str | None = None
    role: Role | None = None
    status: str | None = None


def people_for(work: UnitOfWork, query: StaffQuery, after: str | None, limit: int) -> dict[str, Any]:
    """A page of the people who hold, held or will hold a role in the administrator's area, by username.

    Who administers the whole city sees those without any role too.
    """
    person = work.require_person()
    areas = [grant for grant in person.grants if grant.role in READERS]
    if not areas:
        raise NotPermittedError(f"{work.actor} does not administer staff")
    narrowed = staff_directory.StaffFilter(
        q=query.q, unit=query.unit, role=query.role.value if query.role else None, status=query.status
    )
    sees_all = any(grant.role is Role.CITY_ADMIN for grant in areas)
    rows = staff_directory.members_page(
        work.session, areas, narrowed, local_date(work.now), after=after, limit=limit + 1, with_roleless=sees_all
    )
    shown = rows[:limit]
    return listed(_items(work, shown), shown[-1].username if len(rows) > limit else None)


def person_shown(work: UnitOfWork, staff_id: UUID) -> dict[str, Any]:
    """One of these people with all their roles, whether they are locked out, and their live sessions.

    Raises:
        NotFoundError: no such person, or none of their roles lies in the administrator's area.
    """
    member = staff_directory.member_of(work.session, staff_id)
    grants = staff_directory.all_grants_of(work.session, [staff_id]).get(staff_id, [])
    if member is None or not _may_see(work, grants):
        raise NotFoundError(f"staff member {staff_id} is not known to {work.actor}")
    units = staff.unit_names(work.session, {grant.unit_code for grant in grants})
    sessions = staff_directory.live_sessions(work.session, staff_id, real_now(), _seen_since(work))
    return {
        **_items(work, [member])[0],
        "grants": [_grant_item(grant, units) for grant in grants],
        "sessions": [
            {"created_at": one.created_at.isoformat(), "last_seen_at": one.last_seen_at.isoformat()} for one in sessions
        ],
        "held_tasks": staff_directory.count_held_tasks(work.session, member.username),
        "must_change_password": member.must_change_password,
    }


def end_sessions(work: UnitOfWork, staff_id: UUID) -> None:
    """Let a person sign in again, wherever they are signed in now."""
    administered(work, staff_id)
    staff.revoke_sessions_of(work.session, staff_id, real_now())
    audit.record(work, "sessions_ended", object_id=staff_id)


def _may_see(work: UnitOfWork, grants: Sequence[RoleGrant]) -> bool:
    person = work.require_person()
    if any(grant.role is Role.CITY_ADMIN for grant in person.grants):
        return True
    return any(person.grants_covering(grant.unit_code, READERS) for grant in grants)


def _items(work: UnitOfWork, members: Sequence[StaffMember]) -> list[dict[str, Any]]:
    grants = staff.grants_of(work.session, [member.id for member in members], local_date(work.now))
    locked = _locked_out(work, [member.username for member in members])
    return [
        {
            "staff_id": str(member.id),
            "username": member.username,
            "name": member.display_name,
            "status": member.status,
            "locked_out": member.username in locked,
            "roles": [
                {
                    "role": grant.role.value,
                    "label": ROLES[grant.role.value],
                    "unit": grant.unit_code,
                    "unit_name": grant.unit_name,
                }
                for grant in grants.get(member.id, ())
            ],
        }
        for member in members
    ]


def _locked_out(work: UnitOfWork, usernames: Sequence[str]) -> set[str]:
    settings = work.resources.settings
    since = real_now() - timedelta(minutes=settings.lockout_minutes)
    return {
        username
        for username in usernames
        if staff.failures_of_username(work.session, username, since) >= settings.lockout_failures
    }


def _seen_since(work: UnitOfWork) -> datetime:
    return real_now() - timedelta(minutes=work.resources.settings.session_idle_minutes)


def _grant_item(grant: RoleGrant, units: dict[str, str]) -> dict[str, Any]:
    return {
        "grant_id": str(grant.id),
        "role": grant.role,
        "label": ROLES[grant.role],
        "unit": grant.unit_code,
        "unit_name": units.get(grant.unit_code, grant.unit_code),
        "valid_from": grant.valid_from.isoformat(),
        "valid_to": grant.valid_to.isoformat() if grant.valid_to else None,
    }

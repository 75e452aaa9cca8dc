"""Queries of staff members, units, grants, sessions and attempts to sign in."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from engine.domain.roles import Grant, Role, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.store.database import ask
from engine.store.orm import UtcDateTime
from engine.store.tables.people import (
    ApiToken,
    OrgUnit,
    PastPassword,
    RoleGrant,
    SignInAttempt,
    StaffMember,
    StaffSession,
)

ACTIVE = "active"
DISABLED = "disabled"


def is_in_force(on: date) -> ColumnElement[bool]:
    """The condition that a role grant is in force on a day."""
    return and_(RoleGrant.valid_from <= on, or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > on))


# Queries of every step and every request are put together once: doing it each time costs as much as asking them.
_ON_THAT_DAY = and_(
    RoleGrant.valid_from <= bindparam("on", type_=Date()),
    or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > bindparam("on", type_=Date())),
)
_ACTIVE_MEMBER = (
    select(StaffMember.display_name, RoleGrant.role, OrgUnit.code, OrgUnit.kind, OrgUnit.name)
    .outerjoin(RoleGrant, and_(RoleGrant.staff_id == StaffMember.id, _ON_THAT_DAY))
    .outerjoin(OrgUnit, OrgUnit.code == RoleGrant.unit_code)
    .where(StaffMember.username == bindparam("username"), StaffMember.status == ACTIVE)
    .order_by(RoleGrant.unit_code, RoleGrant.role)
)


def lies_in(grants: Iterable[Grant]) -> ColumnElement[bool]:
    """The condition that the unit of a role grant lies in the area of one of `grants`."""
    return or_(false(), *(RoleGrant.unit_code.startswith(grant.area_prefix, autoescape=True) for grant in grants))


# Staff members


def member_named(session: Session, username: str) -> StaffMember | None:
    """The staff member who signs in as `username`."""
    return session.scalar(select(StaffMember).where(StaffMember.username == username))


def all_members(session: Session) -> Sequence[StaffMember]:
    """Every staff member there is, by username."""
    return session.scalars(select(StaffMember).order_by(StaffMember.username)).all()


def lock_member(session: Session, staff_id: uuid.UUID) -> StaffMember | None:
    """The staff member, locked until the transaction ends."""
    return session.scalar(select(StaffMember).where(StaffMember.id == staff_id).with_for_update())


def grants_of(session: Session, staff_ids: Sequence[uuid.UUID], on: date) -> dict[uuid.UUID, tuple[Grant, ...]]:
    """The grants in force on a day, by staff member."""
    rows = session.execute(
        select(RoleGrant.staff_id, RoleGrant.role, OrgUnit.code, OrgUnit.kind, OrgUnit.name)
        .join(OrgUnit, OrgUnit.code == RoleGrant.unit_code)
        .where(RoleGrant.staff_id.in_(staff_ids), is_in_force(on))
        .order_by(RoleGrant.unit_code, RoleGrant.role)
    )
    found: dict[uuid.UUID, tuple[Grant, ...]] = {}
    for staff_id, role, code, kind, name in rows:
        found[staff_id] = (*found.get(staff_id, ()), Grant(Role(role), code, UnitKind(kind), name))
    return found


def active_member_named(session: Session, username: str, on: date) -> tuple[str, tuple[Grant, ...]] | None:
    """The display name of an active staff member and the grants in force on a day."""
    rows = ask(session, _ACTIVE_MEMBER, {"username": username, "on": on}).all()
    if not rows:
        return None
    grants = [Grant(Role(role), code, UnitKind(kind), name) for _, role, code, kind, name in rows if role and code]
    return rows[0].display_name, tuple(grants)


def has_grant(session: Session, staff_id: uuid.UUID, role: Role, unit_code: str, on: date) -> bool:
    """Whether the role is held in the unit on a day, or begins on it."""
    query = select(RoleGrant.id).where(
        RoleGrant.staff_id == staff_id,
        RoleGrant.role == role.value,
        RoleGrant.unit_code == unit_code,
        or_(is_in_force(on), RoleGrant.valid_from == on),
    )
    return session.scalar(query.limit(1)) is not None


def unended_grants(session: Session, staff_id: uuid.UUID, role: Role, unit_code: str, on: date) -> Sequence[uuid.UUID]:
    """The ids of grants of the role in the unit that are in force on a day or begin later."""
    query = select(RoleGrant.id).where(
        RoleGrant.staff_id == staff_id,
        RoleGrant.role == role.value,
        RoleGrant.unit_code == unit_code,
        or_(RoleGrant.valid_to.is_(None), and_(RoleGrant.valid_to > on, RoleGrant.valid_to > RoleGrant.valid_from)),
    )
    return session.scalars(query.order_by(RoleGrant.valid_from)).all()


def has_active_member(session: Session, role: Role, on: date) -> bool:
    """Whether anybody who may sign in holds the role on a day."""
    query = (
        select(RoleGrant.id)
        .join(StaffMember, StaffMember.id == RoleGrant.staff_id)
        .where(StaffMember.status == ACTIVE, RoleGrant.role == role.value, is_in_force(on))
    )
    return session.scalar(query.limit(1)) is not None


def lock_grant(session: Session, grant_id: uuid.UUID) -> RoleGrant | None:
    """The role grant, locked until the transaction ends."""
    return session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update())


def members_within(
    session: Session,
    grants: Iterable[Grant],
    on: date,
    *,
    role: Role | None,
    unit_code: str | None,
    after: str | None,
    limit: int,
) -> Sequence[StaffMember]:
    """Active staff who hold a role inside the areas of `grants`, by username, those after `after` first."""
    held = select(RoleGrant.staff_id).where(is_in_force(on), lies_in(grants))
    if role is not None:
        held = held.where(RoleGrant.role == role.value)
    if unit_code is not None:
        held = held.where(RoleGrant.unit_code == unit_code)
    query = select(StaffMember).where(StaffMember.status == ACTIVE, StaffMember.id.in_(held))
    if after is not None:
        query = query.where(StaffMember.username > after)
    return session.scalars(query.order_by(StaffMember.username).limit(limit)).all()


def replace_hash(session: Session, staff_id: uuid.UUID, *, old: str, new: str) -> None:
    """Keep the same password under a hash with today's parameters, unless it was changed meanwhile."""
    session.execute(
        update(StaffMember)
        .where(StaffMember.id == staff_id, StaffMember.password_hash == old)
        .values(password_hash=new)
    )


def known_hashes(session: Session, staff_id: uuid.UUID, count: int) -> tuple[str, list[str]]:
    """The hash of the present password, and those of the last `count` before it, newest first."""
    present = session.scalars(select(StaffMember.password_hash).where(StaffMember.id == staff_id)).one()
    older = select(PastPassword.password_hash).where(PastPassword.staff_id == staff_id)
    newest_first = older.order_by(PastPassword.replaced_at.desc(), PastPassword.id.desc())
    return present, list(session.scalars(newest_first.limit(count)))


# Units


def unit(session: Session, code: str) -> OrgUnit | None:
    """The unit with this code."""
    return session.get(OrgUnit, code)


def units_within(session: Session, grants: Iterable[Grant], on: date | None) -> Sequence[OrgUnit]:
    """The units that exist on a day (or on any) inside the areas of `grants`, by code."""
    areas = or_(false(), *(OrgUnit.code.startswith(grant.area_prefix, autoescape=True) for grant in grants))
    query = select(OrgUnit).where(areas)
    if on is not None:
        query = query.where(OrgUnit.valid_from <= on, or_(OrgUnit.valid_to.is_(None), OrgUnit.valid_to > on))
    return session.scalars(query.order_by(OrgUnit.code)).all()


def units_of_county(session: Session, county_code: str) -> Sequence[OrgUnit]:
    """All townships and villages of a county, dissolved ones included, by code."""
    query = select(OrgUnit).where(OrgUnit.code.startswith(county_code), OrgUnit.code != county_code)
    return session.scalars(query.order_by(OrgUnit.code)).all()


def county_codes(session: Session) -> Sequence[str]:
    """The codes of all counties, in order."""
    return session.scalars(
        select(OrgUnit.code).where(OrgUnit.kind == UnitKind.COUNTY.value).order_by(OrgUnit.code)
    ).all()


def unit_names(session: Session, codes: Collection[str]) -> dict[str, str]:
    """The names of units by code."""
    if not codes:
        return {}
    rows = session.execute(select(OrgUnit.code, OrgUnit.name).where(OrgUnit.code.in_(codes)))
    return {row.code: row.name for row in rows}


def display_names(session: Session, usernames: Collection[str]) -> dict[str, str]:
    """The names of staff members by username."""
    if not usernames:
        return {}
    query = select(StaffMember.username, StaffMember.display_name).where(StaffMember.username.in_(usernames))
    return {row.username: row.display_name for row in session.execute(query)}


# Who is signed in. The statements are built once: they run on every request.


def _people_with_grants(holder: type[StaffSession] | type[ApiToken], last_seen_at: Any) -> Select[Any]:
    """Active staff members by the digest of a live token, one row per grant in force on the day `on`."""
    return (
        select(
            StaffMember.id,
            StaffMember.username,
            StaffMember.display_name,
            StaffMember.must_change_password,
            StaffMember.password_changed_at,
            holder.id.label("session_id"),
            last_seen_at.label("last_seen_at"),
            RoleGrant.role,
            OrgUnit.code.label("unit_code"),
            OrgUnit.kind.label("unit_kind"),
            OrgUnit.name.label("unit_name"),
        )
        .join(holder, holder.staff_id == StaffMember.id)
        .outerjoin(RoleGrant, and_(RoleGrant.staff_id == StaffMember.id, _ON_THAT_DAY))
        .outerjoin(OrgUnit, OrgUnit.code == RoleGrant.unit_code)
        .where(
            StaffMember.status == ACTIVE,
            holder.token_digest == bindparam("token_digest"),
            holder.revoked_at.is_(None),
            holder.expires_at > bindparam("now", type_=UtcDateTime()),
        )
        .order_by(OrgUnit.code, RoleGrant.role)
    )


_PERSON_OF_SESSION = _people_with_grants(StaffSession, StaffSession.last_seen_at).where(
    StaffSession.last_seen_at > bindparam("seen_since", type_=UtcDateTime())
)
_PERSON_OF_API_TOKEN = _people_with_grants(ApiToken, func.coalesce(ApiToken.last_used_at, ApiToken.created_at))


def person_of_session(
    session: Session, token_digest: bytes, *, now: datetime, seen_since: datetime, on: date
) -> tuple[SignedInPerson, datetime] | None:
    """Who holds a live session, with the grants in force on a day, and when the password was last changed.

    A session lives until it is revoked, `expires_at` is reached, or it was last seen before `seen_since`.
    """
    facts = {"token_digest": token_digest, "now": now, "seen_since": seen_since, "on": on}
    return _person(ask(session, _PERSON_OF_SESSION, facts).all())


def person_of_api_token(
    session: Session, token_digest: bytes, *, now: datetime, on: date
) -> tuple[SignedInPerson, datetime] | None:
    """Who owns a live API token, with the grants in force on a day, and when the password was last changed."""
    facts = {"token_digest": token_digest, "now": now, "on": on}
    return _person(ask(session, _PERSON_OF_API_TOKEN, facts).all())


def _person(rows: Sequence[Row[Any]]) -> tuple[SignedInPerson, datetime] | None:
    if not rows:
        return None
    first = rows[0]
    person = SignedInPerson(
        staff_id=first.id,
        username=first.username,
        display_name=first.display_name,
        grants=tuple(
            Grant(Role(row.role), row.unit_code, UnitKind(row.unit_kind), row.unit_name) for row in rows if row.role
        ),
        session_id=first.session_id,
        last_seen_at=first.last_seen_at,
        must_change_password=first.must_change_password,
    )
    return person, first.password_changed_at


def touch_session(session: Session, session_id: uuid.UUID, now: datetime) -> None:
    """Note that a session (or API token) is in use."""
    touched = session.execute(update(StaffSession).where(StaffSession.id == session_id).values(last_seen_at=now))
    if not cast("CursorResult[Any]", touched).rowcount:
        session.execute(update(ApiToken).where(ApiToken.id == session_id).values(last_used_at=now))


def revoke_session(session: Session, session_id: uuid.UUID, now: datetime) -> None:
    """End one session."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_sessions_of(
    session: Session, staff_id: uuid.UUID, now: datetime, *, spared: uuid.UUID | None = None
) -> None:
    """End all sessions of a staff member, but the `spared` one."""
    ended = update(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.revoked_at.is_(None))
    if spared is not None:
        ended = ended.where(StaffSession.id != spared)
    session.execute(ended.values(revoked_at=now))


def is_session(session: Session, session_id: uuid.UUID) -> bool:
    """Whether the id is of a session, not of an API token."""
    return session.scalar(select(StaffSession.id).where(StaffSession.id == session_id)) is not None


def live_api_tokens(session: Session, staff_id: uuid.UUID, now: datetime) -> Sequence[ApiToken]:
    """The API tokens of a staff member that still work, newest first."""
    query = select(ApiToken).where(
        ApiToken.staff_id == staff_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now
    )
    return session.scalars(query.order_by(ApiToken.id.desc())).all()


def revoke_api_token(session: Session, token_id: uuid.UUID, staff_id: uuid.UUID, now: datetime) -> bool:
    """End one API token of a staff member; False where there is no such token to end."""
    ended = (
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.staff_id == staff_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return bool(cast("CursorResult[Any]", session.execute(ended)).rowcount)


def revoke_api_tokens_of(session: Session, staff_id: uuid.UUID, now: datetime) -> None:
    """End all API tokens of a staff member."""
    session.execute(
        update(ApiToken).where(ApiToken.staff_id == staff_id, ApiToken.revoked_at.is_(None)).values(revoked_at=now)
    )


# Attempts to sign in


def failures_of_username(session: Session, username: str, since: datetime) -> int:
    """How many attempts with this username failed since then and since the last success."""
    last_success = select(func.max(SignInAttempt.at)).where(SignInAttempt.username == username, SignInAttempt.succeeded)
    query = select(func.count()).where(
        SignInAttempt.username == username,
        SignInAttempt.succeeded.is_(False),
        SignInAttempt.at > since,
        SignInAttempt.at > func.coalesce(last_success.scalar_subquery(), since),
    )
    return session.scalar(query) or 0


def failures_from_address(session: Session, address: str, since: datetime) -> int:
    """How many attempts from this address failed since then."""
    query = select(func.count()).where(
        SignInAttempt.address == address, SignInAttempt.succeeded.is_(False), SignInAttempt.at > since
    )
    return session.scalar(query) or 0


def forget_failures(session: Session, username: str) -> None:
    """Lift a lock-out of this username."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.username == username, SignInAttempt.succeeded.is_(False)))


def forget_sign_ins(session: Session, before: datetime) -> None:
    """Delete attempts made, and sessions ended, before then."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < before))
    session.execute(delete(StaffSession).where(StaffSession.expires_at < before))

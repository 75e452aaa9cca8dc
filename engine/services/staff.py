"""Staff members, their roles and units: changed by administrators, within their own area, never for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from engine.clock import real_now
from engine.domain.authority import Action, roles_allowed
from engine.domain.local_time import local_date
from engine.domain.name_text import has_unwritten_characters
from engine.domain.roles import Grant, Role, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.errors import ConflictError, FieldError, InvalidInputError, NotFoundError, NotPermittedError
from engine.labels import PASSWORD_RULES, UNIT_KINDS
from engine.services import audit
from engine.services.passwords import Passwords
from engine.services.sign_in import normalised_username
from engine.services.unit_of_work import SYSTEM_ACTOR, Resources, UnitOfWork, read, write
from engine.store import staff
from engine.store.orm import uuid7
from engine.store.tables.people import OrgUnit, PastPassword, RoleGrant, StaffMember
from engine.store.tables.relief import StandbyFundRow

# policy reference, section 8, row "Staff, roles"
STAFF_ADMINISTRATORS = frozenset(
    {Role.TOWNSHIP_LEADER, Role.COUNTY_HANDLER, Role.COUNTY_SECTION_CHIEF, Role.CITY_ADMIN}
)
# who watches and who draws is chosen by the city alone: they must not depend on those they watch
CITY_GRANTED = frozenset({Role.CITY_ADMIN, Role.CITY_MONITOR, Role.PROCESS_OWNER, Role.AUDITOR})
MAX_PAGE = 200
_CODE_LENGTHS = {UnitKind.CITY: 6, UnitKind.COUNTY: 6, UnitKind.TOWNSHIP: 9, UnitKind.VILLAGE: 12}
_WATCHERS = frozenset({Role.CITY_MONITOR, Role.PROCESS_OWNER, Role.AUDITOR})
_CASE_WORKERS = frozenset(Role) - _WATCHERS - {Role.CITY_ADMIN}
_VIEWS: dict[str, frozenset[Role]] = {
    "inbox": _CASE_WORKERS,
    "cases": _CASE_WORKERS | {Role.AUDITOR},
    "new_case": frozenset(
        {Role.VILLAGE_ASSISTANT, Role.TOWNSHIP_HANDLER, Role.TOWNSHIP_LEADER}
        | {Role.COUNTY_HANDLER, Role.COUNTY_SECTION_CHIEF, Role.COUNTY_LEADER}
    ),
    "monitor": frozenset(
        {Role.TOWNSHIP_HANDLER, Role.TOWNSHIP_LEADER, Role.COUNTY_HANDLER, Role.COUNTY_SECTION_CHIEF}
        | {Role.COUNTY_LEADER, Role.CITY_ADMIN, Role.CITY_MONITOR, Role.AUDITOR}
    ),
    "reports": frozenset(roles_allowed(Action.READ_REPORTS)),
    "ledger": frozenset({*roles_allowed(Action.UPLOAD_LEDGER), *roles_allowed(Action.CONFIRM_LEDGER)}),
    "handovers": frozenset(
        {Role.TOWNSHIP_HANDLER, Role.TOWNSHIP_LEADER, Role.COUNTY_HANDLER, Role.COUNTY_SECTION_CHIEF}
    ),
    "people": STAFF_ADMINISTRATORS | {Role.AUDITOR},
    "calendar": frozenset({Role.COUNTY_SECTION_CHIEF, Role.CITY_ADMIN, Role.AUDITOR}),
    "incidents": frozenset({Role.COUNTY_SECTION_CHIEF, Role.CITY_ADMIN}),
    "partners": frozenset({Role.COUNTY_HANDLER, Role.COUNTY_SECTION_CHIEF, Role.CITY_ADMIN, Role.AUDITOR}),
    "studio": frozenset({Role.PROCESS_OWNER, Role.CITY_ADMIN}),
    "audit": frozenset({Role.AUDITOR, Role.CITY_ADMIN}),
}


class UsernameTakenError(ConflictError):
    """Another staff member signs in under this name."""

    code = "username_taken"


class GrantExistsError(ConflictError):
    """The staff member holds this role in this unit already."""

    code = "grant_exists"


@dataclass(frozen=True, slots=True)
class MemberWithGrants:
    """A staff member and the grants in force today."""

    staff_id: UUID
    username: str
    display_name: str
    status: str
    grants: tuple[Grant, ...]


def create_member(
    work: UnitOfWork, passwords: Passwords, *, username: str, display_name: str, password: str, must_change: bool = True
) -> UUID:
    """A new staff member without any role, who may sign in with `password` and then has to change it."""
    _require_administrator(work.person)
    name = normalised_username(username)
    _refuse_false_names(name, display_name)
    passwords.require_acceptable(password, username=name)
    if staff.member_named(work.session, name) is not None:
        raise UsernameTakenError("the username is taken")
    now = real_now()
    member = StaffMember(
        id=uuid7(now),
        username=name,
        display_name=display_name.strip(),
        password_hash=passwords.hash(password),
        password_changed_at=now,
        must_change_password=must_change,
        status=staff.ACTIVE,
        created_at=now,
    )
    work.session.add(member)
    work.session.flush()
    audit.record(work, "staff_member_created", object_id=member.id)
    return member.id


def grant_role(
    work: UnitOfWork,
    staff_id: UUID,
    *,
    role: Role,
    unit_code: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> UUID:
    """Give a role in a unit, from today (or `valid_from`) until before `valid_to`; ends the member's sessions."""
    unit = staff.unit(work.session, unit_code)
    if unit is None:
        raise InvalidInputError([FieldError("unit", "单位不存在")])
    if UnitKind(unit.kind) not in role.levels:
        raise InvalidInputError([FieldError("unit", "该岗位不能设在这一级单位")])
    _require_may_grant(work.person, staff_id, role, unit_code)
    _member(work, staff_id)
    begins_on = valid_from or local_date(work.now)
    if unit.valid_to is not None and unit.valid_to <= begins_on:
        raise InvalidInputError([FieldError("unit", "该单位已撤并，请选择承接单位")])
    if valid_to is not None and valid_to <= begins_on:
        raise InvalidInputError([FieldError("valid_to", "终止日须晚于起始日")])
    if staff.has_grant(work.session, staff_id, role, unit_code, begins_on):
        raise GrantExistsError("the role is held already")
    grant = RoleGrant(
        id=work.new_id(),
        staff_id=staff_id,
        role=role.value,
        unit_code=unit_code,
        valid_from=begins_on,
        valid_to=valid_to,
    )
    work.session.add(grant)
    work.session.flush()
    staff.revoke_sessions_of(work.session, staff_id, real_now())
    _record_grant(work, "role_granted", grant)
    return grant.id


def revoke_role(work: UnitOfWork, grant_id: UUID) -> None:
    """End a grant today; ends the member's sessions, so that nobody works on with a role they lost."""
    grant = staff.lock_grant(work.session, grant_id)
    if grant is None:
        raise NotFoundError("no such grant")
    _require_may_grant(work.person, grant.staff_id, Role(grant.role), grant.unit_code)
    today = local_date(work.now)
    if grant.valid_to is None or grant.valid_to > today:
        grant.valid_to = max(today, grant.valid_from)
        work.session.flush()
    staff.revoke_sessions_of(work.session, grant.staff_id, real_now())
    _record_grant(work, "role_revoked", grant)


def revoke_role_in(work: UnitOfWork, staff_id: UUID, role: Role, unit_code: str) -> None:
    """End the grants of a role in a unit, those that begin later included."""
    found = staff.unended_grants(work.session, staff_id, role, unit_code, local_date(work.now))
    if not found:
        raise NotFoundError("the role is not held in this unit")
    for grant_id in found:
        revoke_role(work, grant_id)


def set_status(work: UnitOfWork, staff_id: UUID, status: str) -> None:
    """Disable a staff member, which ends sessions and API tokens at once, or let them sign in again."""
    member = administered(work, staff_id)
    member.status = status
    work.session.flush()
    if status == staff.DISABLED:
        _end_access(work, staff_id)
    audit.record(work, "staff_status_set", object_id=staff_id, detail={"status": status})


def reset_password(work: UnitOfWork, passwords: Passwords, staff_id: UUID, password: str) -> None:
    """Give a staff member a first password again, to be changed at the next sign-in; lifts a lock-out."""
    member = administered(work, staff_id)
    passwords.require_acceptable(password, username=member.username)
    _replace_password(work, member, passwords.hash(password), real_now())
    member.must_change_password = True
    work.session.flush()
    staff.forget_failures(work.session, member.username)
    _end_access(work, staff_id)
    audit.record(work, "password_reset", object_id=staff_id)


def lift_lockout(work: UnitOfWork, staff_id: UUID) -> None:
    """Forget the failed attempts to sign in under a staff member's name."""
    member = administered(work, staff_id)
    staff.forget_failures(work.session, member.username)
    audit.record(work, "lockout_lifted", object_id=staff_id)


def change_own_password(
    resources: Resources, passwords: Passwords, person: SignedInPerson, *, present: str, new: str
) -> None:
    """Let the signed-in person choose another password; ends their other sessions.

    All hashing is done before the transaction that writes, so that it holds no lock.
    """
    remembered = max(passwords.profile.remembered - 1, 0)
    kept_hash, older = read(resources, lambda work: staff.known_hashes(work.session, person.staff_id, remembered))
    if not passwords.verify(kept_hash, present):
        raise InvalidInputError([FieldError("present", PASSWORD_RULES["wrong_present"])])
    passwords.require_acceptable(new, username=person.username, path="new")
    if any(passwords.verify(used, new) for used in (kept_hash, *older)):
        raise InvalidInputError([FieldError("new", PASSWORD_RULES["used_before"])])
    new_hash = passwords.hash(new)
    write(resources, lambda work: _change_password(work, kept_hash, new_hash), person=person)


def colleagues(
    work: UnitOfWork,
    *,
    role: Role | None = None,
    unit_code: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Sequence[MemberWithGrants]:
    """Active staff with a role inside the person's own areas, by username, those after `after`."""
    members = staff.members_within(
        work.session,
        work.require_person().grants,
        local_date(work.now),
        role=role,
        unit_code=unit_code,
        after=after,
        limit=min(limit, MAX_PAGE),
    )
    return _with_grants(work, members)


def everybody(work: UnitOfWork) -> Sequence[MemberWithGrants]:
    """Every staff member there is, by username; for the system itself."""
    if work.person is not None:
        raise NotPermittedError("a person sees colleagues, not everybody")
    return _with_grants(work, staff.all_members(work.session))


def id_of(work: UnitOfWork, username: str) -> UUID | None:
    """The staff member who signs in under a name, however it is typed."""
    member = staff.member_named(work.session, normalised_username(username))
    return member.id if member else None


def own_units(work: UnitOfWork, *, with_ended: bool = False) -> Sequence[OrgUnit]:
    """The units of today inside the person's own areas, by code; `with_ended` adds those of other times."""
    on = None if with_ended else local_date(work.now)
    return staff.units_within(work.session, work.require_person().grants, on)


def _refuse_false_names(username: str, display_name: str) -> None:
    """Refuse who would sign in the record as the system itself, or under a name that nobody can see."""
    if username == SYSTEM_ACTOR:
        raise UsernameTakenError("the system itself acts under this name")
    if not display_name.strip() or has_unwritten_characters(display_name):
        raise InvalidInputError([FieldError("name", "请填写姓名，不能含有看不见的字符")])


def create_unit(
    work: UnitOfWork, *, code: str, name: str, kind: UnitKind, parent: str | None, valid_from: date | None = None
) -> OrgUnit:
    """A new unit under `parent`; a township begins with an empty standby fund."""
    if work.person is not None and parent is None:
        raise NotPermittedError("a unit without parent is made by the system only")
    if work.person is not None:
        _require_administrator_of(work.person, code)
    if staff.unit(work.session, code) is not None:
        raise InvalidInputError([FieldError("code", "单位代码已存在")])
    above = staff.unit(work.session, parent) if parent is not None else None
    if parent is not None and above is None:
        raise InvalidInputError([FieldError("parent", "上级单位不存在")])
    if kind is UnitKind.COUNTY and above is not None and above.kind != UnitKind.CITY.value:
        raise InvalidInputError([FieldError("parent", "区县须设在市之下")])
    if not name.strip():
        raise InvalidInputError([FieldError("name", "请填写单位名称")])
    _refuse_misplaced(code, kind, parent)
    unit = OrgUnit(
        code=code, name=name.strip(), kind=kind.value, parent=parent, valid_from=valid_from or local_date(work.now)
    )
    work.session.add(unit)
    if kind is UnitKind.TOWNSHIP:
        work.session.add(StandbyFundRow(town_code=code, county_code=code[:6], balance_fen=0))
    work.session.flush()
    audit.record(work, "unit_created", county_code=code[:6], object_id=code)
    return unit


def _refuse_misplaced(code: str, kind: UnitKind, parent: str | None) -> None:
    """Areas are read from codes: a code of another level, or not under its parent, would lie in nobody's area."""
    if not code.isascii() or len(code) != _CODE_LENGTHS[kind]:
        raise InvalidInputError([FieldError("code", f"{UNIT_KINDS[kind]}的代码应为 {_CODE_LENGTHS[kind]} 位数字")])
    if parent is not None and kind is not UnitKind.COUNTY and code[:-3] != parent:
        raise InvalidInputError([FieldError("parent", "代码须以上级单位的代码开头")])


def views_for(person: SignedInPerson) -> tuple[str, ...]:
    """The screens that make sense for the person's roles; what they may do there is decided by each service."""
    return tuple(view for view, roles in _VIEWS.items() if roles & person.roles)


def is_administrator(person: SignedInPerson) -> bool:
    """Whether the person may change staff, roles or units anywhere."""
    return not STAFF_ADMINISTRATORS.isdisjoint(person.roles)


def _with_grants(work: UnitOfWork, members: Sequence[StaffMember]) -> Sequence[MemberWithGrants]:
    grants = staff.grants_of(work.session, [member.id for member in members], local_date(work.now))
    return [
        MemberWithGrants(member.id, member.username, member.display_name, member.status, grants.get(member.id, ()))
        for member in members
    ]


def _member(work: UnitOfWork, staff_id: UUID) -> StaffMember:
    member = staff.lock_member(work.session, staff_id)
    if member is None:
        raise NotFoundError("no such staff member")
    return member


def administered(work: UnitOfWork, staff_id: UUID) -> StaffMember:
    """The staff member, who must be another person with every role inside the administrator's area.

    Whoever could reset a password could act as that person: therefore all grants must be the administrator's to give.
    """
    member = _member(work, staff_id)
    _require_administrator(work.person)
    for grant in staff.grants_of(work.session, [staff_id], local_date(work.now)).get(staff_id, ()):
        _require_may_grant(work.person, staff_id, grant.role, grant.unit_code)
    if work.person is not None and work.person.staff_id == staff_id:
        raise NotPermittedError("nobody administers themselves")
    return member


def _require_administrator(person: SignedInPerson | None) -> None:
    """Only administrators pass, and the system itself (the command line)."""
    if person is not None and not is_administrator(person):
        raise NotPermittedError("only administrators change staff")


def _require_administrator_of(person: SignedInPerson, unit_code: str) -> None:
    if not person.grants_covering(unit_code, STAFF_ADMINISTRATORS):
        raise NotPermittedError("the unit is outside the administrator's area")


def _require_may_grant(person: SignedInPerson | None, staff_id: UUID, role: Role, unit_code: str) -> None:
    if person is None:
        return
    if person.staff_id == staff_id:
        raise NotPermittedError("nobody changes their own roles")
    _require_administrator_of(person, unit_code)
    if role in CITY_GRANTED and not person.grants_covering(unit_code, {Role.CITY_ADMIN}):
        raise NotPermittedError("this role is granted by the city")


def _change_password(work: UnitOfWork, present_hash: str, new_hash: str) -> None:
    person = work.require_person()
    member = _member(work, person.staff_id)
    if member.password_hash != present_hash:
        raise ConflictError("the password was changed meanwhile")
    now = real_now()
    _replace_password(work, member, new_hash, now)
    member.must_change_password = False
    work.session.flush()
    staff.revoke_sessions_of(work.session, member.id, now, spared=person.session_id)
    audit.record(work, "password_changed", object_id=member.id)


def _replace_password(work: UnitOfWork, member: StaffMember, new_hash: str, now: datetime) -> None:
    work.session.add(
        PastPassword(id=uuid7(now), staff_id=member.id, password_hash=member.password_hash, replaced_at=now)
    )
    member.password_hash = new_hash
    member.password_changed_at = now


def _end_access(work: UnitOfWork, staff_id: UUID) -> None:
    now = real_now()
    staff.revoke_sessions_of(work.session, staff_id, now)
    staff.revoke_api_tokens_of(work.session, staff_id, now)


def _record_grant(work: UnitOfWork, action: str, grant: RoleGrant) -> None:
    detail = {"staff_id": str(grant.staff_id), "role": grant.role, "unit": grant.unit_code}
    audit.record(work, action, county_code=grant.unit_code[:6], object_id=grant.id, detail=detail)

"""Sign-in, the signed-in person, staff members and units as the API gives and takes them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from engine.domain.roles import Role
from engine.schemas.entered import Day

_UNIT_CODE = r"^[0-9]{6}([0-9]{3}){0,2}$"


class _Entered(BaseModel):
    """What is sent to us: nothing undeclared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _Shown(BaseModel):
    """What we answer."""

    model_config = ConfigDict(frozen=True)


class Login(_Entered):
    """A try to sign in."""

    username: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=1000)


class LoginAnswer(_Shown):
    """A new session; `token` goes into `Authorization: Bearer` of later calls."""

    token: str
    expires_at: datetime


class RoleOfPerson(_Shown):
    """A role held in a unit."""

    role: str
    label: str
    unit: str
    unit_name: str


class Me(_Shown):
    """The signed-in person; `views` are the screens that make sense for their roles, `now` is the business time."""

    username: str
    name: str
    roles: list[RoleOfPerson]
    views: list[str]
    must_change_password: bool
    now: datetime


class PasswordChange(_Entered):
    """The signed-in person's present and new password."""

    present: str = Field(min_length=1, max_length=1000)
    new: str = Field(min_length=1, max_length=1000)


class NewApiToken(_Entered):
    """A token for a program of the signed-in person."""

    name: str = Field(min_length=1, max_length=100)
    days: int = Field(default=90, ge=1, le=365)


class ApiTokenItem(_Shown):
    """A live token, without the token itself."""

    token_id: UUID
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class ApiTokenList(_Shown):
    """All live tokens of the signed-in person, newest first."""

    items: list[ApiTokenItem]


class StaffItem(_Shown):
    """A colleague, as pickers show them."""

    staff_id: UUID
    username: str
    name: str
    status: str
    roles: list[RoleOfPerson]


class StaffPage(_Shown):
    """Colleagues by username; `next_cursor` asks for more."""

    items: list[StaffItem]
    next_cursor: str | None


class AdministeredPerson(_Shown):
    """A person as administrators list them; `roles` are those of today."""

    staff_id: UUID
    username: str
    name: str
    status: str
    locked_out: bool
    roles: list[RoleOfPerson]


class AdministeredPage(_Shown):
    """People of the administrator's area by username; `next_cursor` asks for more."""

    items: list[AdministeredPerson]
    next_cursor: str | None


class GrantShown(_Shown):
    """A role of a person, from a day until before another."""

    grant_id: UUID
    role: str
    label: str
    unit: str
    unit_name: str
    valid_from: date
    valid_to: date | None


class LiveSession(_Shown):
    """A session that still works."""

    created_at: datetime
    last_seen_at: datetime


class AdministeredDetail(AdministeredPerson):
    """One person with all roles, sessions and the number of tasks in their hands."""

    grants: list[GrantShown]
    sessions: list[LiveSession]
    held_tasks: int
    must_change_password: bool


class NewStaffMember(_Entered):
    """A person to be given an account; the password has to be changed at the first sign-in."""

    username: str = Field(min_length=2, max_length=64, pattern=r"^[A-Za-z0-9_.@\u4e00-\u9fff-]+$")
    name: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=1000)


class CreatedStaffMember(_Shown):
    """The id of a new staff member."""

    staff_id: UUID


class NewGrant(_Entered):
    """A role to be given; from today unless `valid_from` says otherwise, until before `valid_to`."""

    role: Role
    unit: str = Field(pattern=_UNIT_CODE)
    valid_from: Day | None = None
    valid_to: Day | None = None


class CreatedGrant(_Shown):
    """The id of a new role grant."""

    grant_id: UUID


class StaffStatus(_Entered):
    """Whether a person may sign in."""

    status: Literal["active", "disabled"]


class FirstPassword(_Entered):
    """A password given by an administrator."""

    password: str = Field(min_length=1, max_length=1000)


class UnitItem(_Shown):
    """A unit; `valid_to` is the first day it no longer exists, `successor` the unit that follows it."""

    code: str
    name: str
    kind: str
    label: str
    parent: str | None
    valid_from: date
    valid_to: date | None
    successor: str | None


class UnitList(_Shown):
    """All units within the person's areas, by code."""

    items: list[UnitItem]


class NewUnit(_Entered):
    """A unit to be added under a parent, from today unless `valid_from` says otherwise."""

    code: str = Field(pattern=_UNIT_CODE)
    name: str = Field(min_length=1, max_length=100)
    kind: Literal["county", "township", "village"]
    parent: str = Field(pattern=_UNIT_CODE)
    valid_from: Day | None = None

"""Roles of staff and the area a grant of a role reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engine.labels import ROLES


class UnitKind(StrEnum):
    """The levels of units."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class RoleLevel(StrEnum):
    """Which unit of a case the work of a role goes to; `assigned` is the unit named by the work itself."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    ASSIGNED = "assigned"


class Role(StrEnum):
    """What a staff member may be; policy reference, section 8."""

    VILLAGE_ASSISTANT = "village_assistant"
    TOWNSHIP_HANDLER = "township_handler"
    TOWNSHIP_LEADER = "township_leader"
    COUNTY_HANDLER = "county_handler"
    COUNTY_SECTION_CHIEF = "county_section_chief"
    COUNTY_LEADER = "county_leader"
    FINANCE_OFFICER = "finance_officer"
    CHECK_CENTRE = "check_centre"
    MECHANISM_MEMBER = "mechanism_member"
    CHARITY_CONTACT = "charity_contact"
    CITY_ADMIN = "city_admin"
    CITY_MONITOR = "city_monitor"
    PROCESS_OWNER = "process_owner"
    AUDITOR = "auditor"

    @property
    def levels(self) -> frozenset[UnitKind]:
        """The kinds of unit this role can be granted in."""
        return _LEVELS[self]

    @property
    def label(self) -> str:
        """The Chinese name staff see; for roles with lanes it is the name of the lane."""
        return ROLES[self]

    @property
    def level(self) -> RoleLevel:
        """The level of the unit that this role's work goes to."""
        if self is Role.CHARITY_CONTACT:
            return RoleLevel.ASSIGNED
        return RoleLevel(next(kind for kind in UnitKind if kind in self.levels))

    @property
    def has_lane(self) -> bool:
        """Whether diagrams give human tasks to this role."""
        return self in _WITH_LANE


_COUNTY = frozenset({UnitKind.COUNTY})
_CITY = frozenset({UnitKind.CITY})
_LEVELS = {
    Role.VILLAGE_ASSISTANT: frozenset({UnitKind.VILLAGE}),
    Role.TOWNSHIP_HANDLER: frozenset({UnitKind.TOWNSHIP}),
    Role.TOWNSHIP_LEADER: frozenset({UnitKind.TOWNSHIP}),
    Role.COUNTY_HANDLER: _COUNTY,
    Role.COUNTY_SECTION_CHIEF: _COUNTY,
    Role.COUNTY_LEADER: _COUNTY,
    Role.FINANCE_OFFICER: _COUNTY,
    Role.CHECK_CENTRE: _COUNTY,
    Role.MECHANISM_MEMBER: _COUNTY,
    Role.CHARITY_CONTACT: _COUNTY,
    Role.CITY_ADMIN: _CITY,
    Role.CITY_MONITOR: _CITY,
    Role.PROCESS_OWNER: _COUNTY | _CITY,
    Role.AUDITOR: _COUNTY | _CITY,
}

# Lanes of the process design, section 2: members of the mechanism attend a meeting, administrators work outside cases.
_WITH_LANE = frozenset(
    {
        Role.VILLAGE_ASSISTANT,
        Role.TOWNSHIP_HANDLER,
        Role.TOWNSHIP_LEADER,
        Role.COUNTY_HANDLER,
        Role.COUNTY_SECTION_CHIEF,
        Role.COUNTY_LEADER,
        Role.FINANCE_OFFICER,
        Role.CHECK_CENTRE,
        Role.CHARITY_CONTACT,
    }
)
_BY_LANE = {role.label: role for role in Role if role in _WITH_LANE}


def role_of_lane(label: str) -> Role | None:
    """The role whose lane is named `label`, or nothing when no role has such a lane."""
    return _BY_LANE.get(label.strip())


def lane_labels() -> frozenset[str]:
    """The names a lane may have."""
    return frozenset(_BY_LANE)


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one staff member in one unit."""

    role: Role
    unit_code: str
    unit_kind: UnitKind
    unit_name: str

    @property
    def area_prefix(self) -> str:
        """What the codes of all divisions of this grant begin with.

        A city's code ends in zeros (`500000`, `500100`) that its counties (`500101`) do not share.
        """
        if self.unit_kind is not UnitKind.CITY:
            return self.unit_code
        significant = self.unit_code[:6]
        while significant.endswith("00"):
            significant = significant[:-2]
        return significant

    def covers(self, division: str) -> bool:
        """Whether `division` (a 6-, 9- or 12-digit code) lies in this grant's unit, or is it."""
        return division.startswith(self.area_prefix)


def covering(grants: Iterable[Grant], division: str, roles: Iterable[Role] = Role) -> tuple[Grant, ...]:
    """The grants of any of `roles` that reach `division`."""
    wanted = frozenset(roles)
    return tuple(grant for grant in grants if grant.role in wanted and grant.covers(division))

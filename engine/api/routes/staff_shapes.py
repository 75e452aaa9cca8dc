"""Roles and colleagues as the API shows them."""

from collections.abc import Iterable

from engine.domain.roles import Grant
from engine.labels import ROLES
from engine.schemas.staff import RoleOfPerson, StaffItem
from engine.services.staff import MemberWithGrants


def roles_shown(grants: Iterable[Grant]) -> list[RoleOfPerson]:
    """Grants with their Chinese words."""
    return [
        RoleOfPerson(
            role=grant.role.value, label=ROLES[grant.role.value], unit=grant.unit_code, unit_name=grant.unit_name
        )
        for grant in grants
    ]


def staff_item(member: MemberWithGrants) -> StaffItem:
    """One colleague."""
    return StaffItem(
        staff_id=member.staff_id,
        username=member.username,
        name=member.display_name,
        status=member.status,
        roles=roles_shown(member.grants),
    )

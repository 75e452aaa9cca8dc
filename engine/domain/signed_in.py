"""Who acts: a signed-in staff member with the grants in force today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.roles import Grant, Role, covering


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """A staff member as the present request knows them; `session_id` is the session's or the API token's."""

    staff_id: UUID
    username: str
    display_name: str
    grants: tuple[Grant, ...]
    session_id: UUID
    last_seen_at: datetime
    must_change_password: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """All roles held in any unit."""
        return frozenset(grant.role for grant in self.grants)

    def grants_covering(self, division: str, roles: Iterable[Role] = Role) -> tuple[Grant, ...]:
        """The grants of any of `roles` (all by default) that reach `division` (6, 9 or 12 digits)."""
        return covering(self.grants, division, roles)

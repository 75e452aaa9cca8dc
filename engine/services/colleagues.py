"""Staff members as others see them: who they are and what they may do today."""

from dataclasses import dataclass

from engine.domain.local_time import local_date
from engine.domain.roles import Grant
from engine.services.unit_of_work import UnitOfWork
from engine.store import staff


@dataclass(frozen=True, slots=True)
class Colleague:
    """An active staff member with the grants in force on the business day."""

    username: str
    display_name: str
    grants: tuple[Grant, ...]


def colleague_named(work: UnitOfWork, username: str) -> Colleague | None:
    """The active staff member of this name, or nothing."""
    found = staff.active_member_named(work.session, username, local_date(work.now))
    return Colleague(username, *found) if found else None

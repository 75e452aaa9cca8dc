"""Alerts to the roles on the escalation ladder; policy reference, section 4.5."""

from typing import Final
from uuid import UUID

from engine.domain.deadline_marks import Mark, MarkKind
from engine.domain.roles import Role, UnitKind
from engine.services.unit_of_work import UnitOfWork
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import AlertRow, DeadlineRow

LADDER: Final[dict[int, tuple[Role, ...]]] = {
    1: (Role.TOWNSHIP_HANDLER,),
    2: (Role.TOWNSHIP_HANDLER, Role.TOWNSHIP_LEADER),
    3: (Role.TOWNSHIP_LEADER, Role.COUNTY_SECTION_CHIEF),
    4: (Role.COUNTY_LEADER,),
    5: (Role.CITY_MONITOR,),
}


def raise_alerts(work: UnitOfWork, case: CaseRow, deadline: DeadlineRow, mark: Mark) -> None:
    """One alert per role of the mark's level; a breach is dated at its due time, not when it was noticed."""
    at = deadline.due_at if mark.kind is MarkKind.BREACH and deadline.due_at else mark.at
    for role in LADDER.get(mark.level, ()):
        work.session.add(
            AlertRow(
                id=work.new_id(),
                county_code=case.county_code,
                case_id=case.id,
                subject_id=deadline.id,
                kind=mark.kind.value,
                key=deadline.key,
                level=mark.level,
                role=role.value,
                unit_code=unit_of_role(case, role),
                at=at,
            )
        )


def remind(work: UnitOfWork, case: CaseRow, subject_id: UUID, element_id: str, roles: tuple[Role, ...]) -> list[str]:
    """A reminder to `roles` about an element of the case; hands back the codes of those reminded."""
    for role in roles:
        work.session.add(
            AlertRow(
                id=work.new_id(),
                county_code=case.county_code,
                case_id=case.id,
                subject_id=subject_id,
                kind="reminder",
                key=element_id,
                level=0,
                role=role.value,
                unit_code=unit_of_role(case, role),
                at=work.now,
            )
        )
    return [role.value for role in roles]


def unit_of_role(case: CaseRow, role: Role) -> str:
    """The code of the unit that owns the case at the level of `role`."""
    if UnitKind.VILLAGE in role.levels:
        return case.village_code or case.town_code
    if UnitKind.TOWNSHIP in role.levels:
        return case.town_code
    return case.county_code

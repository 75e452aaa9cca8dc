"""Alerts to the roles on the escalation ladder; policy reference, section 4.5."""

from datetime import datetime
from typing import Final
from uuid import UUID

from engine.domain.roles import Role, UnitKind
from engine.services.unit_of_work import UnitOfWork
from engine.store import deadlines
from engine.store.case_clocks import ClockRecord
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import AlertRow

LADDER: Final[dict[int, tuple[Role, ...]]] = {
    1: (Role.TOWNSHIP_HANDLER,),
    2: (Role.TOWNSHIP_HANDLER, Role.TOWNSHIP_LEADER),
    3: (Role.TOWNSHIP_LEADER, Role.COUNTY_SECTION_CHIEF),
    4: (Role.COUNTY_LEADER,),
    5: (Role.CITY_MONITOR,),
}


def raise_alerts(work: UnitOfWork, case: CaseRow, deadline: ClockRecord, level: int, at: datetime, kind: str) -> None:
    """One alert per role of `level`, dated `at`; raising a level again changes nothing."""
    if level in deadlines.alerted_levels(work.session, deadline.id):
        return
    for role in LADDER.get(level, ()):
        _add(work, case, deadline.id, kind, deadline.key, level, role, unit_of_role(case, role), at)
    work.session.flush()


def remind(work: UnitOfWork, case: CaseRow, subject_id: UUID, element_id: str, roles: tuple[Role, ...]) -> list[str]:
    """A reminder to `roles` about an element of the case; hands back the codes of those reminded."""
    for role in roles:
        _add(work, case, subject_id, "reminder", element_id, 0, role, unit_of_role(case, role), work.now)
    return [role.value for role in roles]


def alert_unit(work: UnitOfWork, case: CaseRow, subject_id: UUID, key: str, role: Role, unit_code: str) -> None:
    """An alert to a role of any unit about this case."""
    _add(work, case, subject_id, "notice", key, 0, role, unit_code, work.now)


def unit_of_role(case: CaseRow, role: Role) -> str:
    """The code of the unit that owns the case at the level of `role`."""
    if UnitKind.VILLAGE in role.levels:
        return case.village_code or case.town_code
    if UnitKind.TOWNSHIP in role.levels:
        return case.town_code
    return case.county_code


def _add(
    work: UnitOfWork,
    case: CaseRow,
    subject_id: UUID,
    kind: str,
    key: str,
    level: int,
    role: Role,
    unit: str,
    at: datetime,
) -> None:
    work.session.add(
        AlertRow(
            id=work.new_id(),
            county_code=case.county_code,
            case_id=case.id,
            subject_id=subject_id,
            kind=kind,
            key=key,
            level=level,
            role=role.value,
            unit_code=unit,
            at=at,
        )
    )

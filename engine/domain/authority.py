"""Who may do what where: the matrix of the policy reference, section 8, as a table.

Separation of duties, reasons for revealing and limits of amount are decided elsewhere; this is the first gate.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Final

from engine.domain.divisions import Division
from engine.domain.roles import Grant, Role, UnitKind


class Action(StrEnum):
    """What a person wants to do."""

    CREATE_CASE = "create_case"
    READ_CASE = "read_case"
    REVEAL_PERSONAL_DATA = "reveal_personal_data"
    REASSIGN_TASK = "reassign_task"
    MONITOR_DEADLINES = "monitor_deadlines"
    EXPLAIN_BREACH = "explain_breach"
    SIGN_OFF_BREACH = "sign_off_breach"
    MANAGE_STAFF = "manage_staff"
    DRAFT_BUNDLE = "draft_bundle"
    PUBLISH_BUNDLE = "publish_bundle"
    ADMINISTER = "administer"
    READ_AUDIT = "read_audit"
    HANDLE_INCIDENTS = "handle_incidents"
    READ_REPORTS = "read_reports"
    READ_LEDGER = "read_ledger"
    MANAGE_PARTNERS = "manage_partners"
    BOOK_NONFISCAL = "book_nonfiscal"
    UPLOAD_LEDGER = "upload_ledger"
    CONFIRM_LEDGER = "confirm_ledger"


class Reach(StrEnum):
    """How far a role's permission goes inside the area of its grant."""

    AREA = "area"
    OWN = "own"  # only what the person or unit has submitted or been given


_TOWNSHIP: Final = (Role.TOWNSHIP_HANDLER, Role.TOWNSHIP_LEADER)
_COUNTY_STAFF: Final = (Role.COUNTY_HANDLER, Role.COUNTY_SECTION_CHIEF)
_COUNTY: Final = (*_COUNTY_STAFF, Role.COUNTY_LEADER)


def _row(area: Iterable[Role], own: Iterable[Role] = ()) -> Mapping[Role, Reach]:
    return dict.fromkeys(own, Reach.OWN) | dict.fromkeys(area, Reach.AREA)


MATRIX: Final[Mapping[Action, Mapping[Role, Reach]]] = {
    Action.CREATE_CASE: _row((Role.VILLAGE_ASSISTANT, *_TOWNSHIP, *_COUNTY_STAFF)),
    Action.READ_CASE: _row(
        (*_TOWNSHIP, *_COUNTY, Role.FINANCE_OFFICER, Role.AUDITOR),
        own=(Role.VILLAGE_ASSISTANT, Role.CHECK_CENTRE, Role.MECHANISM_MEMBER, Role.CHARITY_CONTACT),
    ),
    Action.REVEAL_PERSONAL_DATA: _row(
        (*_TOWNSHIP, *_COUNTY, Role.AUDITOR), own=(Role.FINANCE_OFFICER, Role.CHECK_CENTRE)
    ),
    # Assumption: those who supervise the work may hand it to somebody else; the matrix has no row for it.
    Action.REASSIGN_TASK: _row((Role.TOWNSHIP_LEADER, Role.COUNTY_SECTION_CHIEF, Role.COUNTY_LEADER)),
    Action.MONITOR_DEADLINES: _row((*_TOWNSHIP, *_COUNTY, Role.CITY_ADMIN, Role.CITY_MONITOR, Role.AUDITOR)),
    # Assumption: the unit that was late explains it, a leader of it or of the county answers for the explanation.
    Action.EXPLAIN_BREACH: _row((*_TOWNSHIP, *_COUNTY)),
    Action.SIGN_OFF_BREACH: _row((Role.TOWNSHIP_LEADER, Role.COUNTY_SECTION_CHIEF, Role.COUNTY_LEADER)),
    Action.MANAGE_STAFF: _row((Role.TOWNSHIP_LEADER, *_COUNTY_STAFF, Role.CITY_ADMIN)),
    Action.DRAFT_BUNDLE: _row((Role.PROCESS_OWNER,)),
    Action.PUBLISH_BUNDLE: _row((Role.CITY_ADMIN,)),
    Action.ADMINISTER: _row((Role.CITY_ADMIN,)),
    Action.READ_AUDIT: _row((Role.AUDITOR,)),
    # Assumption: whoever keeps the rows of a county right mends what stopped there; the matrix has no row for it.
    Action.HANDLE_INCIDENTS: _row((Role.COUNTY_SECTION_CHIEF, Role.CITY_ADMIN)),
    # Assumption: figures name nobody and are for all who watch deadlines, and for those who pay; a row of the ledger
    # is a case, for those who read all cases of their area. The matrix has no rows for either.
    Action.READ_REPORTS: _row(
        (*_TOWNSHIP, *_COUNTY, Role.FINANCE_OFFICER, Role.CITY_ADMIN, Role.CITY_MONITOR, Role.AUDITOR)
    ),
    Action.READ_LEDGER: _row((*_TOWNSHIP, *_COUNTY, Role.AUDITOR)),
    # Assumption: those who agree with charities on the county's or the city's behalf; the matrix has no row for it.
    Action.MANAGE_PARTNERS: _row((*_COUNTY_STAFF, Role.CITY_ADMIN)),
    Action.BOOK_NONFISCAL: _row((*_TOWNSHIP, *_COUNTY_STAFF, Role.FINANCE_OFFICER)),
    # Assumption: who registers cases brings the old ones, who decides on cases answers for them (ADR-0015).
    Action.UPLOAD_LEDGER: _row((*_TOWNSHIP, *_COUNTY_STAFF)),
    Action.CONFIRM_LEDGER: _row((Role.TOWNSHIP_LEADER, Role.COUNTY_SECTION_CHIEF, Role.COUNTY_LEADER)),
}


def allow(grants: Iterable[Grant], action: Action, area: Division | None = None, *, is_own: bool = False) -> bool:
    """Whether one of `grants` permits `action` in `area` (nothing: a matter of no area, as the diagrams are).

    `is_own` says that the person or unit has submitted it or been given it.
    """
    row = MATRIX[action]
    return any(
        reach is Reach.AREA or is_own
        for grant in grants
        if (reach := row.get(grant.role)) is not None and (area is None or covers(grant, area))
    )


def may_work(grants: Iterable[Grant], role: Role, unit_code: str) -> bool:
    """Whether a human task of this role and unit is for the person: another level's grant does not do."""
    return any(grant.role is role and grant.unit_code == unit_code for grant in grants)


def grants_for(grants: Iterable[Grant], action: Action, reach: Reach = Reach.AREA) -> tuple[Grant, ...]:
    """The grants that permit `action`, exactly as far as `reach`."""
    row = MATRIX[action]
    return tuple(grant for grant in grants if row.get(grant.role) is reach)


def roles_allowed(action: Action) -> Collection[Role]:
    """The roles that may do `action` somewhere."""
    return MATRIX[action].keys()


def covers(grant: Grant, area: Division) -> bool:
    """Whether the unit of a grant is `area` or contains it, by the level columns."""
    if grant.unit_kind is UnitKind.VILLAGE:
        return area.village_code == grant.unit_code
    if grant.unit_kind is UnitKind.TOWNSHIP:
        return area.town_code == grant.unit_code
    if grant.unit_kind is UnitKind.COUNTY:
        return area.county_code == grant.unit_code
    return grant.covers(area.county_code)

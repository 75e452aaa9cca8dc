"""Who may see and do what with a case: the one place where a person meets a case or a human task."""

from uuid import UUID

from engine.domain import authority
from engine.domain.authority import Action
from engine.domain.divisions import TOWN_CODE_LENGTH, Division
from engine.domain.roles import Role, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.errors import NotFoundError, NotPermittedError
from engine.services.colleagues import Colleague
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases
from engine.store.tables.cases import CaseRow
from engine.store.tables.processes import HumanTaskRow


class CaseNotFoundError(NotFoundError):
    """There is no such case, or not in this person's area."""

    code = "case_not_found"


class TaskNotFoundError(NotFoundError):
    """There is no such human task, or not in this person's area."""

    code = "task_not_found"


def require_case(work: UnitOfWork, case_id: UUID, action: Action, *, lock: bool = False) -> CaseRow:
    """The case, when the person may do `action` with it.

    Raises:
        CaseNotFoundError: no such case, or it lies outside the person's area.
        NotPermittedError: it lies in the person's area, but the person's roles do not allow this.
    """
    case = cases.lock_case(work.session, case_id) if lock else cases.case_of(work.session, case_id)
    person = work.require_person()
    if case is None or not any(
        _reaches(grant.unit_code, case) or grant.covers(case.county_code) for grant in person.grants
    ):
        raise CaseNotFoundError(f"case {case_id} is not known to {person.username}")
    if not may(person, action, case):
        raise NotPermittedError(f"{person.username} may not {action.value} case {case_id}")
    return case


def may(person: SignedInPerson, action: Action, case: CaseRow) -> bool:
    """Whether the person's grants allow `action` with the case."""
    is_own = case.registered_by == person.username
    return authority.allow(person.grants, action, division_of_case(case), is_own=is_own) or (
        is_own and case.village_code is None and action in {Action.READ_CASE, Action.CREATE_CASE}
    )


def division_of_case(case: CaseRow) -> Division:
    """Where the emergency is: the place that decides who handles the case."""
    return Division(case.county_code, case.town_code, case.village_code)


def may_work_on(person: SignedInPerson | Colleague, task: HumanTaskRow) -> bool:
    """Whether the person holds the task's role in the unit that owns it (as the query `for_roles_of` says)."""
    role = Role(task.role)
    return any(grant.role is role and _owns(grant.unit_code, grant.unit_kind, task) for grant in person.grants)


def _owns(unit_code: str, kind: UnitKind, task: HumanTaskRow) -> bool:
    if kind is UnitKind.VILLAGE:
        # A case registered for a township only has no village: its village work is open to the township's villages.
        return unit_code == task.village_code or (
            task.village_code is None and unit_code[:TOWN_CODE_LENGTH] == task.town_code
        )
    return unit_code == (task.town_code if kind is UnitKind.TOWNSHIP else task.county_code)


def _reaches(unit_code: str, case: CaseRow) -> bool:
    return unit_code in {case.county_code, case.town_code, case.village_code} or (
        case.village_code is None and unit_code[:TOWN_CODE_LENGTH] == case.town_code
    )

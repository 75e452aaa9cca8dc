"""Registering a case: from what the household says to the first task in an inbox."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from engine.domain import authority
from engine.domain.authority import Action
from engine.domain.bank_account import AccountKind, account_problem, normalised_account
from engine.domain.case_codes import CaseStatus, Cause
from engine.domain.divisions import Division, division_of
from engine.domain.identity_number import identity_number_problem, normalised_identity_number
from engine.domain.local_time import CLOCK_SKEW, local_date
from engine.domain.masking import masked_name
from engine.domain.name_text import has_unwritten_characters
from engine.domain.new_case import NewCase, NewPerson
from engine.domain.phone import normalised_phone, phone_problem
from engine.domain.roles import UnitKind
from engine.errors import FieldError, InvalidInputError, NotPermittedError
from engine.services import agents, audit, steps
from engine.services.bundle_shelf import NoBundleInForceError
from engine.services.case_facts import policy_date_of, track_of
from engine.services.names import with_names
from engine.services.personal_data import encrypt_field
from engine.services.task_views import task_item
from engine.services.unit_of_work import UnitOfWork
from engine.services.units_in_force import unit_in_force
from engine.store import cases
from engine.store.tables.cases import CaseRow, ExpenditureItemRow, PersonRow
from engine.store.tables.processes import HumanTaskRow

MAIN_PROCESS: Final = "relief_case"
MUNICIPALITY_PREFIX: Final = "50"
LOCAL_CODES: Final = frozenset({"local", "city", "rural", "other_district"})
STREET_CODES_BELOW: Final = 100


def register_case(work: UnitOfWork, new: NewCase) -> dict[str, Any]:
    """A new case, pinned to the bundle in force, with its main process run to the first wait.

    Raises:
        InvalidInputError: a field is wrong; every error names its path.
        NotPermittedError: the place lies outside the area in which the person may register.
    """
    case = add_case(work, new)
    step = steps.new_step(work, case, MAIN_PROCESS, {})
    steps.begin(step)
    return registered(work, case, step.new_tasks)


def add_case(work: UnitOfWork, new: NewCase) -> CaseRow:
    """A new case with its people and spending, before any process runs; refuses what `register_case` refuses."""
    place = _place_of(work, new)
    _check(work, new)
    _require_may_register(work, place)
    case = _case_row(work, new, place)
    work.session.add(case)
    work.session.flush()
    _add_people(work, case, new)
    _add_expenditures(work, case, new)
    if new.agent is not None:
        agents.add_agent(work, case, new.agent)
    work.session.flush()
    audit.record(work, "case_registered", case=case, object_id=case.id, detail={"channel": case.channel})
    return case


def registered(work: UnitOfWork, case: CaseRow, tasks: Sequence[HumanTaskRow]) -> dict[str, Any]:
    """The answer to a registration."""
    return {
        "case_id": str(case.id),
        "reference": case.reference,
        "status": case.status,
        "track": track_of(case),
        "tasks": with_names(work, [task_item(task) for task in tasks]),
    }


def _place_of(work: UnitOfWork, new: NewCase) -> Division:
    place = division_of(new.division)
    if place.level is UnitKind.COUNTY:
        raise InvalidInputError([FieldError("division", "请选择急难发生地的乡镇（街道）或村（社区）")])
    return division_of(unit_in_force(work, place.code, path="division", lock=True).code)


def _check(work: UnitOfWork, new: NewCase) -> None:
    today = local_date(work.now)
    errors: list[FieldError] = []
    for path, person in _people(new):
        if not person.name.strip():
            errors.append(FieldError(f"{path}.name", "请填写姓名"))
        elif has_unwritten_characters(person.name):
            errors.append(FieldError(f"{path}.name", "姓名中有看不见的字符或换行，请重新输入"))
        if person.id_number:
            problem = identity_number_problem(normalised_identity_number(person.id_number), today)
            errors += [FieldError(f"{path}.id_number", problem)] if problem else []
        if person.phone:
            problem = phone_problem(normalised_phone(person.phone))
            errors += [FieldError(f"{path}.phone", problem)] if problem else []
        if person.payee_account:
            problem = account_problem(normalised_account(person.payee_account), AccountKind.ACCOUNT)
            errors += [FieldError(f"{path}.payee_account", problem)] if problem else []
    numbers = [normalised_identity_number(person.id_number) for _, person in _people(new) if person.id_number]
    if len(set(numbers)) < len(numbers):
        errors.append(FieldError("household.members", "同一个证件号码填写了两次"))
    if len(new.members) > new.household_size:
        errors.append(FieldError("household.members", "家庭成员多于填写的家庭人口"))
    errors += _agent_errors(new, today) + _unfounded(new)
    if new.cause.needs_text and not new.description.strip():
        errors.append(FieldError("description", "其他特殊困难须写明具体情况"))
    for path, moment in (
        ("discovered_at", new.discovered_at),
        ("received_at", new.received_at),
        ("category_checked_at", new.category_checked_at),
    ):
        if moment is not None and moment > work.now + CLOCK_SKEW:
            errors.append(FieldError(path, "时间不能晚于现在"))
    if errors:
        raise InvalidInputError(errors)


def _agent_errors(new: NewCase, today: date) -> list[FieldError]:
    agent = new.agent
    if agent is None:
        return []
    errors = []
    if not agent.name.strip():
        errors.append(FieldError("agent.name", "请填写姓名"))
    if (agent.kind == "body") is (agent.body is None):
        errors.append(FieldError("agent.body", "受托单位申请的填写单位名称，个人代理的不填"))
    problem = agent.id_number and identity_number_problem(normalised_identity_number(agent.id_number), today)
    errors += [FieldError("agent.id_number", problem)] if problem else []
    problem = agent.phone and phone_problem(normalised_phone(agent.phone))
    errors += [FieldError("agent.phone", problem)] if problem else []
    if agent.authorised_on is not None and agent.authorised_on > today:
        errors.append(FieldError("agent.authorised_on", "不得晚于今天"))
    return errors


def _unfounded(new: NewCase) -> list[FieldError]:
    """What explains something that is not claimed."""
    errors = []
    if new.immediate_reason and not new.needs_immediate:
        errors.append(FieldError("immediate_reason", "只有须立即救助的填写理由"))
    if (new.category_source or new.category_checked_at) and not new.category_confirmed:
        errors.append(FieldError("category_source", "只有类别已核验的填写核验来源"))
    return errors


def _people(new: NewCase) -> list[tuple[str, NewPerson]]:
    members = [(f"household.members.{number}", member) for number, member in enumerate(new.members)]
    return [("applicant", new.applicant), *members]


def _require_may_register(work: UnitOfWork, place: Division) -> None:
    person = work.require_person()
    if authority.allow(person.grants, Action.CREATE_CASE, place):
        return
    # An agent of a village may register for the township when the village is not known yet (source text 2c).
    of_this_township = any(
        grant.unit_kind is UnitKind.VILLAGE and grant.unit_code.startswith(place.town_code or "-")
        for grant in person.grants
        if grant.role in authority.roles_allowed(Action.CREATE_CASE)
    )
    if place.village_code is not None or not of_this_township:
        raise NotPermittedError(f"{person.username} may not register cases in {place.code}")


def _case_row(work: UnitOfWork, new: NewCase, place: Division) -> CaseRow:
    received_at = min(new.received_at or work.now, work.now)
    case_id = work.new_id()
    town_code = place.town_code or place.county_code
    return CaseRow(
        id=case_id,
        county_code=place.county_code,
        reference=_reference(work, place.county_code, received_at),
        town_code=town_code,
        village_code=place.village_code,
        area_type=area_type_of(town_code),
        status=CaseStatus.REGISTERED.value,
        cause=new.cause.value,
        cause_key=work.resources.cipher.blind_index("cause", cause_text(new.cause, new.cause_key)),
        category=new.category.value if new.category else None,
        category_confirmed=new.category_confirmed,
        category_source=new.category_source,
        category_checked_at=new.category_checked_at,
        channel=new.channel.value,
        needs_immediate=new.needs_immediate,
        immediate_reason=work.resources.cipher.encrypt(
            new.immediate_reason, table="relief_case", row_id=case_id, column="immediate_reason"
        )
        if new.immediate_reason
        else None,
        over_capacity=new.over_capacity or bool(new.expenditures),
        household_size=new.household_size,
        requested_fen=new.requested_fen,
        is_local=_is_local(new.applicant),
        linked_programme=new.linked_programme,
        linked_reference=new.linked_reference,
        description=work.resources.cipher.encrypt(
            new.description, table="relief_case", row_id=case_id, column="description"
        ),
        applicant_id=work.new_id(),
        masked_applicant=masked_name(new.applicant.name.strip()),
        discovered_at=new.discovered_at,
        received_at=received_at,
        policy_date=policy_date_of(new.discovered_at, None, received_at),
        policy={},
        bundle_number=_bundle_in_force(work, received_at),
        registered_by=work.actor,
        registered_at=work.now,
    )


def _bundle_in_force(work: UnitOfWork, received_at: datetime) -> int:
    """The bundle of the day; a case cannot have come in before there was one."""
    try:
        return work.resources.bundles.number_in_force(work.session, local_date(received_at))
    except NoBundleInForceError as error:
        if received_at == work.now:
            raise
        raise InvalidInputError([FieldError("received_at", "早于本系统流程开始生效的日期")]) from error


def cause_text(cause: Cause, cause_key: str | None) -> str:
    """What makes two causes the same: the kind, and the event where it was named."""
    return f"{cause.value}:{cause_key or ''}"


def area_type_of(town_code: str) -> str:
    """`city` for streets, `rural` for towns and townships: the third level of area codes begins with streets."""
    return "city" if int(town_code[6:9]) < STREET_CODES_BELOW else "rural"


def _reference(work: UnitOfWork, county_code: str, received_at: datetime) -> str:
    year = local_date(received_at).year
    return reference_of(county_code, year, cases.next_number(work.session, county_code, year))


def reference_of(county_code: str, year: int, number: int) -> str:
    """What people call a case by: `500101-2026-000123`."""
    return f"{county_code}-{year}-{number:06d}"


def _is_local(applicant: NewPerson) -> bool | None:
    """Whether hukou or residence lies in the municipality; nothing when neither is known."""
    known = [place for place in (applicant.hukou, applicant.residence) if place]
    if any(place in LOCAL_CODES or place.startswith(MUNICIPALITY_PREFIX) for place in known):
        return True
    return False if len(known) == 2 else None


def _add_people(work: UnitOfWork, case: CaseRow, new: NewCase) -> None:
    for number, (_, person) in enumerate(_people(new)):
        is_applicant = number == 0
        row_id = case.applicant_id if is_applicant else work.new_id()
        work.session.add(_person_row(work, case, person, row_id, "applicant" if is_applicant else "member"))


def _person_row(work: UnitOfWork, case: CaseRow, person: NewPerson, row_id: UUID, kind: str) -> PersonRow:
    cipher = work.resources.cipher
    id_number = normalised_identity_number(person.id_number) if person.id_number else None
    row = PersonRow(
        id=row_id,
        county_code=case.county_code,
        case_id=case.id,
        kind=kind,
        relation=person.relation,
        name_index=cipher.blind_index("name", person.name.strip()),
        identity_index=cipher.blind_index("id_number", id_number) if id_number else None,
        hukou=person.hukou,
        residence=person.residence,
    )
    encrypt_field(cipher, row, "name", person.name.strip())
    encrypt_field(cipher, row, "id_number", id_number)
    encrypt_field(cipher, row, "phone", normalised_phone(person.phone) if person.phone else None)
    account = normalised_account(person.payee_account) if person.payee_account else None
    encrypt_field(cipher, row, "payee_account", account)
    encrypt_field(cipher, row, "payee_holder", (person.payee_holder or person.name).strip() if account else None)
    return row


def _add_expenditures(work: UnitOfWork, case: CaseRow, new: NewCase) -> None:
    work.session.add_all(
        ExpenditureItemRow(
            id=work.new_id(),
            county_code=case.county_code,
            case_id=case.id,
            kind=item.kind,
            total_fen=item.total_fen,
            reimbursed_fen=item.reimbursed_fen,
            aid_fen=item.aid_fen,
            net_fen=item.net_fen,
        )
        for item in new.expenditures
    )

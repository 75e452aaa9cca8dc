"""Who has consented to the means check, person by person, and who has taken it back (law, articles 40, 41; R52)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from engine.domain.authority import Action
from engine.domain.check_consents import ConsentScope, ConsentStatus, NewConsent, needs_guardian, stands
from engine.domain.identity_number import birth_date, identity_number_problem, normalised_identity_number
from engine.domain.local_time import local_date
from engine.domain.masking import masked_name
from engine.domain.means_checks import CheckedPerson
from engine.errors import ConflictError, FieldError, InvalidInputError, NotFoundError
from engine.services import audit
from engine.services.access import require_case
from engine.services.documents import require_documents
from engine.services.personal_data import person_fields
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, consents
from engine.store.tables.cases import CaseRow, PersonRow
from engine.store.tables.consents import CheckConsentRow

TABLE: Final = "check_consent"
WITH_SUPPORTERS: Final = "household_and_obligors"
NOT_ASKED: Final = "not_asked"
EXPIRED: Final = "expired"
HOUSEHOLD: Final = "household"
SUPPORTER: Final = "supporter"


class ConsentNotFoundError(NotFoundError):
    """There is no such consent in this case."""

    code = "check_consent_not_found"


class ConsentSettledError(ConflictError):
    """A consent that does not stand cannot be taken back; one that stands is taken back before a new answer."""

    code = "check_consent_settled"


def enter_consent(work: UnitOfWork, case_id: UUID, new: NewConsent) -> dict[str, Any]:
    """Keep what one person has answered; a refusal or withdrawal takes the person out of requests not yet sent.

    Raises:
        InvalidInputError: a field is wrong, the person is not of this household, or the paper not of this case.
        ConsentSettledError: the member's consent stands already; it can only be taken back.
    """
    case = require_case(work, case_id, Action.CREATE_CASE, lock=True)
    person = _member(work, case_id, new.person_id) if new.person_id else None
    _check(work, new, person)
    require_documents(work, case_id, [new.paper_id] if new.paper_id else [])
    latest = _latest_of_members(work, case_id).get(new.person_id) if new.person_id else None
    if latest is not None and _stands(work, latest):
        raise ConsentSettledError(f"the consent of person {new.person_id} stands")
    row = _add(work, case, new)
    audit.record(work, "check_consent_entered", case=case, object_id=row.id, detail={"status": row.status})
    return _line(work, row, person)


def withdraw_consent(work: UnitOfWork, case_id: UUID, consent_id: UUID) -> dict[str, Any]:
    """Take a consent back as of today; what the checking centre has been sent before stays sent.

    Raises:
        ConsentNotFoundError: no such consent in the case.
        ConsentSettledError: it was refused or taken back before.
    """
    case = require_case(work, case_id, Action.CREATE_CASE, lock=True)
    row = next((one for one in consents.consents_of(work.session, case_id) if one.id == consent_id), None)
    if row is None:
        raise ConsentNotFoundError(f"no consent {consent_id} in case {case_id}")
    if row.status != ConsentStatus.GIVEN:
        raise ConsentSettledError(f"consent {consent_id} is {row.status}")
    row.status = ConsentStatus.WITHDRAWN.value
    row.withdrawn_on, row.withdrawn_by = local_date(work.now), work.actor
    audit.record(work, "check_consent_withdrawn", case=case, object_id=row.id)
    work.session.flush()
    return _line(work, row, _member(work, case_id, row.person_id) if row.person_id else None)


def cover_household(work: UnitOfWork, case: CaseRow, paper_id: UUID | None) -> None:
    """Let the household's signed authorisation stand for every member who has not answered apart from it.

    A refusal or withdrawal of a member stays; a consent that has run out is given anew. Supporters answer themselves.
    """
    latest = _latest_of_members(work, case.id)
    for person in cases.people_of(work.session, case.id):
        known = latest.get(person.id)
        if known is not None and (known.status != ConsentStatus.GIVEN or _stands(work, known)):
            continue
        born_on = _born_on(work, person)
        _add(
            work,
            case,
            NewConsent(
                status=ConsentStatus.GIVEN,
                answered_on=local_date(work.now),
                scope=tuple(ConsentScope),
                valid_until=case.check_authorised_until,
                paper_id=paper_id,
                by_guardian=born_on is not None and needs_guardian(born_on, local_date(work.now)),
                person_id=person.id,
            ),
        )


def people_to_check(work: UnitOfWork, case_id: UUID, scope: str) -> list[CheckedPerson]:
    """Those whose consent stands today and whose number is known: the household, supporters where `scope` has them."""
    members = {person.id: person for person in cases.people_of(work.session, case_id)}
    found: dict[str, CheckedPerson] = {}
    for row in _standing(work, case_id):
        if row.person_id is None and scope != WITH_SUPPORTERS:
            continue
        known = (
            person_fields(work, members[row.person_id], ("name", "id_number")) if row.person_id else _named(work, row)
        )
        if "id_number" in known:
            found[known["id_number"]] = CheckedPerson(known["name"], known["id_number"], tuple(row.scope))
    return list(found.values())


def may_check_anybody(work: UnitOfWork, case_id: UUID) -> bool:
    """Whether the consent of anybody stands today."""
    return bool(_standing(work, case_id))


def consents_shown(work: UnitOfWork, case_id: UUID) -> list[dict[str, Any]]:
    """A line for each member of the household with the latest answer, then one for each answer of a supporter."""
    latest = _latest_of_members(work, case_id)
    people = cases.people_of(work.session, case_id)
    supporters = [row for row in consents.consents_of(work.session, case_id) if row.person_id is None]
    return [
        *(_line(work, latest[one.id], one) if one.id in latest else _unasked(work, one) for one in people),
        *(_line(work, row, None) for row in supporters),
    ]


def _check(work: UnitOfWork, new: NewConsent, person: PersonRow | None) -> None:
    today = local_date(work.now)
    errors = []
    if new.answered_on > today:
        errors.append(FieldError("answered_on", "不得晚于今天"))
    if new.valid_until is not None and new.valid_until < new.answered_on:
        errors.append(FieldError("valid_until", "有效期不得早于答复日期"))
    if new.status is ConsentStatus.GIVEN and not new.scope:
        errors.append(FieldError("scope", "请选择同意核对的内容"))
    if new.status is ConsentStatus.GIVEN and new.paper_id is None:
        errors.append(FieldError("paper_id", "请上传本人签字的授权书"))
    if person is None:
        errors += _supporter_errors(new, today)
        born_on = birth_date(normalised_identity_number(new.id_number)) if new.id_number and not errors else None
    else:
        errors += (
            [FieldError("person_id", "家庭成员已有登记，不再填写姓名和证件号码")] if new.name or new.id_number else []
        )
        born_on = _born_on(work, person)
    if born_on is not None and needs_guardian(born_on, today) and not new.by_guardian:
        errors.append(FieldError("by_guardian", "未满 14 周岁的由监护人签字"))
    if errors:
        raise InvalidInputError(errors)


def _supporter_errors(new: NewConsent, today: date) -> list[FieldError]:
    errors = [
        FieldError(path, message)
        for path, value, message in (
            ("name", new.name, "请填写赡养、抚养、扶养人的姓名"),
            ("id_number", new.id_number, "请填写身份证件号码"),
            ("relation", new.relation, "请填写与申请人的关系"),
        )
        if not (value or "").strip()
    ]
    problem = new.id_number and identity_number_problem(normalised_identity_number(new.id_number), today)
    return [*errors, FieldError("id_number", problem)] if problem else errors


def _member(work: UnitOfWork, case_id: UUID, person_id: UUID) -> PersonRow:
    for person in cases.people_of(work.session, case_id):
        if person.id == person_id:
            return person
    raise InvalidInputError([FieldError("person_id", "不是本个案的家庭成员")])


def _add(work: UnitOfWork, case: CaseRow, new: NewConsent) -> CheckConsentRow:
    row = CheckConsentRow(
        id=work.new_id(),
        county_code=case.county_code,
        case_id=case.id,
        person_id=new.person_id,
        relation=new.relation,
        status=new.status.value,
        scope=[one.value for one in new.scope],
        answered_on=new.answered_on,
        valid_until=new.valid_until,
        by_guardian=new.by_guardian,
        paper_id=new.paper_id,
        entered_by=work.actor,
        entered_at=work.now,
    )
    if new.person_id is None and new.name and new.id_number:
        cipher = work.resources.cipher
        number = normalised_identity_number(new.id_number)
        row.name = cipher.encrypt(new.name.strip(), table=TABLE, row_id=row.id, column="name")
        row.id_number = cipher.encrypt(number, table=TABLE, row_id=row.id, column="id_number")
    work.session.add(row)
    work.session.flush()
    return row


def _latest_of_members(work: UnitOfWork, case_id: UUID) -> Mapping[UUID, CheckConsentRow]:
    return {row.person_id: row for row in consents.consents_of(work.session, case_id) if row.person_id is not None}


def _standing(work: UnitOfWork, case_id: UUID) -> Sequence[CheckConsentRow]:
    return [row for row in consents.consents_of(work.session, case_id) if _stands(work, row)]


def _stands(work: UnitOfWork, row: CheckConsentRow) -> bool:
    return stands(row.status, row.valid_until, local_date(work.now))


def _born_on(work: UnitOfWork, person: PersonRow) -> date | None:
    number = person_fields(work, person, ("id_number",)).get("id_number")
    return birth_date(number) if number else None


def _named(work: UnitOfWork, row: CheckConsentRow) -> dict[str, str]:
    cipher = work.resources.cipher
    clear = {"name": row.name, "id_number": row.id_number}
    return {
        column: cipher.decrypt(kept, table=TABLE, row_id=row.id, column=column)
        for column, kept in clear.items()
        if kept is not None
    }


def _line(work: UnitOfWork, row: CheckConsentRow, person: PersonRow | None) -> dict[str, Any]:
    is_expired = row.status == ConsentStatus.GIVEN and not _stands(work, row)
    known = _named(work, row) if person is None else person_fields(work, person, ("name",))
    return {
        "consent_id": str(row.id),
        "person_id": str(row.person_id) if row.person_id else None,
        "party": HOUSEHOLD if row.person_id else SUPPORTER,
        "name": masked_name(known["name"]),
        "relation": person.relation if person else row.relation,
        "status": EXPIRED if is_expired else row.status,
        "scope": row.scope,
        "answered_on": row.answered_on.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "by_guardian": row.by_guardian,
        "paper_id": str(row.paper_id) if row.paper_id else None,
        "entered_by": row.entered_by,
        "withdrawn_on": row.withdrawn_on.isoformat() if row.withdrawn_on else None,
    }


def _unasked(work: UnitOfWork, person: PersonRow) -> dict[str, Any]:
    return {
        "consent_id": None,
        "person_id": str(person.id),
        "party": HOUSEHOLD,
        "name": masked_name(person_fields(work, person, ("name",))["name"]),
        "relation": person.relation,
        "status": NOT_ASKED,
        "scope": [],
        "answered_on": None,
        "valid_until": None,
        "by_guardian": False,
        "paper_id": None,
        "entered_by": None,
        "withdrawn_on": None,
    }

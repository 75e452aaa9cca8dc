"""Nobody's means are checked without that person's own consent, and consent can be taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
from relief_office import ReliefOffice, identity_number
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from engine.services import means_checks
from engine.services.unit_of_work import read, write
from engine.store.tables.consents import CheckConsentRow

WIFE = {"name": "李小兰", "id_number": identity_number(2), "relation": "spouse"}
CHILD = {"name": "罗小宝", "id_number": identity_number(3, born="20190501"), "relation": "child"}
SUPPORTER: dict[str, Any] = {"name": "罗大山", "id_number": identity_number(4), "relation": "父亲"}
ANSWER: dict[str, Any] = {"status": "given", "answered_on": "2026-03-10", "scope": ["income", "property"]}


def medical_case(office: ReliefOffice) -> str:
    """A household of three whose means are to be checked; hands back the id of the case."""
    case_id: str = office.register(
        channel="window",
        cause="medical",
        description="慢病支出",
        needs_immediate=False,
        category="low_income_edge",
        household={"size": 3, "members": [WIFE, CHILD]},
        expenditures=[{"kind": "medical", "net_fen": 2_300_000}],
        discovered_at=None,
    )["case_id"]
    office.complete("handler", case_id, "decide_acceptance", {"decision": "accept", "track": "expenditure"})
    office.complete("handler", case_id, "check_materials", {"result": "complete", "missing": []})
    return case_id


def authorise(office: ReliefOffice, case_id: str, scope: str = "household") -> httpx.Response:
    """The answer to handing in the household's signed authorisation."""
    task = office.open_task(case_id, "obtain_authorisation")
    data = {"signatures": [office.upload(case_id)], "scope": scope, "valid_until": "2026-03-31"}
    return office.person("handler").post(f"/api/tasks/{task['task_id']}/complete", json={"data": data})


def lines(office: ReliefOffice, case_id: str) -> list[dict[str, Any]]:
    """Who has answered what, as the page of the case shows it."""
    found: list[dict[str, Any]] = office.person("handler").get(f"/api/cases/{case_id}").json()["check_consents"]
    return found


def enter(office: ReliefOffice, case_id: str, **changes: Any) -> httpx.Response:
    """The answer to entering what somebody has said."""
    body = {**ANSWER, "paper_id": office.upload(case_id), **changes}
    return office.person("handler").post(f"/api/cases/{case_id}/check-consents", json=body)


def withdraw(office: ReliefOffice, case_id: str, consent_id: str) -> httpx.Response:
    """The answer to taking a consent back."""
    return office.person("handler").post(f"/api/cases/{case_id}/check-consents/{consent_id}/withdraw")


def checked(office: ReliefOffice) -> list[str]:
    """The names in the requests that would be sent now."""
    requests = write(office.resources, means_checks.requests_to_export)
    return sorted(person.name for request in requests for person in request.people)


def test_the_signed_authorisation_stands_for_the_household_and_no_supporter(office: ReliefOffice) -> None:
    case_id = medical_case(office)
    assert [one["status"] for one in lines(office, case_id)] == ["not_asked"] * 3

    assert authorise(office, case_id, "household_and_obligors").status_code == 200

    shown = lines(office, case_id)
    assert {one["status"] for one in shown} == {"given"}
    assert {one["valid_until"] for one in shown} == {"2026-03-31"}
    assert all(one["paper_id"] for one in shown)
    assert [one["by_guardian"] for one in shown if one["relation"] == "child"] == [True]
    assert checked(office) == sorted(["罗远明", "李小兰", "罗小宝"])


def test_who_refuses_is_left_out_although_the_household_has_signed(office: ReliefOffice) -> None:
    case_id = medical_case(office)
    wife = next(one for one in lines(office, case_id) if one["relation"] == "spouse")
    refused = enter(office, case_id, person_id=wife["person_id"], status="refused", scope=[], paper_id=None)
    assert refused.status_code == 201, refused.text

    authorise(office, case_id)

    assert checked(office) == sorted(["罗远明", "罗小宝"])


@pytest.mark.parametrize(("scope", "is_checked"), [("household", False), ("household_and_obligors", True)])
def test_a_supporter_is_checked_only_with_own_consent_and_where_the_scope_says_so(
    office: ReliefOffice, scope: str, is_checked: bool
) -> None:
    case_id = medical_case(office)
    assert enter(office, case_id, **SUPPORTER).status_code == 201

    authorise(office, case_id, scope)

    assert ("罗大山" in checked(office)) is is_checked
    shown = lines(office, case_id)[-1]
    assert (shown["party"], shown["name"], shown["relation"]) == ("supporter", "罗*山", "父亲")
    row = read(
        office.resources,
        lambda work: work.session.scalars(select(CheckConsentRow).where(CheckConsentRow.person_id.is_(None))).one(),
    )
    assert "罗大山".encode() not in (row.name or b"")
    assert SUPPORTER["id_number"].encode() not in (row.id_number or b"")


def test_who_takes_consent_back_is_in_no_later_request(office: ReliefOffice) -> None:
    case_id = medical_case(office)
    authorise(office, case_id)
    (wife,) = [one for one in lines(office, case_id) if one["relation"] == "spouse"]

    first, again = (withdraw(office, case_id, wife["consent_id"]) for _ in range(2))

    assert (first.status_code, first.json()["status"], first.json()["withdrawn_on"]) == (200, "withdrawn", "2026-03-10")
    assert (again.status_code, again.json()["code"]) == (409, "check_consent_settled")
    assert checked(office) == sorted(["罗远明", "罗小宝"])


def test_a_request_about_nobody_is_not_sent(office: ReliefOffice) -> None:
    case_id = medical_case(office)
    authorise(office, case_id)
    for one in lines(office, case_id):
        assert withdraw(office, case_id, one["consent_id"]).status_code == 200

    assert checked(office) == []
    assert write(office.resources, means_checks.requests_to_export) == []
    (request_id,) = read(office.resources, means_checks.open_request_ids)
    assert write(office.resources, lambda work: means_checks.request_to_send(work, request_id)) is None


def test_consent_ends_with_the_day_until_which_it_was_given(office: ReliefOffice) -> None:
    case_id = medical_case(office)
    enter(office, case_id, **SUPPORTER, valid_until="2026-03-10")
    authorise(office, case_id, "household_and_obligors")
    assert "罗大山" in checked(office)

    office.set_clock("2026-03-11T09:00:00+08:00")

    assert "罗大山" not in checked(office)
    assert lines(office, case_id)[-1]["status"] == "expired"


def test_without_anybodys_consent_no_check_is_asked_for(office: ReliefOffice) -> None:
    case_id = medical_case(office)
    for one in lines(office, case_id):
        entered = enter(
            office, case_id, person_id=one["person_id"], status="refused", scope=[], paper_id=None, by_guardian=True
        )
        assert entered.status_code == 201, entered.text

    refused = authorise(office, case_id)

    assert refused.json()["code"] == "authorisation_missing"
    assert office.open_task(case_id, "obtain_authorisation")
    assert read(office.resources, means_checks.open_request_ids) == []


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"answered_on": "2026-03-11"}, "answered_on"),
        ({"valid_until": "2026-03-09"}, "valid_until"),
        ({"scope": []}, "scope"),
        ({"paper_id": None}, "paper_id"),
        ({"name": " "}, "name"),
        ({"relation": None}, "relation"),
        ({"id_number": None}, "id_number"),
        ({"id_number": "500101198001010010"}, "id_number"),
        ({"id_number": identity_number(5, born="20190501")}, "by_guardian"),
        ({"status": "withdrawn"}, "status"),
        ({"person_id": str(UUID(int=7)), "name": None, "id_number": None}, "person_id"),
    ],
)
def test_an_answer_that_does_not_hold_together_is_refused(
    office: ReliefOffice, changes: dict[str, Any], path: str
) -> None:
    case_id: str = office.register()["case_id"]

    refused = enter(office, case_id, **{**SUPPORTER, **changes})

    assert refused.status_code == 422, refused.text
    assert [error["path"] for error in refused.json()["errors"]] == [path]


def test_a_standing_consent_is_not_entered_twice_and_strangers_see_nothing(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]
    (applicant,) = lines(office, case_id)
    assert enter(office, case_id, person_id=applicant["person_id"]).status_code == 201

    twice = enter(office, case_id, person_id=applicant["person_id"])

    assert (twice.status_code, twice.json()["code"]) == (409, "check_consent_settled")
    path = f"/api/cases/{case_id}/check-consents"
    assert office.person("stranger").post(path, json={**ANSWER, **SUPPORTER}).status_code == 404
    assert office.person("director").post(path, json={**ANSWER, **SUPPORTER}).status_code == 403
    assert withdraw(office, case_id, str(UUID(int=7))).json()["code"] == "check_consent_not_found"


def test_the_database_keeps_answers_as_they_were_given(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]
    consent_id = enter(office, case_id, **SUPPORTER).json()["consent_id"]
    withdraw(office, case_id, consent_id)

    for statement in (
        update(CheckConsentRow).values(status="given", withdrawn_on=None, withdrawn_by=None),
        delete(CheckConsentRow),
    ):
        with pytest.raises(DBAPIError):
            write(office.resources, lambda work, statement=statement: work.session.execute(statement))

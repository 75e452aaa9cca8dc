"""When a case cannot go on, nothing that was entered is lost, a person sees why, and a retry heals it."""

from dataclasses import replace
from datetime import date
from typing import Any, NoReturn

import pytest
from relief_office import ReliefOffice
from sqlalchemy import delete

from engine.services.operation_registry import OPERATIONS
from engine.services.unit_of_work import UnitOfWork, write
from engine.store.tables.policy import LocalStandardRow

ACCEPT = {"data": {"decision": "accept", "track": "urgent"}}


def _without_standards(office: ReliefOffice) -> None:
    """Nobody has entered the living allowance that every case is measured by."""
    write(office.resources, lambda work: work.session.execute(delete(LocalStandardRow)))


def _with_standards(office: ReliefOffice) -> None:
    def add(work: UnitOfWork) -> None:
        work.session.add_all(
            LocalStandardRow(
                scope="50", area_type=area, valid_from=date(2019, 1, 1), standard_fen=70_000, flag="A", source="测试"
            )
            for area in ("city", "rural")
        )

    write(office.resources, add)


def _broken(*_arguments: object) -> NoReturn:
    raise RuntimeError("nobody foresaw this")


@pytest.fixture
def broken_acceptance(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The operation that accepts a case breaks until this is undone."""
    monkeypatch.setitem(OPERATIONS, "accept_case", replace(OPERATIONS["accept_case"], carry_out=_broken))
    return monkeypatch


def _open_incidents(office: ReliefOffice, username: str = "admin") -> list[dict[str, Any]]:
    answer = office.person(username).get("/api/incidents")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_case_that_cannot_start_is_kept_and_started_by_a_retry(office: ReliefOffice) -> None:
    _without_standards(office)
    kept = office.register("agent")

    (incident,) = _open_incidents(office)
    assert (kept["status"], kept["tasks"]) == ("registered", [])
    assert (incident["code"], incident["reference"]) == ("local_standard_missing", kept["reference"])
    assert "低保标准" in incident["message"]

    failed = office.person("admin").post(f"/api/incidents/{incident['incident_id']}/retry")
    assert (failed.status_code, failed.json()["code"]) == (409, "case_stopped")
    assert _open_incidents(office)[0]["attempts"] == 2

    _with_standards(office)
    healed = office.person("chief").post(f"/api/incidents/{incident['incident_id']}/retry")
    assert (healed.status_code, healed.json()["status"]) == (200, "resolved"), healed.text
    assert healed.json()["resolved_by"] == "chief"
    case = office.person("handler").get(f"/api/cases/{kept['case_id']}").json()
    assert [task["element_id"] for task in case["tasks"]] == ["decide_acceptance"]
    assert _open_incidents(office) == []


def test_the_same_registration_again_finds_the_case_that_was_kept(office: ReliefOffice) -> None:
    _without_standards(office)
    agent = office.person("agent")
    body = {"division": "500101018", "cause": "fire", "applicant": {"name": "甲"}, "household": {"size": 1}}
    first = agent.post("/api/cases", json=body, headers={"Idempotency-Key": "kept"})

    again = agent.post("/api/cases", json=body, headers={"Idempotency-Key": "kept"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert len(_open_incidents(office)) == 1


def test_a_completion_that_breaks_is_tried_again_as_the_person_who_sent_it(
    office: ReliefOffice, broken_acceptance: pytest.MonkeyPatch
) -> None:
    case = office.register()
    task_id = case["tasks"][0]["task_id"]

    stopped = office.person("handler").post(f"/api/tasks/{task_id}/complete", json=ACCEPT)
    (incident,) = _open_incidents(office)
    broken_acceptance.undo()
    healed = office.person("admin").post(f"/api/incidents/{incident['incident_id']}/retry")

    assert (stopped.status_code, stopped.json()["code"]) == (409, "case_stopped")
    assert (healed.status_code, healed.json()["status"]) == (200, "resolved"), healed.text
    history = office.person("handler").get(f"/api/cases/{case['case_id']}/history").json()["items"]
    done = [(item["actor"], item["element_id"]) for item in history if item["kind"] == "task_completed"]
    assert done == [("handler", "decide_acceptance")]
    assert [item["kind"] for item in history if item["kind"].startswith("incident")] == [
        "incident_opened",
        "incident_resolved",
    ]


def test_the_next_person_who_succeeds_heals_the_case(
    office: ReliefOffice, broken_acceptance: pytest.MonkeyPatch
) -> None:
    case = office.register()
    task_id = case["tasks"][0]["task_id"]
    office.person("handler").post(f"/api/tasks/{task_id}/complete", json=ACCEPT)
    (incident,) = _open_incidents(office)
    broken_acceptance.undo()

    done = office.person("handler").post(f"/api/tasks/{task_id}/complete", json=ACCEPT)
    late = office.person("admin").post(f"/api/incidents/{incident['incident_id']}/retry")

    assert done.status_code == 200
    assert _open_incidents(office) == []
    assert (late.status_code, late.json()["code"]) == (409, "incident_closed")


def test_incidents_of_another_county_are_not_the_chiefs(office: ReliefOffice) -> None:
    _without_standards(office)
    office.register("stranger", division="500103001")

    assert _open_incidents(office, "chief") == []
    assert len(_open_incidents(office, "admin")) == 1

"""Wrong input of every kind gets a typed problem and changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from relief_office import OTHER_TOWN, TOWN, ReliefOffice, fire_case

NOBODY_S_ID = "0198f000-0000-7000-8000-000000000000"
ACCEPT = {"decision": "accept", "track": "urgent"}
ALL = "..."


@dataclass(frozen=True, slots=True)
class Wrong:
    """A request that is refused; `{case}` and `{task}` in its path are those of an open case."""

    method: str
    path: str
    status: int
    code: str
    json: Any = None
    by: str = "handler"
    paths: tuple[str, ...] = ()
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def _registration(code: str, *paths: str, by: str = "handler", status: int = 422, **changes: Any) -> Wrong:
    body = {name: value for name, value in fire_case(**changes).items() if value is not ALL}
    return Wrong("POST", "/api/cases", status, code, json=body, by=by, paths=paths)


def _completion(code: str, *paths: str, status: int = 422, by: str = "handler", **body: Any) -> Wrong:
    return Wrong("POST", "/api/tasks/{task}/complete", status, code, json=body, by=by, paths=paths)


def _opening(process_id: str, *paths: str, for_case: bool = True, status: int = 422, **data: Any) -> Wrong:
    body: dict[str, Any] = {"process_id": process_id, "data": data, **({"case_id": "{case}"} if for_case else {})}
    return Wrong("POST", "/api/instances", status, "form_invalid", json=body, paths=paths)


def _clue(*paths: str, **changes: Any) -> Wrong:
    about = {name: value for name, value in fire_case(**changes).items() if value is not ALL}
    return _opening("clue_handling", *paths, for_case=False, source="visit", **about)


REGISTRATIONS = {
    "no name": _registration("form_invalid", "applicant.name", applicant={}),
    "a blank name": _registration("form_invalid", "applicant.name", applicant={"name": "  "}),
    "an invisible name": _registration("form_invalid", "applicant.name", applicant={"name": "\u200b"}),
    "a name that turns around": _registration("form_invalid", "applicant.name", applicant={"name": "罗\u202e远明"}),
    "a name of two lines": _registration("form_invalid", "applicant.name", applicant={"name": "罗\n远明"}),
    "an invisible member": _registration(
        "form_invalid", "household.members.0.name", household={"size": 2, "members": [{"name": "\ufeff"}]}
    ),
    "a time before the first bundle": _registration("form_invalid", "received_at", received_at="2018-12-31T00:00:00Z"),
    "a time of another century": _registration("form_invalid", "discovered_at", discovered_at="1800-01-01T00:00:00Z"),
    "no division": _registration("form_invalid", "division", division=ALL),
    "no cause": _registration("form_invalid", "cause", cause=ALL),
    "no household size": _registration("form_invalid", "household.size", household={"members": []}),
    "an unknown cause": _registration("form_invalid", "cause", cause="flood"),
    "an unknown channel": _registration("form_invalid", "channel", channel="pigeon"),
    "a size in words": _registration("form_invalid", "household.size", household={"size": "drei"}),
    "a size of 2.5": _registration("form_invalid", "household.size", household={"size": 2.5}),
    "nobody in the household": _registration("form_invalid", "household.size", household={"size": 0}),
    "money as text": _registration("form_invalid", "requested_amount", requested_amount="700"),
    "money with cents": _registration("form_invalid", "requested_amount", requested_amount=700.5),
    "money below zero": _registration("form_invalid", "requested_amount", requested_amount=-1),
    "more than 20 million yuan": _registration("form_invalid", "requested_amount", requested_amount=2**31),
    "more money than there is": _registration("form_invalid", "requested_amount", requested_amount=10**20),
    "yes as a text": _registration("form_invalid", "needs_immediate", needs_immediate="yes"),
    "an undeclared field": _registration("form_invalid", "salary", salary=1),
    "an undeclared field inside": _registration("form_invalid", "applicant.sex", applicant={"name": "甲", "sex": "f"}),
    "a wrong check digit": _registration(
        "form_invalid", "applicant.id_number", applicant={"name": "甲", "id_number": "500101198001010012"}
    ),
    "a number of letters": _registration(
        "form_invalid", "applicant.id_number", applicant={"name": "甲", "id_number": "ABCDEFGHIJKLMNOPQR"}
    ),
    "a short phone": _registration("form_invalid", "applicant.phone", applicant={"name": "甲", "phone": "12"}),
    "a time without zone": _registration("form_invalid", "discovered_at", discovered_at="2026-03-10T09:20:00"),
    "a time as number": _registration("form_invalid", "discovered_at", discovered_at=1773105600),
    "a time before Christ": _registration("form_invalid", "received_at", received_at="0001-01-01T00:00:00+14:00"),
    "a time to come": _registration("form_invalid", "discovered_at", discovered_at="2026-03-12T09:20:00+08:00"),
    "a division of letters": _registration("form_invalid", "division", division="50010101A"),
    "a division of nowhere": _registration("form_invalid", "division", division="500101999"),
    "only a county": _registration("form_invalid", "division", division="500101"),
    "no words for another difficulty": _registration(
        "form_invalid", "description", cause="other_special", description=""
    ),
    "more members than people": _registration(
        "form_invalid", "household.members", household={"size": 1, "members": [{"name": "乙"}, {"name": "丙"}]}
    ),
    "another county": _registration("not_permitted", status=403, division=OTHER_TOWN),
    "a role that registers nothing": _registration("not_permitted", status=403, by="cashier"),
    "five megabytes of text": _registration("body_too_large", status=413, description="灾" * 1_700_000),
}
TASKS = {
    "a completion without data": _completion("form_invalid", "data"),
    "data that are a list": _completion("form_invalid", "data", data=[]),
    "a missing field": _completion("form_invalid", "decision", data={}),
    "a missing field that depends": _completion("form_invalid", "track", data={"decision": "accept"}),
    "a wrong code": _completion("form_invalid", "decision", data={"decision": "perhaps"}),
    "a wrong type": _completion("form_invalid", "decision", data={"decision": 7}),
    "an undeclared form field": _completion("form_invalid", "bonus", data={**ACCEPT, "bonus": 1}),
    "an invisible form field": _completion("form_invalid", "reason_code", data={**ACCEPT, "reason_code": "OTHER"}),
    "an undeclared member": _completion("form_invalid", "force", data=ACCEPT, force=True),
    "a stale revision": _completion("stale_revision", status=409, data=ACCEPT, revision=99),
    "a revision in words": _completion("form_invalid", "revision", data=ACCEPT, revision="one"),
    "the wrong role": _completion("not_permitted", status=403, by="leader", data=ACCEPT),
    "a role of the county": _completion("not_permitted", status=403, by="clerk", data=ACCEPT),
    "a stranger": _completion("task_not_found", status=404, by="stranger", data=ACCEPT),
    "an unknown task": Wrong(
        "POST", f"/api/tasks/{NOBODY_S_ID}/complete", 404, "task_not_found", json={"data": ACCEPT}
    ),
    "an id that is none": Wrong("POST", "/api/tasks/nothing/complete", 404, "not_found", json={"data": ACCEPT}),
    "a claim of a stranger": Wrong("POST", "/api/tasks/{task}/claim", 404, "task_not_found", by="stranger"),
    "a claim by the wrong role": Wrong("POST", "/api/tasks/{task}/claim", 403, "not_permitted", by="leader"),
    "handing over to a stranger": Wrong(
        "POST", "/api/tasks/{task}/reassign", 422, "form_invalid", json={"assignee": "stranger"}, by="leader"
    ),
    "handing over without right": Wrong(
        "POST", "/api/tasks/{task}/reassign", 403, "not_permitted", json={"assignee": "handler2"}
    ),
    "a draft of a stranger": Wrong(
        "PUT", "/api/tasks/{task}/draft", 404, "task_not_found", json={"data": {}}, by="stranger"
    ),
    "a draft too long": Wrong(
        "PUT", "/api/tasks/{task}/draft", 422, "form_invalid", json={"data": {"facts": "长" * 250_000}}, paths=("data",)
    ),
    "a stranger's look": Wrong("GET", "/api/tasks/{task}", 404, "task_not_found", by="stranger"),
    "an unknown view": Wrong("GET", "/api/tasks", 422, "form_invalid", params={"view": "everything"}),
    "a page of nothing": Wrong("GET", "/api/tasks", 422, "form_invalid", params={"limit": "0"}),
    "a page too long": Wrong("GET", "/api/tasks", 422, "form_invalid", params={"limit": "201"}),
    "an invented cursor": Wrong("GET", "/api/tasks", 422, "form_invalid", params={"cursor": "xyz"}, paths=("cursor",)),
    "a due time of nonsense": Wrong("GET", "/api/tasks", 422, "form_invalid", params={"due_before": "soon"}),
}
CASES = {
    "an unknown case": Wrong("GET", f"/api/cases/{NOBODY_S_ID}", 404, "case_not_found"),
    "a stranger's case": Wrong("GET", "/api/cases/{case}", 404, "case_not_found", by="stranger"),
    "a stranger's history": Wrong("GET", "/api/cases/{case}/history", 404, "case_not_found", by="stranger"),
    "a stranger's diagram": Wrong("GET", "/api/cases/{case}/diagram", 404, "case_not_found", by="stranger"),
    "a stranger's deadlines": Wrong("GET", "/api/cases/{case}/deadlines", 404, "case_not_found", by="stranger"),
    "a stranger's papers": Wrong("GET", "/api/cases/{case}/documents", 404, "case_not_found", by="stranger"),
    "a watcher's case": Wrong("GET", "/api/cases/{case}", 403, "not_permitted", by="watcher"),
    "an unknown status": Wrong("GET", "/api/cases", 422, "form_invalid", params={"status": "lost"}),
    "a cursor of cases": Wrong("GET", "/api/cases", 422, "form_invalid", params={"cursor": "W10"}, paths=("cursor",)),
    "an unknown message": Wrong("POST", "/api/cases/{case}/messages/hello", 404, "unknown_message", json={"data": {}}),
    "a message without its fields": Wrong(
        "POST",
        "/api/cases/{case}/messages/emergency_relieved",
        422,
        "form_invalid",
        json={"data": {"relieved_at": "yesterday"}},
        paths=("relieved_at",),
    ),
    "a message of a week": Wrong(
        "POST",
        "/api/cases/{case}/messages/emergency_relieved",
        422,
        "form_invalid",
        json={"data": {"relieved_at": "2026-W10-2T09:20:00+08:00"}},
        paths=("relieved_at",),
    ),
    "an event that is still to come": Wrong(
        "POST",
        "/api/cases/{case}/messages/emergency_relieved",
        422,
        "form_invalid",
        json={"data": {"relieved_at": "2030-01-01T00:00:00Z"}},
        paths=("relieved_at",),
    ),
    "a message from year one": Wrong(
        "POST",
        "/api/cases/{case}/messages/emergency_relieved",
        422,
        "form_invalid",
        json={"data": {"relieved_at": "0001-01-01T00:00:00+14:00"}},
        paths=("relieved_at",),
    ),
    "a stranger's message": Wrong(
        "POST",
        "/api/cases/{case}/messages/emergency_relieved",
        404,
        "case_not_found",
        json={"data": {"relieved_at": "2026-03-10T09:00:00+08:00"}},
        by="stranger",
    ),
    "an unknown process": Wrong(
        "POST", "/api/instances", 404, "unknown_process", json={"process_id": "unheard_of", "case_id": "{case}"}
    ),
    "a process that follows from a case": Wrong(
        "POST", "/api/instances", 404, "unknown_process", json={"process_id": "referral", "case_id": "{case}"}
    ),
    "an unknown paper": Wrong("GET", f"/api/cases/{{case}}/documents/{NOBODY_S_ID}", 404, "document_not_found"),
}
OPENINGS = {
    "a clue about nobody": _clue("applicant", applicant=ALL),
    "a clue about a nameless person": _clue("applicant.name", applicant={}),
    "a clue about a text": _clue("applicant", applicant="罗远明"),
    "a clue from a place of letters": _clue("division", division="x"),
    "a clue with an undeclared field": _clue("bonus", bonus=1),
    "a clue from an unknown source": _opening("clue_handling", "source", source="pigeon"),
    "a clue that is urgent in words": _opening("clue_handling", "urgent", urgent="yes"),
    "a clue that names its own row": _opening("clue_handling", "clue_id", clue_id=NOBODY_S_ID),
    "a clue about a case and a household": _opening("clue_handling", "applicant", applicant={"name": "甲"}),
    "a visit planned for some time": _opening("monitoring_visit", "planned_for", planned_for="soon"),
    "a visit planned for an hour": _opening("monitoring_visit", "planned_for", planned_for="2026-04-01T09:00:00Z"),
    "a visit planned for a number": _opening("monitoring_visit", "planned_for", planned_for=20260401),
    "a visit planned before Christ": _opening("monitoring_visit", "planned_for", planned_for="0001-01-01"),
    "a visit planned for ever": _opening("monitoring_visit", "planned_for", planned_for="9999-12-31"),
    "a recovery for a story": _opening("recovery", "opened_because", opened_because="罗远明隐瞒车辆"),
    "a recovery of another recovery": _opening("recovery", "recovery_id", recovery_id=NOBODY_S_ID),
    "a complaint that is a list": _opening("complaint_review", "content", content=[1]),
    "a complaint about a household": _opening("complaint_review", "case_id", for_case=False, content="太慢"),
}
AREAS = {
    "deadlines for a cashier": Wrong("GET", "/api/deadlines", 403, "not_permitted", by="cashier"),
    "an unknown deadline status": Wrong("GET", "/api/deadlines", 422, "form_invalid", params={"status": "late"}),
    "an unknown grouping": Wrong("GET", "/api/deadlines/summary", 422, "form_invalid", params={"group_by": "moon"}),
    "bundles for a handler": Wrong("GET", "/api/bundles", 403, "not_permitted"),
    "incidents for a handler": Wrong("GET", "/api/incidents", 403, "not_permitted"),
    "a retry by a handler": Wrong("POST", f"/api/incidents/{NOBODY_S_ID}/retry", 403, "not_permitted"),
    "an unknown incident": Wrong("POST", f"/api/incidents/{NOBODY_S_ID}/retry", 404, "incident_not_found", by="admin"),
    "the audit for a handler": Wrong("GET", "/api/audit", 403, "not_permitted"),
    "a calendar by a handler": Wrong(
        "PUT", "/api/calendar/2027", 403, "not_permitted", json={"off": [], "makeup": [], "source": "x"}
    ),
    "a calendar of another year": Wrong(
        "PUT",
        "/api/calendar/2027",
        422,
        "calendar_invalid",
        json={"off": ["2026-01-01"], "makeup": [], "source": "国务院办公厅"},
        by="admin",
    ),
    "a calendar of year 9": Wrong("GET", "/api/calendar/9", 422, "form_invalid"),
    "a clock that goes back": Wrong(
        "PUT", "/api/test/clock", 409, "clock_cannot_go_back", json={"now": "2025-01-01T00:00:00+08:00"}
    ),
    "a report since the year one": Wrong(
        "GET",
        "/api/reports/relief",
        422,
        "form_invalid",
        params={"since": "0001-01-01"},
        by="watcher",
        paths=("since",),
    ),
    "a report until the last day": Wrong(
        "GET", "/api/reports/timeliness", 422, "form_invalid", params={"until": "9999-12-31"}, by="watcher"
    ),
    "a report since a second": Wrong(
        "GET", "/api/reports/relief", 422, "form_invalid", params={"since": "1773105600"}, by="watcher"
    ),
    "an empty key": Wrong("POST", "/api/tasks/{task}/claim", 422, "form_invalid", headers={"Idempotency-Key": ""}),
    "a key too long": Wrong(
        "POST",
        "/api/tasks/{task}/claim",
        422,
        "form_invalid",
        headers={"Idempotency-Key": "k" * 300},
    ),
}


@pytest.fixture(scope="module")
def open_case(standing_office: ReliefOffice) -> dict[str, str]:
    """A case that waits for its acceptance."""
    case = standing_office.register("handler", division=TOWN)
    for by in ("handler", "leader", "clerk", "cashier", "stranger", "watcher", "admin"):
        standing_office.person(by)
    return {"case": case["case_id"], "task": case["tasks"][0]["task_id"]}


@pytest.fixture
def unchanged(standing_office: ReliefOffice, open_case: dict[str, str]) -> Iterator[dict[str, str]]:
    """The open case; afterwards no table has gained or lost a row."""
    before = standing_office.row_counts()
    yield open_case
    assert standing_office.row_counts() == before


def _filled(value: Any, known: dict[str, str]) -> Any:
    if isinstance(value, str) and len(value) < 200:
        return value.replace("{case}", known["case"]).replace("{task}", known["task"])
    if isinstance(value, dict):
        return {name: _filled(member, known) for name, member in value.items()}
    return value


@pytest.mark.parametrize(
    "wrong",
    [pytest.param(one, id=name) for name, one in {**REGISTRATIONS, **TASKS, **CASES, **OPENINGS, **AREAS}.items()],
)
def test_a_wrong_request_gets_a_typed_problem_and_changes_nothing(
    wrong: Wrong, standing_office: ReliefOffice, unchanged: dict[str, str]
) -> None:
    answer = standing_office.person(wrong.by).request(
        wrong.method,
        _filled(wrong.path, unchanged),
        json=_filled(wrong.json, unchanged),
        params=wrong.params,
        headers=wrong.headers,
    )

    assert (answer.status_code, answer.json()["code"]) == (wrong.status, wrong.code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(wrong.paths) <= {error["path"] for error in answer.json().get("errors", [])}, answer.text
    assert answer.json()["title"] != "系统内部错误"

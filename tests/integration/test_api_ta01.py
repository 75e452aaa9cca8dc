"""A whole urgent case over HTTP only, with the clock moved: registration, relief, payment, paperwork, closure."""

from datetime import datetime
from typing import Any

import pytest
from relief_office import ReliefOffice

DUE = {
    "urgent.pay": "2026-03-13T18:00:00+08:00",
    "urgent.first_contact": "2026-03-11T09:20:00+08:00",
    "small_fast.pay": "2026-03-13T23:59:59+08:00",
    "posthoc.complete": "2026-04-03T18:00:00+08:00",
}
PATH = (
    *("decide_acceptance", "accept_case", "call_urgent_relief", "propose_relief_first", "check_standby_fund"),
    *("township_relief_first_decision", "register_first_award", "call_first_disbursement", "pay_instalments"),
    *("pay_cash", "record_payment", "call_paperwork_completion", "await_emergency_relieved", "complete_paperwork"),
    *("sign_paperwork", "file_paperwork", "arrange_followups", "close_case"),
)
NEVER = {
    *("obtain_authorisation", "request_economic_check", "return_check_report", "hold_democratic_review"),
    *("draft_notice", "post_notice", "await_objection", "survey_household", "verify_expenditure"),
}


def play(office: ReliefOffice) -> str:
    """Drive the case of a burnt house to its end; hands back its id."""
    case_id: str = office.register("agent")["case_id"]
    office.set_clock("2026-03-10T09:40:00+08:00")
    office.complete("handler", case_id, "decide_acceptance", {"decision": "accept", "track": "urgent"})
    office.set_clock("2026-03-10T11:00:00+08:00")
    proposal = {
        "contacted_at": "2026-03-10T11:00:00+08:00",
        "contact_way": "visit",
        "facts": "急情属实",
        "recommendation": "relieve",
        "proposed_fen": 70_000,
        "months": 1,
        "tier": "C",
        "method": "cash",
        "public_impact": False,
        "simplified_reason": "急难先行",
    }
    office.complete("handler", case_id, "propose_relief_first", proposal)
    office.set_clock("2026-03-10T14:30:00+08:00")
    (_, proposed) = office.person("leader").get(f"/api/cases/{case_id}").json()["filled_forms"]
    assert proposed["submitted_by_name"] == "handler 的姓名"
    answers = {one["title"]: one["answer"] for one in proposed["answers"]}
    assert (answers["核实的急难情况"], answers["经办意见"], answers["拟救助金额"]) == (
        "急情属实",
        "先行救助",
        "700.00 元",
    )
    assert office.person("cashier").get(f"/api/cases/{case_id}").json()["filled_forms"] == []
    grant = {"decision": "grant", "approved_fen": 70_000, "interest_declaration": False}
    office.complete("leader", case_id, "township_relief_first_decision", grant)
    office.set_clock("2026-03-10T15:40:00+08:00")
    to_pay = office.open_task(case_id, "pay_cash")["task_id"]
    assert office.person("handler2").get(f"/api/tasks/{to_pay}").json()["data"] == {"paid_fen": 70_000}
    payment = {
        "paid_fen": 70_000,
        "paid_at": "2026-03-10T15:40:00+08:00",
        "receipt": office.upload(case_id),
        "second_payer": "handler3",
    }
    office.complete("handler2", case_id, "pay_cash", payment)
    office.set_clock("2026-03-20T17:00:00+08:00")
    (event,) = office.person("handler").get(f"/api/cases/{case_id}").json()["awaited_messages"]
    assert (event["name"], event["title"]) == ("emergency_relieved", "等待急难情况缓解")
    assert list(event["form"]["schema"]["properties"]) == event["form"]["layout"] == ["relieved_at", "note"]
    relieved = {"relieved_at": "2026-03-20T17:00:00+08:00", "note": "急难缓解"}
    told = office.person("handler").post(f"/api/cases/{case_id}/messages/emergency_relieved", json={"data": relieved})
    assert told.status_code == 202, told.text
    assert told.json()["delivered"] is True
    office.set_clock("2026-03-31T10:00:00+08:00")
    paperwork = {
        "relief_object": "罗远明",
        "relief_cause": "住房火灾",
        "relief_amount_fen": 70_000,
        "facts_finding": "confirmed",
        "handler_signature": office.upload(case_id),
        "evidence": [office.upload(case_id)],
        "identity_completed": True,
    }
    office.complete("handler", case_id, "complete_paperwork", paperwork)
    office.set_clock("2026-04-01T11:00:00+08:00")
    signature = {"decision": "sign", "approver_signature": office.upload(case_id)}
    last = office.complete("leader", case_id, "sign_paperwork", signature)
    assert last["case_status"] == "closed_completed"
    return case_id


@pytest.fixture
def closed_case(office: ReliefOffice) -> tuple[ReliefOffice, str]:
    """The office with the case of the burnt house, closed."""
    return office, play(office)


def _is_ordered_part(path: tuple[str, ...], of: list[str | None]) -> bool:
    rest = iter(of)
    return all(element in rest for element in path)


def test_the_case_ends_as_the_law_asks_and_says_how_it_got_there(closed_case: tuple[ReliefOffice, str]) -> None:
    office, case_id = closed_case
    handler = office.person("handler")

    case: dict[str, Any] = handler.get(f"/api/cases/{case_id}").json()
    history = handler.get(f"/api/cases/{case_id}/history").json()["items"]
    deadlines = handler.get(f"/api/cases/{case_id}/deadlines").json()["items"]

    assert (case["status"], case["tasks"], case["awarded_fen"], case["paid_fen"]) == (
        "closed_completed",
        [],
        70_000,
        70_000,
    )
    assert case["awards"][0]["decided_by"] == "leader"
    assert [item["at"] for item in history] == sorted(item["at"] for item in history)
    visited = [item["element_id"] for item in history]
    assert _is_ordered_part(PATH, visited), visited
    assert not NEVER & set(visited)
    due = {item["key"]: datetime.fromisoformat(item["due_at"]) for item in deadlines if item["key"] in DUE}
    assert due == {key: datetime.fromisoformat(text) for key, text in DUE.items()}
    assert {item["status"] for item in deadlines if item["kind"] == "duty"} == {"met"}
    assert handler.get("/api/tasks", params={"view": "all"}).json()["items"] == []


def test_the_diagram_shows_what_was_passed(closed_case: tuple[ReliefOffice, str]) -> None:
    office, case_id = closed_case

    definitions = office.person("handler").get(f"/api/cases/{case_id}/diagram").json()["definitions"]

    by_process = {one["process_id"]: one for one in definitions}
    assert definitions[0]["process_id"] == "relief_case"
    assert {"urgent_relief", "disbursement", "instalment", "paperwork_completion"} <= by_process.keys()
    assert by_process["relief_case"]["name"] == "临时救助办理"
    assert by_process["relief_case"]["elements"]["close_case"] == {"state": "done", "visits": 1, "tokens": 0}
    assert by_process["urgent_relief"]["xml"].lstrip().startswith("<?xml")
    assert all(element["state"] in {"done", "cancelled"} for one in definitions for element in one["elements"].values())

"""Who registered a case or recorded its clue does not approve what grew from it: refused, and not offered."""

from typing import Any

import httpx
import pytest
from relief_office import TOWN, ReliefOffice, identity_number
from served_api import PASSWORD

from engine.domain.roles import Role
from engine.services import installation
from engine.services.passwords import Passwords
from engine.services.unit_of_work import write

PROPOSAL: dict[str, Any] = {
    "contacted_at": "2026-03-10T09:20:00+08:00",
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
ASSESSED = {"decision": "open_case", "contacted_at": "2026-03-10T09:20:00+08:00", "note": "已联系"}
GRANT = {"decision": "grant", "approved_fen": 70_000, "interest_declaration": False}


@pytest.fixture(scope="module")
def two_leaders(standing_office: ReliefOffice) -> ReliefOffice:
    """The office with a second leader of the township."""
    hashed = Passwords(standing_office.resources.settings).hash(PASSWORD)
    role = (Role.TOWNSHIP_LEADER, TOWN)
    write(standing_office.resources, lambda work: installation.add_member(work, "leader2", "李二", hashed, [role]))
    return standing_office


def _to_the_decision(office: ReliefOffice, case_id: str) -> str:
    office.complete("handler", case_id, "decide_acceptance", {"decision": "accept", "track": "urgent"})
    office.complete("handler", case_id, "propose_relief_first", PROPOSAL)
    return str(office.open_task(case_id, "township_relief_first_decision")["task_id"])


def _from_a_clue_of(office: ReliefOffice, username: str) -> str:
    household = {"applicant": {"name": "石元贵"}, "household": {"size": 1, "members": []}, "division": TOWN}
    found = {"cause": "fire", "description": "住房烧毁", "needs_immediate": True, "source": "visit"}
    body = {"process_id": "clue_handling", "data": {**household, **found}}
    opened = office.person(username).post("/api/instances", json=body)
    assert opened.status_code == 201, opened.text
    case_id: str = opened.json()["case_id"]
    office.complete("handler", case_id, "assess_clue", ASSESSED)
    return case_id


def _seen(program: httpx.Client, view: str, case_id: str) -> list[tuple[str, bool]]:
    page = program.get("/api/tasks", params={"view": view, "case_id": case_id}).json()
    return [(task["task_id"], task["barred"]) for task in page["items"]]


@pytest.mark.parametrize("began", ["application", "clue"])
def test_who_entered_the_matter_does_not_decide_it(two_leaders: ReliefOffice, began: str) -> None:
    office = two_leaders
    author, colleague = office.person("leader"), office.person("leader2")
    case_id = office.register("leader")["case_id"] if began == "application" else _from_a_clue_of(office, "leader")
    task_id = _to_the_decision(office, case_id)

    refused = [
        author.post(f"/api/tasks/{task_id}/claim"),
        author.post(f"/api/tasks/{task_id}/complete", json={"data": GRANT}),
        colleague.post(f"/api/tasks/{task_id}/reassign", json={"assignee": "leader"}),
    ]

    assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "separation_of_duties")] * 3
    assert (_seen(author, "available", case_id), _seen(author, "team", case_id)) == ([], [(task_id, True)])
    assert author.get(f"/api/tasks/{task_id}").json()["barred"] is True
    assert _seen(colleague, "available", case_id) == [(task_id, False)]
    done = colleague.post(f"/api/tasks/{task_id}/complete", json={"data": GRANT})
    assert done.status_code == 200, done.text


def test_who_proposed_is_not_offered_the_payment(two_leaders: ReliefOffice) -> None:
    other_person = {"name": "陶安", "id_number": identity_number(2)}
    case_id = two_leaders.register("agent", applicant=other_person)["case_id"]
    _to_the_decision(two_leaders, case_id)
    two_leaders.complete("leader", case_id, "township_relief_first_decision", GRANT)
    task_id = two_leaders.open_task(case_id, "pay_cash")["task_id"]

    offered = {name: _seen(two_leaders.person(name), "available", case_id) for name in ("handler", "handler2")}

    assert offered == {"handler": [], "handler2": [(task_id, False)]}


def test_the_number_of_claimable_tasks_leaves_out_the_barred_ones(two_leaders: ReliefOffice) -> None:
    def claimable() -> int:
        counts: dict[str, int] = two_leaders.person("leader").get("/api/tasks").json()["counts"]
        return counts["available"]

    before = claimable()
    for username in ("leader", "agent"):
        _to_the_decision(two_leaders, two_leaders.register(username)["case_id"])

    assert claimable() == before + 1

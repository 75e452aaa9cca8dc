"""Applications by an agent or an entrusted body, why relief is needed at once, and by what a category is proved."""

from __future__ import annotations

from typing import Any

import pytest
from relief_office import ReliefOffice, fire_case, identity_number
from sqlalchemy import select

from engine.services.unit_of_work import read
from engine.store.tables.agents import CaseAgentRow

AGENT: dict[str, Any] = {
    "kind": "body",
    "body": "和平社区居民委员会",
    "name": "周代办",
    "id_number": identity_number(7),
    "phone": "13900002222",
    "relation": "社区干部",
    "authorised_on": "2026-03-09",
}


def case(office: ReliefOffice, case_id: str) -> dict[str, Any]:
    """A case as its page shows it."""
    found: dict[str, Any] = office.person("handler").get(f"/api/cases/{case_id}").json()
    return found


def test_an_agent_is_kept_encrypted_and_shown_masked(office: ReliefOffice) -> None:
    case_id = office.register("agent", channel="agent", agent=AGENT)["case_id"]

    assert case(office, case_id)["agent"] == {
        "kind": "body",
        "body": "和平社区居民委员会",
        "relation": "社区干部",
        "name": "周*办",
        "id_number": f"500***********{identity_number(7)[-4:]}",
        "phone": "139****2222",
        "authorised_on": "2026-03-09",
        "authorisation_id": None,
    }
    row = read(office.resources, lambda work: work.session.scalars(select(CaseAgentRow)).one())
    stored = row.name + (row.id_number or b"") + (row.phone or b"")
    assert all(clear.encode() not in stored for clear in ("周代办", identity_number(7), "13900002222"))


def test_the_agent_is_no_member_of_the_household(office: ReliefOffice) -> None:
    case_id = office.register("agent", channel="agent", agent=AGENT)["case_id"]

    assert case(office, case_id)["household"] == {"size": 3, "members": []}
    assert case(office, case_id)["applicant"]["name"] == "罗*明"


def test_the_paper_that_authorises_is_handed_in_later(office: ReliefOffice) -> None:
    case_id = office.register("agent", channel="agent", agent=AGENT)["case_id"]
    other = office.upload(office.register()["case_id"])
    paper = office.upload(case_id)
    handler, path = office.person("handler"), f"/api/cases/{case_id}/agent/authorisation"

    assert handler.put(path, json={"document_id": other}).status_code == 422
    attached = handler.put(path, json={"document_id": paper})

    assert (attached.status_code, attached.json()["authorisation_id"]) == (200, paper)
    assert case(office, case_id)["agent"]["authorisation_id"] == paper
    assert office.person("stranger").put(path, json={"document_id": paper}).status_code == 404


def test_without_an_agent_nobody_is_to_be_authorised(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]
    path = f"/api/cases/{case_id}/agent/authorisation"

    refused = office.person("handler").put(path, json={"document_id": office.upload(case_id)})

    assert (refused.status_code, refused.json()["code"]) == (404, "agent_not_found")
    assert case(office, case_id)["agent"] is None


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"agent": {**AGENT, "body": None}}, "agent.body"),
        ({"agent": {**AGENT, "kind": "person"}}, "agent.body"),
        ({"agent": {**AGENT, "kind": "friend"}}, "agent.kind"),
        ({"agent": {**AGENT, "name": " "}}, "agent.name"),
        ({"agent": {**AGENT, "id_number": "500101198001010010"}}, "agent.id_number"),
        ({"agent": {**AGENT, "phone": "12"}}, "agent.phone"),
        ({"agent": {**AGENT, "authorised_on": "2026-03-11"}}, "agent.authorised_on"),
        ({"needs_immediate": False, "immediate_reason": "断粮"}, "immediate_reason"),
        ({"category_source": "低保信息系统"}, "category_source"),
        (
            {"category_confirmed": True, "category_checked_at": "2026-03-11T10:00:00+08:00"},
            "category_checked_at",
        ),
    ],
)
def test_what_does_not_hold_together_is_refused(office: ReliefOffice, changes: dict[str, Any], path: str) -> None:
    refused = office.person("handler").post("/api/cases", json=fire_case(**changes))

    assert refused.status_code == 422
    assert [error["path"] for error in refused.json()["errors"]] == [path]


def test_why_at_once_and_by_what_proved_are_kept_with_the_case(office: ReliefOffice) -> None:
    case_id = office.register(
        immediate_reason="房屋烧毁，当晚无处住宿",
        category="dibao",
        category_confirmed=True,
        category_source="低保信息系统",
        category_checked_at="2026-03-10T09:00:00+08:00",
    )["case_id"]

    shown = case(office, case_id)

    assert shown["immediate_reason"] == "房屋烧毁，当晚无处住宿"
    assert (shown["category_source"], shown["category_checked_at"]) == ("低保信息系统", "2026-03-10T01:00:00Z")

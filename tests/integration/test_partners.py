"""Charities and their projects: a register kept by the county, referrals by signed HTTP, a ledger of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bank_office import incident_codes
from charity_office import entered, open_elements, project, referral_to_foundation, referred
from outside_server import OutsideServer, outside_server
from relief_office import ReliefOffice, relief_office

from engine.services import deliveries, outbox
from engine.store.database import Database


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[ReliefOffice]:
    """The sample county, whose operator lets this machine be called."""
    with relief_office(database, tmp_path, outgoing_hosts="127.0.0.1", outgoing_dir=tmp_path / "outgoing") as opened:
        yield opened


@pytest.fixture
def outside() -> Iterator[OutsideServer]:
    """The partner's system, a server process of its own."""
    with outside_server() as server:
        yield server


def test_a_project_is_entered_changed_and_ended_by_the_county(office: ReliefOffice) -> None:
    clerk = office.person("clerk")
    kept = entered(office)

    changed = clerk.put(
        f"/api/partners/{kept['partner_id']}",
        json=project(valid_to="2026-12-31", revision=kept["revision"]),
    )
    again = clerk.put(f"/api/partners/{kept['partner_id']}", json=project(revision=kept["revision"]))

    assert (changed.status_code, changed.json()["valid_to"]) == (200, "2026-12-31")
    assert (again.status_code, again.json()["code"]) == (409, "partner_changed")
    listed = office.person("handler").get("/api/partners").json()["items"]
    assert [one["project"] for one in listed] == ["救急难个人救助"]
    assert office.person("stranger").get("/api/partners").json()["items"] == []


def test_the_projects_of_the_city_are_for_every_county(office: ReliefOffice) -> None:
    entered(office, "admin")

    for username in ("handler", "stranger"):
        assert len(office.person(username).get("/api/partners").json()["items"]) == 1


@pytest.mark.parametrize("username", ["handler", "cashier", "auditor"])
def test_who_keeps_no_register_enters_nothing(office: ReliefOffice, username: str) -> None:
    assert office.person(username).post("/api/partners", json=project()).status_code == 403


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"max_fen": 99_999}, "max_fen"),
        ({"valid_to": "2026-01-01"}, "valid_to"),
        ({"base_url": "http://10.0.0.8/x"}, "base_url"),
        ({"min_fen": 1.5}, "min_fen"),
        ({"fund_source": "county_budget"}, "fund_source"),
        ({"target": "Fund; drop"}, "target"),
    ],
)
def test_a_wrong_entry_is_refused_field_by_field(office: ReliefOffice, changes: dict[str, Any], path: str) -> None:
    refused = office.person("clerk").post("/api/partners", json=project(**changes))

    assert refused.status_code == 422
    assert [error["path"] for error in refused.json()["errors"]] == [path]


@pytest.mark.parametrize(
    ("requested_fen", "warning"),
    [(99_999, "below_interval"), (100_000, None), (500_000, None), (500_001, "above_interval")],
)
def test_an_amount_outside_the_interval_of_the_foundation_warns_and_goes_out(
    office: ReliefOffice, requested_fen: int, warning: str | None
) -> None:
    entered(office)

    case_id = referred(office, requested_fen)

    shown = office.person("handler").get(f"/api/cases/{case_id}").json()["referrals"]
    (sent,) = [one for one in shown if one["status"] == "sent"]
    assert sent["partner"] == "重庆社会救助基金会·救急难个人救助"
    assert (sent["requested_fen"], sent["amount_warning"]) == (requested_fen, warning)


@pytest.mark.parametrize("changes", [{"causes": ["medical"]}, {"valid_to": "2026-03-10"}, {"valid_from": "2026-03-11"}])
def test_a_project_that_does_not_take_the_need_gets_nothing(office: ReliefOffice, changes: dict[str, Any]) -> None:
    entered(office, **changes)

    assert referral_to_foundation(office, referred(office)).partner_id is None


def connected(office: ReliefOffice, outside: OutsideServer) -> str:
    """A case with a referral handed over to a connected project; hands back the id of the case."""
    kept = entered(office, base_url=outside.base_url)
    outside.behave(secret=kept["secret"])
    case_id = referred(office, 300_000)
    deliver(office)
    return case_id


def deliver(office: ReliefOffice) -> None:
    """Let a worker send what is ready."""
    resources, systems = office.resources, deliveries.outside_of(office.resources.settings)
    outbox.deliver_ready(
        resources, "worker", lambda kind, key, payload: deliveries.deliver(resources, systems, kind, key, payload)
    )


def answered(office: ReliefOffice, outside: OutsideServer, case_id: str, **answer: Any) -> list[str]:
    """Where the referral waits after its partner has answered and a worker has asked."""
    path = f"/referrals/{referral_to_foundation(office, case_id).id}"
    outside.behave(known={path: answer})
    deliveries.query_outside(office.resources, deliveries.outside_of(office.resources.settings))
    return open_elements(office, referral_to_foundation(office, case_id))


def test_a_connected_project_gets_the_need_and_no_name(office: ReliefOffice, outside: OutsideServer) -> None:
    case_id = connected(office, outside)

    ((path, content),) = outside.known.items()
    assert path == f"/referrals/{referral_to_foundation(office, case_id).id}"
    assert set(content) == {"status", "target", "reference", "referral_id", "requested_fen"}
    assert [one["genuine"] for one in outside.seen] == [True]


def test_another_secret_than_the_shown_one_is_worth_nothing(office: ReliefOffice, outside: OutsideServer) -> None:
    kept = entered(office, base_url=outside.base_url)
    renewed = office.person("clerk").post(f"/api/partners/{kept['partner_id']}/secret").json()
    outside.behave(secret=kept["secret"])
    referred(office)
    deliver(office)

    assert renewed["secret"] != kept["secret"]
    assert [one["genuine"] for one in outside.seen] == [False]
    assert "secret" not in office.person("clerk").get("/api/partners").json()["items"][0]


def test_the_answers_of_a_partner_move_its_referral_and_its_gift_is_booked_apart(
    office: ReliefOffice, outside: OutsideServer
) -> None:
    case_id = connected(office, outside)
    before = office.person("handler").get(f"/api/cases/{case_id}").json()

    assert answered(office, outside, case_id) == ["answer_referral"]
    assert answered(office, outside, case_id, status="accepted") == ["report_referral_result"]
    done = {"status": "done", "result": "已发放救助金", "money_fen": 300_000, "done_on": "2026-03-10"}
    assert answered(office, outside, case_id, **done) == []

    shown = office.person("handler").get(f"/api/cases/{case_id}").json()
    assert referral_to_foundation(office, case_id).status == "closed"
    assert [(one["kind"], one["fund_source"], one["amount_fen"]) for one in shown["nonfiscal"]] == [
        ("money", "foundation", 300_000)
    ]
    assert (shown["awarded_fen"], shown["paid_fen"]) == (before["awarded_fen"], before["paid_fen"])
    kinds = [one["kind"] for one in office.person("handler").get(f"/api/cases/{case_id}/history").json()["items"]]
    assert kinds.count("partner_answered") == 2


def test_a_partner_that_is_done_at_once_has_accepted_before(office: ReliefOffice, outside: OutsideServer) -> None:
    case_id = connected(office, outside)

    done = {"status": "done", "result": "已提供临时住宿", "done_on": "2026-03-10"}

    assert answered(office, outside, case_id, **done) == []
    assert referral_to_foundation(office, case_id).status == "closed"


def test_a_declined_need_goes_back_to_the_handler(office: ReliefOffice, outside: OutsideServer) -> None:
    case_id = connected(office, outside)

    assert answered(office, outside, case_id, status="declined", reason="不在资助范围") == ["handle_decline"]


@pytest.mark.parametrize(
    "wrong", [{"status": "declined"}, {"status": "maybe"}, {"status": "done", "money_fen": -1}, {"status": 7}]
)
def test_an_answer_that_cannot_be_used_is_shown_once_and_ends_with_a_good_one(
    office: ReliefOffice, outside: OutsideServer, wrong: dict[str, Any]
) -> None:
    case_id = connected(office, outside)

    assert answered(office, outside, case_id, **wrong) == ["answer_referral"]
    assert answered(office, outside, case_id, **wrong) == ["answer_referral"]
    assert incident_codes(office) == ["partner_answer_refused"]
    answered(office, outside, case_id, status="accepted")

    assert office.person("chief").get("/api/incidents").json()["items"] == []

"""Where a clue or visit about a household ends when it becomes no case (ADR-0012)."""

import pytest
from relief_office import TOWN, ReliefOffice

VISIT = {"visited_at": "2026-03-10T10:00:00+08:00", "seen": True, "note": "已入户"}
NOTHING = {**VISIT, "living_difficulty": False, "risk_factors": []}
ONE_RISK = {**VISIT, "living_difficulty": False, "risk_factors": ["illness"]}
DIFFICULTY = {**VISIT, "living_difficulty": True, "risk_factors": []}
ASSESSED = {"contacted_at": "2026-03-10T10:00:00+08:00", "note": "已联系"}


def opened(office: ReliefOffice, process_id: str, **data: object) -> str:
    """A clue or visit about a household that is not known yet; hands back the id of its matter."""
    body = {
        "process_id": process_id,
        "data": {
            "applicant": {"name": "石元贵"},
            "household": {"size": 1, "members": []},
            "cause": "sudden_major_illness",
            "description": "突发重病",
            "division": TOWN,
            **data,
        },
    }
    answer = office.person("handler").post("/api/instances", json=body)
    assert answer.status_code == 201, answer.text
    case_id: str = answer.json()["case_id"]
    return case_id


def status_of(office: ReliefOffice, case_id: str) -> str:
    """The status of a matter, which is closed if and only if it has an end time."""
    case = office.person("handler").get(f"/api/cases/{case_id}").json()
    assert (case["status"] == "clue_closed") is (case["closed_at"] is not None)
    status: str = case["status"]
    return status


def test_a_visit_that_finds_nothing_ends_its_matter(office: ReliefOffice):
    matter = opened(office, "monitoring_visit")
    assert status_of(office, matter) == "clue"

    office.complete("agent", matter, "record_visit", NOTHING)

    assert status_of(office, matter) == "clue_closed"


def test_a_matter_stays_open_while_the_next_visit_is_planned(office: ReliefOffice):
    matter = opened(office, "monitoring_visit")

    office.complete("agent", matter, "record_visit", ONE_RISK)

    assert status_of(office, matter) == "clue"


def test_a_visit_that_finds_a_family_in_need_leaves_the_matter_to_the_clue(office: ReliefOffice):
    matter = opened(office, "monitoring_visit")

    office.complete("agent", matter, "record_visit", DIFFICULTY)
    assert status_of(office, matter) == "clue"

    office.complete("handler", matter, "assess_clue", {**ASSESSED, "decision": "dismiss"})
    assert status_of(office, matter) == "clue_closed"


@pytest.mark.parametrize(("found", "status"), [(NOTHING, "clue_closed"), (DIFFICULTY, "clue")])
def test_a_clue_that_asks_for_a_visit_ends_with_what_the_visit_finds(office: ReliefOffice, found: dict, status: str):
    matter = opened(office, "clue_handling", source="person", urgent=False)

    office.complete("handler", matter, "assess_clue", {**ASSESSED, "decision": "visit"})
    assert status_of(office, matter) == "clue"
    office.complete("agent", matter, "record_visit", found)

    assert status_of(office, matter) == status


def test_a_later_visit_that_finds_need_opens_the_matter_again(office: ReliefOffice):
    matter = opened(office, "monitoring_visit")
    office.complete("agent", matter, "record_visit", NOTHING)
    again = office.person("handler").post(
        "/api/instances", json={"process_id": "monitoring_visit", "case_id": matter, "data": {}}
    )
    assert again.status_code == 201, again.text
    assert status_of(office, matter) == "clue_closed"

    office.complete("agent", matter, "record_visit", DIFFICULTY)
    assert status_of(office, matter) == "clue"

    office.complete("handler", matter, "assess_clue", {**ASSESSED, "decision": "open_case"})
    assert status_of(office, matter) == "registered"

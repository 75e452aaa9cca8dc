"""What administrators see and do over HTTP: due work, incidents given up, the record, a year foretold."""

from __future__ import annotations

import pytest
from relief_office import ReliefOffice

from engine.errors import CannotGoOnError
from engine.services.incidents import Attempt, note
from engine.services.unit_of_work import write

LIST_OF_2027 = {"off": ["2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"], "makeup": [], "source": "国办通知"}


def broken(office: ReliefOffice, county: str = "500101") -> str:
    """The id of an incident that belongs to no case."""
    attempt = Attempt("unit_change", county, "", "", "system", target_id=f"01900000-0000-7000-8000-000000{county}")
    return str(write(office.resources, lambda work: note(work, attempt, CannotGoOnError("虚构"))))


def test_an_import_foretells_exactly_what_it_moves(office: ReliefOffice) -> None:
    office.set_clock("2026-12-31T09:00:00+08:00")
    case_id = office.register(discovered_at="2026-12-31T09:00:00+08:00")["case_id"]
    admin = office.person("admin")
    path = f"/api/cases/{case_id}/deadlines"
    before = {one["key"]: one["due_at"] for one in office.person("handler").get(path).json()["items"]}

    foreseen = admin.post("/api/calendar/2027/preview", json=LIST_OF_2027)
    unchanged = {one["key"]: one["due_at"] for one in office.person("handler").get(path).json()["items"]}
    imported = admin.put("/api/calendar/2027", json=LIST_OF_2027).json()
    after = {one["key"]: one["due_at"] for one in office.person("handler").get(path).json()["items"]}

    assert foreseen.status_code == 200, foreseen.text
    moves = foreseen.json()["moves"]
    assert (foreseen.json()["recomputed"], foreseen.json()["cases"]) == (imported["recomputed"], 1)
    assert unchanged == before
    assert {one["key"]: one["due_at"] for one in moves} == {one["key"]: before[one["key"]] for one in moves}
    assert {one["key"]: one["new_due_at"] for one in moves} == {one["key"]: after[one["key"]] for one in moves}


@pytest.mark.parametrize("username", ["chief", "handler", "auditor"])
def test_only_who_may_import_a_year_may_foretell_it(standing_office: ReliefOffice, username: str) -> None:
    answer = standing_office.person(username).post("/api/calendar/2027/preview", json=LIST_OF_2027)

    assert answer.status_code == 403


def test_a_list_that_is_not_plausible_is_refused_before(standing_office: ReliefOffice) -> None:
    wrong = {**LIST_OF_2027, "off": ["2026-01-01"]}

    answer = standing_office.person("admin").post("/api/calendar/2027/preview", json=wrong)

    assert (answer.status_code, answer.json()["code"]) == (422, "calendar_invalid")


def test_an_incident_is_given_up_with_a_reason(office: ReliefOffice) -> None:
    incident_id = broken(office)
    chief = office.person("chief")

    silent = chief.post(f"/api/incidents/{incident_id}/give-up", json={"reason": " "})
    elsewhere = office.person("stranger").post(f"/api/incidents/{incident_id}/give-up", json={"reason": "无权"})
    done = chief.post(f"/api/incidents/{incident_id}/give-up", json={"reason": "已改由线下办理"})
    again = chief.post(f"/api/incidents/{incident_id}/give-up", json={"reason": "再来一次"})

    assert silent.json()["errors"] == [{"path": "reason", "message": "请写明不再重试的理由"}]
    assert elsewhere.status_code == 403
    assert (done.json()["status"], done.json()["resolved_by"]) == ("given_up", "chief")
    assert (again.status_code, again.json()["code"]) == (409, "incident_closed")


def test_due_work_is_counted_within_the_own_area(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]
    office.complete("handler", case_id, "decide_acceptance", {"decision": "accept", "track": "urgent"})
    broken(office)
    broken(office, "500103")

    of_county = office.person("chief").get("/api/due-work").json()
    of_city = office.person("admin").get("/api/due-work").json()
    waiting = office.person("chief").get("/api/due-work/timers?state=waiting&limit=1").json()

    assert (of_county["counts"]["incidents_open"], of_city["counts"]["incidents_open"]) == (1, 2)
    assert (of_county["is_late"], of_county["workers"]) == (False, [])
    assert [len(waiting["items"]), waiting["items"][0]["state"]] == [1, "waiting"]
    assert office.person("chief").get("/api/due-work/effects?state=dead").json()["items"] == []
    assert office.person("handler").get("/api/due-work").status_code == 403


def test_the_record_is_searched_by_case_person_and_kind(office: ReliefOffice) -> None:
    first = office.register()
    office.register("leader", applicant={"name": "另一人（虚构）"})
    document_id = office.upload(first["case_id"])
    office.person("handler").get(f"/api/cases/{first['case_id']}/documents/{document_id}")
    auditor = office.person("auditor")

    def actions(**asked: str) -> set[tuple[str, str]]:
        items = auditor.get("/api/audit", params={"limit": 200, **asked}).json()["items"]
        return {(item["actor"], item["action"]) for item in items}

    of_first = actions(reference=first["reference"])
    read = actions(reads="true")
    changed = actions(reads="false", actor="leader")

    assert ("handler", "case_registered") in of_first
    assert not any(actor == "leader" for actor, _ in of_first)
    assert read == {("handler", "document_read")}
    assert ("leader", "case_registered") in changed


def test_who_reads_the_record_checks_its_chain_within_the_own_area(office: ReliefOffice) -> None:
    office.register()

    of_city = office.person("admin").post("/api/audit/verify").json()
    of_county = office.person("auditor").post("/api/audit/verify").json()

    assert (of_city["holds"], of_city["broken"]) == (True, [])
    assert {head["county_code"] for head in of_county["heads"]} <= {"500101"}
    assert office.person("handler").post("/api/audit/verify").status_code == 403
    recorded = office.person("admin").get("/api/audit?action=audit_verified").json()["items"]
    assert [item["actor"] for item in recorded] == ["auditor", "admin"]

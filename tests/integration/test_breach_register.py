"""The breach register: what was late and by how much, its explanation, and the leader who takes note of it."""

import csv
import io

import pytest
from relief_office import COUNTY, TOWN, ReliefOffice
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from engine.services.unit_of_work import write
from engine.store.tables.deadlines import BreachNoteRow

WORDS = "入户当日停电，罗远明家无法核实"


def breach_of(office: ReliefOffice, case_id: str, username: str = "handler") -> dict:
    """The breach of the first duty of a case, as the case page lists it."""
    items = office.person(username).get(f"/api/cases/{case_id}/breaches").json()["items"]
    return next(item for item in items if item["key"] == "accept.decision")


@pytest.fixture
def late_case(office: ReliefOffice) -> str:
    """A case whose acceptance is two working days late, claimed by `handler`."""
    case_id = office.register()["case_id"]
    task = office.open_task(case_id, "decide_acceptance")
    assert office.person("handler").post(f"/api/tasks/{task['task_id']}/claim").status_code == 200
    office.set_clock("2026-03-13T18:00:00+08:00")
    return str(case_id)


def explain(office: ReliefOffice, breach: dict, username: str = "handler", words: str = WORDS) -> int:
    """The status of explaining a breach."""
    path = f"/api/breaches/{breach['breach_id']}/explanations"
    return office.person(username).post(path, json={"words": words}).status_code


def sign_off(office: ReliefOffice, breach: dict, username: str, verdict: str = "accepted") -> tuple[int, str | None]:
    """The status and the code of signing off."""
    path = f"/api/breaches/{breach['breach_id']}/sign-off"
    answer = office.person(username).post(path, json={"verdict": verdict})
    return answer.status_code, answer.json().get("code")


def test_a_breach_says_who_was_late_by_how_much_and_whether_it_was_done(office: ReliefOffice, late_case: str) -> None:
    breach = breach_of(office, late_case)

    assert breach["element"] == "受理决定"
    assert (breach["unit"], breach["unit_name"]) == (TOWN, "牌楼街道")
    assert (breach["assignee"], breach["assignee_name"]) == ("handler", "handler 的姓名")
    assert (breach["late_working_days"], breach["late_seconds"]) == (2, 2 * 86_400)
    assert (breach["is_open"], breach["completed_late_at"], breach["state"]) == (True, None, "unexplained")

    office.complete("handler", late_case, "decide_acceptance", {"decision": "accept", "track": "urgent"})
    office.set_clock("2026-03-20T18:00:00+08:00")
    done = breach_of(office, late_case)

    assert (done["is_open"], done["completed_late_at"]) == (False, "2026-03-13T10:00:00Z")
    assert (done["late_working_days"], done["late_seconds"]) == (2, 2 * 86_400)


def test_a_breach_is_explained_by_its_unit_and_signed_off_by_a_leader(office: ReliefOffice, late_case: str) -> None:
    breach = breach_of(office, late_case)

    assert explain(office, breach) == 201
    assert sign_off(office, breach, "leader") == (201, None)

    settled = breach_of(office, late_case)
    assert settled["state"] == "accepted"
    assert [(note["kind"], note["words"], note["written_by"]) for note in settled["notes"]] == [
        ("explanation", WORDS, "handler"),
        ("accepted", None, "leader"),
    ]
    assert not settled["can_explain"]
    assert not settled["can_sign_off"]


def test_an_explanation_that_was_sent_back_is_written_again(office: ReliefOffice, late_case: str) -> None:
    breach = breach_of(office, late_case)
    explain(office, breach)

    assert sign_off(office, breach, "chief", "returned") == (201, None)
    assert breach_of(office, late_case)["can_explain"]
    assert explain(office, breach, words="补充说明") == 201

    notes = breach_of(office, late_case)["notes"]
    assert [note["words"] for note in notes] == [WORDS, None, "补充说明"]


def test_nobody_signs_off_what_is_their_own(office: ReliefOffice, late_case: str) -> None:
    breach = breach_of(office, late_case)

    assert sign_off(office, breach, "leader") == (409, "breach_not_explained")
    assert explain(office, breach, "leader") == 201
    assert sign_off(office, breach, "leader") == (409, "breach_one_person")
    assert sign_off(office, breach, "handler") == (403, "not_permitted")
    assert explain(office, breach) == 409
    assert sign_off(office, breach, "chief") == (201, None)
    assert sign_off(office, breach, "director") == (409, "breach_signed_off")
    assert explain(office, breach) == 409


@pytest.mark.parametrize(("username", "status"), [("chief", 403), ("auditor", 403), ("stranger", 404), ("agent", 403)])
def test_only_the_unit_that_was_late_explains(office: ReliefOffice, late_case: str, username: str, status: int) -> None:
    assert explain(office, breach_of(office, late_case), username) == status


def test_the_register_is_narrowed_and_stays_within_the_area(office: ReliefOffice, late_case: str) -> None:
    def asked(username: str, **filters: str) -> list[str]:
        answer = office.person(username).get("/api/breaches", params=filters)
        assert answer.status_code == 200, answer.text
        return [item["key"] for item in answer.json()["items"]]

    assert asked("leader", key="accept.decision") == ["accept.decision"]
    assert asked("stranger") == []
    assert asked("watcher", division=COUNTY, key="accept.decision") == ["accept.decision"]
    assert asked("leader", key="accept.decision", is_done="true") == []
    assert asked("leader", key="accept.decision", until="2026-03-10") == []
    assert asked("leader", key="accept.decision", state="explanation") == []
    explain(office, breach_of(office, late_case))
    assert asked("leader", key="accept.decision", state="explanation") == ["accept.decision"]
    counts = office.person("leader").get("/api/breaches", params={"key": "accept.decision"}).json()["counts"]
    assert counts == {"unexplained": 0, "explanation": 1, "accepted": 0, "returned": 0}
    assert office.person("cashier").get("/api/breaches").status_code == 403
    assert office.person("leader").get("/api/breaches", params={"since": "2026-04-01"}).status_code == 422


def test_the_register_is_read_page_by_page(office: ReliefOffice, late_case: str) -> None:
    leader, seen, cursor = office.person("leader"), [], None
    whole = [item["breach_id"] for item in leader.get("/api/breaches").json()["items"]]
    while True:
        page = leader.get("/api/breaches", params={"limit": 1, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["breach_id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert len(whole) > 1
    assert seen == whole


def test_the_register_is_a_file_and_its_export_is_recorded(office: ReliefOffice, late_case: str) -> None:
    breach = breach_of(office, late_case)
    explain(office, breach, words="=1+1")
    answer = office.person("leader").get(
        "/api/breaches/file", params={"format": "csv", "key": "accept.decision", "until": "2026-03-31"}
    )
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert [(line["时限"], line["责任单位"], line["说明状态"], line["说明"]) for line in lines] == [
        ("受理决定", "牌楼街道", "待审签", "'=1+1")
    ]
    assert lines[0]["超时限（工作日）"] == "2"
    exported = office.person("auditor").get("/api/audit", params={"action": "breaches_exported"}).json()["items"]
    assert [entry["actor"] for entry in exported] == ["leader"]


def test_what_was_written_about_a_breach_stays(office: ReliefOffice, late_case: str) -> None:
    explain(office, breach_of(office, late_case))

    for statement in (update(BreachNoteRow).values(kind="accepted"), delete(BreachNoteRow)):
        with pytest.raises(DBAPIError, match="kept as they are"):
            write(office.resources, lambda work, asked=statement: work.session.execute(asked))


def test_explaining_twice_with_one_key_writes_once(office: ReliefOffice, late_case: str) -> None:
    path = f"/api/breaches/{breach_of(office, late_case)['breach_id']}/explanations"
    handler = office.person("handler")
    answers = [handler.post(path, json={"words": WORDS}, headers={"Idempotency-Key": "e-1"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(breach_of(office, late_case)["notes"]) == 1

"""The life of a bundle over HTTP: drafted, submitted, published by another person, retired; never changed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bundle_office import act, draft, drafted, published, remarked, sent, shipped
from relief_office import ROOT, ReliefOffice
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from engine.services.unit_of_work import read, write
from engine.store.tables.background import AuditEntryRow

TODAY = "2026-03-10"


def with_two_days_to_pay() -> dict[str, bytes]:
    """The shipped limits with two working days instead of three for `urgent.pay`."""
    content = shipped("processes/deadline_limits.dmn").decode()
    row = content.index('"urgent.pay"')
    amount = content.index("<text>3</text>", row)
    changed = content[:amount] + "<text>2</text>" + content[amount + len("<text>3</text>") :]
    return {"processes/deadline_limits.dmn": changed.encode()}


def with_error() -> dict[str, bytes]:
    """A diagram that calls an operation which does not exist."""
    content = shipped("processes/referral.bpmn").replace(b'value="send_referral"', b'value="send_refferal"', 1)
    return {"processes/referral.bpmn": content}


def item(office: ReliefOffice, number: int, username: str = "drawer") -> dict[str, Any]:
    answer = office.person(username).get(f"/api/bundles/{number}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def test_a_changed_table_lives_from_draft_to_the_cases_of_its_day(office: ReliefOffice) -> None:
    before = office.register()
    bundle = published(office, with_two_days_to_pay(), "2026-03-11")
    same_day = office.register()
    office.set_clock("2026-03-11T09:00:00+08:00")
    after = office.register()

    numbers = [
        office.person("handler").get(f"/api/cases/{case['case_id']}").json()["bundle_number"]
        for case in (before, same_day, after)
    ]
    assert (bundle["number"], bundle["status"], bundle["author"], bundle["approver"]) == (
        2,
        "published",
        "drawer",
        "admin",
    )
    assert numbers == [1, 1, 2]
    shown = item(office, 1)
    assert (shown["running_instances"], item(office, 2)["running_instances"]) == (2, 1)
    assert {one["path"] for one in shown["files"]} >= {"processes/relief_case.bpmn", "processes/deadline_limits.dmn"}


def test_files_that_are_not_sent_are_those_of_the_base(standing_office: ReliefOffice) -> None:
    changed = remarked()
    number = drafted(standing_office, changed)

    drawer = standing_office.person("drawer")
    assert (
        drawer.get(f"/api/bundles/{number}/files/processes/referral.bpmn").content == changed["processes/referral.bpmn"]
    )
    kept = drawer.get(f"/api/bundles/{number}/files/processes/recovery.bpmn")
    assert kept.content == (ROOT / "processes" / "recovery.bpmn").read_bytes()
    assert kept.headers["content-disposition"] == "attachment; filename*=UTF-8''recovery.bpmn"
    assert len(item(standing_office, number)["files"]) == len(item(standing_office, 1)["files"])


def test_a_file_of_the_base_can_be_left_out(standing_office: ReliefOffice) -> None:
    answer = draft(standing_office, remarked(), remove="processes/visit_risk.dmn")

    assert answer.status_code == 201
    paths = {one["path"] for one in item(standing_office, answer.json()["number"])["files"]}
    assert "processes/visit_risk.dmn" not in paths
    assert any(one["severity"] == "error" for one in answer.json()["findings"])


def test_the_same_content_is_the_same_draft(standing_office: ReliefOffice) -> None:
    files = remarked()
    first, again = draft(standing_office, files), draft(standing_office, files)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]


def test_the_content_of_a_published_bundle_is_known(standing_office: ReliefOffice) -> None:
    answer = draft(standing_office, {"processes/referral.bpmn": shipped("processes/referral.bpmn")})

    assert code(answer) == (409, "bundle_known")
    assert "流程包 1 " in answer.json()["detail"]


def test_a_draft_with_errors_is_kept_with_its_findings_and_goes_no_further(standing_office: ReliefOffice) -> None:
    answer = draft(standing_office, with_error())
    number = answer.json()["number"]

    refused = act(standing_office, "drawer", number, "submit")

    assert answer.status_code == 201
    assert item(standing_office, number)["findings"] == answer.json()["findings"]
    assert code(refused) == (422, "bundle_has_errors")
    assert refused.json()["errors"][0]["path"].startswith("processes/referral.bpmn#")
    assert item(standing_office, number)["status"] == "draft"


def test_a_bundle_without_the_main_process_is_not_submitted(standing_office: ReliefOffice) -> None:
    number = draft(standing_office, remarked(), remove="processes/relief_case.bpmn").json()["number"]

    refused = act(standing_office, "drawer", number, "submit")

    assert code(refused) == (422, "bundle_has_errors")
    assert any(error["path"] == "processes/relief_case.bpmn" for error in refused.json()["errors"])


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        pytest.param("drawer", (403, "separation_of_duties"), id="who drafted it"),
        pytest.param("handler", (403, "not_permitted"), id="a handler"),
        pytest.param("auditor", (403, "not_permitted"), id="an auditor"),
    ],
)
def test_only_another_person_of_the_right_role_publishes(
    standing_office: ReliefOffice, username: str, expected: tuple[int, str]
) -> None:
    number = drafted(standing_office, remarked())
    act(standing_office, "drawer", number, "submit")

    refused = act(standing_office, username, number, "publish", effective_from=TODAY)

    assert code(refused) == expected
    assert item(standing_office, number)["status"] == "draft"


def test_what_is_not_submitted_or_begins_in_the_past_is_not_published(standing_office: ReliefOffice) -> None:
    number = drafted(standing_office, remarked())
    too_soon = act(standing_office, "admin", number, "publish", effective_from=TODAY)
    act(standing_office, "drawer", number, "submit")
    in_the_past = act(standing_office, "admin", number, "publish", effective_from="2026-03-09")

    assert code(too_soon) == (409, "bundle_not_submitted")
    assert code(in_the_past) == (422, "form_invalid")
    assert in_the_past.json()["errors"][0]["path"] == "effective_from"


@pytest.mark.parametrize("action", ["submit", "publish"])
def test_what_is_published_is_no_draft_any_more(standing_office: ReliefOffice, action: str) -> None:
    number = published(standing_office, remarked(), "2099-01-01")["number"]
    person, body = {"submit": ("drawer", {}), "publish": ("admin", {"effective_from": "2099-01-02"})}[action]

    assert code(act(standing_office, person, number, action, **body)) == (409, "bundle_not_draft")
    assert item(standing_office, number)["effective_from"] == "2099-01-01"


def test_of_two_who_publish_at_once_one_does(standing_office: ReliefOffice) -> None:
    number = drafted(standing_office, remarked())
    act(standing_office, "drawer", number, "submit")
    standing_office.person("admin")
    days = [f"2099-02-{day:02}" for day in range(1, 7)]

    with ThreadPoolExecutor(len(days)) as crowd:
        answers = list(
            crowd.map(lambda day: act(standing_office, "admin", number, "publish", effective_from=day), days)
        )

    assert sorted(code(answer) for answer in answers) == [(200, ""), *[(409, "bundle_not_draft")] * (len(days) - 1)]
    won = next(answer.json() for answer in answers if answer.status_code == 200)
    assert item(standing_office, number)["effective_from"] == won["effective_from"]


def test_the_only_bundle_in_force_is_not_retired(standing_office: ReliefOffice) -> None:
    assert code(act(standing_office, "admin", 1, "retire")) == (409, "bundle_in_force")


def test_a_retired_bundle_gives_way_to_the_one_before_and_its_cases_go_on(office: ReliefOffice) -> None:
    number = published(office, with_two_days_to_pay(), TODAY)["number"]
    pinned = office.register()

    retired = act(office, "admin", number, "retire")
    office.complete("handler", pinned["case_id"], "decide_acceptance", {"decision": "accept", "track": "urgent"})
    later = office.register()

    assert (retired.status_code, retired.json()["status"]) == (200, "retired")
    assert code(act(office, "admin", number, "retire")) == (409, "bundle_retired")
    numbers = [
        office.person("handler").get(f"/api/cases/{one['case_id']}").json()["bundle_number"] for one in (pinned, later)
    ]
    assert numbers == [number, 1]


def test_a_draft_is_put_away_by_its_author(standing_office: ReliefOffice) -> None:
    number = drafted(standing_office, remarked())

    assert code(act(standing_office, "handler", number, "retire")) == (403, "not_permitted")
    assert act(standing_office, "drawer", number, "retire").json()["status"] == "retired"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.bpmn", b"", id="nothing"),
        pytest.param("a.bpmn", b"\x00\xff\xfe", id="noise"),
        pytest.param("a.bpmn", b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>', id="entities"),
        pytest.param("a.dmn", b"<html/>", id="another language"),
        pytest.param("../../etc/passwd", b"root", id="a path out of the bundle"),
        pytest.param("processes/a.exe", b"MZ", id="a program"),
        pytest.param("名称.bpmn", b"<a/>", id="a Chinese name"),
        pytest.param("processes/a\ud7ffb.json", b"{}", id="no form's place"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_kept(
    standing_office: ReliefOffice, name: str, content: bytes
) -> None:
    before = standing_office.person("drawer").get("/api/bundles").json()["items"]

    refused = draft(standing_office, {name: content})

    assert code(refused) == (422, "bundle_refused")
    assert refused.json()["errors"]
    assert standing_office.person("drawer").get("/api/bundles").json()["items"] == before


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"data": {"base": "0"}, "files": sent(remarked())}, "form_invalid", id="no number"),
        pytest.param({"data": {"base": "99999999"}, "files": sent(remarked())}, "form_invalid", id="no such base"),
        pytest.param({"data": {"base": "²"}, "files": sent(remarked())}, "form_invalid", id="a digit of no number"),
        pytest.param(
            {"data": {"base": "1", "remove": "nothing"}, "files": sent(remarked())}, "form_invalid", id="no such file"
        ),
        pytest.param({"data": {"field": "text"}}, "bundle_refused", id="no files"),
        pytest.param({"json": {"a": 1}}, "bundle_refused", id="JSON"),
        pytest.param(
            {"files": [*sent({"processes/a.bpmn": b"<a/>"}), *sent({"processes/a.bpmn": b"<b/>"})]},
            "bundle_refused",
            id="one path twice",
        ),
    ],
)
def test_what_is_no_draft_is_refused(standing_office: ReliefOffice, body: dict[str, Any], expected: str) -> None:
    assert code(standing_office.person("drawer").post("/api/bundles", **body)) == (422, expected)


@pytest.mark.parametrize(
    ("username", "method", "path", "expected"),
    [
        ("handler", "POST", "/api/bundles", (403, "not_permitted")),
        ("admin", "POST", "/api/bundles", (403, "not_permitted")),
        ("handler", "GET", "/api/bundles/1", (403, "not_permitted")),
        ("handler", "GET", "/api/bundles/1/files/processes/referral.bpmn", (403, "not_permitted")),
        ("handler", "POST", "/api/bundles/1/submit", (403, "not_permitted")),
        ("handler", "POST", "/api/bundles/1/retire", (403, "not_permitted")),
        ("drawer", "POST", "/api/bundles/1/submit", (403, "not_permitted")),
        ("drawer", "GET", "/api/bundles/999", (404, "bundle_not_found")),
        ("drawer", "GET", "/api/bundles/1/files/processes/none.bpmn", (404, "bundle_file_not_found")),
        ("drawer", "GET", "/api/bundles/1/files/../../../etc/passwd", (404, "not_found")),
        ("drawer", "GET", "/api/bundles/99999999999999999999", (422, "form_invalid")),
        ("admin", "POST", "/api/bundles/999/retire", (404, "bundle_not_found")),
    ],
)
def test_who_may_not_and_what_is_not_there(
    standing_office: ReliefOffice, username: str, method: str, path: str, expected: tuple[int, str]
) -> None:
    files = sent(remarked()) if path == "/api/bundles" else None

    assert code(standing_office.person(username).request(method, path, files=files)) == expected


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bundle_file SET content = 'x' WHERE bundle_number = 1",
        "DELETE FROM bundle_file WHERE bundle_number = 1",
        "DELETE FROM bundle WHERE number = 1",
        "UPDATE bundle SET hash = 'x' WHERE number = 1",
        "UPDATE bundle SET effective_from = '2030-01-01' WHERE number = 1",
        "UPDATE bundle SET status = 'draft' WHERE number = 1",
    ],
)
def test_the_database_itself_keeps_what_was_published(standing_office: ReliefOffice, statement: str) -> None:
    with pytest.raises(DBAPIError, match="kept as they are"):
        write(standing_office.resources, lambda work: work.session.execute(text(statement)))


def test_every_act_is_recorded(standing_office: ReliefOffice) -> None:
    number = published(standing_office, remarked(), "2099-01-01")["number"]
    act(standing_office, "admin", number, "retire")

    entries = select(AuditEntryRow.action, AuditEntryRow.actor).where(AuditEntryRow.object_id == str(number))
    acts = read(standing_office.resources, lambda work: [tuple(row) for row in work.session.execute(entries)])
    assert sorted(acts) == [
        ("bundle_drafted", "drawer"),
        ("bundle_published", "admin"),
        ("bundle_retired", "admin"),
        ("bundle_submitted", "drawer"),
    ]

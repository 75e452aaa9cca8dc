"""Running cases go on with another bundle: after a dry run, each whole or not at all, and none the worse for it."""

from typing import Any

import pytest
from bundle_office import act, draft, drafted, published, remarked, shipped
from relief_office import ReliefOffice, shipped_files

TODAY = "2026-03-10"
ACCEPT = {"decision": "accept", "track": "urgent"}
PROPOSAL = {
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
GRANT = {"decision": "grant", "approved_fen": 70_000, "interest_declaration": False}


def renamed_task() -> dict[str, bytes]:
    """The shipped files with another id for the task at which an urgent case is proposed."""
    old, new = b"propose_relief_first", b"suggest_relief_first"
    files = {
        file.path.replace(old.decode(), new.decode()): file.content.replace(old, new)
        for file in shipped_files()
        if old in file.content
    }
    assert "forms/urgent_relief/suggest_relief_first.json" in files
    return files


def other_name() -> dict[str, bytes]:
    """The shipped diagram with another name for the task at which an urgent case is proposed."""
    path = "processes/urgent_relief.bpmn"
    content = shipped(path).decode()
    begin = content.index('id="propose_relief_first"')
    start, end = content.rindex("<", 0, begin), content.index(">", begin)
    tag = content[start:end]
    name = tag[tag.index('name="') + len('name="') :].split('"')[0]
    return {path: (content[:start] + tag.replace(name, "核实急情") + content[end:]).encode()}


def case_at(office: ReliefOffice, steps: int) -> str:
    """A burnt house whose case has come so many steps far."""
    case_id: str = office.register("agent")["case_id"]
    done: list[tuple[str, str, dict[str, Any]]] = [
        ("handler", "decide_acceptance", ACCEPT),
        ("handler", "propose_relief_first", PROPOSAL),
        ("leader", "township_relief_first_decision", GRANT),
    ]
    for username, element_id, data in done[:steps]:
        office.complete(username, case_id, element_id, data)
    return case_id


def rest_of(office: ReliefOffice, case_id: str, steps: int) -> str:
    """The status of the case after everything up to the payment was done."""
    rest: list[tuple[str, str, dict[str, Any]]] = [
        ("handler", "decide_acceptance", ACCEPT),
        ("handler", "propose_relief_first", PROPOSAL),
        ("leader", "township_relief_first_decision", GRANT),
    ]
    for username, element_id, data in rest[steps:]:
        office.complete(username, case_id, element_id, data)
    payment = {
        "paid_fen": 70_000,
        "paid_at": "2026-03-10T09:20:00+08:00",
        "receipt": office.upload(case_id),
        "second_payer": "handler3",
    }
    office.complete("handler2", case_id, "pay_cash", payment)
    told = office.person("handler").post(
        f"/api/cases/{case_id}/messages/emergency_relieved",
        json={"data": {"relieved_at": "2026-03-10T09:20:00+08:00", "note": "急难缓解"}},
    )
    assert told.status_code == 202, told.text
    office.open_task(case_id, "complete_paperwork")
    status: str = office.person("handler").get(f"/api/cases/{case_id}").json()["status"]
    return status


def tasks_of(office: ReliefOffice, case_id: str) -> list[tuple[str, str, str]]:
    listed = office.person("handler").get("/api/tasks", params={"view": "all", "case_id": case_id}).json()["items"]
    return [(one["task_id"], one["element_id"], one["due_at"]) for one in listed]


def migrate(office: ReliefOffice, source: int, to: int, **body: Any) -> dict[str, Any]:
    answer = act(office, "admin", source, "migrate", to=to, **body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("steps", range(4))
def test_a_case_goes_on_from_every_wait_as_if_nothing_had_happened(office: ReliefOffice, steps: int) -> None:
    case_id = case_at(office, steps)
    open_before = tasks_of(office, case_id)
    number = published(office, remarked(), TODAY)["number"]

    plan = migrate(office, 1, number)
    assert (plan["movable"], plan["staying"], plan["is_applied"]) == (1, 0, False)
    assert office.person("handler").get(f"/api/cases/{case_id}").json()["bundle_number"] == 1
    done = migrate(office, 1, number, token=plan["token"])

    assert (done["movable"], done["staying"], done["is_applied"]) == (1, 0, True)
    assert open_before
    assert tasks_of(office, case_id) == open_before
    assert office.person("handler").get(f"/api/cases/{case_id}").json()["bundle_number"] == number
    rest_of(office, case_id, steps)
    history = office.person("handler").get(f"/api/cases/{case_id}/history").json()["items"]
    (moved,) = [item for item in history if item["kind"] == "case_migrated"]
    assert (moved["actor"], moved["detail"]) == ("admin", {"from_bundle": 1, "to_bundle": number})


def test_the_same_token_gives_the_same_answer(office: ReliefOffice) -> None:
    case_at(office, 1)
    number = published(office, remarked(), TODAY)["number"]
    token = migrate(office, 1, number)["token"]

    assert migrate(office, 1, number, token=token) == migrate(office, 1, number, token=token)


def test_an_open_task_says_what_its_new_element_says(office: ReliefOffice) -> None:
    case_id = case_at(office, 1)
    number = published(office, other_name(), TODAY)["number"]

    migrate(office, 1, number, token=migrate(office, 1, number)["token"])

    assert office.open_task(case_id, "propose_relief_first")["name"] == "核实急情"


def test_what_waits_at_or_has_passed_something_that_is_gone_stays_and_says_why(office: ReliefOffice) -> None:
    before, at, past = (case_at(office, steps) for steps in (0, 1, 2))
    office.person("drawer")
    answer = draft(office, renamed_task(), remove="forms/urgent_relief/propose_relief_first.json")
    errors = [one for one in answer.json()["findings"] if one["severity"] == "error"]
    assert answer.status_code == 201, answer.text
    assert errors == []
    number = answer.json()["number"]
    act(office, "drawer", number, "submit")
    assert act(office, "admin", number, "publish", effective_from=TODAY).status_code == 200

    plan = migrate(office, 1, number)

    assert {item["case_id"]: item["moves"] for item in plan["items"]} == {before: True, at: False, past: False}
    for item in plan["items"]:
        named = {(reason["code"], reason["element_id"]) for reason in item["reasons"]}
        assert item["moves"] or ("element_gone", "propose_relief_first") in named
    done = migrate(office, 1, number, token=plan["token"])
    assert (done["movable"], done["staying"]) == (1, 0)
    numbers = [office.person("handler").get(f"/api/cases/{one}").json()["bundle_number"] for one in (before, at, past)]
    assert numbers == [number, 1, 1]
    office.complete("handler", before, "decide_acceptance", ACCEPT)
    office.open_task(before, "suggest_relief_first")
    office.complete("handler", at, "propose_relief_first", PROPOSAL)


def test_a_case_that_went_on_after_the_dry_run_stays(office: ReliefOffice) -> None:
    case_id = case_at(office, 0)
    number = published(office, remarked(), TODAY)["number"]
    plan = migrate(office, 1, number)
    office.complete("handler", case_id, "decide_acceptance", ACCEPT)

    done = migrate(office, 1, number, token=plan["token"])

    assert (done["movable"], done["staying"]) == (0, 1)
    assert [reason["code"] for reason in done["items"][0]["reasons"]] == ["changed_since"]
    assert office.person("handler").get(f"/api/cases/{case_id}").json()["bundle_number"] == 1


def test_a_dry_run_changes_no_case(office: ReliefOffice) -> None:
    case_at(office, 1)
    number = published(office, remarked(), TODAY)["number"]
    before = office.row_counts()

    migrate(office, 1, number)

    after = office.row_counts()
    assert {name for name, count in after.items() if count != before[name]} == {"bundle_migration"}


@pytest.mark.parametrize(
    ("username", "body", "expected"),
    [
        ("drawer", {"to": 2}, (403, "not_permitted")),
        ("handler", {"to": 2}, (403, "not_permitted")),
        ("admin", {"to": 1}, (422, "form_invalid")),
        ("admin", {"to": 999}, (404, "bundle_not_found")),
        ("admin", {"to": 2}, (409, "bundle_not_published")),
        ("admin", {"to": "2"}, (422, "form_invalid")),
        ("admin", {"to": 2, "token": "x"}, (422, "form_invalid")),
        ("admin", {}, (422, "form_invalid")),
    ],
)
def test_what_cannot_be_migrated_is_refused(
    standing_office: ReliefOffice, username: str, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    if standing_office.person("drawer").get("/api/bundles/2").status_code == 404:
        drafted(standing_office, remarked())

    answer = act(standing_office, username, 1, "migrate", **body)

    assert (answer.status_code, answer.json()["code"]) == expected


def test_a_token_of_another_migration_is_refused(office: ReliefOffice) -> None:
    first, second = (published(office, remarked(), TODAY)["number"] for _ in range(2))
    token = migrate(office, 1, first)["token"]

    answer = act(office, "admin", 1, "migrate", to=second, token=token)

    assert (answer.status_code, answer.json()["code"]) == (404, "bundle_migration_not_found")

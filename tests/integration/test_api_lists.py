"""Lists over HTTP: what a person sees, in pages, found again by reference, number or name."""

from typing import Any

import httpx
import pytest
from relief_office import COUNTY, OTHER_TOWN, TOWN, VILLAGE, ReliefOffice, identity_number

Json = dict[str, Any]


def _page(client: httpx.Client, path: str, **params: str | int) -> Json:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    page: Json = answer.json()
    return page


def _all_pages(client: httpx.Client, path: str, **params: str | int) -> list[Json]:
    """Every item, two a page."""
    items: list[Json] = []
    cursor: dict[str, str] = {}
    while True:
        page = _page(client, path, limit=2, **params, **cursor)
        assert len(page["items"]) <= 2
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        cursor = {"cursor": page["next_cursor"]}


@pytest.fixture(scope="module")
def busy_office(standing_office: ReliefOffice) -> ReliefOffice:
    """An office with five cases: four in the township, one of them in a village, and one in another county."""
    for number, name in enumerate(("罗远明", "罗远明", "陈光"), start=1):
        person = {"name": name, "id_number": identity_number(number)}
        standing_office.register("handler", applicant=person)
    standing_office.register("agent", division=VILLAGE, applicant={"name": "何秀"})
    standing_office.register("stranger", division=OTHER_TOWN, applicant={"name": "外人"})
    return standing_office


@pytest.mark.parametrize(
    ("username", "seen"),
    [
        pytest.param("handler", 4, id="the township"),
        pytest.param("clerk", 4, id="the county"),
        pytest.param("auditor", 4, id="the county's auditor"),
        pytest.param("stranger", 1, id="another county"),
        pytest.param("agent", 1, id="who registered one in the village"),
        pytest.param("admin", 0, id="administrators see figures only"),
        pytest.param("drawer", 0, id="who draws diagrams sees no real person"),
    ],
)
def test_everybody_sees_the_cases_of_their_own_area(busy_office: ReliefOffice, username: str, seen: int) -> None:
    assert len(_page(busy_office.person(username), "/api/cases")["items"]) == seen


def test_pages_of_cases_hold_every_case_once_newest_first(busy_office: ReliefOffice) -> None:
    clerk = busy_office.person("clerk")

    paged = _all_pages(clerk, "/api/cases")

    assert paged == _page(clerk, "/api/cases")["items"]
    assert [case["reference"] for case in paged] == sorted((case["reference"] for case in paged), reverse=True)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        pytest.param("罗远明", 2, id="a whole name"),
        pytest.param("罗", 0, id="half a name: names are encrypted"),
        pytest.param("500101198001010030", 0, id="an unknown number"),
        pytest.param(" 500101 19800101 001 3 ", 1, id="a number with blanks"),
        pytest.param("500101-2026-000003", 1, id="a reference"),
        pytest.param("%", 0, id="no wildcard"),
    ],
)
def test_cases_are_found_by_reference_number_or_name(busy_office: ReliefOffice, q: str, found: int) -> None:
    assert len(_page(busy_office.person("handler"), "/api/cases", q=q)["items"]) == found


def test_cases_are_narrowed_by_status_and_division(busy_office: ReliefOffice) -> None:
    handler = busy_office.person("handler")

    assert len(_page(handler, "/api/cases", status="registered", division=TOWN)["items"]) == 4
    assert len(_page(handler, "/api/cases", division=VILLAGE)["items"]) == 1
    assert _page(handler, "/api/cases", status="refused_closed")["items"] == []


def test_pages_of_tasks_hold_every_task_once_soonest_due_first(busy_office: ReliefOffice) -> None:
    handler = busy_office.person("handler")

    paged = _all_pages(handler, "/api/tasks", view="team")

    assert len({task["task_id"] for task in paged}) == 4
    assert [task["due_at"] for task in paged] == sorted(task["due_at"] for task in paged)


@pytest.mark.parametrize(
    ("params", "found"),
    [
        pytest.param({"q": "受理"}, 4, id="part of a task's name"),
        pytest.param({"q": "罗远明"}, 2, id="the applicant's name"),
        pytest.param({"element": "decide_acceptance"}, 4, id="an element"),
        pytest.param({"element": "pay_cash"}, 0, id="another element"),
        pytest.param({"role": "township_leader"}, 0, id="another role"),
        pytest.param({"due_before": "2026-03-13T18:00:01+08:00"}, 4, id="due by then"),
        pytest.param({"due_before": "2026-03-10T09:00:00+08:00"}, 0, id="not due before then"),
    ],
)
def test_tasks_are_narrowed(busy_office: ReliefOffice, params: dict[str, str], found: int) -> None:
    assert len(_page(busy_office.person("handler"), "/api/tasks", view="available", **params)["items"]) == found


@pytest.mark.parametrize(
    ("username", "counts"),
    [
        pytest.param("handler", {"mine": 0, "available": 4, "team": 4, "all": 4}, id="who may do them"),
        pytest.param("leader", {"mine": 0, "available": 0, "team": 0, "all": 4}, id="who may read the cases"),
        pytest.param("cashier", {"mine": 0, "available": 0, "team": 0, "all": 4}, id="the county's cashier"),
        pytest.param("agent", {"mine": 0, "available": 0, "team": 0, "all": 0}, id="the village"),
        pytest.param("admin", {"mine": 0, "available": 0, "team": 0, "all": 0}, id="administrators"),
    ],
)
def test_every_view_of_the_inbox_is_counted(busy_office: ReliefOffice, username: str, counts: dict[str, int]) -> None:
    assert _page(busy_office.person(username), "/api/tasks", view="mine")["counts"] == {**counts, "put_off": 0}


@pytest.mark.parametrize(("username", "cases"), [("leader", 4), ("director", 4), ("watcher", 5), ("stranger", 1)])
def test_deadlines_are_watched_over_the_own_area(busy_office: ReliefOffice, username: str, cases: int) -> None:
    items = _all_pages(busy_office.person(username), "/api/deadlines", key="accept.decision")

    assert len({item["case_id"] for item in items}) == len(items) == cases
    assert {item["status"] for item in items} == {"running"}
    assert all(item["due_at"] == "2026-03-11T10:00:00Z" for item in items)


@pytest.mark.parametrize(
    ("group_by", "groups"),
    [
        pytest.param("division", {TOWN: "牌楼街道", OTHER_TOWN: "七星岗街道"}, id="by place"),
        pytest.param("key", {"accept.decision": None, "urgent.first_contact": None, "urgent.pay": None}, id="by limit"),
        pytest.param("day", {"2026-03-11": None, "2026-03-13": None}, id="by local day"),
    ],
)
def test_deadlines_are_counted_by_group(
    busy_office: ReliefOffice, group_by: str, groups: dict[str, str | None]
) -> None:
    items = _page(busy_office.person("watcher"), "/api/deadlines/summary", group_by=group_by)["items"]

    assert {item["group"]: item["name"] for item in items} == groups
    assert sum(item["counts"]["running"] for item in items) == 15  # five cases of three clocks


def test_deadlines_are_narrowed_by_place_and_status(busy_office: ReliefOffice) -> None:
    watcher = busy_office.person("watcher")

    assert len(_page(watcher, "/api/deadlines", division=COUNTY)["items"]) == 12
    assert len(_page(watcher, "/api/deadlines", division=OTHER_TOWN)["items"]) == 3
    assert len(_page(watcher, "/api/deadlines", division=VILLAGE)["items"]) == 3
    assert _page(watcher, "/api/deadlines", status="breached")["items"] == []


def test_the_audit_is_read_in_the_own_county_newest_first(busy_office: ReliefOffice) -> None:
    auditor = busy_office.person("auditor")

    entries = _all_pages(auditor, "/api/audit", action="case_registered")

    assert [entry["county_code"] for entry in entries] == [COUNTY] * 4
    assert [entry["at"] for entry in entries] == sorted((entry["at"] for entry in entries), reverse=True)
    assert {entry["name"] for entry in entries} == {"登记"}
    assert len(_page(auditor, "/api/audit", action="case_registered", actor="agent")["items"]) == 1
    everywhere = _all_pages(busy_office.person("admin"), "/api/audit")
    assert {entry["county_code"] for entry in everywhere} == {None, COUNTY, OTHER_TOWN[:6]}


def test_a_case_read_by_an_auditor_is_recorded(busy_office: ReliefOffice) -> None:
    auditor = busy_office.person("auditor")
    case_id = _page(auditor, "/api/cases")["items"][0]["case_id"]

    auditor.get(f"/api/cases/{case_id}")

    (entry,) = _page(auditor, "/api/audit", action="case_read")["items"]
    assert (entry["actor"], entry["object_id"]) == ("auditor", case_id)

"""One case handed from a township to another: offered with a reason, moved when the receiver accepts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from relief_office import OTHER_TOWN, TOWN, VILLAGE, ReliefOffice, relief_office
from unit_changing import NEXT_TOWN, NEXT_VILLAGE, THIRD_TOWN, add_neighbours

from engine.store.database import Database


@pytest.fixture
def county(database: Database, tmp_path: Path) -> Iterator[ReliefOffice]:
    """The sample county with a second and a third township."""
    with relief_office(database, tmp_path) as office:
        add_neighbours(office)
        yield office


def offer(office: ReliefOffice, case_id: str, username: str = "handler", **changes: Any) -> dict[str, Any]:
    body = {"to": NEXT_VILLAGE, "reason": "household_moved", "note": "全家已迁往百安社区", **changes}
    answer = office.person(username).post(f"/api/cases/{case_id}/handovers", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def listed(office: ReliefOffice, username: str, direction: str, status: str = "proposed") -> list[str]:
    answer = office.person(username).get("/api/handovers", params={"direction": direction, "status": status})
    return [one["handover_id"] for one in answer.json()["items"]]


def test_a_case_moves_when_the_receiver_accepts_and_no_clock_stands_still(county: ReliefOffice) -> None:
    case = county.register()
    case_id, task_id = case["case_id"], case["tasks"][0]["task_id"]
    county.person("handler").post(f"/api/tasks/{task_id}/claim")
    clocks = county.person("clerk").get(f"/api/cases/{case_id}/deadlines").json()

    made = offer(county, case_id)
    before = county.person("neighbour").get(f"/api/cases/{case_id}").status_code
    waiting = listed(county, "neighbour", "to_us"), listed(county, "handler", "by_us")
    accepted = county.person("neighbour").post(f"/api/handovers/{made['handover_id']}/accept")

    assert before == 404
    assert waiting == ([made["handover_id"]], [made["handover_id"]])
    assert accepted.status_code == 200, accepted.text
    assert (accepted.json()["note"], accepted.json()["target_name"]) == ("全家已迁往百安社区", "百安社区")
    assert county.person("handler").get(f"/api/cases/{case_id}").status_code == 404
    task = county.person("neighbour").get(f"/api/tasks/{task_id}").json()
    assert (task["division"], task["assignee"]) == (NEXT_VILLAGE, None)
    moved = county.person("clerk").get(f"/api/cases/{case_id}/deadlines").json()
    assert [(one["key"], one["due_at"], one["status"]) for one in moved["items"]] == [
        (one["key"], one["due_at"], one["status"]) for one in clocks["items"]
    ]
    assert {one["division"] for one in moved["items"]} == {NEXT_TOWN}


def test_the_case_tells_who_handed_it_over_and_why(county: ReliefOffice) -> None:
    case_id = county.register()["case_id"]
    made = offer(county, case_id, reason="wrong_registration")
    county.person("chieftain").post(f"/api/handovers/{made['handover_id']}/accept")

    history = county.person("clerk").get(f"/api/cases/{case_id}/history").json()["items"]

    acts = [(item["kind"], item["actor"]) for item in history if "hand" in item["kind"]]
    assert acts == [("case_handover_proposed", "handler"), ("case_handed_over", "chieftain")]
    (done,) = [item for item in history if item["kind"] == "case_handed_over"]
    assert done["detail"] == {"from": TOWN, "to": NEXT_VILLAGE, "reason": "wrong_registration"}


def test_a_refused_offer_leaves_the_case_where_it_is(county: ReliefOffice) -> None:
    case_id = county.register()["case_id"]
    made = offer(county, case_id)
    neighbour = county.person("neighbour")

    silent = neighbour.post(f"/api/handovers/{made['handover_id']}/refuse", json={"answer": " "})
    refused = neighbour.post(f"/api/handovers/{made['handover_id']}/refuse", json={"answer": "该户并未迁入"})
    late = neighbour.post(f"/api/handovers/{made['handover_id']}/accept")

    assert silent.json()["errors"] == [{"path": "answer", "message": "请写明不接收的理由"}]
    assert (refused.status_code, refused.json()["answer"]) == (200, "该户并未迁入")
    assert (late.status_code, late.json()["code"]) == (409, "handover_ended")
    assert county.person("handler2").get(f"/api/cases/{case_id}").json()["division"] == TOWN
    assert listed(county, "handler", "by_us", "refused") == [made["handover_id"]]
    assert offer(county, case_id)["status"] == "proposed"


def test_an_offer_is_taken_back_by_the_unit_that_made_it(county: ReliefOffice) -> None:
    case_id = county.register()["case_id"]
    handover_id = offer(county, case_id)["handover_id"]

    by_receiver = county.person("neighbour").post(f"/api/handovers/{handover_id}/withdraw")
    by_sender = county.person("leader").post(f"/api/handovers/{handover_id}/withdraw")

    assert by_receiver.status_code == 403
    assert by_sender.json()["status"] == "withdrawn"


def test_offering_and_accepting_are_two_people(county: ReliefOffice) -> None:
    handover_id = offer(county, county.register()["case_id"], "clerk")["handover_id"]

    own = county.person("clerk").post(f"/api/handovers/{handover_id}/accept")
    other = county.person("chief").post(f"/api/handovers/{handover_id}/accept")

    assert (own.status_code, own.json()["code"]) == (403, "handover_own")
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"to": TOWN}, "to", "个案已由该单位办理"),
        ({"to": "500101"}, "to", "请选择乡镇（街道）或村（社区）"),
        ({"to": OTHER_TOWN}, "to", "只能移交本区县单位；属其他区县的，请在受理环节移送"),
        ({"to": "500101099"}, "to", "没有这个单位，请核对区划代码"),
        ({"reason": "other", "note": ""}, "note", "请写明移交理由"),
    ],
)
def test_an_offer_nobody_could_accept_is_refused(
    county: ReliefOffice, changes: dict[str, Any], path: str, message: str
) -> None:
    case_id = county.register()["case_id"]
    body = {"to": NEXT_TOWN, "reason": "household_moved", "note": "", **changes}

    refused = county.person("handler").post(f"/api/cases/{case_id}/handovers", json=body)

    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"] == [{"path": path, "message": message}]


def test_one_offer_waits_at_a_time(county: ReliefOffice) -> None:
    case_id = county.register()["case_id"]
    offer(county, case_id)

    second = county.person("leader").post(
        f"/api/cases/{case_id}/handovers", json={"to": THIRD_TOWN, "reason": "household_moved"}
    )

    assert (second.status_code, second.json()["code"]) == (409, "handover_asked")


@pytest.mark.parametrize(
    ("username", "status"),
    [("stranger", 404), ("watcher", 403), ("director", 403), ("auditor", 403), ("cashier", 403), ("agent", 403)],
)
def test_only_the_people_of_the_case_offer_it(county: ReliefOffice, username: str, status: int) -> None:
    case_id = county.register(division=VILLAGE)["case_id"]

    answer = county.person(username).post(
        f"/api/cases/{case_id}/handovers", json={"to": NEXT_TOWN, "reason": "household_moved"}
    )

    assert answer.status_code == status


def test_an_offer_is_not_answered_from_elsewhere(county: ReliefOffice) -> None:
    handover_id = offer(county, county.register()["case_id"])["handover_id"]

    for username, status in (("handler2", 403), ("stranger", 404), ("director", 404)):
        assert county.person(username).post(f"/api/handovers/{handover_id}/accept").status_code == status


def test_words_of_an_offer_are_not_kept_with_repeated_requests(county: ReliefOffice) -> None:
    case_id, key = county.register()["case_id"], {"Idempotency-Key": "offer-1"}
    body = {"to": NEXT_TOWN, "reason": "other", "note": "户主电话已换"}

    first = county.person("handler").post(f"/api/cases/{case_id}/handovers", json=body, headers=key)
    again = county.person("handler").post(f"/api/cases/{case_id}/handovers", json=body, headers=key)

    assert first.json() == again.json()
    assert first.json()["note"] == "户主电话已换"
    assert county.row_counts()["case_handover"] == 1

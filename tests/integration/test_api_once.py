"""What is sent twice is done once, and many people at one task leave the case unharmed."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from relief_office import ReliefOffice, fire_case

ACCEPT = {"data": {"decision": "accept", "track": "urgent"}}
THREADS = 50


def _key(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def test_the_same_registration_again_gives_the_same_case(standing_office: ReliefOffice) -> None:
    handler = standing_office.person("handler")
    first = handler.post("/api/cases", json=fire_case(), headers=_key("register-1"))
    before = standing_office.row_counts()

    again = handler.post("/api/cases", json=fire_case(), headers=_key("register-1"))

    assert (again.status_code, again.json()) == (201, first.json())
    assert standing_office.row_counts() == before


def test_a_key_of_another_request_is_refused(standing_office: ReliefOffice) -> None:
    handler = standing_office.person("handler")
    handler.post("/api/cases", json=fire_case(), headers=_key("register-2"))

    other = handler.post("/api/cases", json=fire_case(requested_amount=1), headers=_key("register-2"))

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_the_same_completion_again_gives_the_same_answer(standing_office: ReliefOffice) -> None:
    handler = standing_office.person("handler")
    task_id = standing_office.register()["tasks"][0]["task_id"]
    first = handler.post(f"/api/tasks/{task_id}/complete", json=ACCEPT, headers=_key("complete-1"))

    again = handler.post(f"/api/tasks/{task_id}/complete", json=ACCEPT, headers=_key("complete-1"))
    other = handler.post(f"/api/tasks/{task_id}/complete", json=ACCEPT, headers=_key("complete-2"))

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (409, "task_already_completed")


def test_the_key_of_one_person_says_nothing_to_another(standing_office: ReliefOffice) -> None:
    task_id = standing_office.register()["tasks"][0]["task_id"]
    standing_office.person("handler").post(f"/api/tasks/{task_id}/complete", json=ACCEPT, headers=_key("mine"))

    other = standing_office.person("handler2").post(f"/api/tasks/{task_id}/complete", json=ACCEPT, headers=_key("mine"))

    assert (other.status_code, other.json()["code"]) == (409, "task_already_completed")


def test_claiming_twice_changes_nothing_and_a_colleague_is_refused(standing_office: ReliefOffice) -> None:
    handler = standing_office.person("handler")
    task_id = standing_office.register()["tasks"][0]["task_id"]

    first, again = (handler.post(f"/api/tasks/{task_id}/claim").json() for _ in range(2))
    other = standing_office.person("handler2").post(f"/api/tasks/{task_id}/claim")

    assert (first["assignee"], first) == ("handler", again)
    assert (other.status_code, other.json()["code"]) == (409, "task_already_claimed")


def test_a_task_goes_back_and_over_to_a_colleague(standing_office: ReliefOffice) -> None:
    handler, leader = standing_office.person("handler"), standing_office.person("leader")
    task_id = standing_office.register()["tasks"][0]["task_id"]
    handler.post(f"/api/tasks/{task_id}/claim")

    released = handler.post(f"/api/tasks/{task_id}/release").json()
    handed_over = leader.post(f"/api/tasks/{task_id}/reassign", json={"assignee": "handler2"}).json()

    assert released["assignee"] is None
    assert handed_over["assignee"] == "handler2"
    inbox = standing_office.person("handler2").get("/api/tasks", params={"view": "mine", "limit": 200}).json()
    assert task_id in [task["task_id"] for task in inbox["items"]]


def test_a_draft_is_kept_for_whoever_may_do_the_task(standing_office: ReliefOffice) -> None:
    handler = standing_office.person("handler")
    task_id = standing_office.register()["tasks"][0]["task_id"]
    typed = {"decision": "transfer", "transfer_to": "龙沙"}

    saved = handler.put(f"/api/tasks/{task_id}/draft", json={"data": typed, "revision": 1})
    stale = handler.put(f"/api/tasks/{task_id}/draft", json={"data": {}, "revision": 1})

    assert (saved.status_code, stale.json()["code"]) == (200, "stale_revision")
    assert handler.get(f"/api/tasks/{task_id}").json()["draft"] == typed
    assert standing_office.person("clerk").get(f"/api/tasks/{task_id}").json()["draft"] is None


def _send_at_once(clients: list[httpx.Client], path: str, keys: list[str | None]) -> list[httpx.Response]:
    def send(number: int) -> httpx.Response:
        key = keys[number]
        headers = _key(key) if key else {}
        return clients[number % len(clients)].post(path, json=ACCEPT, headers=headers)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(send, range(THREADS)))


def _codes(answers: list[httpx.Response]) -> Counter[tuple[int, str | None]]:
    return Counter((answer.status_code, answer.json().get("code")) for answer in answers)


def test_fifty_completions_at_once_complete_once(standing_office: ReliefOffice) -> None:
    case = standing_office.register()
    people = [standing_office.person(name) for name in ("handler", "handler2", "handler3")]

    answers = _send_at_once(people, f"/api/tasks/{case['tasks'][0]['task_id']}/complete", [None] * THREADS)

    codes = _codes(answers)
    assert codes[200, None] == 1, codes
    assert set(codes) <= {(200, None), (409, "task_already_completed"), (409, "task_already_claimed")}, codes
    _assert_unharmed(standing_office, case["case_id"])


def test_fifty_sendings_of_one_completion_get_one_answer(standing_office: ReliefOffice) -> None:
    case = standing_office.register()
    handler = [standing_office.person("handler")]

    answers = _send_at_once(handler, f"/api/tasks/{case['tasks'][0]['task_id']}/complete", ["fifty"] * THREADS)

    assert _codes(answers) == {(200, None): THREADS}
    assert len({answer.text for answer in answers}) == 1
    _assert_unharmed(standing_office, case["case_id"])


def _assert_unharmed(office: ReliefOffice, case_id: str) -> None:
    """The case stands at its next task, once."""
    case: dict[str, Any] = office.person("handler").get(f"/api/cases/{case_id}").json()
    history = office.person("handler").get(f"/api/cases/{case_id}/history").json()["items"]
    done = [item for item in history if item["kind"] == "task_completed"]
    assert [task["element_id"] for task in case["tasks"]] == ["propose_relief_first"]
    assert [item["element_id"] for item in done] == ["decide_acceptance"]

"""All open tasks of somebody who leaves go to a colleague who may do them, the others back into their queues."""

from __future__ import annotations

import pytest
from relief_office import ReliefOffice, identity_number
from unit_changing import staff_id_of


def claimed(office: ReliefOffice, count: int, username: str = "handler") -> list[str]:
    """Tasks of that many cases, in somebody's hands."""
    task_ids = []
    for number in range(count):
        applicant = {"name": f"申请人{number}（虚构）", "id_number": identity_number(number)}
        task_id = office.register(applicant=applicant)["tasks"][0]["task_id"]
        assert office.person(username).post(f"/api/tasks/{task_id}/claim").status_code == 200
        task_ids.append(task_id)
    return task_ids


def holders(office: ReliefOffice, task_ids: list[str]) -> list[str | None]:
    return [office.person("leader").get(f"/api/tasks/{task_id}").json()["assignee"] for task_id in task_ids]


def test_the_work_of_somebody_who_leaves_goes_to_a_colleague(office: ReliefOffice) -> None:
    task_ids = claimed(office, 3)
    path = f"/api/staff/{staff_id_of(office, 'handler')}/tasks"

    shown = office.person("leader").get(path).json()["items"]
    answer = office.person("leader").post(f"{path}/hand-over", json={"to": "handler2", "reason": "left"})

    assert {task["task_id"] for task in shown} == set(task_ids)
    assert answer.json() == {"handed_over": 3, "returned": 0}
    assert holders(office, task_ids) == ["handler2"] * 3


def test_without_a_colleague_all_of_it_goes_back_into_the_queues(office: ReliefOffice) -> None:
    task_ids = claimed(office, 2)
    path = f"/api/staff/{staff_id_of(office, 'handler')}/tasks/hand-over"

    answer = office.person("leader").post(path, json={"reason": "absent"})

    assert answer.json() == {"handed_over": 0, "returned": 2}
    assert holders(office, task_ids) == [None, None]


def test_what_the_colleague_may_not_do_goes_back_into_its_queue(office: ReliefOffice) -> None:
    task_ids = claimed(office, 1)
    path = f"/api/staff/{staff_id_of(office, 'handler')}/tasks/hand-over"

    answer = office.person("chief").post(path, json={"to": "leader", "reason": "role_changed"})

    assert answer.json() == {"handed_over": 0, "returned": 1}
    assert holders(office, task_ids) == [None]


@pytest.mark.parametrize("username", ["handler2", "stranger", "director", "auditor"])
def test_only_who_administers_somebody_hands_their_work_over(office: ReliefOffice, username: str) -> None:
    task_ids = claimed(office, 1)
    path = f"/api/staff/{staff_id_of(office, 'handler')}/tasks/hand-over"

    refused = office.person(username).post(path, json={"to": "handler2", "reason": "left"})

    assert refused.status_code == 403
    assert holders(office, task_ids) == ["handler"]


@pytest.mark.parametrize("to", ["handler", "nobody"])
def test_work_goes_to_somebody_else_who_works_here(office: ReliefOffice, to: str) -> None:
    path = f"/api/staff/{staff_id_of(office, 'handler')}/tasks/hand-over"

    refused = office.person("leader").post(path, json={"to": to, "reason": "left"})

    assert refused.json()["errors"] == [{"path": "to", "message": "请选择另一位在岗的工作人员"}]


def test_people_are_shown_with_all_their_roles_sessions_and_lock_outs(office: ReliefOffice) -> None:
    office.person("handler")
    with office.nobody() as guesser:
        for _ in range(5):
            guesser.post("/api/login", json={"username": "handler2", "password": "Wrong-Pass-1"})
    people = {item["username"]: item for item in office.person("chief").get("/api/staff/people").json()["items"]}
    path = f"/api/staff/{people['handler']['staff_id']}"

    shown = office.person("chief").get(path.replace("/staff/", "/staff/people/")).json()
    unlocked = office.person("chief").post(f"/api/staff/{people['handler2']['staff_id']}/unlock")
    ended = office.person("chief").delete(f"{path}/sessions")

    assert "stranger" not in people
    assert [name for name, item in people.items() if item["locked_out"]] == ["handler2"]
    assert ([grant["role"] for grant in shown["grants"]], len(shown["sessions"])) == (["township_handler"], 1)
    assert (unlocked.status_code, ended.status_code) == (204, 204)
    assert office.person("handler").get("/api/me").status_code == 401
    again = office.person("chief").get("/api/staff/people", params={"q": "handler2"}).json()["items"]
    assert [item["locked_out"] for item in again] == [False]


def test_people_come_page_by_page_and_by_filter(office: ReliefOffice) -> None:
    admin = office.person("admin")
    first = admin.get("/api/staff/people?limit=10").json()
    second = admin.get(f"/api/staff/people?limit=10&cursor={first['next_cursor']}").json()

    usernames = [item["username"] for item in first["items"] + second["items"]]
    assert usernames == sorted(usernames)
    assert len(usernames) == 14
    assert second["next_cursor"] is None
    leaders = admin.get("/api/staff/people?role=township_leader").json()["items"]
    assert [item["username"] for item in leaders] == ["leader"]
    assert office.person("stranger").get("/api/staff/people").status_code == 403

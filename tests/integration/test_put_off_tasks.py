"""A task put off to a later day: out of sight until then, never beyond its due time."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from relief_office import ReliefOffice
from sqlalchemy import update

from engine.domain.local_time import local_date, utc_of
from engine.store.tables.processes import HumanTaskRow

Json = dict[str, Any]
TODAY = date(2026, 3, 10)


def _held(office: ReliefOffice) -> Json:
    """A first task in the handler's hands, due on a later day."""
    task: Json = office.register(needs_immediate=False)["tasks"][0]
    answer = office.person("handler").post(f"/api/tasks/{task['task_id']}/claim")
    assert answer.status_code == 200
    return dict(answer.json())


def _listed(office: ReliefOffice, view: str, username: str = "handler") -> tuple[set[str], int]:
    page = office.person(username).get("/api/tasks", params={"view": view}).json()
    return {task["task_id"] for task in page["items"]}, page["counts"][view]


def _put_off(office: ReliefOffice, task: Json, until: str | None, username: str = "handler", **more: Any) -> Any:
    path = f"/api/tasks/{task['task_id']}/follow-up"
    return office.person(username).put(path, json={"follow_up_on": until, **more})


def _due_day(task: Json) -> date:
    return local_date(datetime.fromisoformat(task["due_at"]))


def test_a_task_put_off_is_out_of_sight_until_its_day(office: ReliefOffice) -> None:
    task = _held(office)
    day = _due_day(task)
    assert day > TODAY

    answer = _put_off(office, task, day.isoformat(), revision=task["revision"])
    hidden, postponed = _listed(office, "mine"), _listed(office, "put_off")
    team, _ = _listed(office, "team", "handler2")
    office.set_clock(utc_of(day, time.min).isoformat())

    assert (answer.status_code, answer.json()["follow_up_on"]) == (200, day.isoformat())
    assert hidden == (set(), 0)
    assert postponed == ({task["task_id"]}, 1)
    assert task["task_id"] in team
    assert _listed(office, "mine") == ({task["task_id"]}, 1)
    assert _listed(office, "put_off") == (set(), 0)


def test_a_task_whose_due_time_has_come_nearer_is_seen_again(office: ReliefOffice) -> None:
    task = _held(office)
    _put_off(office, task, _due_day(task).isoformat())

    with office.resources.database.writing.begin() as session:
        nearer = update(HumanTaskRow).where(HumanTaskRow.id == UUID(task["task_id"]))
        session.execute(nearer.values(due_at=utc_of(TODAY, time(18))))

    assert _listed(office, "mine") == ({task["task_id"]}, 1)


@pytest.mark.parametrize(
    "days_after_due", [pytest.param(1, id="after the due time"), pytest.param(None, id="today is no later day")]
)
def test_a_day_that_would_hide_a_breach_is_refused(office: ReliefOffice, days_after_due: int | None) -> None:
    task = _held(office)
    day = TODAY if days_after_due is None else _due_day(task) + timedelta(days=days_after_due)

    answer = _put_off(office, task, day.isoformat())

    assert (answer.status_code, answer.json()["code"]) == (422, "form_invalid")
    assert [error["path"] for error in answer.json()["errors"]] == ["follow_up_on"]
    assert _listed(office, "mine") == ({task["task_id"]}, 1)


def test_only_who_holds_a_task_puts_it_off(office: ReliefOffice) -> None:
    task = _held(office)

    answer = _put_off(office, task, _due_day(task).isoformat(), "handler2")

    assert (answer.status_code, answer.json()["code"]) == (409, "task_already_claimed")


def test_a_task_given_back_is_put_off_no_more_and_history_tells_both(office: ReliefOffice) -> None:
    task = _held(office)
    _put_off(office, task, _due_day(task).isoformat())

    released = office.person("handler").post(f"/api/tasks/{task['task_id']}/release").json()
    history = office.person("handler").get(f"/api/cases/{task['case_id']}/history").json()["items"]

    assert released["follow_up_on"] is None
    told = [item for item in history if item["kind"] == "task_put_off"]
    assert [item["detail"] for item in told] == [{"until": _due_day(task).isoformat()}]

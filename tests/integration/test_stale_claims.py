"""A claim that nobody works on ends after the configured time, and no other does."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from relief_office import OPENED_AT, ReliefOffice, relief_office

from engine.domain.local_time import local_date, utc_of
from engine.services import due_work
from engine.store.database import Database

HOURS = 4
Json = dict[str, Any]


@pytest.fixture
def strict_office(database: Database, tmp_path: Path) -> Iterator[ReliefOffice]:
    """An office in which a claim lasts four hours."""
    with relief_office(database, tmp_path, stale_claim_hours=HOURS) as opened:
        yield opened


def _claimed(office: ReliefOffice) -> Json:
    task: Json = office.register(needs_immediate=False)["tasks"][0]
    assert office.person("handler").post(f"/api/tasks/{task['task_id']}/claim").status_code == 200
    return task


def _later(office: ReliefOffice, hours: float) -> None:
    office.set_clock((OPENED_AT + timedelta(hours=hours)).isoformat())


def _holder(office: ReliefOffice, task: Json) -> str | None:
    found = office.person("leader").get("/api/tasks", params={"view": "all", "case_id": task["case_id"]}).json()
    holder: str | None = found["items"][0]["assignee"]
    return holder


def test_a_claim_ends_after_its_time_and_the_history_says_whose_it_was(strict_office: ReliefOffice) -> None:
    task = _claimed(strict_office)

    _later(strict_office, HOURS - 0.1)
    held_before = _holder(strict_office, task)
    _later(strict_office, HOURS)

    assert held_before == "handler"
    assert _holder(strict_office, task) is None
    history = strict_office.person("leader").get(f"/api/cases/{task['case_id']}/history").json()["items"]
    ended = [(item["actor"], item["detail"], item["at"]) for item in history if item["kind"] == "claim_ended"]
    assert [(actor, detail) for actor, detail, _ in ended] == [("system", {"from": "handler"})]
    assert datetime.fromisoformat(ended[0][2]) == OPENED_AT + timedelta(hours=HOURS)


def test_a_draft_keeps_the_claim_for_the_whole_time_again(strict_office: ReliefOffice) -> None:
    task = _claimed(strict_office)
    _later(strict_office, HOURS - 1)
    path = f"/api/tasks/{task['task_id']}/draft"
    assert strict_office.person("handler").put(path, json={"data": {"note": "写了一半"}}).status_code == 200

    _later(strict_office, 2 * HOURS - 1.1)
    held = _holder(strict_office, task)
    _later(strict_office, 2 * HOURS - 1)

    assert held == "handler"
    assert _holder(strict_office, task) is None
    kept = strict_office.person("handler2").get(f"/api/tasks/{task['task_id']}").json()["draft"]
    assert kept == {"note": "写了一半"}


def test_a_task_put_off_is_not_taken_before_its_day(strict_office: ReliefOffice) -> None:
    task = _claimed(strict_office)
    detail = strict_office.person("handler").get(f"/api/tasks/{task['task_id']}").json()
    day = local_date(datetime.fromisoformat(detail["due_at"]))
    path = f"/api/tasks/{task['task_id']}/follow-up"
    assert strict_office.person("handler").put(path, json={"follow_up_on": day.isoformat()}).status_code == 200

    strict_office.set_clock((utc_of(day, datetime.min.time()) + timedelta(hours=HOURS - 0.1)).isoformat())
    held = _holder(strict_office, task)
    strict_office.set_clock((utc_of(day, datetime.min.time()) + timedelta(hours=HOURS)).isoformat())

    assert held == "handler"
    assert _holder(strict_office, task) is None


def test_the_end_of_a_claim_is_due_work(strict_office: ReliefOffice) -> None:
    resources = strict_office.resources
    _claimed(strict_office)

    item = due_work.next_item(resources, OPENED_AT + timedelta(hours=HOURS))
    next_due_at = due_work.next_due_at(resources)

    assert item is not None
    assert item.at == next_due_at == OPENED_AT + timedelta(hours=HOURS)


def test_without_a_configured_time_no_claim_ends(office: ReliefOffice) -> None:
    task = _claimed(office)

    _later(office, 20)

    assert _holder(office, task) == "handler"

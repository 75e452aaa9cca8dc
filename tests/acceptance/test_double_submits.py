"""Fifty people press the same button at once at a real server: one of them does it, the case is unharmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from typing import Any
from uuid import UUID

import httpx
import pytest
from journalled_people import NOW, Journal, Team, team_of
from relief_office import fire_case
from served_office import ServedOffice
from sqlalchemy import func, select

from engine.services.unit_of_work import read
from engine.store.tables.processes import SubmissionRow

THREADS = 50
ACCEPTED = {"decision": "accept", "track": "urgent"}
CONFLICTS = {"task_already_completed", "stale_revision"}


@pytest.fixture
def team(served_office: ServedOffice) -> Iterator[Team]:
    """The people of the sample township, signed in."""
    with team_of(served_office.server, Journal()) as signed_in:
        yield signed_in


def _all_at_once(office: ServedOffice, team: Team, task: dict[str, Any], keys: list[str]) -> list[httpx.Response]:
    """The answers to completing a task with each of `keys`, sent by as many threads at the same moment."""
    token = team.people["handler"].client.headers["Authorization"]
    start = Barrier(len(keys))
    body = {"data": ACCEPTED, "revision": task["revision"]}

    def complete(key: str) -> httpx.Response:
        client = clients.enter_context(httpx.Client(base_url=office.server.base_url, timeout=60))
        start.wait(timeout=30)
        headers = {"Authorization": token, "Idempotency-Key": key}
        return client.post(f"/api/tasks/{task['task_id']}/complete", json=body, headers=headers)

    with ExitStack() as clients, ThreadPoolExecutor(len(keys)) as threads:
        return list(threads.map(complete, keys))


def test_one_of_fifty_different_requests_is_carried_out(served_office: ServedOffice, team: Team) -> None:
    registered = team.people["handler"].post("/api/cases", json=fire_case(discovered_at=NOW))

    answers = _all_at_once(served_office, team, registered["tasks"][0], [f"key {number}" for number in range(THREADS)])

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: THREADS - 1}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= CONFLICTS
    _assert_unharmed(served_office, team, registered["case_id"])


def test_the_same_request_fifty_times_gets_the_same_answer(served_office: ServedOffice, team: Team) -> None:
    registered = team.people["handler"].post("/api/cases", json=fire_case(discovered_at=NOW))

    answers = _all_at_once(served_office, team, registered["tasks"][0], ["one key"] * THREADS)

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    _assert_unharmed(served_office, team, registered["case_id"])


def _assert_unharmed(office: ServedOffice, team: Team, case_id: str) -> None:
    """The case stands where one completion has led it, and another case goes through to its end."""
    case = team.people["handler"].get(f"/api/cases/{case_id}")
    assert (case["status"], [task["element_id"] for task in case["tasks"]]) == ("in_progress", ["propose_relief_first"])
    submissions = select(func.count()).select_from(SubmissionRow).where(SubmissionRow.case_id == UUID(case_id))
    assert read(office.resources, lambda work: work.session.scalar(submissions)) == 1
    team.work_on_a_case()

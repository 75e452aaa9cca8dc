"""A server killed again and again in the middle of its work loses nothing it has acknowledged and repeats nothing."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event
from typing import Any

import pytest
from journalled_people import AMOUNT_FEN, Journal, Team, team_of
from relief_office import TOWN
from served_office import ServedOffice
from server_process import OwnProcess, worker_process
from sqlalchemy import Select, func, select

from engine.services.installation import AMPLE_FUND_FEN
from engine.services.unit_of_work import UnitOfWork, read
from engine.store.orm import Base
from engine.store.tables.background import AuditEntryRow, IncidentRow
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.processes import (
    ElementVisitRow,
    EventWaitRow,
    HumanTaskRow,
    IdempotencyAnswerRow,
    ProcessInstanceRow,
    SubmissionRow,
    TimerRow,
)
from engine.store.tables.relief import AwardRow, DisbursementRow, StandbyFundEntryRow, StandbyFundRow

TEAMS = 4
TASKS_OF_A_CASE = 6
PATIENCE_SECONDS = 60
KILLS = {"sqlite": int(os.environ.get("JIUZHU_TEST_KILLS", "50")), "postgresql": 12}


def _work_until(stop: Event, team: Team) -> list[str]:
    """The cases that one team has finished; the one begun last is finished after `stop`, too."""
    finished = []
    while not stop.is_set():
        finished.append(team.work_on_a_case())
    return finished


def _kill_again_and_again(office: ServedOffice, journal: Journal, kills: int, workers: Sequence[OwnProcess]) -> None:
    """Kill the server while requests are under way, each time after some more have been answered."""
    chance = random.Random(20260310)  # noqa: S311 - spreads the kills, keeps no secret
    for number in range(kills):
        for _ in range(chance.randint(2, 12)):
            assert journal.answered.acquire(timeout=PATIENCE_SECONDS), "the work has come to a standstill"
        Event().wait(chance.uniform(0, 0.03))  # somewhere inside a request, not right after an answer
        office.server.kill()
        for worker in workers if number % 3 == 0 else ():
            worker.kill()
            worker.start()
        office.server.start()


@pytest.mark.slow
def test_killing_the_server_loses_nothing_and_repeats_nothing(served_office: ServedOffice) -> None:
    database, settings = served_office.resources.database, served_office.resources.settings
    workers = [] if database.is_sqlite else [worker_process(settings)]
    for worker in workers:
        worker.start()
    journal, stop = Journal(), Event()

    with ExitStack() as signed_in, ThreadPoolExecutor(TEAMS) as threads:
        teams = [signed_in.enter_context(team_of(served_office.server, journal)) for _ in range(TEAMS)]
        working = [threads.submit(_work_until, stop, team) for team in teams]
        try:
            _kill_again_and_again(served_office, journal, KILLS[database.url.get_backend_name()], workers)
        finally:
            stop.set()
            # whoever met a wrong answer says so here, also when that is why the work stood still
            finished = [case_id for work in working for case_id in work.result(timeout=PATIENCE_SECONDS)]
    for worker in workers:
        worker.kill()

    assert journal.resent >= KILLS[database.url.get_backend_name()] // 2, "too few kills met a request"
    read(served_office.resources, lambda work: _audit(work, len(finished), journal))


def _audit(work: UnitOfWork, cases: int, journal: Journal) -> None:
    """Every case was done once, wholly, and like the others; nothing stands that was not acknowledged."""
    assert _count(work, CaseRow) == cases
    assert _values(work, CaseRow.status) == {"closed_completed": cases}
    _audit_work(work, cases)
    _audit_money(work, cases)
    _audit_history(work, cases)
    assert _count(work, IdempotencyAnswerRow) == len({entry.key for entry in journal.entries})
    assert _count(work, IncidentRow) == 0


def _audit_work(work: UnitOfWork, cases: int) -> None:
    assert _values(work, HumanTaskRow.state) == {"completed": cases * TASKS_OF_A_CASE}
    submitted = Counter(work.session.execute(select(SubmissionRow.case_id, SubmissionRow.element_id)))
    assert list(submitted.values()) == [1] * (cases * TASKS_OF_A_CASE)
    completed = select(AuditEntryRow.object_id).where(AuditEntryRow.action == "task_completed")
    assert list(_counts(work, completed).values()) == [1] * (cases * TASKS_OF_A_CASE)


def _audit_money(work: UnitOfWork, cases: int) -> None:
    assert _count(work, AwardRow) == cases
    assert _values(work, DisbursementRow.status) == {"paid": cases}
    entries = work.session.scalars(select(StandbyFundEntryRow).order_by(StandbyFundEntryRow.balance_fen.desc())).all()
    assert [entry.balance_fen for entry in entries] == [
        AMPLE_FUND_FEN - AMOUNT_FEN * number for number in range(1, cases + 1)
    ]
    assert work.session.get_one(StandbyFundRow, TOWN).balance_fen == AMPLE_FUND_FEN - AMOUNT_FEN * cases


def _audit_history(work: UnitOfWork, cases: int) -> None:
    assert set(_values(work, ProcessInstanceRow.status)) == {"finished"}
    assert "waiting" not in _values(work, TimerRow.state)
    assert _count(work, EventWaitRow) == 0
    assert set(_values(work, DeadlineRow.status)) <= {"met", "cancelled", "elapsed"}
    paths: dict[Any, list[tuple[str, str]]] = {}
    for visit in work.session.scalars(select(ElementVisitRow).order_by(ElementVisitRow.id)):
        paths.setdefault(visit.case_id, []).append((visit.element_id, visit.kind))
    assert len(paths) == cases
    assert len({tuple(path) for path in paths.values()}) == 1


def _count(work: UnitOfWork, table: type[Base]) -> int:
    return work.session.scalar(select(func.count()).select_from(table)) or 0


def _values(work: UnitOfWork, column: Any) -> dict[str, int]:
    return _counts(work, select(column))


def _counts(work: UnitOfWork, query: Select[Any]) -> dict[Any, int]:
    return dict(Counter(work.session.scalars(query)))

"""What is due is done once, in its own order and at its own time, however late and by however many workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from statement_count import counted

from engine.cli.replay.driving import Player
from engine.services import due_work
from engine.services.unit_of_work import Resources, read
from engine.store import deadlines, processes
from engine.store.database import open_database
from engine.store.processes import PathVisit
from engine.store.tables.deadlines import AlertRow, DeadlineRow
from engine.store.tables.processes import TimerRow

LONG = timedelta(days=60)
WORKERS = 4
IDLE_STATEMENTS = 3


@pytest.fixture
def forgotten(player: Player, burnt_house: dict[str, Any]) -> Player:
    """Three accepted cases that nobody works on any more."""
    registration, acceptance = burnt_house["actions"][:2]
    for name in ("main", "second", "third"):
        player.play({**registration, "case": name})
    for name in ("main", "second", "third"):
        player.play({**acceptance, "case": name})
    return player


@pytest.fixture
def workers(forgotten: Player) -> Iterator[list[Resources]]:
    """Other processes that work on the same database."""
    mine = forgotten.resources
    databases = [open_database(forgotten.stage.settings.database_url) for _ in range(WORKERS)]
    yield [Resources(database, mine.cipher, mine.clock, mine.settings) for database in databases]
    for database in databases:
        database.dispose()


def _until(player: Player) -> datetime:
    return player.resources.clock.now() + LONG


def _timers(player: Player, state: str) -> list[TimerRow]:
    query = select(TimerRow).where(TimerRow.state == state).order_by(TimerRow.due_at)
    return list(read(player.resources, lambda work: work.session.scalars(query).all()))


def _visits(player: Player, case_id: UUID) -> list[PathVisit]:
    return read(player.resources, lambda work: processes.visits_of(work.session, case_id))


def test_what_is_due_is_done_at_its_own_time_however_late(forgotten: Player) -> None:
    waiting = {timer.element_id: timer.due_at for timer in _timers(forgotten, "waiting")}

    done = due_work.run_due(forgotten.resources, _until(forgotten))

    fired = {timer.element_id: timer.due_at for timer in _timers(forgotten, "fired")}
    assert done > 0
    assert waiting.items() <= fired.items()
    visits = [visit for visit in _visits(forgotten, forgotten.case_ids["main"]) if visit.element_id in fired]
    assert {visit.element_id: visit.at for visit in visits}.items() <= fired.items()


def test_after_a_stop_the_oldest_comes_first(forgotten: Player) -> None:
    due_work.run_due(forgotten.resources, _until(forgotten))

    for case_id in forgotten.case_ids.values():
        times = [visit.at for visit in _visits(forgotten, case_id)]
        assert times == sorted(times)


def test_a_breach_carries_the_true_due_time(forgotten: Player) -> None:
    due_work.run_due(forgotten.resources, _until(forgotten))

    def query(work: Any) -> list[tuple[datetime, datetime | None]]:
        case_id = forgotten.case_ids["main"]
        breached = {row.id: row.due_at for row in deadlines.deadlines_of(work.session, case_id) if row.is_breached}
        return [
            (breach.due_at, breached[breach.deadline_id]) for breach in deadlines.breaches_of(work.session, case_id)
        ]

    found = read(forgotten.resources, query)
    assert found
    assert all(recorded == due_at for recorded, due_at in found)


def test_many_workers_do_everything_once(forgotten: Player, workers: list[Resources]) -> None:
    until = _until(forgotten)
    with ThreadPoolExecutor(WORKERS) as threads:
        list(threads.map(lambda worker: due_work.run_due(worker, until), workers))

    assert due_work.next_item(forgotten.resources, until) is None
    paths = [
        [(visit.element_id, visit.kind, visit.at) for visit in _visits(forgotten, case_id)]
        for case_id in forgotten.case_ids.values()
    ]
    assert paths[0] == paths[1] == paths[2]
    fired = Counter((timer.case_id, timer.element_id) for timer in _timers(forgotten, "fired"))
    for (case_id, element_id), times in fired.items():
        reached = [one for one in _visits(forgotten, case_id) if (one.element_id, one.kind) == (element_id, "reached")]
        assert len(reached) == times
    alerts = read(forgotten.resources, lambda work: work.session.scalars(select(AlertRow)).all())
    assert set(Counter((one.subject_id, one.level, one.role) for one in alerts).values()) == {1}


def test_a_second_round_finds_nothing(forgotten: Player) -> None:
    due_work.run_due(forgotten.resources, _until(forgotten))

    assert due_work.run_due(forgotten.resources, _until(forgotten)) == 0


def test_the_timer_of_a_finished_task_is_left_alone(player: Player, burnt_house: dict[str, Any]) -> None:
    for action in burnt_house["actions"]:
        player.play(action)

    due_work.run_due(player.resources, _until(player))

    assert _timers(player, "waiting") == []
    late = [visit for visit in _visits(player, player.case_ids["main"]) if visit.at > player.resources.clock.now()]
    assert late == []


def test_looking_for_due_work_asks_one_question_of_each_kind(forgotten: Player) -> None:
    with counted(forgotten.resources.database) as spent:
        due_work.run_due(forgotten.resources, forgotten.resources.clock.now())

    assert len(spent.statements) == IDLE_STATEMENTS


def test_every_open_deadline_knows_its_next_mark(forgotten: Player) -> None:
    """The sweeper finds deadlines by this column alone: none may be without one while a mark is still to come."""
    open_rows = select(DeadlineRow).where(DeadlineRow.stopped_at.is_(None), DeadlineRow.due_at.is_not(None))

    rows = read(forgotten.resources, lambda work: work.session.scalars(open_rows).all())

    assert rows
    assert all(row.next_mark_at is not None and row.next_mark_at <= row.due_at for row in rows)

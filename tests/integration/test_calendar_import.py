"""Importing the official list of a year moves what was counted through it, with an audit entry each."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.cli.replay import stage
from engine.cli.replay.driving import Player
from engine.domain.roles import Role
from engine.domain.working_calendar import InvalidCalendarError
from engine.schemas.cases import NewCaseBody
from engine.services import calendar_import, registration
from engine.services.unit_of_work import UnitOfWork, read, write
from engine.store import deadlines, processes
from engine.store.tables.background import AuditEntryRow
from engine.store.tables.processes import TimerRow

NEW_YEAR = [date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3)]
REGISTERED_AT = "2026-12-29T10:00:00+08:00"  # a Tuesday
CASE: dict[str, Any] = {
    "inputs": {"township": "500101018 牌楼街道"},
    "actions": [
        {
            "at": REGISTERED_AT,
            "actor_role": "township_handler",
            "do": "open",
            "process_id": "relief_case",
            "data": {
                "channel": "window",
                "cause": "fire",
                "description": "",
                "needs_immediate": True,
                "division": "500101018",
                "category": "none",
                "applicant": {"name": "甲"},
                "household": {"size": 1, "members": []},
            },
        },
        {
            "at": REGISTERED_AT,
            "actor_role": "township_handler",
            "do": "complete",
            "element_id": "decide_acceptance",
            "data": {"decision": "accept", "track": "urgent"},
        },
    ],
}


@pytest.fixture
def player(empty_database_url: str) -> Iterator[Player]:
    scenery = stage.Scenery(database_url=empty_database_url)
    with stage.fresh_stage(CASE, datetime.fromisoformat(REGISTERED_AT), scenery) as world:
        playing = Player(world)
        for action in CASE["actions"]:
            playing.play(action)
        yield playing


def pay_deadline(player: Player) -> Any:
    case_id = player.case_ids["main"]
    rows = read(player.resources, lambda work: deadlines.deadlines_of(work.session, case_id))
    return next(row for row in rows if row.key == "urgent.pay")


def pay_timer(player: Player) -> TimerRow:
    return read(
        player.resources,
        lambda work: work.session.scalars(select(TimerRow).where(TimerRow.element_id == "urgent_pay_due")).one(),
    )


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def test_a_due_time_through_an_unpublished_year_is_provisional(player: Player) -> None:
    deadline = pay_deadline(player)

    assert deadline.provisional
    assert deadline.due_at == local("2027-01-04T18:00:00")  # Monday; Wed 30, Thu 31, Fri 1 Jan off, Mon 4 Jan


def test_importing_the_year_moves_the_due_time_and_its_timer_and_says_so(player: Player) -> None:
    off = [*NEW_YEAR, date(2027, 1, 4)]  # as if the Monday were off too

    result = write(
        player.resources, lambda work: calendar_import.import_year(work, 2027, off, [date(2027, 1, 9)], "国办发明电")
    )

    deadline = pay_deadline(player)
    assert deadline.due_at == local("2027-01-05T18:00:00")  # Tuesday
    assert not deadline.provisional
    assert pay_timer(player).due_at == deadline.due_at
    assert result["recomputed"] >= 1
    entries = read(
        player.resources,
        lambda work: work.session.scalars(
            select(AuditEntryRow).where(AuditEntryRow.action == "deadline_recounted")
        ).all(),
    )
    moved = next(entry.detail for entry in entries if entry.detail["key"] == "urgent.pay")
    assert datetime.fromisoformat(moved["from"]) == local("2027-01-04T18:00:00")
    assert datetime.fromisoformat(moved["to"]) == local("2027-01-05T18:00:00")


def test_the_inbox_shows_the_moved_due_time(player: Player) -> None:
    write(
        player.resources,
        lambda work: calendar_import.import_year(work, 2027, [*NEW_YEAR, date(2027, 1, 4)], [], "国办发明电"),
    )

    case_id = player.case_ids["main"]
    tasks = read(player.resources, lambda work: processes.open_tasks_of(work.session, case_id))
    handling = next(task for task in tasks if task.element_id == "propose_relief_first")
    assert handling.deadline_key == "urgent.first_contact"


def test_a_breach_recorded_on_a_provisional_date_stays(player: Player) -> None:
    player.move_clock(local("2027-01-04T18:00:01"))

    write(
        player.resources,
        lambda work: calendar_import.import_year(work, 2027, [*NEW_YEAR, date(2027, 1, 4)], [], "国办发明电"),
    )

    case_id = player.case_ids["main"]
    breaches = read(player.resources, lambda work: deadlines.breaches_of(work.session, case_id))
    breach = next(row for row in breaches if row.key == "urgent.pay")
    assert breach.due_at == local("2027-01-04T18:00:00")
    assert breach.provisional


def test_an_implausible_list_changes_nothing(player: Player) -> None:
    before = pay_deadline(player).due_at

    with pytest.raises(InvalidCalendarError):
        write(player.resources, lambda work: calendar_import.import_year(work, 2027, [], [date(2027, 1, 4)], "错"))

    assert pay_deadline(player).due_at == before


def test_a_second_list_of_the_same_moment_counts_as_well(player: Player) -> None:
    """The business time of a test stands still, and the calendar is kept in memory by its version."""
    first = [*NEW_YEAR, date(2027, 1, 4)]
    second = [*NEW_YEAR, date(2027, 1, 4), date(2027, 1, 5)]

    results = [
        write(player.resources, lambda work, off=off: calendar_import.import_year(work, 2027, off, [], "国办"))
        for off in (first, second)
    ]

    assert results[0]["version"] != results[1]["version"]
    assert pay_deadline(player).due_at == local("2027-01-06T18:00:00")


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_a_step_that_had_read_the_old_calendar_is_counted_again(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its clock is written only after the import has looked for clocks, and committed even later."""
    has_read, may_commit = Event(), Event()
    monkeypatch.setattr(calendar_import.time, "sleep", lambda _seconds: may_commit.set())
    handler = stage.person(Role.TOWNSHIP_HANDLER, "500101018", 1)
    new = NewCaseBody.model_validate(CASE["actions"][0]["data"]).as_new_case()

    def register_slowly(work: UnitOfWork) -> dict[str, Any]:
        answer = registration.register_case(work, new)
        work.session.flush()
        has_read.set()
        assert may_commit.wait(10)
        return answer

    with ThreadPoolExecutor(1) as others:
        slow = others.submit(write, player.resources, register_slowly, person=handler)
        assert has_read.wait(10)
        imported = write(
            player.resources,
            lambda work: calendar_import.import_year(work, 2027, [*NEW_YEAR, date(2027, 1, 4)], [], "国办"),
        )
        result = calendar_import.recount_latecomers(player.resources, imported)
        player.case_ids["main"] = UUID(slow.result(10)["case_id"])

    assert pay_deadline(player).due_at == local("2027-01-05T18:00:00")
    assert result["recomputed"] > imported["recomputed"]

"""A step that cannot go on changes nothing but opens an incident, and heals when it is tried again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from sqlalchemy import select

from engine.cli.replay.driving import Completion, Player
from engine.cli.replay.stage import person
from engine.domain.roles import Role
from engine.services import case_work, due_work, incident_handling
from engine.services.incidents import CaseStoppedError
from engine.services.operation_registry import OPERATIONS
from engine.services.unit_of_work import read
from engine.store.orm import Base
from engine.store.tables.background import AuditEntryRow, IncidentRow
from engine.store.tables.processes import ProcessInstanceRow, TimerRow

NOTED = {IncidentRow.__tablename__, AuditEntryRow.__tablename__}
MARKED = {"status", "revision"}
NOBODY_FORESAW = "500000190001010015 is nobody's number"


def _breaks(*_arguments: object) -> NoReturn:
    raise RuntimeError(NOBODY_FORESAW)


def _break(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let an operation break until this is undone."""
    monkeypatch.setitem(OPERATIONS, name, replace(OPERATIONS[name], carry_out=_breaks))


@pytest.fixture
def acceptance(player: Player, burnt_house: dict[str, Any]) -> Completion:
    """The acceptance of a registered case, about to be decided."""
    player.play(burnt_house["actions"][0])
    return player.completion(burnt_house["actions"][1])


def _complete(player: Player, ready: Completion) -> dict[str, Any]:
    return case_work.complete(player.resources, ready.actor, None, ready.task_id, ready.data, None)


def _everything(player: Player) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables but what an incident may touch."""

    def query(work: Any) -> dict[str, list[dict[str, Any]]]:
        return {
            table.name: [dict(row) for row in work.session.execute(select(table)).mappings()]
            for table in Base.metadata.sorted_tables
            if table.name not in NOTED
        }

    found = read(player.resources, query)
    for row in found[ProcessInstanceRow.__tablename__]:
        for name in MARKED:
            del row[name]
    return found


def _incidents(player: Player) -> list[IncidentRow]:
    return list(read(player.resources, lambda work: work.session.scalars(select(IncidentRow)).all()))


def _retry(player: Player, incident: IncidentRow) -> dict[str, Any]:
    administrator = person(Role.CITY_ADMIN, player.towns["main"], 1)
    return incident_handling.retry(player.resources, administrator, None, incident.id)


def test_a_step_that_fails_changes_nothing_else(
    player: Player, acceptance: Completion, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _everything(player)
    _break(monkeypatch, "accept_case")

    with pytest.raises(CaseStoppedError):
        _complete(player, acceptance)

    assert _everything(player) == before
    (incident,) = _incidents(player)
    assert (incident.state, incident.attempts, incident.case_id) == ("open", 1, acceptance.case_id)


def test_the_same_failure_again_is_counted_on_the_same_incident(
    player: Player, acceptance: Completion, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(monkeypatch, "accept_case")
    for _ in range(3):
        with pytest.raises(CaseStoppedError):
            _complete(player, acceptance)

    assert [incident.attempts for incident in _incidents(player)] == [3]


def test_a_retry_does_what_had_failed(
    player: Player, burnt_house: dict[str, Any], acceptance: Completion, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(monkeypatch, "accept_case")
    with pytest.raises(CaseStoppedError):
        _complete(player, acceptance)
    monkeypatch.undo()

    answer = _retry(player, _incidents(player)[0])

    assert answer["status"] == "resolved"
    for action in burnt_house["actions"][2:]:
        player.play(action)
    assert [incident.state for incident in _incidents(player)] == ["resolved"]


def test_a_timer_that_fails_is_put_aside_and_the_others_go_on(
    player: Player, burnt_house: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for action in burnt_house["actions"][:2]:
        player.play(action)
    _break(monkeypatch, "escalate")
    until = player.resources.clock.now() + timedelta(days=30)

    due_work.run_due(player.resources, until)

    failed = [incident for incident in _incidents(player) if incident.state == "open"]
    assert failed
    timers = read(player.resources, lambda work: work.session.scalars(select(TimerRow)).all())
    assert {timer.state for timer in timers} >= {"failed"}
    assert due_work.next_item(player.resources, until) is None

    monkeypatch.undo()
    for incident in failed:
        assert _retry(player, incident)["status"] == "resolved"
    timers = read(player.resources, lambda work: work.session.scalars(select(TimerRow)).all())
    assert "failed" not in {timer.state for timer in timers}


def test_what_nobody_foresaw_is_logged_without_its_words(
    player: Player, acceptance: Completion, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The words of an unknown error may repeat what was entered."""
    _break(monkeypatch, "accept_case")

    with pytest.raises(CaseStoppedError):
        player.complete(acceptance)

    assert "RuntimeError" in caplog.text
    assert NOBODY_FORESAW not in caplog.text

"""What leaves the system: sent once and again until it has arrived, by one worker at a time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, NoReturn
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.cli.replay.driving import Player
from engine.clock import real_now
from engine.services import incidents, outbox
from engine.services.unit_of_work import UnitOfWork, read, write
from engine.store import cases
from engine.store import outbox as outbox_queries
from engine.store.tables.background import IncidentRow, OutboxRow

EFFECTS = 30


class BankDownError(Exception):
    """The bank does not answer."""


@pytest.fixture
def case_id(player: Player, burnt_house: dict[str, Any]) -> UUID:
    """A registered case, on each dialect."""
    player.play(burnt_house["actions"][0])
    return player.case_ids["main"]


def _send(work: UnitOfWork, case_id: UUID, key: str = "order") -> UUID:
    case = cases.case_of(work.session, case_id)
    assert case is not None
    return outbox.send(work, case, "bank_order", key, {"amount_fen": 70_000})


def _row(player: Player) -> OutboxRow:
    return read(player.resources, lambda work: work.session.scalars(select(OutboxRow)).one())


def _let_it_be_time(player: Player) -> None:
    """As if the pause before the next attempt, or the lease of a worker, had run out."""
    past = real_now() - timedelta(seconds=1)
    write(player.resources, lambda work: work.session.execute(update(OutboxRow).values(next_at=past)))


def _down(*_arguments: object) -> NoReturn:
    raise BankDownError


def test_an_effect_is_sent_and_then_done(player: Player, case_id: UUID) -> None:
    write(player.resources, lambda work: _send(work, case_id))
    arrived: list[tuple[str, str, dict[str, Any]]] = []

    tried = outbox.deliver_ready(player.resources, "worker", lambda *effect: arrived.append(effect))
    again = outbox.deliver_ready(player.resources, "worker", lambda *effect: arrived.append(effect))

    assert (tried, again) == (1, 0)
    assert arrived == [("bank_order", "order", {"amount_fen": 70_000})]
    assert _row(player).state == "done"


def test_an_effect_of_a_step_that_failed_does_not_exist(player: Player, case_id: UUID) -> None:
    def fails(work: UnitOfWork) -> None:
        _send(work, case_id)
        work.session.flush()
        raise BankDownError

    with pytest.raises(BankDownError):
        write(player.resources, fails)

    assert outbox.deliver_ready(player.resources, "worker", _down) == 0


def test_what_did_not_arrive_waits_longer_each_time(player: Player, case_id: UUID) -> None:
    write(player.resources, lambda work: _send(work, case_id))
    pauses = []
    for attempt in range(1, 5):
        before = real_now()
        assert outbox.deliver_ready(player.resources, "worker", _down) == 1
        row = _row(player)
        assert (row.state, row.attempts, row.last_error) == ("ready", attempt, "BankDownError")
        pauses.append(row.next_at - before)
        assert outbox.deliver_ready(player.resources, "worker", _down) == 0
        _let_it_be_time(player)

    assert pauses == sorted(pauses)
    assert pauses[0] >= timedelta(seconds=10)


def test_after_the_last_attempt_a_person_sees_it_and_can_let_it_be_sent_again(player: Player, case_id: UUID) -> None:
    row_id = write(player.resources, lambda work: _send(work, case_id))
    for _ in range(outbox.LAST_ATTEMPT):
        outbox.deliver_ready(player.resources, "worker", _down)
        _let_it_be_time(player)

    incident = read(player.resources, lambda work: work.session.scalars(select(IncidentRow)).one())
    assert (_row(player).state, incident.code, incident.case_id) == ("dead", "outbox_dead", case_id)
    assert outbox.deliver_ready(player.resources, "worker", _down) == 0

    write(player.resources, lambda work: outbox_queries.retry(work.session, row_id, real_now()))
    assert outbox.deliver_ready(player.resources, "worker", lambda *_: None) == 1
    assert _row(player).state == "done"


def test_a_worker_that_was_too_slow_changes_nothing_any_more(player: Player, case_id: UUID) -> None:
    write(player.resources, lambda work: _send(work, case_id))
    keys = []

    def slow(_kind: str, key: str, _payload: dict[str, Any]) -> NoReturn:
        keys.append(key)
        _let_it_be_time(player)
        outbox.deliver_ready(player.resources, "quick", lambda _kind, key, _payload: keys.append(key))
        raise BankDownError

    outbox.deliver_ready(player.resources, "slow", slow)

    row = _row(player)
    assert (row.state, row.lease_by, row.fence) == ("done", "quick", 2)
    assert keys == ["order", "order"], "the same key: the outside recognises the repeat"


def test_many_workers_send_everything_once(player: Player, case_id: UUID) -> None:
    def send_all(work: UnitOfWork) -> None:
        for number in range(EFFECTS):
            _send(work, case_id, f"order {number}")

    write(player.resources, send_all)
    arrived: list[str] = []

    def empty(worker: str) -> None:
        while outbox.deliver_ready(player.resources, worker, lambda _kind, key, _payload: arrived.append(key)):
            pass

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(empty, ("a", "b", "c", "d")))

    assert Counter(arrived) == dict.fromkeys((f"order {number}" for number in range(EFFECTS)), 1)


def test_what_is_sent_is_kept_encrypted(player: Player, case_id: UUID) -> None:
    write(player.resources, lambda work: _send(work, case_id))

    assert b"70000" not in _row(player).payload
    assert incidents.TABLE != outbox.TABLE, "a payload cannot be read as an attempt"

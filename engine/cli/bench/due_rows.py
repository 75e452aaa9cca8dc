"""What waiting costs, and how fast what has become due is caught up with."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, delete, insert, select

from engine.cli.bench.measuring import median_ms
from engine.cli.bench.office import BenchOffice
from engine.clock import StandingClock
from engine.services import due_work, outbox
from engine.services.unit_of_work import UnitOfWork, read, write
from engine.store import cases
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.processes import TimerRow
from engine.worker import Sweeper

_FAR: Final = timedelta(days=3650)
_CHUNK: Final = 5_000
_DAYS_UNTIL_DUE: Final = 400
_WORKER: Final = "bench"


@dataclass(frozen=True, slots=True)
class DueFigures:
    """Milliseconds of looking for due work and of a whole idle round, and rates per second."""

    waiting: int
    idle_look_ms: float
    idle_round_ms: float
    due_per_second: float
    due_done: int
    outbox_per_second: float


def measure(office: BenchOffice, waiting: int, rounds: int, due_cases: int, effects: int) -> DueFigures:
    """First with `waiting` timers and as many deadlines that are not due, then with everything of some cases due."""
    case_id = office.finish({})  # nothing of it falls due itself
    for _ in range(due_cases):
        office.finish({}, stages=1)
    marked = _fill(office, case_id, waiting)
    look = median_ms(lambda: due_work.run_due(office.resources, office.resources.clock.now()), rounds)
    sweeper = Sweeper(office.resources, _take, _ask_nobody)
    idle = median_ms(sweeper.sweep, rounds)
    outbox_rate = _outbox_rate(office, case_id, effects)
    done, due_rate = _due_rate(office)
    _empty(office, marked)
    return DueFigures(waiting, look, idle, due_rate, done, outbox_rate)


def _fill(office: BenchOffice, case_id: UUID, count: int) -> UUID:
    """Timers and deadlines far in the future, all of one case; hands back its instance."""

    def templates(work: UnitOfWork) -> tuple[dict[str, Any], dict[str, Any]]:
        timer = work.session.scalars(select(TimerRow).where(TimerRow.case_id == case_id)).first()
        deadline = work.session.scalars(select(DeadlineRow).where(DeadlineRow.case_id == case_id)).first()
        if timer is None or deadline is None:
            raise LookupError("the sample case has no timer or no deadline")
        return _values(timer), _values(deadline)

    timer, deadline = read(office.resources, templates)
    far = office.resources.clock.now() + _FAR
    for start in range(0, count, _CHUNK):
        numbers = range(start, min(start + _CHUNK, count))
        write(office.resources, partial(_insert, timer=timer, deadline=deadline, far=far, numbers=numbers))
    instance_id: UUID = timer["instance_id"]
    return instance_id


def _insert(work: UnitOfWork, timer: dict[str, Any], deadline: dict[str, Any], far: datetime, numbers: range) -> None:
    later = [far + timedelta(seconds=number) for number in numbers]
    timers = [{**timer, "id": work.new_id(), "state": "waiting", "due_at": at} for at in later]
    deadlines = [
        {**deadline, "id": work.new_id(), "occurrence": 1000 + number, "due_at": at, "next_mark_at": at}
        for number, at in zip(numbers, later, strict=True)
    ]
    work.session.execute(insert(_table(TimerRow)), timers)
    work.session.execute(insert(_table(DeadlineRow)), deadlines)


def _empty(office: BenchOffice, instance_id: UUID) -> None:
    """Take the rows away that stood for a large office."""
    far = office.resources.clock.now() + _FAR / 2

    def away(work: UnitOfWork) -> None:
        work.session.execute(delete(TimerRow).where(TimerRow.instance_id == instance_id, TimerRow.due_at > far))
        work.session.execute(
            delete(DeadlineRow).where(DeadlineRow.instance_id == instance_id, DeadlineRow.occurrence >= 1000)
        )

    write(office.resources, away)


def _due_rate(office: BenchOffice) -> tuple[int, float]:
    """How many timers and marks of all cases were caught up with, and how many a second."""
    clock = office.resources.clock
    until = clock.now() + timedelta(days=_DAYS_UNTIL_DUE)
    started = time.perf_counter()
    done = due_work.run_due(office.resources, until)
    seconds = time.perf_counter() - started
    if isinstance(clock, StandingClock):
        clock.set(until)
    return done, done / seconds


def _outbox_rate(office: BenchOffice, case_id: UUID, effects: int) -> float:
    """How many effects a second are leased, handed over and marked as done."""

    def queue(work: UnitOfWork) -> None:
        case = cases.case_of(work.session, case_id)
        if case is None:
            raise LookupError("the sample case is gone")
        for number in range(effects):
            outbox.send(work, case, "bench", f"bench:{case_id}:{number}", {"number": number})

    write(office.resources, queue)
    started = time.perf_counter()
    while outbox.deliver_ready(office.resources, _WORKER, _take):
        pass
    return effects / (time.perf_counter() - started)


def _take(_kind: str, _key: str, _payload: dict[str, Any]) -> None:
    """An outside that takes everything at once."""


def _ask_nobody() -> None:
    """No system is connected."""


def _values(row: TimerRow | DeadlineRow) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def _table(rows: type[TimerRow] | type[DeadlineRow]) -> Table:
    table = rows.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{rows.__name__} is no table")
    return table

"""What is due: changes of units, deadline marks, BPMN timers and the end of claims, oldest first (design, idea 7).

One transaction per case, or per change of units.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from engine.bpmn.execution_errors import TaskNotOpenError, TimerNotDueError
from engine.clock import StandingClock
from engine.errors import ConflictError, NotFoundError
from engine.services import incidents, stale_claims, steps, unit_changes
from engine.services.clocks import CaseClocks
from engine.services.incidents import Attempt, CaseStoppedError
from engine.services.steps import step_of
from engine.services.unit_of_work import SYSTEM_ACTOR, Resources, UnitOfWork, read, write
from engine.store import cases, deadlines, installation, processes
from engine.store import unit_changes as change_queries

logger = logging.getLogger(__name__)

_CHANGE: Final = 0
_MARK: Final = 1
_TIMER: Final = 2
_CLAIM: Final = 3
UNIT_CHANGE: Final = "unit_change"
TEST_DATABASE: Final = "test_database"
TEST_CLOCK: Final = "test_clock"


class NoTestClockError(NotFoundError):
    """Business time can only be set in a test: with the setting, and on a database marked for it."""

    code = "no_test_clock"


@dataclass(frozen=True, slots=True, order=True)
class DueItem:
    """Something due: its own moment, its kind, its row, and its case where it has one.

    Of the same moment, changes of units come first, then marks, timers and claims.
    """

    at: datetime
    order: int
    row_id: UUID
    case_id: UUID | None = field(default=None, compare=False)


def run_due(resources: Resources, until: datetime, *, limit: int | None = None) -> int:
    """Carry out what is due by `until`, each item at its own due time, earliest first; how many were carried out.

    Any number of processes may do this at once: each item is looked at again under the lock of its case, and one
    that another process has done meanwhile is left alone.
    """
    done = 0
    while limit is None or done < limit:
        item = next_item(resources, until)
        if item is None:
            break
        _carry_out(resources, item)
        done += 1
    return done


def next_item(resources: Resources, until: datetime) -> DueItem | None:
    """The earliest item due by `until`, or nothing."""

    def query(work: UnitOfWork) -> DueItem | None:
        marks = [DueItem(at, _MARK, *ids) for at, *ids in deadlines.due_marks(work.session, until, 1)]
        timers = [DueItem(at, _TIMER, *ids) for at, *ids in processes.due_timers(work.session, until, 1)]
        changes = [DueItem(at, _CHANGE, row_id) for at, row_id in change_queries.due_changes(work.session, until, 1)]
        claims = [DueItem(at, _CLAIM, task_id) for at, task_id in stale_claims.due_claims(work, until, 1)]
        return min(changes + marks + timers + claims, default=None)

    return read(resources, query)


def _carry_out(resources: Resources, item: DueItem) -> None:
    if item.order == _MARK:
        write(resources, lambda work: pass_marks(work, item.row_id), at=item.at)
        return
    if item.order == _CLAIM:
        write(resources, lambda work: stale_claims.end_claim(work, item.row_id), at=item.at)
        return
    if item.order == _CHANGE:
        _change_units(resources, item)
        return
    try:
        incidents.attempted(
            resources,
            lambda: read(resources, lambda work: _attempt(work, item.row_id)),
            lambda: write(resources, lambda work: fire_timer(work, item.row_id), at=item.at),
        )
    except (CaseStoppedError, ConflictError):
        logger.warning("timer_put_aside timer=%s", item.row_id)
        write(resources, lambda work: processes.close_timers(work.session, [item.row_id], "failed"))


def _change_units(resources: Resources, item: DueItem) -> None:
    """Apply a change of units; one that cannot be applied becomes an incident and keeps nobody else waiting."""
    try:
        incidents.attempted(
            resources,
            lambda: read(resources, lambda work: _attempt_of_change(work, item.row_id)),
            lambda: write(resources, lambda work: unit_changes.apply_due(work, item.row_id), at=item.at),
        )
    except CaseStoppedError:
        logger.warning("unit_change_put_aside change=%s", item.row_id)
        write(resources, lambda work: unit_changes.put_aside(work, item.row_id))


def _attempt_of_change(work: UnitOfWork, change_id: UUID) -> Attempt | None:
    row = change_queries.change_of(work.session, change_id)
    if row is None:
        return None
    return Attempt(
        kind=UNIT_CHANGE,
        county_code=row.county_code,
        case_id="",
        instance_id="",
        actor=SYSTEM_ACTOR,
        target_id=str(change_id),
    )


def _attempt(work: UnitOfWork, timer_id: UUID) -> Attempt | None:
    timer = processes.timer_of(work.session, timer_id)
    if timer is None:
        return None
    return Attempt(
        kind="timer",
        county_code=timer.county_code,
        case_id=str(timer.case_id),
        instance_id=str(timer.instance_id),
        actor=SYSTEM_ACTOR,
        target_id=str(timer.id),
    )


def fire_timer(work: UnitOfWork, timer_id: UUID) -> None:
    """Let a waiting timer fire, at the work's time; one that is gone or was moved meanwhile is left alone."""
    timer = processes.timer_of(work.session, timer_id)
    if timer is None or timer.state not in ("waiting", "failed"):
        return
    locked = processes.lock_instance(work.session, timer.instance_id)
    if locked is None:
        return
    step = step_of(work, locked.case, locked.instance)
    step.firing_timer = timer_id
    try:
        steps.take(step, lambda process: process.fire_timer(timer_id))
    except (TaskNotOpenError, TimerNotDueError):
        processes.close_timers(work.session, [timer_id], "ended")


def pass_marks(work: UnitOfWork, deadline_id: UUID) -> None:
    """Record the marks that a deadline has passed by the work's time: warnings, its breach, its end."""
    found = deadlines.deadline_of(work.session, deadline_id)
    case = cases.lock_case(work.session, found.case_id) if found else None
    if case is None:
        return
    clocks = CaseClocks(work, case)
    row = next((row for row in clocks.open_rows if row.id == deadline_id), None)
    if row is not None:
        clocks.pass_marks(row, work.now)
        clocks.save()


def next_due_at(resources: Resources) -> datetime | None:
    """When the next thing falls due, or nothing when nothing waits."""

    def query(work: UnitOfWork) -> datetime | None:
        known = [
            at
            for at in (
                change_queries.next_change_at(work.session),
                deadlines.next_mark_at(work.session),
                processes.next_timer_at(work.session),
                stale_claims.next_claim_end_at(work),
            )
            if at is not None
        ]
        return min(known, default=None)

    return read(resources, query)


def advance_clock(resources: Resources, now: datetime) -> None:
    """Let the test clock stand at `now`, after everything due on the way has been done at its own time.

    Raises:
        NoTestClockError: the setting is off, or the database is not marked as a test database.
        ClockCannotGoBackError: `now` lies before where the clock was set to.
    """
    clock = resources.clock
    if not isinstance(clock, StandingClock) or not is_test_database(resources):
        raise NoTestClockError("the test clock is off")
    clock.require_not_before(now)
    run_due(resources, now)
    clock.set(now)
    write(resources, lambda work: installation.set_value(work.session, TEST_CLOCK, now.isoformat()))


def is_test_database(resources: Resources) -> bool:
    """Whether this database was made for tests."""
    return read(resources, lambda work: installation.value_of(work.session, TEST_DATABASE)) == "yes"

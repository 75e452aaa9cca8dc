"""The life of one deadline: started, paused and resumed, warned, met or breached, elapsed, cancelled.

Every function hands back a new value; one that does not apply (to a clock already stopped, for instance) hands back
the same. A breach stays: a duty met late, or cancelled after its breach, keeps the status `breached` and shows by
`stopped_at` that its clock no longer runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from engine.domain.deadline_marks import BREACH_LEVEL, WARNING_LEVEL, Mark, MarkKind, marks_of
from engine.domain.deadlines import (
    Due,
    InvalidLimitError,
    InvalidPauseError,
    Limit,
    Pause,
    Ruling,
    StartedLimit,
    merged,
    paused_time,
    ruling,
)
from engine.domain.working_calendar import WorkingCalendar
from engine.errors import FieldError, InvalidInputError


class DeadlineStatus(StrEnum):
    """Where a deadline stands."""

    RUNNING = "running"
    PAUSED = "paused"
    WARNED = "warned"
    BREACHED = "breached"
    MET = "met"
    ELAPSED = "elapsed"
    CANCELLED = "cancelled"


class CancelledWithoutReasonError(InvalidInputError):
    """A clock may only be cancelled with a reason."""

    code = "deadline_cancel_without_reason"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A running or finished clock of one key; `level` is the highest mark passed.

    `ruling` is empty while all limits are paused. `stop_reason` is empty when the duty was met.
    """

    key: str
    limits: tuple[StartedLimit, ...]
    ruling: Ruling | None
    status: DeadlineStatus = DeadlineStatus.RUNNING
    pauses: tuple[Pause, ...] = ()
    level: int = 0
    stopped_at: datetime | None = None
    stop_reason: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the clock has neither been stopped nor cancelled nor elapsed."""
        return self.stopped_at is None

    @property
    def is_breached(self) -> bool:
        """Whether the duty was not done in time, even if it was done later."""
        return self.status is DeadlineStatus.BREACHED

    @property
    def due(self) -> Due | None:
        """The effective due time; nothing while paused."""
        return None if self.ruling is None else self.ruling.due

    @property
    def rules(self) -> StartedLimit:
        """The limit that rules; while paused the first one."""
        return self.limits[0] if self.ruling is None else self.ruling.started

    @property
    def limit(self) -> Limit:
        """The limit that rules, without its anchor."""
        return self.rules.limit

    @property
    def started_at(self) -> datetime:
        """The anchor of the limit that rules: the clock's start, whenever the node was reached."""
        return self.rules.anchor_at


def start(
    key: str, limits: Iterable[StartedLimit], calendar: WorkingCalendar, pauses: Iterable[Pause] = ()
) -> Deadline:
    """A running clock with these limits (`pauses` when it starts in the middle of some).

    Raises:
        InvalidLimitError: there is no limit, or duties and periods are mixed under one key.
    """
    started = tuple(limits)
    if len({one.limit.kind for one in started}) != 1:
        raise InvalidLimitError([FieldError("deadline_limits", f"时限 {key} 须有至少一行，且各行的 kind 须相同")])
    return _counted(Deadline(key, started, None, pauses=tuple(pauses)), calendar)


def recount(deadline: Deadline, calendar: WorkingCalendar) -> Deadline:
    """An open deadline counted again on another calendar; a breach already recorded stays."""
    return _counted(deadline, calendar) if deadline.is_open else deadline


def pause(deadline: Deadline, new: Pause, calendar: WorkingCalendar) -> Deadline:
    """The deadline with one more pause; a pause after the due time is kept but undoes no breach.

    Raises:
        InvalidPauseError: the pause names no reason or no evidence (policy reference 4.2, point 9).
    """
    if not new.reason.strip() or not new.evidence.strip():
        raise InvalidPauseError([FieldError("reason", "中止计时须注明原因并附依据")])
    already_open = any(old.resumed_at is None and old.source == new.source for old in deadline.pauses)
    if already_open or not deadline.is_open or not any(one.limit.pausable for one in deadline.limits):
        return deadline
    return _counted(replace(deadline, pauses=(*deadline.pauses, new)), calendar)


def resume(deadline: Deadline, at: datetime, source: str, calendar: WorkingCalendar) -> Deadline:
    """The deadline with the open pause of `source` ended; it goes on only when no other pause is open."""
    if not deadline.is_open:
        return deadline
    ended = tuple(_ended(one, at) if one.source == source else one for one in deadline.pauses)
    return _counted(replace(deadline, pauses=ended), calendar)


def stop(deadline: Deadline, at: datetime, calendar: WorkingCalendar) -> Deadline:
    """The deadline with its duty done at `at`: met, or breached when that is later than the due second."""
    return _finished(deadline, at, DeadlineStatus.MET, None, calendar)


def cancel(deadline: Deadline, at: datetime, reason: str, calendar: WorkingCalendar) -> Deadline:
    """The deadline without further effect, because its duty fell away for `reason`."""
    if not reason.strip():
        raise CancelledWithoutReasonError([FieldError("reason", "撤销时限须说明原因")])
    return _finished(deadline, at, DeadlineStatus.CANCELLED, reason, calendar)


def marks(deadline: Deadline, calendar: WorkingCalendar) -> tuple[Mark, ...]:
    """All marks of the limit that rules, passed or not."""
    rules = deadline.rules
    return marks_of(rules.limit, rules.anchor_at, deadline.pauses, calendar, deadline.due)


def next_mark(deadline: Deadline, calendar: WorkingCalendar) -> Mark | None:
    """The mark to be passed next, or nothing when the clock is stopped, paused or at the top of its ladder."""
    if not deadline.is_open or deadline.due is None:
        return None
    return next((mark for mark in marks(deadline, calendar) if _is_ahead(mark, deadline)), None)


def pass_marks(deadline: Deadline, now: datetime, calendar: WorkingCalendar) -> tuple[Deadline, tuple[Mark, ...]]:
    """The deadline as it stands at `now`, and the marks newly passed, in order."""
    passed: list[Mark] = []
    while (mark := next_mark(deadline, calendar)) is not None and mark.at <= now:
        deadline = _with_mark(deadline, mark)
        passed.append(mark)
    return deadline, tuple(passed)


def _with_mark(deadline: Deadline, mark: Mark) -> Deadline:
    if mark.kind is MarkKind.ELAPSE:
        return replace(deadline, status=DeadlineStatus.ELAPSED, stopped_at=mark.at)
    raised = replace(deadline, level=mark.level)
    return replace(raised, status=_open_status(raised))


def _is_ahead(mark: Mark, deadline: Deadline) -> bool:
    return mark.kind is MarkKind.ELAPSE or mark.level > deadline.level


def _counted(deadline: Deadline, calendar: WorkingCalendar) -> Deadline:
    """The deadline with its due time and status worked out from its limits and pauses."""
    ruled = replace(deadline, ruling=ruling(deadline.limits, deadline.pauses, calendar))
    return replace(ruled, status=_open_status(ruled))


def _open_status(deadline: Deadline) -> DeadlineStatus:
    if deadline.level >= BREACH_LEVEL:
        return DeadlineStatus.BREACHED
    if deadline.due is None:
        return DeadlineStatus.PAUSED
    return DeadlineStatus.WARNED if deadline.level >= WARNING_LEVEL else DeadlineStatus.RUNNING


def _finished(
    deadline: Deadline, at: datetime, status: DeadlineStatus, reason: str | None, calendar: WorkingCalendar
) -> Deadline:
    """The stopped deadline; marks passed by then count, and pauses still open end with it."""
    if not deadline.is_open:
        return deadline
    ended = _counted(replace(deadline, pauses=tuple(_ended(one, at) for one in deadline.pauses)), calendar)
    settled, _ = pass_marks(ended, at, calendar)
    if not settled.is_open:  # a period that had elapsed before
        return settled
    final = DeadlineStatus.BREACHED if settled.is_breached else status
    return replace(settled, status=final, stopped_at=at, stop_reason=reason)


def _ended(one: Pause, at: datetime) -> Pause:
    return replace(one, resumed_at=max(at, one.paused_at)) if one.resumed_at is None else one


def paused_for(deadline: Deadline, now: datetime) -> timedelta:
    """For how long the clock has stood still by `now`."""
    return paused_time(merged(deadline.pauses), deadline.stopped_at or now)

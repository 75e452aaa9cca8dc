"""Timers that know no clock but the business time of the step, and fire at their due instant, not after it."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)

from engine.bpmn.journey import Journey, journey_of
from engine.feel import compile_expression

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""The due time of a timer whose clock does not run."""

DEADLINE_FUNCTIONS: Final = frozenset({"deadline", "deadline_warning"})
MIN_CYCLE: Final = timedelta(minutes=1)
MAX_CYCLES: Final = 1000

_DUE = "event_value"
_FIRED = "event_fired"


def due_of(task: Any) -> datetime:
    """When a waiting timer is due, in UTC; NEVER while its clock does not run."""
    value = task.internal_data[_DUE]
    return datetime.fromisoformat(value["next"] if isinstance(value, dict) else value)


def set_due(task: Any, due: datetime) -> None:
    """Let a timer wait for `due`."""
    task.internal_data[_DUE] = due.astimezone(UTC).isoformat()


def fire(task: Any) -> None:
    """Let a timer fire when the library looks at it next."""
    task.internal_data[_FIRED] = True


class Timer(TimerEventDefinition):
    """What all three kinds share; `element_id` is the event's, also where an event-based gateway waits for it."""

    def __init__(self, name: str, expression: str, *, element_id: str, description: str | None = None) -> None:
        super().__init__(name, expression, description=description)
        self.element_id = element_id

    @property
    def follows_deadlines(self) -> bool:
        """Whether the due time moves with a deadline: it is worked out again when clocks have changed."""
        return any(call.path[0] in DEADLINE_FUNCTIONS for call in compile_expression(self.expression).function_calls)

    def work_out(self, task: Any) -> None:
        """Set the due time from the expression as it reads now."""
        journey = journey_of(task)
        value = journey.value(task, self.expression)
        if value is not None and not isinstance(value, str):
            raise journey.failure(task, "定时器需要日期时间或时长")
        try:
            set_due(task, NEVER if value is None else self.due_for(value, journey.host.now))
        except (ValueError, OverflowError) as error:
            raise journey.failure(task, f"定时器的时间无法使用：{error}") from error

    def due_for(self, value: str, now: datetime) -> datetime:
        """The due time that a value (ISO text) means; ValueError when it means none."""
        raise NotImplementedError

    def has_fired(self, my_task: Any) -> bool:
        """Whether the time had come on arrival, or the timer has been told to fire since.

        The library asks whenever anything moves; a timer that has become due fires when the host says so, at its due
        time, and never in the middle of another step.
        """
        journey = journey_of(my_task)
        if my_task.internal_data.get(_DUE) is None:
            journey.arrived.add(my_task.id)
            self.work_out(my_task)
            if due_of(my_task) <= journey.host.now:
                fire(my_task)
        return bool(my_task.internal_data.get(_FIRED, False))


class DateTimer(Timer, TimeDateEventDefinition):
    """Due at an instant."""

    def due_for(self, value: str, now: datetime) -> datetime:
        """The instant itself; a text without offset would mean another time on another machine."""
        del now
        due = datetime.fromisoformat(value)
        if due.tzinfo is None:
            raise ValueError("a date and time with an offset is needed")
        return due


class DurationTimer(Timer, DurationTimerEventDefinition):
    """Due some time after the node was reached; worked out once, on arrival."""

    def due_for(self, value: str, now: datetime) -> datetime:
        """The instant after the duration."""
        return now + _duration(value, now)


class CycleTimer(Timer, CycleTimerEventDefinition):
    """Fires a counted number of times, `R3/PT1H`; every time starts what follows anew."""

    def work_out(self, task: Any) -> None:
        """Set the first time and the number of rounds."""
        journey = journey_of(task)
        value = journey.value(task, self.expression)
        try:
            cycles, period = _cycle(str(value), journey.host.now)
            first = (journey.host.now + period).isoformat()
        except (ValueError, OverflowError) as error:
            raise journey.failure(task, f"循环定时器无法使用：{error}") from error
        task.internal_data[_DUE] = {"cycles": cycles, "next": first, "duration": period.total_seconds()}

    def has_fired(self, my_task: Any) -> bool:
        """Whether all rounds are over."""
        if my_task.internal_data.get(_DUE) is None:
            journey_of(my_task).arrived.add(my_task.id)
            self.work_out(my_task)
        return bool(my_task.internal_data.get(_FIRED, False))

    def cycle_complete(self, my_task: Any) -> bool:
        """Whether another round is due; the last one ends the timer."""
        journey, rounds = journey_of(my_task), my_task.internal_data[_DUE]
        due = due_of(my_task)
        if rounds["cycles"] == 0 or due > journey.host.now:
            return False
        left = rounds["cycles"] - 1
        following = due + timedelta(seconds=rounds["duration"]) if left else NEVER
        my_task.internal_data[_DUE] = {**rounds, "cycles": left, "next": following.isoformat()}
        my_task.internal_data[_FIRED] = left == 0
        journey.fired_timers += 1
        if my_task.id not in journey.open_nodes:  # on the rim of an activity: each round is a visit
            journey.fired(my_task, ending_instant(my_task, due, journey), interrupting=False)
        return True


def ending_instant(task: Any, due: datetime, journey: Journey) -> datetime:
    """When a node ended by its timer ended: at the due time, not when a worker got to it (flows.md 1.1).

    A time that had passed before the timer began to wait ends it at once, at the time of the step.
    """
    return journey.host.now if task.id in journey.arrived else min(due, journey.host.now)


def _duration(text: str, start: datetime) -> timedelta:
    """The length of an ISO duration counted from `start` (months differ)."""
    try:
        parsed = TimerEventDefinition.parse_iso_duration(text)
    except Exception as error:  # the library raises the bare class
        raise ValueError("not a duration") from error
    found: timedelta = TimerEventDefinition.get_timedelta_from_start(parsed, start)
    return found


def _cycle(text: str, start: datetime) -> tuple[int, timedelta]:
    """Count and period of `R<count>/<duration>`, within the limits of diagrams."""
    count, _, period_text = text.upper().removeprefix("R").partition("/")
    if not count.isdecimal() or not 1 <= int(count) <= MAX_CYCLES:
        raise ValueError("a count from 1 to 1000 is needed, as in R3/PT1H")
    period = _duration(period_text, start)
    if period < MIN_CYCLE:
        raise ValueError("the period is shorter than a minute")
    return int(count), period

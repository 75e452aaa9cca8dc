"""Due work and workers as the API gives them to administrators."""

from datetime import datetime
from uuid import UUID

from engine.schemas.entered import Shown


class WorkerShown(Shown):
    """A process that does background work; times are the machine's."""

    host: str
    pid: int
    started_at: datetime
    beat_at: datetime
    is_alive: bool


class DueWorkSummary(Shown):
    """What is due, late, failed and given up; `now` is the business time."""

    now: datetime
    counts: dict[str, int]
    oldest_due_at: datetime | None
    is_late: bool
    workers: list[WorkerShown]


class TimerItem(Shown):
    """A timer of a diagram."""

    timer_id: UUID
    case_id: UUID
    reference: str | None
    element_id: str
    name: str
    due_at: datetime
    state: str
    is_late: bool


class TimerPage(Shown):
    """A page of timers, soonest due first."""

    items: list[TimerItem]
    next_cursor: str | None


class EffectItem(Shown):
    """An effect on another system; never what it carries."""

    effect_id: UUID
    case_id: UUID | None
    reference: str | None
    kind: str
    state: str
    created_at: datetime
    next_at: datetime
    attempts: int
    problem: str | None


class EffectPage(Shown):
    """A page of effects, oldest first."""

    items: list[EffectItem]
    next_cursor: str | None

"""The only place that asks for the time."""

import threading
from datetime import UTC, datetime
from typing import Protocol

from engine.errors import ConflictError


class ClockCannotGoBackError(ConflictError):
    """Business time only moves forward."""

    code = "clock_cannot_go_back"

    def __init__(self, now: datetime, asked: datetime) -> None:
        super().__init__(f"the clock stands at {now.isoformat()} and cannot go back to {asked.isoformat()}")
        self.now, self.asked = now, asked


class Clock(Protocol):
    """Tells business time: what deadlines, timers and decisions count from."""

    def now(self) -> datetime:
        """The present business time, aware, in UTC."""
        ...


def real_now() -> datetime:
    """The real time in UTC, whatever business time stands at: for sessions, leases and lock-outs."""
    return datetime.now(UTC)


class SystemClock:
    """Business time is real time."""

    def now(self) -> datetime:
        """The present time in UTC."""
        return real_now()


class StandingClock:
    """Business time that runs with real time until it is first set, and then stands still.

    The first `set` may go back, later ones may not. Safe to use from several threads.
    """

    def __init__(self, stands_at: datetime | None = None) -> None:
        self._lock = threading.Lock()
        self._stands_at = None if stands_at is None else _in_utc(stands_at)
        self._was_set = False

    def now(self) -> datetime:
        """The time the clock stands at, in UTC."""
        with self._lock:
            return self._stands_at or real_now()

    def set(self, now: datetime) -> None:
        """Let business time stand at `now` (aware)."""
        self.require_not_before(now)
        with self._lock:
            self._stands_at, self._was_set = _in_utc(now), True

    def require_not_before(self, now: datetime) -> None:
        """Refuse a time before the one that was set last."""
        asked = _in_utc(now)
        with self._lock:
            if self._was_set and self._stands_at is not None and asked < self._stands_at:
                raise ClockCannotGoBackError(self._stands_at, asked)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("business time needs a time zone")
    return moment.astimezone(UTC)

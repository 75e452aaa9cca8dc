"""The ladder of a deadline: warnings while time is left, the breach, and the escalations after it.

Policy reference, section 4.5. Level 1 is half of the limit, level 2 its `warn_at`, level 3 the breach, levels 4
and 5 follow one and three working days later. A period has no ladder: it only elapses at its due time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from engine.domain.deadlines import (
    DayCount,
    DeadlineKind,
    Due,
    Limit,
    LimitUnit,
    Pause,
    count_days,
    count_time,
    merged,
)
from engine.domain.local_time import local_date, utc_of
from engine.domain.working_calendar import WorkingCalendar

HALF: Final = 50  # percent of the limit at which level 1 stands
BREACH_LEVEL: Final = 3
WARNING_LEVEL: Final = 2  # from this level on a deadline shows as warned
ESCALATIONS: Final = ((4, 1), (5, 3))  # level, working days after the due date


class MarkKind(StrEnum):
    """What passing a mark means."""

    WARNING = "warning"
    BREACH = "breach"
    ESCALATION = "escalation"
    ELAPSE = "elapse"


@dataclass(frozen=True, slots=True)
class Mark:
    """A rung of the ladder: its level (1 to 5; 0 for the elapse of a period), its moment (UTC) and its meaning."""

    level: int
    at: datetime
    kind: MarkKind


def marks_of(
    limit: Limit, anchor: datetime, pauses: Iterable[Pause], calendar: WorkingCalendar, due: Due | None
) -> tuple[Mark, ...]:
    """The marks of a limit in the order of time; while it is paused only the warnings already passed."""
    if limit.kind is DeadlineKind.PERIOD:
        return (Mark(0, due.due_at, MarkKind.ELAPSE),) if due else ()
    known = tuple(pauses)
    ladder = [
        Mark(level, at, MarkKind.WARNING)
        for level, percent in ((1, HALF), (WARNING_LEVEL, limit.warn_at))
        if (at := warning_time(limit, anchor, known, calendar, percent)) is not None
    ]
    if due is not None:
        ladder.append(Mark(BREACH_LEVEL, due.breach_at, MarkKind.BREACH))
        ladder += [
            Mark(level, _escalation_time(due, working_days, calendar), MarkKind.ESCALATION)
            for level, working_days in ESCALATIONS
        ]
    return _only_the_higher_of_equals(ladder)


def warning_time(
    limit: Limit, anchor: datetime, pauses: Iterable[Pause], calendar: WorkingCalendar, percent: int
) -> datetime | None:
    """When `percent` of the limit has passed, counted like its due time.

    Nothing while a pause keeps that moment open, and nothing for a limit counted back from its anchor, which has
    no beginning to take a share from.
    """
    if limit.amount < 0:
        return None
    effective = merged(pauses) if limit.pausable else ()
    if limit.unit is LimitUnit.HOURS:
        share = count_time(timedelta(hours=limit.amount) * percent / 100, anchor, effective)
    else:
        days = limit.amount * percent // 100
        at = calendar.closes_at if days else calendar.opens_at
        share = count_days(DayCount(days or 1, limit.unit, at), anchor, effective, calendar)
    return None if share is None else share.due_at


def _escalation_time(due: Due, working_days: int, calendar: WorkingCalendar) -> datetime:
    return utc_of(calendar.nth_working_day_after(local_date(due.due_at), working_days), calendar.closes_at)


def _only_the_higher_of_equals(ladder: list[Mark]) -> tuple[Mark, ...]:
    """The ladder without the marks that would not come before a higher one."""
    kept: list[Mark] = []
    for mark in reversed(ladder):
        if not kept or mark.at < kept[0].at:
            kept.insert(0, mark)
    return tuple(kept)

"""How duties went, day by day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from engine.domain.report_days import Days
from engine.errors import FieldError, InvalidInputError
from engine.services.deadline_views import watched
from engine.services.unit_of_work import UnitOfWork
from engine.store import deadline_days
from engine.store.deadline_days import DayCounter
from engine.store.deadlines import DeadlineFilter

MOST_DAYS: Final = 92
_EPOCH: Final = date(1970, 1, 1)
_COUNTERS: Final[Mapping[str, DayCounter]] = {
    "started": deadline_days.started,
    "met": deadline_days.done_in_time,
    "done_late": deadline_days.done_late,
    "breached": deadline_days.breached,
}


def trend_for(work: UnitOfWork, days: Days, narrowed: DeadlineFilter) -> list[dict[str, Any]]:
    """What happened to the duties that the person may watch on each of some days, in order.

    Raises:
        InvalidInputError: more than `MOST_DAYS` days.
    """
    length = (days.until - days.since).days + 1
    if length > MOST_DAYS:
        raise InvalidInputError([FieldError("since", f"一次最多统计 {MOST_DAYS} 天，请缩小期间")])
    scope = watched(work)
    counted = {name: count(work.session, scope, narrowed, days) for name, count in _COUNTERS.items()}
    return [
        {"day": day.isoformat(), **{name: found.get((day - _EPOCH).days, 0) for name, found in counted.items()}}
        for day in (days.since + timedelta(days=number) for number in range(length))
    ]

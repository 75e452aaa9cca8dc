"""Which open duties of an area will be breached, and how such forecasts have turned out."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from engine.domain.breach_forecast import Forecast, calibration, forecast, times_by_place
from engine.services.deadline_views import watched
from engine.services.names import with_names
from engine.services.unit_of_work import UnitOfWork
from engine.store import duty_times
from engine.store.deadlines import DeadlineFilter
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.processes import HumanTaskRow

HISTORY: Final = timedelta(days=365)
MOST_SHOWN: Final = 200


def forecasts_for(work: UnitOfWork, narrowed: DeadlineFilter) -> dict[str, Any]:
    """The open duties that the person may watch, the most endangered first, and the calibration of all forecasts.

    Only what lies in the person's own area is compared. A duty whose process stands at several tasks is judged by
    the one that endangers it most.
    """
    scope = watched(work)
    past = duty_times.past_duties(work.session, scope, work.now - HISTORY)
    times = times_by_place(past)
    found: dict[DeadlineRow, tuple[HumanTaskRow, Forecast | None]] = {}
    for deadline, task in duty_times.open_duties(work.session, scope, narrowed, work.now):
        expected = _expected(times.get((deadline.key, task.element_id), ()), deadline, task, work.now)
        known = found.get(deadline)
        if known is None or _risk(expected) > _risk(known[1]):
            found[deadline] = (task, expected)
    items = [_item(deadline, task, expected) for deadline, (task, expected) in found.items() if expected]
    items.sort(key=lambda item: (-item["risk"], item["due_at"]))
    return {
        "items": list(with_names(work, items[:MOST_SHOWN])),
        "forecast": len(items),
        "without_history": len(found) - len(items),
        "compared": len(past),
        "calibration": [asdict(band) for band in calibration(past)],
    }


def _expected(times: Sequence[int], deadline: DeadlineRow, task: HumanTaskRow, now: datetime) -> Forecast | None:
    if deadline.due_at is None:
        return None
    waited, had = now - task.created_at, deadline.due_at - task.created_at
    return forecast(times, int(waited.total_seconds()), int(had.total_seconds()))


def _risk(expected: Forecast | None) -> int:
    return expected.risk if expected else -1


def _item(deadline: DeadlineRow, task: HumanTaskRow, expected: Forecast) -> dict[str, Any]:
    return {
        "case_id": str(deadline.case_id),
        "reference": deadline.case_reference,
        "division": deadline.town_code,
        "key": deadline.key,
        "element_id": task.element_id,
        "element": task.name,
        "due_at": deadline.due_at.isoformat() if deadline.due_at else None,
        "risk": expected.risk,
        "median_done_at": (task.created_at + timedelta(seconds=expected.median_seconds)).isoformat(),
        "ninetieth_done_at": (task.created_at + timedelta(seconds=expected.ninetieth_seconds)).isoformat(),
        "compared_with": expected.compared_with,
    }

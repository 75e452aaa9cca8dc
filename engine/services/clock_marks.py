"""The clock marks of diagram nodes: which clocks a visit starts, stops, pauses and resumes (design, section 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from engine.bpmn.bundle import Element
from engine.bpmn.host import Visit, VisitKind
from engine.domain.deadlines import Anchor, Limit, StartedLimit
from engine.errors import CannotGoOnError
from engine.feel import from_json
from engine.services.clocks import ClockStart

if TYPE_CHECKING:
    from engine.services.steps import Step

DEADLINE_LIMITS: Final = "deadline_limits"


class MissingAnchorError(CannotGoOnError):
    """A clock counts from a fact that the case does not have."""

    code = "deadline_anchor_missing"

    def __init__(self, key: str, anchor: Anchor) -> None:
        super().__init__(f"deadline {key} counts from {anchor.value}, which is not known")
        self.key, self.anchor = key, anchor


def apply_marks(step: Step, visits: Sequence[Visit]) -> None:
    """Start, pause, resume and stop clocks as the visited nodes say, in the order of the visits."""
    for visit in visits:
        element = step.bundle.elements[visit.element_id]
        started, stopped, paused, own = (
            listed(element, mark) for mark in ("clock_start", "clock_stop", "clock_pause", "deadline")
        )
        if not (started or stopped or paused or own):
            continue
        if visit.kind is VisitKind.REACHED:
            for key in (*started, *own):
                start_clock(step, key, visit)
            if paused:
                step.clocks.pause(paused, element, str(visit.task_id), visit.at)
        else:
            for key in (*stopped, *own):
                step.clocks.stop(key, step.instance.id, visit.at)
            if paused:
                step.clocks.resume(element.id, visit.at)


def listed(element: Element, name: str) -> tuple[str, ...]:
    """The names of a property that holds a comma list."""
    return tuple(one.strip() for one in element.properties.get(name, "").split(",") if one.strip())


def start_clock(step: Step, key: str, visit: Visit) -> None:
    """Start the clock of `key` with every matching row of `deadline_limits`; without a row it is not started."""
    limits = limits_of(step, key, visit.variables)
    started = tuple(StartedLimit(limit, _anchor_at(step, key, limit.anchor, visit)) for limit in limits)
    instalment_no = _member(visit.variables, "load_instalment", "no")
    step.clocks.start(ClockStart(key, visit.element_id, started, instalment_no), step.instance.id)


def limits_of(step: Step, key: str, variables: Mapping[str, Any]) -> tuple[Limit, ...]:
    """The limits that the decision table gives a key for this case, its earliest due time rules."""
    inputs = {
        "key": key,
        "track": step.case_facts()["track"],
        "small_fast": variables.get("small_fast"),
        "instalment_no": _member(variables, "load_instalment", "no"),
        "case": step.case_facts(),
    }
    rows = step.bundle.decision(DEADLINE_LIMITS).decide({name: from_json(value) for name, value in inputs.items()}, {})
    return tuple(Limit.from_row(row) for row in rows.result)


def _anchor_at(step: Step, key: str, anchor: Anchor, visit: Visit) -> datetime:
    case = step.case
    known: dict[Anchor, datetime | None] = {
        Anchor.REACHED: visit.at,
        Anchor.RECEIVED_AT: case.received_at,
        Anchor.ACCEPTED_AT: case.accepted_at,
        Anchor.EARLIEST_KNOWN: min(at for at in (case.discovered_at, case.accepted_at or case.received_at) if at),
        Anchor.EMERGENCY_RELIEVED_AT: case.emergency_relieved_at,
        Anchor.DECIDED_AT: case.decided_at,
        Anchor.SERVED_AT: case.served_at,
        Anchor.INSTALMENT_DUE: _moment(_member(visit.variables, "load_instalment", "pay_from")),
        Anchor.VISIT_DUE: _moment(_member(visit.variables, "load_visit", "visit_from")),
    }
    at = known[anchor]
    if at is None:
        raise MissingAnchorError(key, anchor)
    return at


def _member(variables: Mapping[str, Any], element_id: str, name: str) -> Any:
    value = variables.get(element_id)
    return value.get(name) if isinstance(value, Mapping) else None


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None

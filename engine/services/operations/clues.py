"""Operations of clues and visits: a discovery becomes a case without asking twice (source text 2c, 5a-5c)."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from engine.bpmn.host import OperationCall
from engine.domain.local_time import local_date, utc_of
from engine.errors import NotFoundError
from engine.services import audit, matters, opening
from engine.services.operations.operation import Operation, operation
from engine.store import followups
from engine.store.tables.followups import ClueRow
from engine.store.tables.relief import PlannedVisitRow

if TYPE_CHECKING:
    from engine.services.steps import Step

CLUE_PROCESS: Final = "clue_handling"
VISIT_PROCESS: Final = "monitoring_visit"
MAIN_PROCESS: Final = "relief_case"


class ClueNotFoundError(NotFoundError):
    """There is no such clue in this matter."""

    code = "clue_not_found"


class VisitNotFoundError(NotFoundError):
    """There is no such visit in this matter."""

    code = "visit_not_found"


def open_case_from_clue(step: Step, call: OperationCall) -> dict[str, Any]:
    """Let the matter of a clue become a case: the clue's time is the discovery, nothing is asked again."""
    clue = _clue(step, call)
    case = step.case
    if not matters.is_before_a_case(case):
        return {"case_id": str(case.id)}
    matters.register(step.work, case, discovered_at=clue.found_at)
    clue.status, clue.closed_at = "case_opened", step.now
    step.forget_facts()
    step.start_linked(MAIN_PROCESS, {}, call.task_id)
    return {"case_id": str(case.id)}


def dismiss_clue(step: Step, call: OperationCall) -> dict[str, Any]:
    """End a clue that leads to nothing; why stands in what the handler filled in. Its matter ends with its process."""
    clue = _clue(step, call)
    clue.status, clue.closed_at = "dismissed", step.now
    audit.record(step.work, "clue_dismissed", case=step.case, object_id=clue.id)
    return {"state": clue.status}


def load_visit(step: Step, call: OperationCall) -> dict[str, Any]:
    """From when a visit may be made; a spontaneous one at once."""
    visit = _visit(step, call)
    on = min(visit.planned_for, local_date(step.now)) if visit.reason == "spontaneous" else visit.planned_for
    return {"visit_from": utc_of(on, time(0)).isoformat(), "reason": visit.reason}


def plan_visit(step: Step, call: OperationCall) -> dict[str, Any]:
    """Plan the next visit of the same household in so many days."""
    days = timedelta(days=int(call.inputs["in_days"]))
    visit = opening.add_visit(step.work, step.case, "followup", local_date(step.now) + days, call.task_id)
    step.start_linked(VISIT_PROCESS, {"visit_id": str(visit.id)}, call.task_id)
    return {"visit_id": str(visit.id)}


def raise_clue(step: Step, call: OperationCall) -> dict[str, Any]:
    """A clue from a visit: it keeps the time of the visit, and its matter unless that is a closed case."""
    visit = _visit(step, call)
    visit.status = "visited"
    matter = matters.successor_of(step.work, step.case)
    clue = opening.add_clue(step.work, matter, source="visit", is_urgent=False, found_at=step.now)
    step.start_in(matter, CLUE_PROCESS, {"clue_id": str(clue.id)}, call.task_id)
    return {"clue_id": str(clue.id)}


def _clue(step: Step, call: OperationCall) -> ClueRow:
    clue = followups.clue(step.work.session, UUID(str(call.inputs["clue_id"])))
    if clue is None or clue.case_id != step.case.id:
        raise ClueNotFoundError("the clue is not of this matter")
    return clue


def _visit(step: Step, call: OperationCall) -> PlannedVisitRow:
    visit = followups.visit(step.work.session, UUID(str(call.inputs["visit_id"])))
    if visit is None or visit.case_id != step.case.id:
        raise VisitNotFoundError("the visit is not of this matter")
    return visit


OPERATIONS: Final[tuple[Operation, ...]] = (
    operation("open_case_from_clue", open_case_from_clue, required=("clue_id",), outputs=("case_id",)),
    operation("dismiss_clue", dismiss_clue, required=("clue_id",), outputs=("state",)),
    operation("load_visit", load_visit, required=("visit_id",), outputs=("visit_from", "reason")),
    operation("plan_visit", plan_visit, required=("in_days",), outputs=("visit_id",)),
    operation("raise_clue", raise_clue, required=("visit_id",), outputs=("clue_id",)),
)

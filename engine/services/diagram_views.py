"""Where a case stands in its diagrams: the drawings it ran through, with the state of every element it met."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.bpmn.host import VisitKind
from engine.domain.authority import Action
from engine.services.access import require_case
from engine.services.unit_of_work import UnitOfWork
from engine.store import processes
from engine.store.processes import PathVisit
from engine.store.tables.processes import HumanTaskRow, ProcessInstanceRow

_Path = Mapping[str, "_Passage"]


@dataclass(slots=True)
class _Passage:
    """How often a case met one element, and how often it left it again."""

    kinds: Counter[str] = field(default_factory=Counter)
    last: str = ""

    def note(self, kind: str) -> None:
        self.kinds[kind] += 1
        self.last = kind

    @property
    def tokens(self) -> int:
        """How many times the element is open now."""
        left = self.kinds[VisitKind.COMPLETED] + self.kinds[VisitKind.CANCELLED]
        return max(self.kinds[VisitKind.REACHED] - left, 0)


def diagram_of_case(work: UnitOfWork, case_id: UUID) -> dict[str, Any]:
    """The diagrams of a case, the main one first, each called one after its caller."""
    require_case(work, case_id, Action.READ_CASE)
    visits = processes.visits_of(work.session, case_id)
    overdue = _overdue_elements(work, processes.open_tasks_of(work.session, case_id))
    definitions: list[dict[str, Any]] = []
    for instance in processes.instances_of(work.session, case_id):
        paths = _paths_of(instance, visits)
        drawings = work.resources.bundles.drawings(work.session, instance.bundle_number)
        for process_id in [instance.process_id, *(one for one in paths if one != instance.process_id)]:
            drawing = drawings.get(process_id)
            if drawing is not None:
                states = _states(paths.get(process_id, {}), overdue.get(instance.id, frozenset()), instance)
                definitions.append(
                    {
                        "process_id": process_id,
                        "name": drawing.name,
                        "instance_id": str(instance.id),
                        "xml": drawing.xml,
                        "elements": states,
                    }
                )
    return {"definitions": definitions}


def _paths_of(instance: ProcessInstanceRow, visits: Sequence[PathVisit]) -> Mapping[str, _Path]:
    """What one instance met, by process in the order in which they were entered."""
    paths: dict[str, dict[str, _Passage]] = {}
    for visit in visits:
        if visit.instance_id == instance.id:
            path = paths.setdefault(visit.process_id, {})
            path.setdefault(visit.element_id, _Passage()).note(visit.kind)
    return paths


def _overdue_elements(work: UnitOfWork, tasks: Sequence[HumanTaskRow]) -> Mapping[UUID, frozenset[str]]:
    found: dict[UUID, frozenset[str]] = {}
    for task in tasks:
        if task.due_at < work.now:
            found[task.instance_id] = found.get(task.instance_id, frozenset()) | {task.element_id}
    return found


def _states(path: _Path, overdue: frozenset[str], instance: ProcessInstanceRow) -> dict[str, Any]:
    is_over = instance.status == "finished"
    return {
        element_id: {
            "state": _state(passage, is_over=is_over, is_overdue=element_id in overdue),
            "visits": max(passage.kinds[VisitKind.REACHED], passage.kinds[VisitKind.COMPLETED]),
            "tokens": 0 if is_over else passage.tokens,
        }
        for element_id, passage in path.items()
    }


def _state(passage: _Passage, *, is_over: bool, is_overdue: bool) -> str:
    if passage.tokens and not is_over:
        return "overdue" if is_overdue else "current"
    return "cancelled" if passage.last == VisitKind.CANCELLED else "done"

"""Preparing what a linked process is about: the rows behind its declared inputs (`recovery_id`, `visit_id` …)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from engine.bpmn.bundle import Bundle
from engine.domain.local_time import local_date
from engine.services.unit_of_work import UnitOfWork
from engine.store.tables.cases import CaseRow
from engine.store.tables.followups import ClueRow, ComplaintRow, RecoveryRow
from engine.store.tables.relief import PlannedVisitRow

COMPLAINT_TABLE: Final = "complaint"


def inputs_for(
    work: UnitOfWork, case: CaseRow, bundle: Bundle, process_id: str, data: Mapping[str, Any]
) -> dict[str, Any]:
    """The inputs that a process declares: as given, known of the case, or the id of a row made for it now."""
    inputs: dict[str, Any] = {}
    for name in bundle.inputs_of(process_id):
        if name in data:
            inputs[name] = data[name]
        elif name in _KNOWN_OF_CASE:
            inputs[name] = _KNOWN_OF_CASE[name](case)
        elif name in _MADE_FOR:
            inputs[name] = str(_MADE_FOR[name](work, case, data))
    return inputs


def add_clue(work: UnitOfWork, case: CaseRow, *, source: str, is_urgent: bool, found_at: datetime) -> ClueRow:
    """A clue about the household of a matter."""
    clue = ClueRow(
        id=work.new_id(),
        county_code=case.county_code,
        case_id=case.id,
        source=source,
        is_urgent=is_urgent,
        found_at=found_at,
        status="open",
    )
    work.session.add(clue)
    work.session.flush()
    return clue


def add_visit(work: UnitOfWork, case: CaseRow, reason: str, on: date, task_id: UUID | None = None) -> PlannedVisitRow:
    """A visit to the household of a matter on or after a day."""
    visit = PlannedVisitRow(
        id=work.new_id(),
        county_code=case.county_code,
        case_id=case.id,
        task_id=task_id or work.new_id(),
        reason=reason,
        planned_for=on,
        status="planned",
    )
    work.session.add(visit)
    work.session.flush()
    return visit


def _clue(work: UnitOfWork, case: CaseRow, data: Mapping[str, Any]) -> UUID:
    found_at = case.discovered_at or work.now
    source = str(data.get("source") or "person")
    return add_clue(work, case, source=source, is_urgent=data.get("urgent") is True, found_at=found_at).id


def _visit(work: UnitOfWork, case: CaseRow, data: Mapping[str, Any]) -> UUID:
    planned = data.get("planned_for")
    if planned:
        return add_visit(work, case, "planned", date.fromisoformat(str(planned))).id
    return add_visit(work, case, "spontaneous", local_date(work.now)).id


def _recovery(work: UnitOfWork, case: CaseRow, data: Mapping[str, Any]) -> UUID:
    recovery = RecoveryRow(
        id=work.new_id(),
        county_code=case.county_code,
        case_id=case.id,
        reason=str(data.get("opened_because") or "by_hand"),
        status="open",
        receivable_fen=0,
        fine_fen=0,
        balance_fen=0,
        opened_at=work.now,
    )
    work.session.add(recovery)
    work.session.flush()
    return recovery.id


def _complaint(work: UnitOfWork, case: CaseRow, data: Mapping[str, Any]) -> UUID:
    complaint_id = work.new_id()
    content = data.get("content")
    work.session.add(
        ComplaintRow(
            id=complaint_id,
            county_code=case.county_code,
            case_id=case.id,
            content=work.resources.cipher.encrypt(
                str(content), table=COMPLAINT_TABLE, row_id=complaint_id, column="content"
            )
            if content
            else None,
            status="open",
            filed_at=work.now,
        )
    )
    work.session.flush()
    return complaint_id


_MADE_FOR: Final[dict[str, Callable[[UnitOfWork, CaseRow, Mapping[str, Any]], UUID]]] = {
    "clue_id": _clue,
    "visit_id": _visit,
    "recovery_id": _recovery,
    "complaint_id": _complaint,
}
_KNOWN_OF_CASE: Final[dict[str, Callable[[CaseRow], Any]]] = {
    "programme": lambda case: case.linked_programme,
    "linked_reference": lambda case: case.linked_reference,
}

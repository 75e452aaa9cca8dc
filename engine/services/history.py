"""What happened in a case, oldest first: the path through the diagrams, what people did, deadlines, incidents."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from engine.bpmn.bundle import Element
from engine.bpmn.host import VisitKind
from engine.domain.authority import Action
from engine.domain.deadline_marks import MarkKind
from engine.labels import AUDIT_ACTIONS, DEADLINE_KEYS, error_text
from engine.services.access import require_case
from engine.services.paging import listed
from engine.services.unit_of_work import SYSTEM_ACTOR, UnitOfWork
from engine.store import audit, deadlines, incidents, ledger, processes, staff
from engine.store.processes import PathVisit
from engine.store.tables.cases import CaseRow

# Kind of an element and of a visit -> kind of the entry; what is not listed leaves no entry (gateways, scripts).
VISIT_ENTRIES: Final[Mapping[tuple[str, str], str]] = {
    ("userTask", VisitKind.REACHED): "task_created",
    ("userTask", VisitKind.COMPLETED): "task_completed",
    ("userTask", VisitKind.CANCELLED): "task_cancelled",
    ("manualTask", VisitKind.REACHED): "task_created",
    ("manualTask", VisitKind.COMPLETED): "task_completed",
    ("manualTask", VisitKind.CANCELLED): "task_cancelled",
    ("receiveTask", VisitKind.REACHED): "message_awaited",
    ("receiveTask", VisitKind.COMPLETED): "message_delivered",
    ("receiveTask", VisitKind.CANCELLED): "wait_cancelled",
    ("serviceTask", VisitKind.REACHED): "operation_run",
    ("sendTask", VisitKind.REACHED): "operation_run",
    ("businessRuleTask", VisitKind.REACHED): "decision_recorded",
    ("callActivity", VisitKind.REACHED): "process_called",
    ("callActivity", VisitKind.COMPLETED): "process_returned",
    ("callActivity", VisitKind.CANCELLED): "process_cancelled",
    ("boundaryEvent", VisitKind.COMPLETED): "event_fired",
    ("intermediateCatchEvent", VisitKind.COMPLETED): "event_fired",
    ("startEvent", VisitKind.REACHED): "process_started",
    ("endEvent", VisitKind.REACHED): "process_ended",
}
ALERT_ENTRIES: Final[Mapping[str, str]] = {
    MarkKind.WARNING: "deadline_warned",
    MarkKind.ESCALATION: "deadline_escalated",
    "reminder": "reminder_sent",
}
TIMER_FIRED: Final = "timer_fired"
# Shown by the path already, or nobody's business but the auditor's.
_LEFT_OUT: Final = frozenset({"task_completed", "document_read", "case_read", "incident_opened", "incident_resolved"})
_Entry = tuple[datetime, UUID, dict[str, Any]]


def history_of_case(work: UnitOfWork, case_id: UUID) -> dict[str, Any]:
    """Everything that happened in a case and its linked processes, oldest first."""
    case = require_case(work, case_id, Action.READ_CASE)
    entries: list[_Entry] = [
        *_path(work, case_id),
        *_acts(work, case_id),
        *_clock_entries(work, case_id),
        *_incident_entries(work, case_id),
        *_import_entries(work, case),
    ]
    entries.sort(key=lambda entry: entry[:2])
    items = [item for _, _, item in entries]
    names = staff.display_names(work.session, {item["actor"] for item in items} - {SYSTEM_ACTOR})
    for item in items:
        item["actor_name"] = names.get(item["actor"])
    return listed(items)


def _path(work: UnitOfWork, case_id: UUID) -> Iterator[_Entry]:
    bundles = {instance.id: instance.bundle_number for instance in processes.instances_of(work.session, case_id)}
    for visit in processes.visits_of(work.session, case_id):
        bundle = work.resources.bundles.of(work.session, bundles[visit.instance_id])
        element = bundle.elements[visit.element_id]
        kind = _visit_entry(visit, element)
        if kind is not None:
            actor = visit.actor if kind == "task_completed" else None
            item = _item(visit.at, actor, kind, element.name, element_id=visit.element_id, process_id=visit.process_id)
            yield visit.at, visit.id, item


def _visit_entry(visit: PathVisit, element: Element) -> str | None:
    kind = VISIT_ENTRIES.get((element.kind, visit.kind))
    return TIMER_FIRED if kind == "event_fired" and element.message is None else kind


def _acts(work: UnitOfWork, case_id: UUID) -> Iterator[_Entry]:
    for entry in audit.entries_of_case(work.session, case_id):
        if entry.action not in _LEFT_OUT:
            name = AUDIT_ACTIONS.get(entry.action, entry.action)
            item = _item(
                entry.at, entry.actor, entry.action, name, element_id=entry.element_id, detail=entry.detail or None
            )
            yield entry.at, entry.id, item


def _clock_entries(work: UnitOfWork, case_id: UUID) -> Iterator[_Entry]:
    rows = deadlines.deadlines_of(work.session, case_id)
    keys = {row.id: row.key for row in rows}
    for breach in deadlines.breaches_of(work.session, case_id):
        detail = {"due_at": breach.due_at.isoformat(), "provisional": breach.provisional}
        yield breach.due_at, breach.id, _clock_item(breach.due_at, "deadline_breached", breach.key, detail)
    for alert in deadlines.alerts_of(work.session, case_id):
        kind = ALERT_ENTRIES.get(alert.kind)
        if kind is not None:
            detail = {"level": alert.level, "role": alert.role, "unit": alert.unit_code}
            yield alert.at, alert.id, _clock_item(alert.at, kind, alert.key, detail)
    for pause in deadlines.pauses_of(work.session, list(keys)):
        key, detail = keys[pause.deadline_id], {"reason": pause.reason}
        yield pause.paused_at, pause.id, _clock_item(pause.paused_at, "deadline_paused", key, detail)
        if pause.resumed_at is not None:
            yield pause.resumed_at, pause.id, _clock_item(pause.resumed_at, "deadline_resumed", key, detail)


def _incident_entries(work: UnitOfWork, case_id: UUID) -> Iterator[_Entry]:
    for incident in incidents.incidents_of(work.session, case_id):
        name, detail = error_text(incident.code).title, {"code": incident.code, "attempts": incident.attempts}
        opened = _item(incident.opened_at, None, "incident_opened", name, element_id=incident.element_id, detail=detail)
        yield incident.opened_at, incident.id, opened
        if incident.resolved_at is not None:
            resolved = _item(
                incident.resolved_at, incident.resolved_by, "incident_resolved", name, element_id=incident.element_id
            )
            yield incident.resolved_at, incident.id, resolved


def _import_entries(work: UnitOfWork, case: CaseRow) -> Iterator[_Entry]:
    """That the case was taken over from a ledger, and who confirmed it (ADR-0015)."""
    taken_over = ledger.import_of(work.session, case.import_id) if case.import_id else None
    if taken_over is not None and taken_over.ended_at is not None:
        detail = {"uploaded_by": taken_over.uploaded_by}
        name = AUDIT_ACTIONS["ledger_applied"]
        item = _item(taken_over.ended_at, taken_over.confirmed_by, "ledger_applied", name, detail=detail)
        yield taken_over.ended_at, taken_over.id, item


def _clock_item(at: datetime, kind: str, key: str, detail: dict[str, Any]) -> dict[str, Any]:
    return _item(at, None, kind, DEADLINE_KEYS.get(key, key), detail={"key": key, **detail})


def _item(
    at: datetime,
    actor: str | None,
    kind: str,
    name: str,
    *,
    element_id: str | None = None,
    process_id: str | None = None,
    detail: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "at": at.isoformat(),
        "actor": actor or SYSTEM_ACTOR,
        "kind": kind,
        "element_id": element_id,
        "process_id": process_id,
        "name": name,
        "detail": detail,
    }

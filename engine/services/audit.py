"""The append-only record of who did what."""

from typing import Any
from uuid import UUID

from engine.services.unit_of_work import UnitOfWork
from engine.store.tables.background import AuditEntryRow
from engine.store.tables.cases import CaseRow


def record(
    work: UnitOfWork,
    action: str,
    *,
    case: CaseRow | None = None,
    county_code: str = "",
    object_id: UUID | str | None = None,
    element_id: str | None = None,
    role: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Note in this transaction that the actor did `action`; `detail` holds ids and codes, never personal data."""
    _add(
        work,
        action,
        case_id=case.id if case else None,
        county_code=case.county_code if case else county_code,
        object_id=str(object_id) if object_id else None,
        element_id=element_id,
        role=role,
        detail=detail or {},
    )


def record_of_case(
    work: UnitOfWork, action: str, *, case_id: UUID, county_code: str, detail: dict[str, Any] | None = None
) -> None:
    """Note the same of a case that nobody has loaded."""
    _add(work, action, case_id=case_id, county_code=county_code, object_id=str(case_id), detail=detail or {})


def _add(
    work: UnitOfWork,
    action: str,
    *,
    case_id: UUID | None,
    county_code: str,
    object_id: str | None,
    detail: dict[str, Any],
    element_id: str | None = None,
    role: str | None = None,
) -> None:
    work.record(
        AuditEntryRow,
        id=work.new_id(),
        county_code=county_code,
        case_id=case_id,
        at=work.now,
        actor=work.actor,
        role=role,
        action=action,
        object_id=object_id,
        element_id=element_id,
        detail=detail,
    )

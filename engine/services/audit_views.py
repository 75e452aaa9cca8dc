"""The record of who did what, for auditors within their area."""

from typing import Any

from engine.domain.authority import Action, grants_for
from engine.errors import NotPermittedError
from engine.labels import AUDIT_ACTIONS
from engine.services.paging import cursor_of, dated_position_of, listed, page_of
from engine.services.unit_of_work import UnitOfWork
from engine.store import audit, staff
from engine.store.audit import AuditFilter


def entries_for(work: UnitOfWork, narrowed: AuditFilter, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of audit entries of the person's area, newest first."""
    grants = work.require_person().grants
    areas = (*grants_for(grants, Action.READ_AUDIT), *grants_for(grants, Action.ADMINISTER))
    if not areas:
        raise NotPermittedError(f"{work.actor} may not read the audit")
    rows = audit.entries_page(work.session, areas, narrowed, dated_position_of(cursor), limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(row.at, row.id))
    names = staff.display_names(work.session, {row.actor for row in shown})
    return listed(
        [
            {
                "entry_id": str(row.id),
                "at": row.at.isoformat(),
                "actor": row.actor,
                "actor_name": names.get(row.actor),
                "role": row.role,
                "action": row.action,
                "name": AUDIT_ACTIONS.get(row.action, row.action),
                "county_code": row.county_code or None,
                "case_id": str(row.case_id) if row.case_id else None,
                "object_id": row.object_id,
                "element_id": row.element_id,
                "detail": row.detail,
            }
            for row in shown
        ],
        next_cursor,
    )

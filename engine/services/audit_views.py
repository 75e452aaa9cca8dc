"""The record of who did what, for auditors within their area."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from engine.domain.authority import Action, grants_for
from engine.domain.roles import Grant, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.errors import NotPermittedError
from engine.labels import AUDIT_ACTIONS
from engine.services import audit, audit_chain
from engine.services.paging import cursor_of, dated_position_of, listed, page_of
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store import audit as audit_queries
from engine.store import staff
from engine.store.audit import AuditFilter


def entries_for(work: UnitOfWork, narrowed: AuditFilter, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of audit entries of the person's area, newest first."""
    areas = _areas_of(work.require_person())
    rows = audit_queries.entries_page(work.session, areas, narrowed, dated_position_of(cursor), limit + 1)
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


def verify_chain(resources: Resources, person: SignedInPerson) -> dict[str, Any]:
    """Whether the record of the person's area is as it was written; that somebody asked is recorded too."""
    areas = _areas_of(person)
    write(resources, lambda work: audit.record(work, "audit_verified"), person=person)
    audit_chain.seal(resources)
    broken, heads = audit_chain.verify(resources)
    shown_broken = [_shown(asdict(link)) for link in broken if _reaches(areas, link.county_code)]
    shown_heads = [_shown(asdict(head)) for head in heads if _reaches(areas, head.county_code)]
    return {"holds": not shown_broken, "broken": shown_broken, "heads": shown_heads}


def _areas_of(person: SignedInPerson) -> Sequence[Grant]:
    areas = (*grants_for(person.grants, Action.READ_AUDIT), *grants_for(person.grants, Action.ADMINISTER))
    if not areas:
        raise NotPermittedError(f"{person.username} may not read the audit")
    return areas


def _reaches(areas: Sequence[Grant], county_code: str) -> bool:
    """Whether the area holds a county; what belongs to no county is the city's to see."""
    if not county_code:
        return any(grant.unit_kind is UnitKind.CITY for grant in areas)
    return any(grant.covers(county_code) for grant in areas)


def _shown(link: dict[str, Any]) -> dict[str, Any]:
    return {**link, "county_code": link["county_code"] or None}

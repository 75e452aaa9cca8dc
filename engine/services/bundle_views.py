"""The bundles of this installation, for those who draw, publish or check them."""

from typing import Any

from engine.domain import authority
from engine.domain.authority import Action
from engine.errors import NotPermittedError
from engine.services.paging import listed
from engine.services.unit_of_work import UnitOfWork
from engine.store import bundles

READERS = (Action.DRAFT_BUNDLE, Action.PUBLISH_BUNDLE, Action.READ_AUDIT)


def all_bundles(work: UnitOfWork) -> dict[str, Any]:
    """All bundles, newest first."""
    person = work.require_person()
    if not any(authority.allow(person.grants, action) for action in READERS):
        raise NotPermittedError(f"{person.username} may not see bundles")
    return listed(
        [
            {
                "number": row.number,
                "hash": row.hash,
                "status": row.status,
                "effective_from": row.effective_from.isoformat(),
                "author": row.author,
                "approver": row.approver,
                "created_at": row.created_at.isoformat(),
                "published_at": row.published_at.isoformat() if row.published_at else None,
            }
            for row in bundles.all_bundles(work.session)
        ]
    )

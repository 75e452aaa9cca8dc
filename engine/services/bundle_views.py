"""The bundles of this installation, for those who draw, publish or check them."""

from typing import Any, Final

from engine.domain import authority
from engine.domain.authority import Action
from engine.errors import NotFoundError, NotPermittedError
from engine.services.paging import listed
from engine.services.unit_of_work import UnitOfWork
from engine.store import bundles
from engine.store.tables.bundles import BundleRow

READERS: Final = (Action.DRAFT_BUNDLE, Action.PUBLISH_BUNDLE, Action.READ_AUDIT)


class BundleNotFoundError(NotFoundError):
    """There is no bundle of this number."""

    code = "bundle_not_found"

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no bundle {number}")
        self.number = number


class BundleFileNotFoundError(NotFoundError):
    """The bundle has no file of this path."""

    code = "bundle_file_not_found"


def all_bundles(work: UnitOfWork) -> dict[str, Any]:
    """All bundles, newest first."""
    require_reader(work)
    return listed([item_of(row) for row in bundles.all_bundles(work.session)])


def bundle_shown(work: UnitOfWork, number: int) -> dict[str, Any]:
    """One bundle with its files, its findings and how many process instances run on it."""
    require_reader(work)
    row = bundles.bundle_of(work.session, number)
    if row is None:
        raise BundleNotFoundError(number)
    files = [{"path": path, "size": size} for path, size in bundles.sizes_of(work.session, number)]
    return {
        **item_of(row),
        "findings": row.findings,
        "files": files,
        "running_instances": bundles.running_instances(work.session, number),
    }


def file_content(work: UnitOfWork, number: int, path: str) -> bytes:
    """One file of a bundle, byte for byte as it was sent."""
    require_reader(work)
    content = bundles.file_of(work.session, number, path)
    if content is None:
        raise BundleFileNotFoundError(f"bundle {number} has no such file")
    return content


def item_of(row: BundleRow) -> dict[str, Any]:
    """One bundle as lists show it."""
    return {
        "number": row.number,
        "hash": row.hash,
        "status": row.status,
        "is_submitted": row.submitted_at is not None,
        "effective_from": row.effective_from.isoformat() if row.effective_from else None,
        "author": row.author,
        "approver": row.approver,
        "created_at": row.created_at.isoformat(),
        "submitted_at": row.submitted_at.isoformat() if row.submitted_at else None,
        "published_at": row.published_at.isoformat() if row.published_at else None,
        "retired_at": row.retired_at.isoformat() if row.retired_at else None,
    }


def require_reader(work: UnitOfWork) -> None:
    """Pass whoever draws, publishes or audits bundles; NotPermittedError for all others."""
    person = work.require_person()
    if not any(authority.allow(person.grants, action) for action in READERS):
        raise NotPermittedError(f"{person.username} may not see bundles")

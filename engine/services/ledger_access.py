"""Ledgers on their way in: who may see, bring and confirm them; the words for what is refused."""

from uuid import UUID

from engine.domain.authority import Action, allow
from engine.domain.divisions import Division, division_of
from engine.errors import ConflictError, NotFoundError, NotPermittedError
from engine.services.unit_of_work import UnitOfWork
from engine.store import ledger
from engine.store.tables.ledger import LedgerImportRow

TABLE = "ledger_import"


class LedgerImportNotFoundError(NotFoundError):
    """There is no such import, or not in this person's area."""

    code = "ledger_import_not_found"


class LedgerKnownError(ConflictError):
    """Exactly this file was brought before and not discarded."""

    code = "ledger_known"


class LedgerNotReadyError(ConflictError):
    """The import is not in the status in which this can be done."""

    code = "ledger_not_ready"


class LedgerHasErrorsError(ConflictError):
    """All rows or none: while a row is wrong, nothing is taken over."""

    code = "ledger_has_errors"


class LedgerOnePersonError(NotPermittedError):
    """Whoever brought a ledger does not confirm it: paid relief has always passed two persons."""

    code = "ledger_one_person"


def require_import(work: UnitOfWork, import_id: UUID, *actions: Action, lock: bool = False) -> LedgerImportRow:
    """The import, when the person may do one of `actions` in its unit; the system itself may.

    Raises:
        LedgerImportNotFoundError: no such import, or its unit lies outside the person's area.
        NotPermittedError: the person's roles do not allow this.
    """
    row = ledger.lock_import(work.session, import_id) if lock else ledger.import_of(work.session, import_id)
    if row is None or not _is_known_to(work, row):
        raise LedgerImportNotFoundError(f"import {import_id} is not known to {work.actor}")
    require_in(work, division_of(row.unit_code), *actions)
    return row


def require_in(work: UnitOfWork, unit: Division, *actions: Action) -> None:
    """Return when the person may do one of `actions` in the unit, or the system itself works."""
    if not may_in(work, unit, *actions):
        raise NotPermittedError(f"{work.actor} may not {actions[0].value} in {unit.code}")


def may_in(work: UnitOfWork, unit: Division, *actions: Action) -> bool:
    """Whether the person may do one of `actions` in the unit; the system itself may."""
    return work.person is None or any(allow(work.person.grants, action, unit) for action in actions)


def _is_known_to(work: UnitOfWork, row: LedgerImportRow) -> bool:
    return work.person is None or any(grant.covers(row.unit_code) for grant in work.person.grants)

"""What is written about a breach: the explanation of its unit, and what a leader of it makes of that."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from engine.errors import ConflictError, NotFoundError, NotPermittedError
from engine.services import audit
from engine.services.breach_register import EXPLANATION, NOTES, BreachState, Verdict, leads, may_explain, watching
from engine.services.unit_of_work import UnitOfWork
from engine.store import breaches, cases
from engine.store.breaches import RegisteredBreach
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import BreachNoteRow


class BreachNotFoundError(NotFoundError):
    """There is no such breach, or not in this person's area."""

    code = "breach_not_found"


class BreachNotExplainedError(ConflictError):
    """There is no explanation that waits for a leader."""

    code = "breach_not_explained"


class BreachExplainedError(ConflictError):
    """An explanation waits for a leader already."""

    code = "breach_explained"


class BreachSignedOffError(ConflictError):
    """A leader has taken note of the explanation; nothing is added any more."""

    code = "breach_signed_off"


class BreachOnePersonError(ConflictError):
    """Nobody signs off their own explanation, or a duty that was theirs."""

    code = "breach_one_person"


def explain(work: UnitOfWork, breach_id: UUID, words: str) -> dict[str, Any]:
    """Write down, for the unit that was late, why; the answer names the breach and its state.

    Raises:
        NotPermittedError: the person does not work for the unit that answers for the breach.
        BreachExplainedError: an explanation waits for a leader already.
        BreachSignedOffError: a leader has taken note of one.
    """
    case, found = _locked(work, breach_id)
    if not may_explain(work, found):
        raise NotPermittedError(f"{work.actor} may not explain breach {breach_id}")
    _require_state(found, {BreachState.UNEXPLAINED, BreachState.RETURNED})
    return _write(work, case, found, EXPLANATION, words)


def sign_off(work: UnitOfWork, breach_id: UUID, verdict: Verdict, words: str | None) -> dict[str, Any]:
    """Take note of the explanation as a leader of the unit or the county, or send it back.

    Raises:
        NotPermittedError: the person leads neither the unit nor its county.
        BreachNotExplainedError: no explanation waits.
        BreachSignedOffError: a leader has taken note of it before.
        BreachOnePersonError: the person has written the explanation, or the duty was theirs.
    """
    case, found = _locked(work, breach_id)
    if not leads(work, found):
        raise NotPermittedError(f"{work.actor} may not sign off breach {breach_id}")
    _require_state(found, {BreachState.EXPLANATION})
    author = breaches.notes_of(work.session, [breach_id])[-1].written_by
    if work.actor in {author, found.breach.assignee}:
        raise BreachOnePersonError(f"{work.actor} may not sign off breach {breach_id}")
    return _write(work, case, found, verdict.value, words)


_ACTS: Final[Mapping[str, str]] = {
    EXPLANATION: "breach_explained",
    Verdict.ACCEPTED: "breach_signed_off",
    Verdict.RETURNED: "breach_returned",
}


def _locked(work: UnitOfWork, breach_id: UUID) -> tuple[CaseRow, RegisteredBreach]:
    """The breach as it stands, with its case locked so that two people do not write about it at once."""
    grants = watching(work)
    found = breaches.registered_breach(work.session, grants, breach_id)
    case = cases.lock_case(work.session, found.breach.case_id) if found else None
    locked = breaches.registered_breach(work.session, grants, breach_id) if case else None
    if case is None or locked is None:
        raise BreachNotFoundError(f"breach {breach_id} is not known to {work.actor}")
    return case, locked


def _require_state(found: RegisteredBreach, allowed: set[BreachState]) -> None:
    state = BreachState(found.state)
    if state in allowed:
        return
    if state is BreachState.ACCEPTED:
        raise BreachSignedOffError(f"breach {found.breach.id} is signed off")
    if state is BreachState.EXPLANATION:
        raise BreachExplainedError(f"breach {found.breach.id} is explained")
    raise BreachNotExplainedError(f"breach {found.breach.id} is not explained")


def _write(work: UnitOfWork, case: CaseRow, found: RegisteredBreach, kind: str, words: str | None) -> dict[str, Any]:
    breach = found.breach
    row = BreachNoteRow(
        id=work.new_id(),
        county_code=breach.county_code,
        case_id=breach.case_id,
        breach_id=breach.id,
        number=len(breaches.notes_of(work.session, [breach.id])) + 1,
        kind=kind,
        written_by=work.actor,
        written_at=work.now,
    )
    if words:
        row.words = work.resources.cipher.encrypt(words, table=NOTES, row_id=row.id, column="words")
    work.session.add(row)
    audit.record(work, _ACTS[kind], case=case, object_id=breach.id, detail={"key": breach.key})
    return {"breach_id": str(breach.id), "state": kind}

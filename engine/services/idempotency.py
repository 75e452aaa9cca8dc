"""The same request sent again gets the same answer, and is carried out once."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from engine.domain.signed_in import SignedInPerson
from engine.errors import FieldError, InvalidInputError, JiuzhuError
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import idempotency
from engine.store.tables.processes import IdempotencyAnswerRow

LONGEST_KEY = 200


class KeyReusedError(InvalidInputError):
    """The key was used before for another request."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__([FieldError("Idempotency-Key", "这个幂等键已用于另一个请求")])


def fingerprint(action: str, body: Any) -> str:
    """What makes two requests the same: the action and its whole body."""
    text = json.dumps([action, body], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def write_once(
    resources: Resources,
    person: SignedInPerson,
    key: str | None,
    action: str,
    body: Any,
    use_case: Callable[[UnitOfWork], dict[str, Any]],
) -> dict[str, Any]:
    """The answer of `use_case`, kept under `key` in the same transaction; without a key it is simply carried out.

    Raises:
        KeyReusedError: the key was used for another request.
    """
    if key is None:
        return write(resources, use_case, person=person)
    if len(key) > LONGEST_KEY:
        raise InvalidInputError([FieldError("Idempotency-Key", f"最多 {LONGEST_KEY} 个字符")])
    mark = fingerprint(action, body)

    def once(work: UnitOfWork) -> dict[str, Any]:
        answer = use_case(work)
        kept = IdempotencyAnswerRow(person=work.actor, key=key, fingerprint=mark, answer=answer, answered_at=work.now)
        if not idempotency.keep(work.session, kept):
            raise KeyReusedError
        return answer

    try:
        return write(resources, once, person=person)
    except JiuzhuError:
        # Nearly every key comes once, so what was rolled back here is rare: the first sending has done it already.
        known = read(resources, lambda work: _known_answer(work, key, mark), person=person)
        if known is None:
            raise
        return known


def _known_answer(work: UnitOfWork, key: str, mark: str) -> dict[str, Any] | None:
    row = idempotency.answer_to(work.session, work.actor, key)
    if row is None:
        return None
    if row.fingerprint != mark:
        raise KeyReusedError
    return dict(row.answer)

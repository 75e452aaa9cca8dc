"""Requests to the checking centre and its answers as JSON, the same in files and over HTTP."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from engine.adapters.signed_http import OutsideSystem
from engine.domain.means_checks import CONCLUSIONS, CheckAnswer, CheckRequest
from engine.errors import FieldError, InvalidInputError

MOST_FEN: Final = 99_999_999_900
PENDING: Final = "pending"


class CheckAnswerRefusedError(InvalidInputError):
    """An answer of the checking centre cannot be read; nothing of it was recorded."""

    code = "check_answer_refused"

    def __init__(self, number: int, problem: str) -> None:
        super().__init__([FieldError(f"answers.{number}", f"第 {number} 条：{problem}")])


class CheckingCentre:
    """The checking centre over HTTP: `PUT /checks/<id>` asks, `GET /checks/<id>` brings the answer."""

    def __init__(self, system: OutsideSystem) -> None:
        self._system = system

    def ask(self, request: CheckRequest) -> None:
        """Hand over a request; a repeat under the same id is the same request."""
        self._system.put(f"/checks/{request.request_id}", request_as_json(request))

    def answer(self, request_id: UUID) -> CheckAnswer | None:
        """The answer, or nothing as long as there is none."""
        found = self._system.get(f"/checks/{request_id}")
        if found is None or found.get("status") == PENDING:
            return None
        return answer_from_json({**found, "request_id": str(request_id)}, 1)


def requests_file(requests: Sequence[CheckRequest]) -> bytes:
    """A file of requests for a centre without a connection."""
    content = {"requests": [request_as_json(request) for request in requests]}
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def answers_in(content: bytes) -> list[CheckAnswer]:
    """The answers in a file of the centre: `{"answers": [...]}`.

    Raises:
        CheckAnswerRefusedError: one of them cannot be read.
    """
    try:
        found = json.loads(content.decode("utf-8-sig"))["answers"]
    except (ValueError, KeyError, TypeError) as error:
        raise CheckAnswerRefusedError(1, "文件应为 JSON，含 answers 列表") from error
    if not isinstance(found, list):
        raise CheckAnswerRefusedError(1, "answers 应为列表")
    return [answer_from_json(entry, number) for number, entry in enumerate(found, 1)]


def request_as_json(request: CheckRequest) -> dict[str, Any]:
    """A request as the centre reads it."""
    return {
        "request_id": str(request.request_id),
        "reference": request.reference,
        "scope": request.scope,
        "requested_at": request.requested_at.isoformat(),
        "authorised_until": request.authorised_until.isoformat() if request.authorised_until else None,
        "people": [
            {"name": person.name, "id_number": person.id_number, "scope": list(person.scope)}
            for person in request.people
        ],
    }


def answer_from_json(entry: Mapping[str, Any], number: int) -> CheckAnswer:
    """One answer; `number` is its place, for whoever has to mend it."""
    try:
        return CheckAnswer(
            request_id=UUID(str(entry["request_id"])),
            conclusion=CONCLUSIONS[CONCLUSIONS.index(entry["conclusion"])],
            as_of=date.fromisoformat(str(entry["as_of"])),
            total_income_fen=_amount(entry.get("total_income_fen")),
            total_property_fen=_amount(entry.get("total_property_fen")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CheckAnswerRefusedError(number, "请求编号、结论、日期或金额不正确") from error


def _amount(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_FEN:
        raise ValueError("not an amount in fen")
    return value

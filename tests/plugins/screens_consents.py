"""The part of the small API that answers for consent to the means check."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request

Json = dict[str, Any]
UNASKED: Json = {
    "consent_id": None,
    "person_id": "person-2",
    "party": "household",
    "name": "李*兰",
    "relation": "配偶",
    "status": "not_asked",
    "scope": [],
    "answered_on": None,
    "valid_until": None,
    "by_guardian": False,
    "paper_id": None,
    "entered_by": None,
    "withdrawn_on": None,
}
SUPPORTER: Json = {
    **UNASKED,
    "consent_id": "consent-1",
    "person_id": None,
    "party": "supporter",
    "name": "罗*山",
    "relation": "父亲",
    "status": "given",
    "scope": ["income", "property"],
    "answered_on": "2026-03-10",
    "valid_until": "2026-06-30",
    "paper_id": "document-1",
    "entered_by": "handler",
}
CONSENTS = [UNASKED, SUPPORTER]


def add_consents(app: FastAPI, person: Callable[[Request], str], took: Callable[[Request], Awaitable[Json]]) -> None:
    """Let `app` take answers about the means check; `person` says who asks, `took` remembers what was sent."""

    @app.post("/api/cases/{case_id}/check-consents", status_code=201)
    async def enter(request: Request, case_id: str) -> Json:
        person(request)
        await took(request)
        return {**SUPPORTER, "consent_id": f"consent-of-{case_id}"}

    @app.post("/api/cases/{case_id}/check-consents/{consent_id}/withdraw")
    async def withdraw(request: Request, case_id: str, consent_id: str) -> Json:
        person(request)
        await took(request)
        return {**SUPPORTER, "consent_id": consent_id, "relation": case_id, "status": "withdrawn"}

"""The part of the small API that answers for charities and what they give."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request

Json = dict[str, Any]
PROJECT: Json = {
    "partner_id": "partner-1",
    "county_code": "500101",
    "target": "relief_foundation",
    "organisation": "重庆社会救助基金会",
    "project": "救急难个人救助",
    "contact": "项目部 023-60000000",
    "fund_source": "foundation",
    "causes": ["fire", "sudden_major_illness"],
    "min_fen": 100_000,
    "max_fen": 500_000,
    "valid_from": "2026-01-01",
    "valid_to": None,
    "base_url": None,
    "revision": 2,
}
GIFT: Json = {
    "entry_id": "gift-1",
    "case_id": "case-1",
    "partner_id": "partner-1",
    "partner": "重庆社会救助基金会·救急难个人救助",
    "referral_id": None,
    "counters_id": None,
    "fund_source": "foundation",
    "kind": "money",
    "amount_fen": 300_000,
    "given_on": "2026-03-10",
    "voucher_number": None,
    "receipt_id": None,
    "note": None,
    "at": "2026-03-10T15:00:00+08:00",
    "actor": "handler",
}


def add_charities(app: FastAPI, person: Callable[[Request], str], took: Callable[[Request], Awaitable[Json]]) -> None:
    """Let `app` answer for charities; `person` says who asks, `took` remembers what was sent."""

    @app.get("/api/partners")
    async def partners(request: Request) -> Json:
        person(request)
        return {"items": [PROJECT], "next_cursor": None}

    @app.post("/api/partners", status_code=201)
    async def enter(request: Request) -> Json:
        person(request)
        return {**PROJECT, **await took(request), "secret": "shown-once"}

    @app.put("/api/partners/{partner_id}")
    async def change(request: Request, partner_id: str) -> Json:
        person(request)
        return {**PROJECT, **await took(request), "partner_id": partner_id, "secret": None}

    @app.get("/api/nonfiscal")
    async def ledger(request: Request) -> Json:
        person(request)
        items = [{**GIFT, "reference": "WZ-2026-0001"}]
        return {"items": items, "totals": {"foundation": 300_000}, "next_cursor": None}

    @app.post("/api/cases/{case_id}/nonfiscal", status_code=201)
    async def book(request: Request, case_id: str) -> Json:
        person(request)
        return {**GIFT, **await took(request), "case_id": case_id, "warning": "below_interval"}

    @app.post("/api/cases/{case_id}/nonfiscal/{entry_id}/counter", status_code=201)
    async def counter(request: Request, case_id: str, entry_id: str) -> Json:
        person(request)
        await took(request)
        return {**GIFT, "case_id": case_id, "counters_id": entry_id, "amount_fen": -GIFT["amount_fen"]}

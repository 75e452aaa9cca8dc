"""The part of the small API that answers for the breach register and the figures of the monitor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

Json = dict[str, Any]
_BREACH: Json = {
    "breach_id": "breach-1",
    "case_id": "case-1",
    "reference": "WZ-2026-0001",
    "division": "500101018",
    "division_name": "牌楼街道",
    "key": "urgent.first_contact",
    "element": "首次联系困难家庭",
    "due_at": "2026-03-11T09:20:00+08:00",
    "unit": "500101018",
    "unit_name": "牌楼街道",
    "assignee": "handler",
    "assignee_name": "王经办",
    "provisional": False,
    "completed_late_at": None,
    "is_open": True,
    "late_seconds": 9600,
    "late_working_days": 0,
    "state": "unexplained",
    "notes": [],
    "can_explain": True,
    "can_sign_off": False,
}
_EXPLANATION: Json = {
    "kind": "explanation",
    "words": "入户当日[停电](https://evil.example/x)，无法核实",
    "written_by": "handler",
    "written_by_name": "王经办",
    "written_at": "2026-03-11T10:00:00+08:00",
}
BREACHES: list[Json] = [
    _BREACH,
    {
        **_BREACH,
        "breach_id": "breach-2",
        "key": "accept.decision",
        "element": "受理决定",
        "due_at": "2026-03-09T18:00:00+08:00",
        "completed_late_at": "2026-03-10T18:00:00+08:00",
        "is_open": False,
        "late_seconds": 86_400,
        "late_working_days": 1,
        "state": "explanation",
        "notes": [_EXPLANATION],
        "can_explain": False,
        "can_sign_off": True,
    },
]

FORECASTS: Json = {
    "items": [
        {
            "case_id": "case-1",
            "reference": "WZ-2026-0001",
            "division": "500101018",
            "division_name": "牌楼街道",
            "key": "urgent.pay",
            "element_id": "pay_cash",
            "element": "发放现金",
            "due_at": "2026-03-13T18:00:00+08:00",
            "risk": 625,
            "median_done_at": "2026-03-14T09:00:00+08:00",
            "ninetieth_done_at": "2026-03-17T09:00:00+08:00",
            "compared_with": 48,
        }
    ],
    "forecast": 1,
    "without_history": 2,
    "compared": 320,
    "calibration": [
        {"lower": 0, "upper": 100, "number": 210, "forecast": 41, "breached": 38},
        {"lower": 500, "upper": 700, "number": 110, "forecast": 590, "breached": 636},
    ],
}


def add_monitor(app: FastAPI, person: Callable[[Request], str], took: Callable[[Request], Awaitable[Json]]) -> None:
    """Let `app` answer for the breach register."""

    @app.get("/api/deadlines/trend")
    async def trend(request: Request, division: str = "") -> Json:
        person(request)
        numbers = (0, 0, 0, 0) if division else (4, 3, 1, 2)
        days = [f"2026-03-{day:02}" for day in range(1, 12)]
        figures = dict(zip(("started", "met", "done_late", "breached"), numbers, strict=True))
        return {"items": [{"day": day, **figures} for day in days]}

    @app.get("/api/deadlines/forecast")
    async def forecast(request: Request, division: str = "") -> Json:
        person(request)
        nothing = {"items": [], "forecast": 0, "without_history": 3, "compared": 4, "calibration": []}
        return nothing if division else FORECASTS

    @app.get("/api/breaches")
    async def breaches(request: Request, state: str = "") -> Json:
        person(request)
        found = [one for one in BREACHES if state in ("", one["state"])]
        counts = {"unexplained": 1, "explanation": 1, "returned": 0, "accepted": 0}
        return {"items": found, "next_cursor": None, "counts": counts}

    @app.get("/api/breaches/file")
    async def breach_file(request: Request) -> Response:
        person(request)
        return Response("超时限登记簿\r\n".encode("utf-8-sig"), media_type="text/csv")

    @app.post("/api/breaches/{breach_id}/{part}", status_code=201)
    async def write(request: Request, breach_id: str, part: str) -> Json:
        person(request)
        await took(request)
        return {"breach_id": breach_id, "state": "explanation" if part == "explanations" else "accepted"}

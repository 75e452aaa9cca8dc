"""The administrators' part of the small API behind the screens: people, units, calendar, due work, record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response

Json = dict[str, Any]
PERSON: Json = {
    "staff_id": "staff-1",
    "username": "handler",
    "name": "王经办",
    "status": "active",
    "locked_out": True,
    "roles": [{"role": "township_handler", "label": "乡镇经办人", "unit": "500101018", "unit_name": "牌楼街道"}],
}
DETAIL: Json = {
    **PERSON,
    "grants": [
        {
            "grant_id": "grant-1",
            "role": "township_handler",
            "label": "乡镇经办人",
            "unit": "500101018",
            "unit_name": "牌楼街道",
            "valid_from": "2019-01-01",
            "valid_to": None,
        },
        {
            "grant_id": "grant-2",
            "role": "village_assistant",
            "label": "村级协理员",
            "unit": "500101018001",
            "unit_name": "和平社区",
            "valid_from": "2019-01-01",
            "valid_to": "2020-01-01",
        },
    ],
    "sessions": [{"created_at": "2026-03-11T08:00:00+08:00", "last_seen_at": "2026-03-11T11:58:00+08:00"}],
    "held_tasks": 2,
    "must_change_password": False,
}
PREVIEW: Json = {
    "places": [
        {
            "source": "500101018",
            "source_name": "牌楼街道",
            "target": "500101001",
            "target_name": "高笋塘街道",
            "cases": 3,
            "tasks": 4,
        }
    ],
    "cases": 3,
    "tasks": 4,
    "held_tasks": 1,
    "ending_grants": [
        {
            "staff_id": "staff-1",
            "username": "handler",
            "name": "王经办",
            "role": "township_handler",
            "unit": "500101018",
            "continues_in": "500101001",
        }
    ],
    "uncovered": [{"unit": "500101001", "role": "township_leader"}],
    "fund_fen": 1_234_500,
    "stock": [{"item": "大米", "unit": "千克", "quantity": 20_000}],
    "problems": [],
}
CHANGE: Json = {
    "change_id": "change-1",
    "kind": "merge",
    "unit": "500101018",
    "unit_name": "牌楼街道",
    "effective_on": "2026-04-01",
    "reason": "渝府发 2026 年第 12 号",
    "status": "proposed",
    "is_due": False,
    "proposed_by": "leader",
    "proposed_by_name": "李负责",
    "proposed_at": "2026-03-10T09:00:00+08:00",
    "confirmed_by": None,
    "confirmed_by_name": None,
    "confirmed_at": None,
    "ended_at": None,
    "result": None,
}
HANDOVER: Json = {
    "handover_id": "handover-1",
    "case_id": "case-1",
    "reference": "WZ-2026-0001",
    "source": "500101001",
    "source_name": "高笋塘街道",
    "target": "500101018",
    "target_name": "牌楼街道",
    "reason": "household_moved",
    "note": "全家已迁入",
    "status": "proposed",
    "proposed_by": "neighbour",
    "proposed_by_name": "邻近经办",
    "proposed_at": "2026-03-11T09:00:00+08:00",
    "answered_by": None,
    "answered_by_name": None,
    "answered_at": None,
    "answer": None,
}
CALENDAR_PREVIEW: Json = {
    "year": 2027,
    "recomputed": 1,
    "cases": 1,
    "days_added": [{"on": "2027-01-04", "kind": "off"}],
    "days_removed": [],
    "moves": [
        {
            "case_id": "case-1",
            "reference": "WZ-2026-0001",
            "division": "500101018",
            "key": "urgent.pay",
            "status": "running",
            "due_at": "2027-01-04T18:00:00+08:00",
            "provisional": True,
            "new_due_at": "2027-01-05T18:00:00+08:00",
            "new_provisional": False,
        }
    ],
}
DUE_WORK: Json = {
    "now": "2026-03-11T12:00:00+08:00",
    "counts": {
        "timers_due": 1,
        "timers_failed": 1,
        "marks_due": 0,
        "effects_ready": 2,
        "effects_dead": 1,
        "changes_due": 0,
        "changes_stopped": 0,
        "incidents_open": 1,
    },
    "oldest_due_at": None,
    "is_late": False,
    "workers": [
        {
            "host": "服务器一",
            "pid": 4711,
            "started_at": "2026-03-11T08:00:00+08:00",
            "beat_at": "2026-03-11T11:59:58+08:00",
            "is_alive": True,
        }
    ],
}
TIMER: Json = {
    "timer_id": "timer-1",
    "case_id": "case-1",
    "reference": "WZ-2026-0001",
    "element_id": "urgent_pay_due",
    "name": "先行救助发放到期",
    "due_at": "2026-03-11T09:00:00+08:00",
    "state": "failed",
    "is_late": False,
}
EFFECT: Json = {
    "effect_id": "effect-1",
    "case_id": "case-1",
    "reference": "WZ-2026-0001",
    "kind": "bank_order",
    "state": "dead",
    "created_at": "2026-03-11T09:00:00+08:00",
    "next_at": "2026-03-11T09:30:00+08:00",
    "attempts": 8,
    "problem": "对方系统拒绝或无法连接",
}
ENTRY: Json = {
    "entry_id": "entry-1",
    "at": "2026-03-11T11:30:00+08:00",
    "actor": "handler",
    "actor_name": "王经办",
    "role": None,
    "action": "case_read",
    "name": "查阅个案",
    "county_code": "500101",
    "case_id": "case-1",
    "object_id": "case-1",
    "element_id": None,
    "detail": {"channel": "window"},
}
LISTS: dict[str, Json] = {
    "/api/staff/people": PERSON,
    "/api/unit-changes": CHANGE,
    "/api/handovers": HANDOVER,
    "/api/due-work/timers": TIMER,
    "/api/due-work/effects": EFFECT,
    "/api/audit": ENTRY,
}
ANSWERS: dict[str, Json] = {
    "/api/staff": {"staff_id": "staff-1"},
    "/api/staff/staff-1/roles": {"grant_id": "grant-3"},
    "/api/staff/staff-1/tasks/hand-over": {"handed_over": 1, "returned": 1},
    "/api/unit-changes/preview": PREVIEW,
    "/api/unit-changes": CHANGE,
    "/api/audit/verify": {
        "holds": True,
        "broken": [],
        "heads": [{"county_code": "500101", "seq": 812, "mac": "00"}],
    },
    "/api/calendar/2027/preview": CALENDAR_PREVIEW,
    "/api/calendar/2027": {"year": 2027, "version": "1", "recomputed": 1},
}
WRITES = (
    *("/api/staff", "/api/staff/{one}/{part}", "/api/staff/{one}/{part}/{act}", "/api/staff/roles/{one}"),
    *("/api/units", "/api/unit-changes", "/api/unit-changes/preview", "/api/unit-changes/{one}/{act}"),
    *("/api/cases/{one}/handovers", "/api/handovers/{one}/{act}", "/api/incidents/{one}/give-up"),
    *("/api/calendar/{year}/preview", "/api/calendar/{year}", "/api/audit/verify"),
)


def install_administration(
    app: FastAPI, person: Callable[[Request], str], took: Callable[[Request], Awaitable[Json]]
) -> None:
    """Add the routes that the administrators' pages call."""

    async def listed(request: Request) -> Json:
        person(request)
        one = LISTS[request.url.path]
        wanted = request.query_params
        fits = all(one.get(name) == wanted[name] for name in ("status", "state") if name in wanted)
        fits = fits and wanted.get("q", "") in one.get("name", "")
        return {"items": [one] if fits else [], "next_cursor": None}

    async def changed(request: Request) -> Response | Json:
        person(request)
        await took(request)
        return ANSWERS.get(request.url.path, {})

    for path in LISTS:
        app.get(path)(listed)
    for path in WRITES:
        app.api_route(path, methods=["POST", "PUT", "DELETE"], response_model=None)(changed)

    @app.get("/api/staff/people/{staff_id}")
    async def one_person(request: Request, staff_id: str) -> Json:
        person(request)
        return {**DETAIL, "staff_id": staff_id}

    @app.get("/api/unit-changes/{change_id}")
    async def one_change(request: Request, change_id: str) -> Json:
        person(request)
        return {
            **CHANGE,
            "change_id": change_id,
            "new_name": None,
            "new_units": [],
            "moves": [{"source": "500101018", "target": "500101001"}],
            "grants": [],
            "preview": PREVIEW,
        }

    @app.get("/api/due-work")
    async def due_work(request: Request) -> Json:
        person(request)
        return DUE_WORK

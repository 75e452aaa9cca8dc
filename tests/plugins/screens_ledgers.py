"""The part of the small API that answers for ledgers on their way in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request

from engine.domain.ledger.columns import CONSTANT_FIELDS, NEEDED, LedgerField

Json = dict[str, Any]
TITLES = ["姓名", "身份证号", "救助金额（元）"]
CHECKED: Json = {
    "import_id": "import-1",
    "unit": "500101018",
    "unit_name": "牌楼街道",
    "file_name": "2025年台账",
    "status": "checked",
    "done": 3,
    "total": 3,
    "record_count": 2,
    "error_rows": 0,
    "notice_count": 0,
    "skipped_rows": 1,
    "total_fen": 252_100,
    "failure": None,
    "uploaded_by": "handler",
    "uploaded_by_name": "王经办",
    "uploaded_at": "2026-03-11T12:00:00+08:00",
    "confirmed_by": None,
    "confirmed_by_name": None,
    "can_confirm": True,
    "can_change": True,
    "sheet": 0,
    "sheets": [{"number": 0, "name": "台账", "is_hidden": False}],
    "header_row": 1,
    "headers": TITLES,
    "columns": [
        {
            "field": field.value,
            "label": field.label,
            "column": {"name": 0, "id_number": 1, "amount": 2}.get(field.value),
            "constant": None,
            "is_needed": field in NEEDED,
            "may_be_constant": field in CONSTANT_FIELDS,
        }
        for field in LedgerField
    ],
    "preview": [{"row": 2, "cells": {"name": "罗*明", "id_number": "500***********1002", "amount": "1260.5"}}],
}
WRONG: Json = {**CHECKED, "import_id": "import-2", "error_rows": 1, "can_confirm": False}
READING: Json = {**CHECKED, "import_id": "import-3", "status": "reading", "done": 1, "can_confirm": False}
PROBLEM: Json = {
    "row": 3,
    "column": "C",
    "label": "救助金额",
    "severity": "error",
    "message": "金额不是数字",
    "fix": "填写以元为单位的数字，如 1260.50",
}


def add_ledgers(app: FastAPI, person: Callable[[Request], str], took: Callable[[Request], Awaitable[Json]]) -> None:
    """Let the API know three ledgers: one to be confirmed, one with an error, one that is being read."""
    known = {one["import_id"]: one for one in (CHECKED, WRONG, READING)}

    @app.get("/api/imports")
    async def imports(request: Request) -> Json:
        person(request)
        return {"items": list(known.values()), "next_cursor": None}

    @app.get("/api/imports/{import_id}")
    async def one_import(request: Request, import_id: str) -> Json:
        person(request)
        return known[import_id]

    @app.get("/api/imports/{import_id}/problems")
    async def problems(request: Request, import_id: str) -> Json:
        person(request)
        return {"items": [PROBLEM] if known[import_id]["error_rows"] else [], "next_cursor": None}

    @app.post("/api/imports/{import_id}/confirm")
    async def confirm(request: Request, import_id: str) -> Json:
        person(request)
        await took(request)
        return known[import_id]

    @app.put("/api/imports/{import_id}/layout")
    async def layout(request: Request, import_id: str) -> Json:
        person(request)
        await took(request)
        return known[import_id]

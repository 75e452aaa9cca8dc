"""The part of the small API that answers for the papers of a case and what stands on them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

Json = dict[str, Any]
FILLED_FORMS: list[Json] = [
    {
        "element_id": "propose_relief_first",
        "title": "核实急情并提出先行救助意见",
        "submitted_by": "handler",
        "submitted_by_name": "王经办",
        "submitted_at": "2026-03-10T11:00:00+08:00",
        "answers": [
            {"title": "核实的急难情况", "answer": "住房烧毁*属实*"},
            {"title": "经办意见", "answer": "先行救助"},
        ],
    }
]
DECISIONS: list[Json] = [
    {
        "decision_id": "classify_track",
        "decided_at": "2026-03-10T09:21:00+08:00",
        "title": "类型预判",
        "rows": "第 3 行",
        "basis": "精准施策第一条",
        "gave": "救助类型：急难型，办理展望：可救助",
    },
    {
        "decision_id": "award_amount",
        "decided_at": "2026-03-10T11:00:00+08:00",
        "title": "救助金额测算",
        "rows": "第 1 行",
        "basis": "标准×人数×月数×提高系数",
        "gave": "1. 适用规则：急难型，原始金额：770.00 元；2. 系数：1.2",
    },
]
PAPERS: list[Json] = [
    {
        "paper_id": "approval_form",
        "kind": "approval_form",
        "title": "临时救助申请审批表",
        "state": "办理中",
        "at": "2026-03-10T09:20:00+08:00",
        "may_print": False,
    },
    {
        "paper_id": "notice-0198f000-0000-7000-8000-000000000001",
        "kind": "acceptance",
        "title": "临时救助受理通知书",
        "state": "已出具",
        "at": "2026-03-10T09:30:00+08:00",
        "may_print": True,
    },
]


def add_papers(app: FastAPI, person: Callable[[Request], str], took: Callable[[Request], Awaitable[Json]]) -> None:
    """The list of papers and each of them; to be added before routes that take any part of a case."""

    @app.get("/api/cases/{case_id}/papers")
    async def papers(request: Request, case_id: str) -> Json:
        person(request)
        return {"items": PAPERS}

    @app.get("/api/cases/{case_id}/papers/{paper_id}/{paper_format}")
    async def paper(request: Request, case_id: str, paper_id: str, paper_format: str) -> Response:
        person(request)
        await took(request)
        return Response(f"{paper_id} {paper_format}".encode(), media_type="application/octet-stream")

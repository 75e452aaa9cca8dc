"""What the small API lists of a case: its deadlines and its history."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

DEADLINES: list[Json] = [
    {
        "case_id": "case-1",
        "reference": "WZ-2026-0001",
        "division": "500101018",
        "division_name": "牌楼街道",
        "key": "urgent.pay",
        "started_at": "2026-03-10T09:20:00+08:00",
        "due_at": "2026-03-13T18:00:00+08:00",
        "status": "running",
        "kind": "duty",
        "basis": "源文件二（四）",
        "provisional": False,
        "pauses": [],
    },
    {
        "case_id": "case-1",
        "reference": "WZ-2026-0001",
        "division": "500101018",
        "division_name": "牌楼街道",
        "key": "urgent.first_contact",
        "started_at": "2026-03-10T09:20:00+08:00",
        "due_at": "2026-03-11T09:20:00+08:00",
        "status": "breached",
        "kind": "duty",
        "basis": None,
        "provisional": False,
        "pauses": [],
    },
    {
        "case_id": "case-1",
        "reference": "WZ-2026-0001",
        "division": "500101018",
        "key": "exp.decide",
        "started_at": "2026-03-02T09:20:00+08:00",
        "due_at": None,
        "status": "paused",
        "kind": "duty",
        "basis": None,
        "provisional": True,
        "pauses": [{"paused_at": "2026-03-07T10:00:00+08:00", "resumed_at": None, "reason": "等待补正材料"}],
    },
]

HISTORY: list[Json] = [
    {
        "at": "2026-03-10T09:20:00+08:00",
        "actor": "chen",
        "actor_name": "网格员小陈",
        "kind": "case_registered",
        "element_id": None,
        "name": "登记",
        "detail": {"channel": "proactive"},
    },
    {
        "at": "2026-03-10T09:21:00+08:00",
        "actor": "system",
        "kind": "operation_run",
        "element_id": "find_prior_cases",
        "name": "查重",
        "detail": None,
    },
    {
        "at": "2026-03-10T09:40:00+08:00",
        "actor": "handler",
        "actor_name": "王经办",
        "kind": "task_completed",
        "element_id": "decide_acceptance",
        "name": "受理决定",
        "detail": None,
    },
    {
        "at": "2026-03-10T14:30:00+08:00",
        "actor": "leader",
        "actor_name": "李负责",
        "kind": "task_completed",
        "element_id": "township_relief_first_decision",
        "name": "乡镇先行救助决定",
        "detail": None,
    },
    {
        "at": "2026-03-11T09:20:00+08:00",
        "actor": "system",
        "kind": "deadline_breached",
        "element_id": None,
        "name": "急难首次联系",
        "detail": {"key": "urgent.first_contact", "role": "township_leader"},
    },
]

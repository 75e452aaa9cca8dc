"""Reports and a ledger as the small API of the screens answers them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
REPORTS: Json = {
    "items": [
        {"name": "relief", "title": "救助人次和金额", "about": "人次和资金", "groupings": ["track", "month"]},
        {"name": "timeliness", "title": "时限办理情况", "about": "按时办结率", "groupings": ["key", "month"]},
        {"name": "disclosure", "title": "标准和资金公开", "about": "供公开", "groupings": []},
    ],
    "has_ledger": True,
    "may_see_names": True,
}
NAUGHTY_UNIT = "牌楼[街道](https://evil.example/x)"
LEDGER_COLUMNS = {
    "reference": "个案编号",
    "registered_on": "登记日期",
    "applicant": "申请人",
    "township": "乡镇（街道）",
    "category": "对象类别",
    "track": "救助类型",
    "cause": "致困事由",
    "decided_on": "决定日期",
    "awarded_fen": "决定金额（元）",
    "paid_fen": "发放金额（元）",
    "status": "办理状态",
}


def column(name: str, title: str, kind: str = "count") -> Json:
    """A column as the API describes it."""
    return {"name": name, "title": title, "kind": kind}


def report(name: str, asked: Json) -> Json:
    """The report somebody asked for; there is nothing before 2026."""
    is_empty = str(asked.get("since")) < "2026"
    tables = {"relief": _relief, "timeliness": _timeliness, "disclosure": _disclosure}[name](asked)
    for table in tables:
        table["lines"] = [] if is_empty else table["lines"]
    kind = next(one for one in REPORTS["items"] if one["name"] == name)
    return {
        "name": name,
        "title": kind["title"],
        "since": asked.get("since"),
        "until": asked.get("until"),
        "place": "万州区",
        "division": asked.get("division"),
        "group_by": asked.get("group_by"),
        "tables": tables,
        "notes": ["以北京时间为准。"],
        "made_at": "2026-03-11T12:00:00+08:00",
    }


def _relief(asked: Json) -> list[Json]:
    columns = [
        column("name", "救助类型", "text"),
        column("registered", "登记件数"),
        column("persons", "救助人次"),
        column("paid_fen", "发放金额（元）", "money"),
        column("in_kind_fen", "实物折价（元）", "money"),
    ]
    groups = ("2026年1月", "2026年2月") if asked.get("group_by") == "month" else ("急难型", "支出型")
    lines = [
        {"group": "a", "name": groups[0], "registered": 12, "persons": 31, "paid_fen": 1_234_567, "in_kind_fen": 8_000},
        {"group": "b", "name": groups[1], "registered": 5, "persons": 9, "paid_fen": 300_000, "in_kind_fen": 0},
    ]
    totals = {
        "group": None,
        "name": "合计",
        "registered": 17,
        "persons": 40,
        "paid_fen": 1_534_567,
        "in_kind_fen": 8000,
    }
    return [{"name": "relief", "title": "救助人次和金额", "columns": columns, "lines": lines, "totals": totals}]


def _timeliness(_asked: Json) -> list[Json]:
    columns = [
        column("name", "时限", "text"),
        *(
            column(name, title)
            for name, title in (("met", "按时办结"), ("late", "超时限办结"), ("still_open", "未办结"))
        ),
        column("share_met", "按时办结率", "share"),
        column("median_seconds", "用时中位数（天）", "span"),
    ]
    figures = {"met": 7, "late": 1, "still_open": 0, "share_met": 875, "median_seconds": 129_600}
    lines = [{"group": "urgent.pay", "name": "先行救助发放", **figures}]
    totals = {"group": None, "name": "合计", **figures}
    return [{"name": "timeliness", "title": "时限办理情况", "columns": columns, "lines": lines, "totals": totals}]


def _disclosure(_asked: Json) -> list[Json]:
    standards = [{"subject": "城市最低生活保障标准", "value": "每人每月 770.00 元"}]
    funds = [{"group": None, "name": NAUGHTY_UNIT, "relieved": "***"}]
    return [
        {
            "name": "standards",
            "title": "现行标准",
            "columns": [column("subject", "项目", "text"), column("value", "标准", "text")],
            "lines": standards,
            "totals": None,
        },
        {
            "name": "funds_by_unit",
            "title": "资金使用（按单位）",
            "columns": [column("name", "单位", "text"), column("relieved", "救助户次")],
            "lines": funds,
            "totals": {"group": None, "name": "合计", "relieved": 12},
        },
    ]


def ledger() -> Json:
    """A page of the ledger."""
    kinds = {"awarded_fen": "money", "paid_fen": "money", "registered_on": "date", "decided_on": "date"}
    line = {
        "case_id": "case-1",
        "reference": "WZ-2026-0001",
        "registered_on": "2026-03-10",
        "applicant": "罗*明",
        "township": "牌楼街道",
        "category": None,
        "track": "急难型",
        "cause": "火灾",
        "decided_on": "2026-03-10",
        "awarded_fen": 70_000,
        "paid_fen": None,
        "status": "办理中",
    }
    return {
        "columns": [column(name, title, kinds.get(name, "text")) for name, title in LEDGER_COLUMNS.items()],
        "items": [line],
        "next_cursor": None,
        "total": 1,
        "notes": [],
    }

"""The form of a new case: exactly the fields of `POST /api/cases`, as a form schema and as its body."""

from collections.abc import Mapping
from typing import Any, Final

from admin_ui import labels
from admin_ui.api_shapes import JsonObject


def _choice(title: str, words: Mapping[str, str], **more: Any) -> JsonObject:
    return {"type": "string", "title": title, "oneOf": [{"const": c, "title": t} for c, t in words.items()], **more}


def _text(title: str, length: int, **more: Any) -> JsonObject:
    return {"type": "string", "title": title, "maxLength": length, **more}


def _money(title: str, **more: Any) -> JsonObject:
    return {"type": "integer", "title": title, "x-widget": "money", **more}


def _datetime(title: str, **more: Any) -> JsonObject:
    return {"type": "string", "title": title, "x-widget": "datetime", **more}


def _flag(title: str, **more: Any) -> JsonObject:
    return {"type": "boolean", "title": title, **more}


_CAUSES: Final = {code: word for code, word in labels.CAUSES.items() if code != "debt_gambling"}

# Beyond what the contract needs (name, division, cause, household size): what decides the track and who is asked.
REQUIRED: Final = (
    *("applicant_name", "household_size", "cause", "needs_immediate", "description", "channel", "division"),
)

_LATER: Final = (
    *("category", "category_confirmed", "category_source", "category_checked_at"),
    *("linked_programme", "linked_reference"),
    *("cause_key", "over_capacity", "members", "expenditures"),
)

# The name in the form and the place in the body; FEEL rules know the form's names.
PLACES: Final[dict[str, tuple[str, ...]]] = {
    "applicant_name": ("applicant", "name"),
    "id_number": ("applicant", "id_number"),
    "phone": ("applicant", "phone"),
    "household_size": ("household", "size"),
    "members": ("household", "members"),
    "agent_kind": ("agent", "kind"),
    "agent_body": ("agent", "body"),
    "agent_name": ("agent", "name"),
    "agent_relation": ("agent", "relation"),
    "agent_id_number": ("agent", "id_number"),
    "agent_phone": ("agent", "phone"),
    "agent_authorised_on": ("agent", "authorised_on"),
}

_NEED: Final = ("cause", "needs_immediate", "immediate_reason", "description", "requested_amount")
_AGENT: Final = (
    *("agent_kind", "agent_body", "agent_name", "agent_relation", "agent_id_number", "agent_phone"),
    "agent_authorised_on",
)
_BY_AGENT: Final = {"x-visible": 'channel = "agent"'}

_MEMBER: Final = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": _text("姓名", 50),
        "relation": _text("与申请人关系", 20),
        "id_number": _text("证件号码", 18),
    },
}
_EXPENDITURE: Final = {
    "type": "object",
    "required": ["kind", "net_fen"],
    "properties": {
        "kind": _choice("支出类别", labels.EXPENDITURE_KINDS),
        "total_fen": _money("总费用"),
        "reimbursed_fen": _money("已报销"),
        "aid_fen": _money("已获救助"),
        "net_fen": _money("个人负担"),
    },
}


def intake_schema(divisions: Mapping[str, str]) -> JsonObject:
    """The form; `divisions` are the names of the places this person may register for, by code (empty: typed)."""
    place = (
        _choice("发生地（属地）", divisions)
        if divisions
        else _text("发生地区划代码", 12, description="9 位乡镇或 12 位村社区划代码")
    )
    return {
        "type": "object",
        "required": [*REQUIRED],
        "properties": {
            "applicant_name": _text("申请人姓名", 50),
            "id_number": _text("证件号码", 18, description="急难情形可以事后补填"),
            "phone": _text("联系电话", 20),
            "household_size": {"type": "integer", "title": "家庭人口", "minimum": 1, "maximum": 30},
            "cause": _choice("困难事由", _CAUSES),
            "needs_immediate": _flag("是否需要立即救助", description="基本生活已无着落，不能等待"),
            "immediate_reason": _text("须立即救助的理由", 300, **{"x-visible": "needs_immediate = true"}),
            "description": _text("情况说明", 500, description="请勿填写证件号码和银行账号"),
            "division": place,
            "channel": _choice("来源", labels.ENTERED_CHANNELS),
            "agent_kind": _choice("代办方式", labels.AGENT_KINDS, **_BY_AGENT, **{"x-required": True}),
            "agent_body": _text(
                "受托单位", 100, **{"x-visible": 'channel = "agent" and agent_kind = "body"', "x-required": True}
            ),
            "agent_name": _text("代办人姓名", 50, **_BY_AGENT, **{"x-required": True}),
            "agent_relation": _text("与申请人关系", 20, **_BY_AGENT),
            "agent_id_number": _text("代办人证件号码", 18, **_BY_AGENT),
            "agent_phone": _text("代办人电话", 20, **_BY_AGENT),
            "agent_authorised_on": {
                "type": "string",
                "title": "委托日期",
                "description": "委托书在登记后于个案页面上传",
                "x-widget": "date",
                **_BY_AGENT,
            },
            "discovered_at": _datetime("发现时间", **{"x-visible": 'channel = "proactive"'}),
            "received_at": _datetime("收到申请时间", **{"x-visible": 'channel != "proactive"'}),
            "requested_amount": _money("申请金额"),
            "category": _choice("人群类别", labels.CATEGORIES),
            "category_confirmed": _flag("类别已由部门确认", **{"x-visible": 'category != null and category != "none"'}),
            "category_source": _text(
                "核验来源",
                100,
                description="如低保信息系统、防返贫监测平台",
                **{"x-visible": "category_confirmed = true"},
            ),
            "category_checked_at": _datetime("核验时间", **{"x-visible": "category_confirmed = true"}),
            "linked_programme": _choice("正在申请的其他救助", labels.PROGRAMMES),
            "linked_reference": _text("对方受理编号", 50, **{"x-visible": "linked_programme != null"}),
            "cause_key": _text("同一事由标识", 50, description="同一事故或同一疾病的编号，用于查重"),
            "over_capacity": _flag("支出超过家庭承受能力"),
            "members": {"type": "array", "title": "共同生活的家庭成员", "x-widget": "rows", "items": _MEMBER},
            "expenditures": {"type": "array", "title": "刚性支出", "x-widget": "rows", "items": _EXPENDITURE},
        },
        "x-layout": [
            {"title": "一、申请人", "fields": ["applicant_name", "id_number", "phone", "household_size"]},
            {"title": "二、困难情况", "fields": [*_NEED]},
            {
                "title": "三、来源与属地",
                "fields": ["channel", *_AGENT, "discovered_at", "received_at", "division"],
            },
            {"title": "四、其他（可以事后补充）", "fields": [*_LATER]},
        ],
    }


def body_of(data: JsonObject) -> JsonObject:
    """The body of `POST /api/cases` for what stands in the form."""
    body: JsonObject = {"household": {"members": []}, "applicant": {}}
    for name, value in data.items():
        *parents, last = PLACES.get(name, (name,))
        target = body
        for parent in parents:
            target = target.setdefault(parent, {})
        target[last] = value
    return body


def not_filled_in(schema: JsonObject, data: JsonObject) -> dict[str, str]:
    """What is wrong where a field that the form asks for is empty; the server would take the case without some."""
    return {
        name: "请填写此项" for name in schema["properties"] if name in schema["required"] and data.get(name) is None
    }


def field_of(path: str) -> str:
    """The form's field (with the rest of the path) for an error's path in the body."""
    for name, place in PLACES.items():
        dotted = ".".join(place)
        if path == dotted or path.startswith(f"{dotted}."):
            return name + path[len(dotted) :]
    return path

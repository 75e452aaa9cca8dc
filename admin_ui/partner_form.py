"""The forms of charities and of what they give: the fields of `/api/partners` and of a case's non-fiscal entries."""

from collections.abc import Mapping, Sequence
from typing import Final

from admin_ui import labels, policy_labels
from admin_ui.api_shapes import JsonObject, PartnerItem

_TARGETS: Final = policy_labels.REFERRAL_TARGETS
NEW: Final = ""


def _choices(words: Mapping[str, str]) -> list[JsonObject]:
    return [{"const": code, "title": word} for code, word in words.items()]


def partner_schema() -> JsonObject:
    """A project of the register."""
    return {
        "type": "object",
        "required": ["target", "organisation", "project", "contact", "fund_source", "valid_from"],
        "properties": {
            "target": {
                "type": "string",
                "title": "转介去向",
                "description": "与转介建议表中的接收单位对应",
                "oneOf": _choices(_TARGETS),
            },
            "organisation": {"type": "string", "title": "单位名称", "maxLength": 100},
            "project": {"type": "string", "title": "项目名称", "maxLength": 100},
            "contact": {"type": "string", "title": "联系方式", "maxLength": 100, "description": "单位联系人和电话"},
            "fund_source": {
                "type": "string",
                "title": "资金性质",
                "oneOf": _choices(policy_labels.NONFISCAL_SOURCES),
            },
            "causes": {
                "type": "array",
                "title": "受理事由",
                "description": "不选为不限",
                "items": {"type": "string", "oneOf": _choices(labels.CAUSES)},
            },
            "min_fen": {"type": "integer", "title": "金额下限", "x-widget": "money"},
            "max_fen": {"type": "integer", "title": "金额上限", "x-widget": "money"},
            "valid_from": {"type": "string", "title": "开始日期", "x-widget": "date"},
            "valid_to": {
                "type": "string",
                "title": "停止日期",
                "description": "自这一天起不再受理；不填为长期",
                "x-widget": "date",
            },
            "base_url": {
                "type": "string",
                "title": "对方系统地址",
                "description": "填写后转介单自动发送并查询答复；须先由系统管理员放行该主机",
                "maxLength": 200,
                "x-widget": "text",
            },
        },
        "x-layout": [
            {"title": "项目", "fields": ["target", "organisation", "project", "contact"]},
            {"title": "受理范围", "fields": ["fund_source", "causes", "min_fen", "max_fen", "valid_from", "valid_to"]},
            {"title": "联网", "fields": ["base_url"]},
        ],
    }


def gift_schema(projects: Sequence[PartnerItem]) -> JsonObject:
    """What a charity has given for a case."""
    names = {one["partner_id"]: f"{one['organisation']}·{one['project']}" for one in projects}
    return {
        "type": "object",
        "required": ["kind", "amount_fen", "given_on"],
        "properties": {
            "kind": {"type": "string", "title": "形式", "oneOf": _choices(policy_labels.NONFISCAL_KINDS)},
            "partner_id": {
                "type": "string",
                "title": "合作单位项目",
                "description": "个人或单位直接捐赠可以不选",
                "oneOf": _choices(names),
            },
            "amount_fen": {"type": "integer", "title": "金额或折价", "x-widget": "money"},
            "given_on": {"type": "string", "title": "给付日期", "x-widget": "date"},
            "voucher_number": {
                "type": "string",
                "title": "凭证编号",
                "maxLength": 60,
                "x-visible": 'kind = "voucher"',
                "x-required": True,
            },
            "receipt_id": {"type": "string", "title": "签收单", "x-widget": "file"},
            "note": {"type": "string", "title": "说明", "maxLength": 300, "x-widget": "textarea"},
        },
    }

"""The form in which a person's answer about the means check is entered: the fields of a case's check consents."""

from collections.abc import Mapping
from typing import Any, Final

from admin_ui.api_shapes import JsonObject

SUPPORTER: Final = "supporter"
_OF_SUPPORTER: Final = {"x-visible": f'whom = "{SUPPORTER}"', "x-required": True}
_GIVEN: Final = {"x-visible": 'status = "given"', "x-required": True}
SCOPES: Final = {"income": "收入", "property": "财产"}


def consent_schema(members: Mapping[str, str]) -> JsonObject:
    """An answer of one of `members` (person id: masked name) or of a supporter."""
    return {
        "type": "object",
        "required": ["whom", "status", "answered_on"],
        "properties": {
            "whom": {
                "type": "string",
                "title": "何人",
                "oneOf": _choices({**members, SUPPORTER: "赡养、抚养、扶养人"}),
                "x-widget": "select",
            },
            "name": {"type": "string", "title": "姓名", "maxLength": 100, **_OF_SUPPORTER},
            "id_number": {"type": "string", "title": "身份证件号码", "maxLength": 40, **_OF_SUPPORTER},
            "relation": {"type": "string", "title": "与申请人的关系", "maxLength": 40, **_OF_SUPPORTER},
            "status": {"type": "string", "title": "答复", "oneOf": _choices({"given": "同意", "refused": "不同意"})},
            "answered_on": {"type": "string", "title": "答复日期", "x-widget": "date"},
            "scope": {
                "type": "array",
                "title": "同意核对的内容",
                "items": {"type": "string", "oneOf": _choices(SCOPES)},
                **_GIVEN,
            },
            "valid_until": {
                "type": "string",
                "title": "有效期至",
                "description": "不填为长期，可随时撤回",
                "x-widget": "date",
                "x-visible": 'status = "given"',
            },
            "paper_id": {"type": "string", "title": "签字的授权书", "x-widget": "file", **_GIVEN},
            "by_guardian": {"type": "boolean", "title": "由监护人签字", "description": "未满 14 周岁的须由监护人签字"},
        },
    }


def consent_body(filled: Mapping[str, Any]) -> JsonObject:
    """What is sent: a member goes by the id, a supporter by name and number."""
    body = {name: value for name, value in filled.items() if name != "whom"}
    if filled["whom"] != SUPPORTER:
        body["person_id"] = filled["whom"]
    return body


def _choices(words: Mapping[str, str]) -> list[JsonObject]:
    return [{"const": code, "title": word} for code, word in words.items()]

"""The forms of outside events that staff tell a case of: exactly those of the receiving nodes (`forms/*/await_*.json`).

The API says which events a case awaits, not yet with which form; a contract test keeps these equal to the shipped ones.
"""

from typing import Final

from admin_ui.api_shapes import JsonObject

_PROGRAMMES: Final = [{"const": "dibao", "title": "最低生活保障"}, {"const": "tekun", "title": "特困人员救助供养"}]
_PROGRAMME_RESULTS: Final = [
    {"const": "approved", "title": "纳入"},
    {"const": "refused", "title": "未纳入"},
    {"const": "withdrawn", "title": "撤回"},
]
_OBJECTION_CHANNELS: Final = [
    {"const": "phone", "title": "电话"},
    {"const": "visit", "title": "来访"},
    {"const": "letter", "title": "来信"},
    {"const": "online", "title": "网上"},
    {"const": "other", "title": "其他"},
]

MESSAGE_FORMS: Final[dict[str, JsonObject]] = {
    "emergency_relieved": {
        "type": "object",
        "required": [],
        "properties": {
            "relieved_at": {
                "type": "string",
                "title": "缓解时间",
                "description": "不填时为登记时间",
                "format": "date-time",
                "x-widget": "datetime",
                "x-default": "now",
            },
            "note": {"type": "string", "title": "说明", "maxLength": 1000, "x-widget": "textarea"},
        },
    },
    "supplement_received": {
        "type": "object",
        "required": ["complete"],
        "properties": {
            "complete": {"type": "boolean", "title": "已补齐"},
            "documents": {
                "type": "array",
                "title": "补正材料",
                "items": {"type": "string", "format": "uuid"},
                "maxItems": 20,
                "uniqueItems": True,
                "x-widget": "files",
            },
        },
    },
    "objection_filed": {
        "type": "object",
        "required": ["channel", "content"],
        "properties": {
            "channel": {"type": "string", "title": "渠道", "oneOf": _OBJECTION_CHANNELS},
            "content": {
                "type": "string",
                "title": "异议内容",
                "minLength": 1,
                "maxLength": 500,
                "x-widget": "textarea",
            },
            "objector": {
                "type": ["string", "null"],
                "title": "异议人",
                "description": "加密保存,不对外显示",
                "maxLength": 100,
                "x-personal": True,
            },
        },
    },
    "programme_decided": {
        "type": "object",
        "required": ["programme", "result"],
        "properties": {
            "programme": {"type": "string", "title": "救助项目", "oneOf": _PROGRAMMES},
            "result": {"type": "string", "title": "审核结果", "oneOf": _PROGRAMME_RESULTS},
        },
    },
    "application_withdrawn": {"type": "object", "required": [], "properties": {}},
}

"""The form of a clue about somebody in need: what is known now becomes the case later, without asking twice."""

from typing import Final

from admin_ui.api_shapes import JsonObject
from admin_ui.intake_form import body_of, intake_schema
from admin_ui.policy_labels import CLUE_SOURCES

PROCESS: Final = "clue_handling"

_SOURCE: Final = {
    "type": "string",
    "title": "线索来源",
    "oneOf": [{"const": code, "title": word} for code, word in CLUE_SOURCES.items()],
}
_URGENT: Final = {"type": "boolean", "title": "情况紧急", "description": "紧急线索须在24小时内首次响应"}
_FIELDS: Final = (
    *("applicant_name", "id_number", "phone", "household_size", "cause", "needs_immediate", "description"),
    *("division", "category", "discovered_at"),
)
_REQUIRED: Final = ("source", "urgent", "applicant_name", "household_size", "cause", "division", "description")


def clue_schema(divisions: dict[str, str]) -> JsonObject:
    """The form: the fields of a new case that a clue can know, with its source and urgency."""
    of_case = intake_schema(divisions)["properties"]
    kept = {name: {key: one for key, one in of_case[name].items() if key != "x-visible"} for name in _FIELDS}
    kept["applicant_name"]["title"] = "姓名"
    return {
        "type": "object",
        "required": [*_REQUIRED],
        "properties": {"source": _SOURCE, "urgent": _URGENT, **kept},
        "x-layout": [
            {"title": "一、线索", "fields": ["source", "urgent", "discovered_at", "division"]},
            {"title": "二、困难群众", "fields": ["applicant_name", "id_number", "phone", "household_size", "category"]},
            {"title": "三、困难情况", "fields": ["cause", "needs_immediate", "description"]},
        ],
    }


def clue_body(data: JsonObject) -> JsonObject:
    """The body of `POST /api/instances` for what stands in the form."""
    return {"process_id": PROCESS, "data": {"channel": "proactive", **body_of(data)}}

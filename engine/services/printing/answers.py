"""What was filled in, in the words of its form."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.services.printing.shown import EMPTY, shown_date, shown_time, shown_yuan


def answered(form: Mapping[str, Any], data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Title and answer of every field that was filled in, in the order of the form."""
    properties: Mapping[str, Any] = form.get("properties", {})
    return [
        (str(properties[name].get("title", name)), _shown(properties[name], data[name]))
        for name in properties
        if name in data
    ]


def _shown(field: Mapping[str, Any], value: Any) -> str:
    if value is None:
        return EMPTY
    if isinstance(value, list):
        is_rows = any(isinstance(one, dict) for one in value)
        return ("\n" if is_rows else "；").join(_entries(field.get("items", {}), value)) or EMPTY
    widget = field.get("x-widget")
    if widget in ("file", "signature"):
        return "已附"
    if widget == "money":
        return shown_yuan(value)
    if field.get("format") == "date-time":
        return shown_time(value)
    if field.get("format") == "date":
        return shown_date(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return _choice(field, value)


def _entries(field: Mapping[str, Any], values: list[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict):
            columns = field.get("properties", {})
            yield "，".join(
                f"{columns.get(name, {}).get('title', name)}：{_shown(columns.get(name, {}), one)}"
                for name, one in value.items()
            )
        elif field.get("format") == "uuid":
            yield "已附"
        else:
            yield _choice(field, value)


def _choice(field: Mapping[str, Any], value: Any) -> str:
    titles = {one.get("const"): one.get("title") for one in field.get("oneOf", ())}
    return str(titles.get(value) or value)

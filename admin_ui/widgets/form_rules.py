"""Which fields of a form show and which are asked for, by the FEEL rules `x-visible` and `x-required`."""

from collections.abc import Mapping, Sequence
from typing import Any

from admin_ui.widgets.form_values import FormField
from engine.feel import FeelError, compile_expression, from_json


def visible_fields(
    fields: Sequence[FormField], values: Mapping[str, Any], facts: Mapping[str, Any]
) -> tuple[FormField, ...]:
    """The fields that show; a hidden field counts as empty for the fields after it, as it does on the server."""
    known: dict[str, Any] = {field.name: values.get(field.name) for field in fields}
    visible = []
    for field in fields:
        if _holds(field.schema.get("x-visible"), known, facts, unknown=True):
            visible.append(field)
        else:
            known[field.name] = None
    return tuple(visible)


def is_required(field: FormField, values: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Whether the field must be filled in now."""
    return field.is_in_required or _holds(field.schema.get("x-required"), values, facts, unknown=False)


def _holds(rule: Any, values: Mapping[str, Any], facts: Mapping[str, Any], *, unknown: bool) -> bool:
    """Whether a rule says yes; `unknown` where there is none or it cannot be told here (the server decides)."""
    if rule is None:
        return unknown
    if isinstance(rule, bool):
        return rule
    scope = {name: from_json(value) for name, value in {**facts, **values}.items()}
    try:
        return compile_expression(rule).evaluate(scope) is True
    except FeelError:
        return unknown

"""Values of the DMN standard's test kit: read, converted and compared by its rules."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from engine.feel import compile_expression
from engine.feel.values import type_name

Json = Any
TOLERANCE = Decimal("1e-8")
TEMPORAL = {"date", "time", "date and time", "days and time duration", "years and months duration"}


def value_of(encoded: Json) -> object:
    """The evaluator's own value for one that the kit has written as JSON."""
    value = encoded.get("value")
    match encoded["type"]:
        case "number":
            return Decimal(value)
        case "list":
            return [value_of(member) for member in value]
        case "context":
            return {name: value_of(member) for name, member in value.items()}
        case kind if kind in TEMPORAL:
            return compile_expression(f'@"{value}"').evaluate({})
        case _:
            return value


def fitted(value: object, wanted: Json) -> object:
    """DMN's implicit conversion of a value to the type of its variable; null where it does not fit."""
    if wanted is None or value is None or _has_type(value, wanted):
        return value
    if isinstance(value, list) and len(value) == 1 and _has_type(value[0], wanted):
        return value[0]
    if isinstance(wanted, dict) and "list" in wanted and _has_type(value, wanted["list"]):
        return [value]
    if wanted == "date and time" and type_name(value) == "date":
        return compile_expression('date and time(day, time("00:00:00Z"))').evaluate({"day": value})
    return None


def _has_type(value: object, wanted: Json) -> bool:
    if wanted is None or wanted == "Any":
        return True
    if isinstance(wanted, str):
        return type_name(value) == wanted
    if "base" in wanted:
        allowed = compile_expression(f"value in ({wanted['allowed']})")
        return _has_type(value, wanted["base"]) and allowed.evaluate({"value": value}) is True
    if "list" in wanted:
        return isinstance(value, list) and all(member is None or _has_type(member, wanted["list"]) for member in value)
    return isinstance(value, dict) and all(
        value.get(name) is None or _has_type(value[name], kind) for name, kind in wanted["context"].items()
    )


def is_same(got: object, expected: object) -> bool:
    """Whether two values are equal by the kit's rules."""
    if got is None or expected is None:
        return got is expected
    if type_name(got) != type_name(expected):
        return False
    if isinstance(got, Decimal) and isinstance(expected, Decimal):
        return abs(got - expected) <= TOLERANCE
    if isinstance(got, list) and isinstance(expected, list):
        return len(got) == len(expected) and all(map(is_same, got, expected))
    if isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys() and all(is_same(got[name], expected[name]) for name in got)
    return _text(got) == _text(expected)


def _text(value: object) -> str:
    """A scalar as text, without what makes no difference: `Z` for no offset, zeros at the end of a fraction."""
    text = str(compile_expression("string(value)").evaluate({"value": value}))
    if type_name(value) not in TEMPORAL:
        return text
    return re.sub(r"(\.\d*?)0+(?=$|[Z+@-])", r"\1", text).replace("+00:00", "Z")

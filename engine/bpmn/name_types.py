"""Which types the names of a process have: those of form fields, facts of the case, outputs and script variables."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from engine.bpmn.diagram import Element, Process
from engine.bpmn.form_model import Form
from engine.bpmn.known_names import Scope
from engine.feel import FeelError
from engine.feel.text_types import TextTypes, types_of_assignments, types_of_expression
from engine.feel.value_types import (
    ANY,
    BOOLEAN,
    DURATIONS,
    NUMBER,
    STRING,
    TEMPORAL_MOMENTS,
    ValueType,
    common_type,
    context_of,
    list_of,
)

# flows.md 1.1; the day of the policy is a date for tables and ISO text for forms.
CASE_FACT_TYPES: Mapping[str, ValueType] = {
    **dict.fromkeys(("cause", "category", "track", "linked_programme", "division", "county_code"), STRING),
    **dict.fromkeys(("cause_sudden", "category_confirmed", "category_listed", "over_capacity"), BOOLEAN),
    **dict.fromkeys(("needs_immediate", "opinion", "local", "check_authorised"), BOOLEAN),
    **dict.fromkeys(("persons", "standard_fen", "requested_fen"), NUMBER),
}

_JSON_TYPES = {"string": STRING, "integer": NUMBER, "number": NUMBER, "boolean": BOOLEAN}


def types_of_fields(form: Form) -> dict[str, ValueType]:
    """The types of a form's own fields; dates are ISO text, as in JSON."""
    return {field.name: _type_of_schema(field.schema) for field in form.fields if not field.is_column}


def _type_of_schema(schema: Mapping[str, object]) -> ValueType:
    written = schema.get("type")
    kinds = [one for one in (written if isinstance(written, list) else [written]) if one != "null"]
    kind = kinds[0] if len(kinds) == 1 else None
    if kind == "array":
        items = schema.get("items")
        return list_of(_type_of_schema(items) if isinstance(items, dict) else ANY)
    if kind == "object":
        properties = schema.get("properties")
        known = properties.items() if isinstance(properties, dict) else ()
        return context_of({name: _type_of_schema(one) for name, one in known if isinstance(one, dict)})
    return _JSON_TYPES.get(kind, ANY) if isinstance(kind, str) else ANY


def stated_type(type_ref: str) -> ValueType:
    """The type that a table states for an output, as `policy.*` keeps it; tables may break their word."""
    known = {**_JSON_TYPES, **{name: ValueType(name) for name in TEMPORAL_MOMENTS | DURATIONS}}
    return kept_type(known.get(type_ref, ANY)).unsure()


def kept_type(given: ValueType) -> ValueType:
    """What a value becomes that is kept as process data: dates and durations are ISO text, fractions decimal text."""
    if given.name in TEMPORAL_MOMENTS | DURATIONS:
        return STRING if given.is_sure else STRING.unsure()
    if given.name == "list":
        return list_of(kept_type(given.inner))
    if given.name == "context":
        return context_of({name: kept_type(one) for name, one in (given.entries or {}).items()})
    return given.unsure() if given.name == "number" else given


def type_given(text: str, scope: Scope) -> ValueType:
    """The type of what an expression gives; ANY where it cannot be read."""
    try:
        return types_of_expression(text, scope.types, names=scope.unusual).result
    except FeelError:
        return ANY


def types_set_by_scripts(process: Process, scope: Scope, otherwise: Collection[str]) -> dict[str, ValueType]:
    """The types of the variables that scripts set, without those that are set `otherwise` as well."""
    found: dict[str, list[ValueType]] = defaultdict(list)
    for element in process.of_kind("scriptTask"):
        for name, one in _assigned(element, scope).targets:
            found[name].append(kept_type(one))
    return {name: common_type(types) for name, types in found.items() if name not in otherwise}


def _assigned(element: Element, scope: Scope) -> TextTypes:
    try:
        return types_of_assignments(element.script or "", scope.types, names=scope.unusual)
    except FeelError:
        return TextTypes()

"""Whether forms are JSON Schemas, worked out once for all fields that are written alike."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jsonschema import Draft202012Validator

MAX_SHAPES = 300
"""Different ways of writing a field in one bundle; each costs a few milliseconds."""

# Of these JSON Schema asks nothing but the type, or not even that.
_TEXTS = frozenset({"title", "description", "format", "pattern", "$comment"})
_VALUES = frozenset({"const", "default"})
_ALTERNATIVES = frozenset({"oneOf", "anyOf", "allOf"})


class TooManyShapesError(Exception):
    """The forms differ too much to be checked in the time that a validation may take."""


@dataclass(frozen=True, slots=True)
class ShapeProblem:
    """What is wrong, and where: the names on the way from the top of the form."""

    path: tuple[str, ...]
    message: str


class FormShapes:
    """Checks the forms of one bundle; fields that differ in texts, names and amounts only are checked once.

    Whether a pattern is a regular expression is not looked at.
    """

    def __init__(self) -> None:
        self._validator = Draft202012Validator(Draft202012Validator.META_SCHEMA)
        self._good: set[str] = set()

    def problem(self, schema: Mapping[str, object]) -> ShapeProblem | None:
        """The first thing in a form that is no JSON Schema; raises TooManyShapesError beyond MAX_SHAPES."""
        for path, part in _parts(schema):
            shape = json.dumps(_shape(part), sort_keys=True)
            if shape in self._good:
                continue
            if len(self._good) >= MAX_SHAPES:
                raise TooManyShapesError
            error = next(self._validator.iter_errors(part), None)
            if error is not None:
                return ShapeProblem((*path, *map(str, error.absolute_path)), error.message[:200])
            self._good.add(shape)
        return None


def _parts(schema: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], object]]:
    """The form without its fields, then the fields one by one."""
    fields = schema.get("properties")
    if not isinstance(fields, dict):
        yield (), schema
        return
    yield (), {**schema, "properties": {}}
    yield from ((("properties", name), field) for name, field in fields.items())


def _shape(value: object) -> object:
    """A schema without what makes no difference to whether it is one; different kinds of values never look alike."""
    if isinstance(value, dict):
        own = ((keyword, inner) for keyword, inner in value.items() if not keyword.startswith("x-"))
        return {keyword: _shape_below(keyword, inner) for keyword, inner in own}
    if isinstance(value, list):
        return ["list", [_shape(one) for one in value]]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return ["number", value > 0, value == 0, isinstance(value, int) or value.is_integer()]
    return ["plain", value]


def _shape_below(keyword: str, value: object) -> object:
    if keyword in _VALUES:
        return ["any"]
    if keyword in _TEXTS and isinstance(value, str):
        return ["text"]
    if keyword == "properties" and isinstance(value, dict):
        return ["fields", _each_once(value.values())]
    if keyword in _ALTERNATIVES and isinstance(value, list):
        return ["alternatives", _each_once(value)]
    if keyword == "enum" and isinstance(value, list):
        return ["values"]
    if keyword == "required" and isinstance(value, list) and _are_names(value):
        return ["names"]
    return _shape(value)


def _each_once(schemas: Iterable[object]) -> list[str]:
    return sorted({json.dumps(_shape(schema), sort_keys=True) for schema in schemas})


def _are_names(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values) and len(set(values)) == len(values)

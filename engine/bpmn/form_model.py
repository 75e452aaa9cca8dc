"""A light model of a form file: its fields, and the FEEL texts that show, ask for, check or prefill them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

from engine.bpmn.findings import Place

MAX_BYTES = 512 * 1024
MAX_DEPTH = 30

FIELD_RULES = ("x-visible", "x-required", "x-prefill")


@dataclass(frozen=True, slots=True)
class FormRule:
    """One FEEL text of a form; `where` is the field it belongs to, `names` the fields that it may use besides."""

    keyword: str
    where: str
    text: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field; `path` is dotted (`rows.amount_fen` for a column of rows)."""

    path: str
    name: str
    schema: Mapping[str, object]

    @property
    def is_column(self) -> bool:
        """Whether this is a column of rows."""
        return "." in self.path

    @property
    def is_kept(self) -> bool:
        """Whether the value becomes process data."""
        return self.schema.get("x-keep") is True

    @property
    def types(self) -> tuple[str, ...]:
        """The JSON types that are allowed, without null; empty where the schema does not say."""
        written = self.schema.get("type")
        listed = written if isinstance(written, list) else [written]
        return tuple(one for one in listed if isinstance(one, str) and one != "null")


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One form file; `schema` is None where it is no JSON object, and `problem` then says why in English."""

    key: str
    place: Place
    schema: Mapping[str, object] | None
    problem: str | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, columns of rows after their field."""
        return () if self.schema is None else tuple(_fields(self.schema, ""))

    @property
    def kept_names(self) -> frozenset[str]:
        """The names of the fields that become process data."""
        return frozenset(field.name for field in self.fields if field.is_kept and not field.is_column)

    @property
    def rules(self) -> Iterator[FormRule]:
        """The FEEL texts over the fields, the process's variables, `case.*` and `policy.*`."""
        names = frozenset(field.name for field in self.fields if not field.is_column)
        for field in self.fields:
            for keyword in FIELD_RULES:
                text = field.schema.get(keyword)
                if isinstance(text, str):
                    yield FormRule(keyword, field.path, text, frozenset() if keyword == "x-prefill" else names)
        for number, check in enumerate(self.checks, start=1):
            text = check.get("rule")
            if isinstance(text, str):
                yield FormRule("x-check", f"x-check {number}", text, names)

    @property
    def checks(self) -> list[Mapping[str, object]]:
        """The checks over the whole form, each with `rule` and `message`; what is no object is left out."""
        written = (self.schema or {}).get("x-check")
        return [one for one in written if isinstance(one, dict)] if isinstance(written, list) else []


def form_key(path: str) -> str:
    """The key under which diagrams name a form file: its path without `forms/` and the suffix."""
    return path.removeprefix("forms/").removesuffix(".json")


def read_form(content: bytes, path: str) -> Form:
    """The form in one `.json` file; nothing is ever raised."""
    key, place = form_key(path), Place(path)
    try:
        schema = _json(content)
    except (ValueError, RecursionError) as error:
        return Form(key, place, None, str(error)[:200])
    if not isinstance(schema, dict):
        return Form(key, place, None, "the file holds no JSON object")
    return Form(key, place, schema)


def _json(content: bytes) -> object:
    if len(content) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES // 1024} KB")
    value: object = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_each_key_once, parse_constant=_no_number)
    if _is_deeper_than(value, MAX_DEPTH):
        raise ValueError(f"nested more than {MAX_DEPTH} deep")
    return value


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    repeated = sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
    if repeated:
        raise ValueError(f"the key {repeated[0]!r} stands twice in one object")
    return dict(pairs)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON number")


def _is_deeper_than(value: object, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_is_deeper_than(one, levels - 1) for one in inner)


def _fields(schema: Mapping[str, object], prefix: str) -> Iterator[Field]:
    properties = schema.get("properties")
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        part = inner if isinstance(inner, dict) else {}
        yield Field(f"{prefix}{name}", name, part)
        items = part.get("items")
        if isinstance(items, dict):
            yield from _fields(items, f"{prefix}{name}.")

"""What a form field holds: the value on the wire (fen, ISO dates, codes) and the value its widget shows."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from admin_ui.api_shapes import JsonObject
from admin_ui.money_text import fen_of, typed_yuan
from admin_ui.time_text import LOCAL

LONG_TEXT = 100


class FieldKind(StrEnum):
    """How a field is entered."""

    TEXT = "text"
    TEXTAREA = "textarea"
    MONEY = "money"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    DATETIME = "datetime"
    FILE = "file"
    FILES = "files"
    STAFF = "staff"
    ROWS = "rows"


_KINDS = frozenset(kind.value for kind in FieldKind)


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered: the wire value, or the problem with what was typed; `typed` is what a draft keeps."""

    value: Any = None
    problem: str | None = None
    typed: Any = None


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form, as its JSON Schema describes it."""

    name: str
    schema: JsonObject
    is_in_required: bool = False

    @property
    def title(self) -> str:
        """The Chinese name staff see."""
        return str(self.schema.get("title") or self.name)

    @property
    def kind(self) -> FieldKind:
        """How it is entered: `x-widget` where given, else what the schema allows."""
        widget = self.schema.get("x-widget")
        if widget in _KINDS:
            return FieldKind(widget)
        return _kind_by_schema(self.schema)

    @property
    def options(self) -> dict[Any, str]:
        """The choices: value on the wire and its words."""
        return _options_of(self.schema.get("items", {}) if self.kind is FieldKind.CHOICES else self.schema)

    @property
    def columns(self) -> tuple["FormField", ...]:
        """The fields of one row; one nameless field where rows are plain values."""
        items = self.schema.get("items", {})
        if "properties" not in items:
            return (FormField("", {"title": self.title, **items}),)
        required = items.get("required", ())
        return tuple(FormField(name, schema, name in required) for name, schema in items["properties"].items())

    @property
    def is_read_only(self) -> bool:
        """Whether it is shown but never submitted."""
        return bool(self.schema.get("readOnly"))


def form_fields(schema: JsonObject) -> tuple[FormField, ...]:
    """The fields of a form in the order of its schema."""
    required = schema.get("required", ())
    return tuple(FormField(name, one, name in required) for name, one in schema.get("properties", {}).items())


def _type_of(schema: JsonObject) -> str:
    kind = schema.get("type", "string")
    if isinstance(kind, list):
        return next((one for one in kind if one != "null"), "string")
    return str(kind)


def _kind_by_schema(schema: JsonObject) -> FieldKind:
    if "oneOf" in schema or "enum" in schema:
        return FieldKind.CHOICE
    match _type_of(schema):
        case "boolean":
            return FieldKind.BOOLEAN
        case "integer":
            return FieldKind.INTEGER
        case "number":
            return FieldKind.NUMBER
        case "array":
            return FieldKind.CHOICES if _options_of(schema.get("items", {})) else FieldKind.ROWS
    by_format = {"date": FieldKind.DATE, "date-time": FieldKind.DATETIME}
    if schema.get("format") in by_format:
        return by_format[schema["format"]]
    return FieldKind.TEXTAREA if schema.get("maxLength", 0) > LONG_TEXT else FieldKind.TEXT


def _options_of(schema: JsonObject) -> dict[Any, str]:
    if "oneOf" in schema:
        return {one["const"]: str(one.get("title", one["const"])) for one in schema["oneOf"] if "const" in one}
    return {one: str(one) for one in schema.get("enum", ())}


def entered(kind: FieldKind, raw: Any) -> Entered:
    """What the widget's value `raw` means on the wire."""
    if raw is None or raw in ("", []):
        return Entered()
    match kind:
        case FieldKind.TEXT | FieldKind.TEXTAREA:
            text = raw.strip()
            return Entered(text or None, typed=raw)
        case FieldKind.MONEY:
            return _entered_money(raw)
        case FieldKind.NUMBER:
            return _entered_number(raw)
        case FieldKind.DATE:
            return _kept(raw.isoformat())
        case FieldKind.DATETIME:
            return _kept(raw.replace(tzinfo=LOCAL).isoformat())
    return _kept(raw)


def shown(kind: FieldKind, value: Any) -> Any:
    """What the widget shows for a wire value or for what a draft kept."""
    if value is None and kind is FieldKind.CHOICES:
        return []
    if value is None:
        return "" if kind in {FieldKind.TEXT, FieldKind.TEXTAREA, FieldKind.MONEY, FieldKind.NUMBER} else None
    match kind:
        case FieldKind.MONEY:
            return typed_yuan(value) if isinstance(value, int) else str(value)
        case FieldKind.TEXT | FieldKind.TEXTAREA | FieldKind.NUMBER:
            return str(value)
        case FieldKind.DATE:
            return date.fromisoformat(str(value)[:10])
        case FieldKind.DATETIME:
            return datetime.fromisoformat(value).astimezone(LOCAL).replace(tzinfo=None)
    return value


def _kept(value: Any) -> Entered:
    return Entered(value, typed=value)


def _entered_money(raw: str) -> Entered:
    amount_fen = fen_of(raw)
    if amount_fen is None:
        return Entered(problem="请填写金额（元），最多两位小数，例如 700 或 700.50", typed=raw)
    return _kept(amount_fen)


def _entered_number(raw: str) -> Entered:
    try:
        number = Decimal(raw.strip())
    except InvalidOperation:
        return Entered(problem="请填写数字，例如 2 或 1.5", typed=raw)
    if not number.is_finite():
        return Entered(problem="请填写数字，例如 2 或 1.5", typed=raw)
    # JSON has one kind of number; money never comes here (it is integer fen).
    return Entered(int(number) if number == number.to_integral_value() else float(number), typed=raw)

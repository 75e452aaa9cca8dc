"""Types of the modeller: item definitions, what belongs to them, and the implicit conversions of DMN 1.5."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.bpmn.dmn.model import ItemDefinition, Model
from engine.feel import FeelError, UnaryTests, compile_unary_tests
from engine.feel.functions import Function
from engine.feel.scopes import Run, Scope
from engine.feel.temporal import UTC_ZONE, Date, midnight
from engine.feel.values import Range, type_name

_OLD_NAMES: Final = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "any": "Any",
}
BASE_NAMES: Final = frozenset(
    [
        "Any",
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "list",
        "context",
        "range",
        "function",
    ]
)


@dataclass(slots=True, eq=False)
class Type:
    """A type that values can be checked against; filled while the item definitions are read, then left alone.

    `base` is a name of FEEL or another type, `components` make it a context and `parameters` a function. `allowed` is
    asked for each member of a collection, `constraint` for the whole.
    """

    name: str
    base: "Type | str" = "Any"
    is_collection: bool = False
    components: "Mapping[str, Type] | None" = None
    parameters: int | None = None
    result: "Type | None" = None
    allowed: UnaryTests | None = None
    constraint: UnaryTests | None = None


ANY: Final = Type("Any")
MISFIT: Final = object()
"""Stands for a value that belongs to no type it was asked for."""


def fitted(value: object, wanted: Type | None, run: Run) -> object:
    """The value, converted where DMN 1.5 (7.3.2 and 10.3.2.9.4) does so by itself; MISFIT where it does not fit."""
    if wanted is None or value is None or belongs(value, wanted, run):
        return value
    if isinstance(value, list) and len(value) == 1 and belongs(value[0], wanted, run):
        return value[0]
    if belongs([value], wanted, run):
        return [value]
    if isinstance(value, Date):
        at_midnight = midnight(value, UTC_ZONE)
        if belongs(at_midnight, wanted, run):
            return at_midnight
    return MISFIT


def allowed_texts(wanted: Type | None) -> tuple[str, ...]:
    """The texts that say which values a type allows, its own and those of the types it is made from."""
    found: list[str] = []
    while isinstance(wanted, Type) and not wanted.is_collection:
        found.extend(tests.text for tests in (wanted.allowed, wanted.constraint) if tests is not None)
        wanted = wanted.base if isinstance(wanted.base, Type) else None
    return tuple(found)


def base_name(wanted: Type | None) -> str:
    """The name FEEL has for the type behind a type; empty where it is none of FEEL's."""
    while wanted is not None and isinstance(wanted.base, Type):
        wanted = wanted.base
    return "" if wanted is None or wanted.components is not None or wanted.is_collection else str(wanted.base)


def belongs(value: object, wanted: Type, run: Run) -> bool:
    """Whether a value is of a type as it stands; null is of every type."""
    if value is None:
        return True
    if wanted.is_collection:
        if not isinstance(value, list):
            return False
        run.charge_size(len(value))
        members = all(member is None or _is_one(member, wanted, run) for member in value)
    else:
        members = _is_one(value, wanted, run)
    return members and _passes(wanted.constraint, value, run)


def _is_one(value: object, wanted: Type, run: Run) -> bool:
    """Whether a value is a single one of the type."""
    run.charge(1)
    return _has_base(value, wanted, run) and _passes(wanted.allowed, value, run)


def _has_base(value: object, wanted: Type, run: Run) -> bool:
    if wanted.parameters is not None:
        return isinstance(value, Function) and value.accepts(wanted.parameters)
    if wanted.components is not None:
        return isinstance(value, dict) and all(
            belongs(value.get(name), kind, run) for name, kind in wanted.components.items()
        )
    if isinstance(wanted.base, Type):
        return belongs(value, wanted.base, run)
    return wanted.base == "Any" or _base_name(value) == wanted.base


def _base_name(value: object) -> str:
    return "range" if isinstance(value, Range) else type_name(value)


def _passes(tests: UnaryTests | None, value: object, run: Run) -> bool:
    """Whether a value is among the allowed ones; the whole collection where members are not asked one by one."""
    if tests is None:
        return True
    try:
        return tests.matches_within(value, Scope({}, None, run)) is True
    except FeelError:
        return False


@dataclass(slots=True, eq=False)
class TypeBook:
    """The types of one model and, behind their import names, of the models it imports."""

    types: dict[str, Type] = field(default_factory=dict)
    unreadable: list[tuple[ItemDefinition, FeelError]] = field(default_factory=list)
    imported: dict[str, "TypeBook"] = field(default_factory=dict)

    def find(self, type_ref: str) -> Type | None:
        """The type of this name; None where any value will do, or where nobody knows the type."""
        name = _without_namespace(type_ref)
        found = self._named(type_ref) or self._named(name) or _base(name)
        return None if found is ANY else found

    def is_known(self, type_ref: str) -> bool:
        """Whether the name is a type of FEEL or of the models."""
        name = _without_namespace(type_ref)
        return not type_ref or any(one is not None for one in (self._named(type_ref), self._named(name), _base(name)))

    def _named(self, name: str) -> Type | None:
        if name in self.types:
            return self.types[name]
        prefix, _, rest = name.partition(".")
        while rest:
            if prefix in self.imported:
                return self.imported[prefix]._named(rest)  # noqa: SLF001 (a book of the same kind)
            more, _, rest = rest.partition(".")
            prefix = f"{prefix}.{more}"
        return None


def _without_namespace(type_ref: str) -> str:
    """DMN 1.1 wrote `feel:string`."""
    prefix, colon, name = type_ref.partition(":")
    return name if colon and prefix.isidentifier() else type_ref


def _base(name: str) -> Type | None:
    base = _OLD_NAMES.get(name, name)
    if base not in BASE_NAMES:
        return None
    return ANY if base == "Any" else Type(name, base)


def type_book(models: Iterable[Model], imported: Mapping[str, TypeBook]) -> TypeBook:
    """The types of models that share a namespace."""
    definitions = [item for model in models for item in model.types]
    book = TypeBook(imported=dict(imported))
    for item in definitions:
        book.types.setdefault(item.name, Type(item.name))
    for item in definitions:
        _fill(book, book.types[item.name], item)
    _cut_circles(book)
    return book


def _fill(book: TypeBook, made: Type, item: ItemDefinition) -> None:
    made.is_collection = item.is_collection
    made.allowed = _compiled(book, item, item.allowed)
    made.constraint = _compiled(book, item, item.constraint)
    if item.components:
        made.components = {part.name: _component(book, part) for part in item.components}
    elif item.function is not None:
        made.parameters = len(item.function.parameters)
        made.result = book.find(item.function.result)
    elif item.type_ref:
        made.base = book.find(item.type_ref) or "Any"


def _component(book: TypeBook, item: ItemDefinition) -> Type:
    made = Type(item.name)
    _fill(book, made, item)
    return made


def _compiled(book: TypeBook, item: ItemDefinition, text: str) -> UnaryTests | None:
    if not text:
        return None
    try:
        return compile_unary_tests(text)
    except FeelError as error:
        book.unreadable.append((item, error))
        return None


def _cut_circles(book: TypeBook) -> None:
    """A type that is defined by itself says nothing; structures may hold themselves, since values end somewhere."""
    for made in book.types.values():
        seen = {id(made)}
        step = made
        while isinstance(step.base, Type):
            if id(step.base) in seen:
                step.base = "Any"
                break
            seen.add(id(step.base))
            step = step.base

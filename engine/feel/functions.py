"""Functions as values, and the register of the built-in ones."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.feel.scopes import Run
from engine.feel.syntax_tree import TypeName
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.values import Range


class Function:
    """Anything that can be called in FEEL."""

    def invoke(self, arguments: Sequence[object], run: Run) -> object:
        """The result for positional arguments; null if they do not fit."""
        raise NotImplementedError

    def invoke_named(self, arguments: dict[str, object], run: Run) -> object:
        """The result for named arguments; null if they do not fit."""
        raise NotImplementedError

    def accepts(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        raise NotImplementedError

    def matches_type(self, wanted: TypeName) -> bool:
        """Whether it belongs to a function type."""
        return self.accepts(len(wanted.parts))


class UnfitArgumentsError(Exception):
    """Arguments do not fit a built-in function; the call gives null."""


@dataclass(frozen=True, slots=True)
class BuiltInParameter:
    """One parameter: its name, the kind of value, whether it may be left out or be null."""

    name: str
    kind: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Overload:
    """One signature of a built-in function; `variadic` ones take any number of arguments as one list."""

    parameters: tuple[BuiltInParameter, ...]
    variadic: bool
    implementation: Callable[..., object]

    def call(self, arguments: Sequence[object], run: Run) -> object:
        """The result; raises UnfitArgumentsError."""
        if self.variadic:
            return self.implementation(run, _spread(arguments))
        if len(arguments) > len(self.parameters):
            raise UnfitArgumentsError
        fitted = [
            _fitted(parameter, arguments[position] if position < len(arguments) else _ABSENT)
            for position, parameter in enumerate(self.parameters)
        ]
        return self.implementation(run, *fitted)

    def call_named(self, arguments: dict[str, object], run: Run) -> object:
        """The result for named arguments; raises UnfitArgumentsError."""
        names = [parameter.name for parameter in self.parameters]
        if not arguments.keys() <= set(names):
            raise UnfitArgumentsError
        fitted = [_fitted(parameter, arguments.get(parameter.name, _ABSENT)) for parameter in self.parameters]
        return self.implementation(run, *fitted)

    def accepts(self, count: int) -> bool:
        """Whether so many positional arguments could fit."""
        least = sum(not parameter.optional for parameter in self.parameters)
        return self.variadic or least <= count <= len(self.parameters)

    def written(self, name: str) -> str:
        """The call as the syntax reference writes it: `substring(string, start position, [length])`."""
        if self.variadic:
            return f"{name}(a, b, …)"
        parts = [f"[{one.name}]" if one.optional else one.name for one in self.parameters]
        return f"{name}({', '.join(parts)})"


_ABSENT = object()


def _spread(arguments: Sequence[object]) -> list[object]:
    if not arguments:
        raise UnfitArgumentsError
    if len(arguments) > 1:
        return list(arguments)
    only = arguments[0]
    if only is None:
        raise UnfitArgumentsError
    return only if isinstance(only, list) else [only]


def _fitted(parameter: BuiltInParameter, value: object) -> object:
    if value is _ABSENT or value is None:
        if parameter.optional or (value is None and parameter.kind == "any"):
            return None
        raise UnfitArgumentsError
    wanted = KINDS[parameter.kind]
    if isinstance(value, wanted):
        return value
    if parameter.kind == "list":
        return [value]
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], wanted):
        return value[0]
    raise UnfitArgumentsError


KINDS: dict[str, Any] = {
    "any": object,
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "list": list,
    "context": dict,
    "range": Range,
    "function": Function,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "day": Date | DateTime,
    "days and time duration": DaysDuration,
    "length": Decimal | DaysDuration | MonthsDuration,
}
"""Kinds of parameters by name; `day` and `length` stand for what several functions take."""


@dataclass(slots=True, eq=False)
class BuiltIn(Function):
    """A function of the standard with all its signatures."""

    name: str
    documentation: str
    overloads: list[Overload] = field(default_factory=list)

    def invoke(self, arguments: Sequence[object], run: Run) -> object:
        """The result of the first signature that fits, or null."""
        run.charge_size(_weight(arguments))
        for overload in self.overloads:
            try:
                return overload.call(arguments, run)
            except UnfitArgumentsError:
                continue
        return None

    def invoke_named(self, arguments: dict[str, object], run: Run) -> object:
        """The result of the first signature with these parameters, or null."""
        run.charge_size(_weight(list(arguments.values())))
        for overload in self.overloads:
            try:
                return overload.call_named(arguments, run)
            except UnfitArgumentsError:
                continue
        return None

    def accepts(self, count: int) -> bool:
        """Whether one of the signatures takes so many arguments."""
        return any(overload.accepts(count) for overload in self.overloads)


def _weight(arguments: Sequence[object]) -> int:
    """What looking at the arguments costs: members of lists and contexts, and sixteenths of texts."""
    weight = 0
    for argument in arguments:
        if isinstance(argument, str):
            weight += len(argument) // 16
        elif isinstance(argument, list | dict):
            weight += len(argument)
    return weight


BUILT_IN: dict[str, BuiltIn] = {}
"""All functions of the standard by name; filled by the modules `functions_…`."""


def built_in(name: str, *signatures: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Register a function: `@built_in("substring", "string: string, start position: number, length?: number")`.

    `?` marks what may be left out or be null, a signature that begins with `*` takes any number of arguments.
    """

    def register(implementation: Callable[..., object]) -> Callable[..., object]:
        known = BUILT_IN.setdefault(name, BuiltIn(name, inspect.getdoc(implementation) or ""))
        for signature in signatures:
            variadic = signature.startswith("*")
            known.overloads.append(Overload(_parameters(signature.lstrip("*")), variadic, implementation))
        return implementation

    return register


def _parameters(signature: str) -> tuple[BuiltInParameter, ...]:
    if not signature:
        return ()
    return tuple(_parameter(*part.split(":")) for part in signature.split(","))


def _parameter(name: str, kind: str) -> BuiltInParameter:
    plain = name.strip()
    return BuiltInParameter(plain.rstrip("?"), kind.strip(), plain.endswith("?"))

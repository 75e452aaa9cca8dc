"""Which types the built-in functions take and give."""

from collections.abc import Mapping, Sequence

from engine.feel.functions import BuiltIn, BuiltInParameter, Overload
from engine.feel.value_types import ANY, BOOLEAN, DURATIONS, NUMBER, STRING, ValueType, common_type, list_of

_GROUPS = {"day": {"date", "date and time"}, "length": {"number", *DURATIONS}}

_RESULTS: Mapping[str, ValueType] = {
    **dict.fromkeys(
        (
            *("abs", "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down"),
            *(
                "modulo",
                "sqrt",
                "log",
                "exp",
                "number",
                "count",
                "mean",
                "median",
                "stddev",
                "product",
                "string length",
            ),
            *("day of year", "week of year"),
        ),
        NUMBER,
    ),
    **dict.fromkeys(
        (
            *("string", "substring", "substring before", "substring after", "upper case", "lower case"),
            *("string join", "replace", "day of week", "month of year"),
        ),
        STRING,
    ),
    **dict.fromkeys(
        (
            *("not", "odd", "even", "contains", "starts with", "ends with", "matches", "list contains", "all", "any"),
            *("is", "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes"),
            *("finished by", "includes", "during", "starts", "started by", "coincides"),
        ),
        BOOLEAN,
    ),
    **{name: ValueType(name) for name in ("date", "time", "date and time")},
    "years and months duration": ValueType("years and months duration"),
    "split": list_of(STRING),
    "index of": list_of(NUMBER),
    "mode": list_of(NUMBER),
    "today": ValueType("date"),
    "now": ValueType("date and time"),
    "range": ValueType("range"),
    "context": ValueType("context"),
    "get entries": list_of(ANY),
}
_NUMERIC = frozenset({"sum", "mean", "median", "product", "stddev", "mode"})
_SAME_LIST = frozenset({"sublist", "remove", "reverse", "distinct values", "sort"})
_OF_MEMBERS = frozenset({"min", "max", "sum"})


def result_of(name: str, arguments: Sequence[ValueType]) -> ValueType:
    """The type of the function's value; ANY where it depends on more than types."""
    if name == "abs" and arguments:
        return arguments[0]
    if name in _SAME_LIST and arguments and arguments[0].name == "list":
        return arguments[0]
    if name in _OF_MEMBERS and arguments:
        return arguments[0].inner if len(arguments) == 1 else common_type(arguments)
    return _RESULTS.get(name, ANY)


def fits_some_signature(function: BuiltIn, arguments: Sequence[ValueType]) -> bool:
    """Whether values of these types can be arguments of one of the function's signatures."""
    members = [one.inner for one in arguments]
    if function.name in _NUMERIC and any(one.name in ("string", "boolean", "context") for one in members):
        return False
    if function.name == "not" and any(one.is_known and one.name != "boolean" for one in arguments):
        return False
    return any(_fits(overload, arguments) for overload in function.overloads)


def _fits(overload: Overload, arguments: Sequence[ValueType]) -> bool:
    if overload.variadic:
        return bool(arguments)
    if not overload.accepts(len(arguments)):
        return False
    return all(_takes(parameter, one) for parameter, one in zip(overload.parameters, arguments, strict=False))


def _takes(parameter: BuiltInParameter, argument: ValueType) -> bool:
    """Lists take single values, and what takes a single value takes a list of one as well."""
    if argument.name == "Null":
        return parameter.optional or parameter.kind == "any"
    if argument.name == "list" and parameter.kind not in ("any", "list"):
        return not argument.inner.is_known or _takes(parameter, argument.inner)
    wanted = _GROUPS.get(parameter.kind, {parameter.kind})
    return not argument.is_known or parameter.kind in ("any", "list") or argument.name in wanted

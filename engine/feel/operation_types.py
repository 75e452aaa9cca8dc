"""What the operators make of types; None stands for an operation that never works."""

from engine.feel.value_types import ANY, DURATIONS, NUMBER, STRING, TEMPORAL_MOMENTS, ValueType

_DAYS = "days and time duration"
_RESULTS: dict[tuple[str, str, str], str] = {
    ("+", "string", "string"): "string",
    **{(operator, "number", "number"): "number" for operator in ("+", "-", "*", "/", "**")},
    **{("+", moment, length): moment for moment in TEMPORAL_MOMENTS for length in DURATIONS},
    **{("+", length, moment): moment for moment in TEMPORAL_MOMENTS for length in DURATIONS},
    **{("-", moment, length): moment for moment in TEMPORAL_MOMENTS for length in DURATIONS},
    **{(operator, length, length): length for length in DURATIONS for operator in ("+", "-")},
    **{(operator, length, "number"): length for length in DURATIONS for operator in ("*", "/")},
    **{("*", "number", length): length for length in DURATIONS},
    **{("/", length, length): "number" for length in DURATIONS},
    **{("-", one, other): _DAYS for one in ("date", "date and time") for other in ("date", "date and time")},
    ("-", "time", "time"): _DAYS,
}


def calculated_type(operator: str, left: ValueType, right: ValueType) -> ValueType | None:
    """The type of `left operator right`; None where it is null whatever the values are."""
    if not (left.is_known and right.is_known):
        return _of_half(operator, left if left.is_known else right)
    name = _RESULTS.get((operator, left.name, right.name))
    return None if name is None else ValueType(name, is_sure=left.is_sure and right.is_sure)


def _of_half(operator: str, known: ValueType) -> ValueType:
    """What can be said when one side is not known."""
    if not known.is_known or known.name in DURATIONS or known.name in TEMPORAL_MOMENTS:
        return ANY
    if known.name == "string" and operator == "+":
        return STRING
    return NUMBER.unsure() if known.name == "number" and operator in ("+", "-") else ANY


def are_comparable(left: ValueType, right: ValueType) -> bool:
    """Whether two values of these types can be equal or stand in an order."""
    return not (left.is_known and right.is_known) or left.name == right.name

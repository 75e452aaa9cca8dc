"""Results of decisions as JSON and back: a decimal stays a decimal, and never becomes a float."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from engine.feel import to_json

_DECIMAL: Final = "$decimal"


def frozen(value: object) -> Any:
    """A FEEL value as JSON that `thawed` turns back into an equal value."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else {_DECIMAL: str(value)}
        case Mapping():
            return {str(name): frozen(member) for name, member in value.items()}
        case str() | bool() | int() | None:
            return value
        case Sequence():
            return [frozen(member) for member in value]
        case _:
            return to_json(value)


def thawed(value: Any) -> Any:
    """The FEEL value that `frozen` has written."""
    match value:
        case {"$decimal": str(digits)}:
            return Decimal(digits)
        case dict():
            return {name: thawed(member) for name, member in value.items()}
        case list():
            return [thawed(member) for member in value]
        case _:
            return value

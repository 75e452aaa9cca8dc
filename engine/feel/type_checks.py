"""Types by name: `instance of`, typed parameters, and the standard's implicit conversions."""

from decimal import Decimal

from engine.feel.functions import Function
from engine.feel.scopes import Run
from engine.feel.syntax_tree import TypeName
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time, midnight
from engine.feel.values import Range

_CLASSES: dict[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days and time duration": DaysDuration,
    "years and months duration": MonthsDuration,
    "list": list,
    "context": dict,
    "range": Range,
    "function": Function,
}


def is_instance(value: object, wanted: TypeName, run: Run) -> bool | None:
    """Whether a value belongs to a type; None for a type nobody knows."""
    if wanted.name == "Any":
        return value is not None
    if wanted.name.lower() == "null":
        return value is None
    known = _CLASSES.get(wanted.name)
    if known is None:
        return None
    if not isinstance(value, known):
        return False
    if isinstance(value, list) and wanted.parts:
        run.charge_size(len(value))
        return all(_fits(member, wanted.parts[0], run) for member in value)
    if isinstance(value, dict) and wanted.entries:
        run.charge_size(len(wanted.entries))
        return all(key in value and _fits(value[key], part, run) for key, part in wanted.entries)
    if isinstance(value, Range) and wanted.parts:
        return all(end is None or is_instance(end, wanted.parts[0], run) is True for end in (value.low, value.high))
    if isinstance(value, Function) and wanted.result is not None:
        return value.matches_type(wanted)
    return True


def _fits(value: object, wanted: TypeName, run: Run) -> bool:
    return value is None or is_instance(value, wanted, run) is True


def converted(value: object, wanted: TypeName | None, run: Run) -> tuple[bool, object]:
    """Whether a value fits a type, and the value by the implicit conversions of DMN 1.5, 10.3.2.9.4."""
    if wanted is None or value is None or wanted.name == "Any" or is_instance(value, wanted, run):
        return True, value
    if wanted.name == "list" and is_instance([value], wanted, run):
        return True, [value]
    if isinstance(value, list) and len(value) == 1 and is_instance(value[0], wanted, run):
        return True, value[0]
    if wanted.name == "date and time" and isinstance(value, Date):
        return True, midnight(value)
    return False, None

"""What stands behind a dot, by type."""

from engine.feel.value_types import ANY, BOOLEAN, NUMBER, STRING, ValueType, list_of

_OFFSET = ValueType("days and time duration")
_DATE = dict.fromkeys(("year", "month", "day", "weekday"), NUMBER)
_TIME = {**dict.fromkeys(("hour", "minute", "second"), NUMBER), "time offset": _OFFSET, "timezone": STRING}
_PROPERTIES: dict[str, dict[str, ValueType]] = {
    "date": _DATE,
    "time": _TIME,
    "date and time": {**_DATE, **_TIME},
    "days and time duration": dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
    "years and months duration": dict.fromkeys(("years", "months"), NUMBER),
    "range": {"start": ANY, "end": ANY, "start included": BOOLEAN, "end included": BOOLEAN},
}


def member_type(source: ValueType, name: str) -> ValueType | None:
    """The type of `.name`; None where there never is such a member."""
    if not source.is_known or source.name == "function":
        return ANY
    if source.name == "context":
        return source.entry(name)
    if source.name == "list":
        inner = member_type(source.inner, name)
        return None if inner is None else list_of(inner)
    return _PROPERTIES.get(source.name, {}).get(name)

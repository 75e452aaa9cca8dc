"""Scores this package against the DMN standard's test kit: `python -m engine.feel.conformance FOLDER`.

The folder holds `open.json` with expressions and decision tables; its data are not part of this project.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

from engine.feel import Budget, FeelError, compile_expression, compile_unary_tests
from engine.feel.conformance_tables import decide
from engine.feel.scopes import Run
from engine.feel.syntax_tree import TypeName
from engine.feel.temporal import UTC_ZONE, Date, DateTime, DaysDuration, MonthsDuration, Time, midnight
from engine.feel.temporal_text import read_date, read_date_time, read_duration, read_time
from engine.feel.type_checks import converted

TIME_LIMIT_SECONDS = 2.0
_TOLERANCE = Decimal("1e-8")
_FROZEN_NOW = read_date_time("2026-09-21T10:30:00+08:00")
_CLOCK = {"now": lambda: _FROZEN_NOW, "today": lambda: _FROZEN_NOW.date}

_READERS = {
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "days and time duration": read_duration,
    "years and months duration": read_duration,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case of the kit went."""

    case_id: str
    category: str
    expects_null: bool
    passed: bool
    seconds: float
    text: str
    got: str


@dataclass(frozen=True, slots=True)
class Score:
    """Cases passed of a category, all of them and those that expect a value."""

    category: str
    passed: int
    total: int
    passed_non_null: int
    total_non_null: int

    @property
    def rate(self) -> float:
        """Percent of all cases."""
        return 100 * self.passed / self.total if self.total else 100.0

    @property
    def rate_non_null(self) -> float:
        """Percent of the cases that expect a value."""
        return 100 * self.passed_non_null / self.total_non_null if self.total_non_null else 100.0

    @property
    def rate_null(self) -> float:
        """Percent of the cases that expect null."""
        expecting_null = self.total - self.total_non_null
        return 100 * (self.passed - self.passed_non_null) / expecting_null if expecting_null else 100.0


def run_kit(folder: Path) -> list[Outcome]:
    """One outcome for each expression and table of the folder."""
    kit = json.loads((folder / "open.json").read_text(encoding="utf-8"))
    return [_run_case(case, kit["tables"]) for case in kit["cases"]]


def _run_case(case: dict[str, Any], tables: dict[str, Any]) -> Outcome:
    started = perf_counter()
    try:
        result = _evaluate(case, tables)
        got = repr(result)
        passed = _same(result, _value(case["expected"]))
    except FeelError as error:
        got, passed = str(error), case["expected"]["type"] == "null"
    except Exception as error:  # noqa: BLE001 (the kit counts any other exception as a failure, so it is caught here)
        got, passed = repr(error), False
    seconds = perf_counter() - started
    passed = passed and seconds <= TIME_LIMIT_SECONDS
    expects_null = case["expected"]["type"] == "null"
    text = case.get("expression") or case.get("table", "")
    return Outcome(case["id"], case["category"], expects_null, passed, seconds, text, got)


def _evaluate(case: dict[str, Any], tables: dict[str, Any]) -> object:
    context = {name: _value(value) for name, value in case["context"].items()}
    for name, wanted in (case.get("context_types") or {}).items():
        context[name] = _as_type(context.get(name), wanted)
    names = frozenset(_names(case["context"]))
    if case["class"] == "table":
        table = tables[case["table"]]
        return _as_type(decide(table, context, names), table.get("result_type"))
    result = compile_expression(case["expression"], names=names).evaluate(context, functions=_CLOCK)
    return _as_type(result, case.get("result_type"))


def _names(value: Any) -> Iterator[str]:
    """All names in the data that are not plain words."""
    if isinstance(value, Mapping):
        for key, member in value.items():
            if not key.isidentifier():
                yield key
            yield from _names(member)
    elif isinstance(value, list):
        for member in value:
            yield from _names(member)


def _value(encoded: dict[str, Any]) -> object:
    kind: str = encoded["type"]
    value: Any = encoded.get("value")
    if kind == "null":
        return None
    if kind == "number":
        return Decimal(value)
    if kind == "list":
        return [_value(member) for member in value]
    if kind == "context":
        return {key: _value(member) for key, member in value.items()}
    return _READERS[kind](value) if kind in _READERS else value


def _as_type(value: object, wanted: Any) -> object:
    """DMN's implicit conversion of a decision's result or input; null if it does not fit."""
    if wanted is None:
        return value
    if isinstance(wanted, dict) and "base" in wanted:
        fitted = _as_type(value, wanted["base"])
        return fitted if fitted is None or _is_allowed(fitted, wanted["allowed"]) else None
    if isinstance(wanted, dict) and "list" in wanted:
        members = value if isinstance(value, list) else [value]
        fitted_members = [_as_type(member, wanted["list"]) for member in members]
        lost = any(one is None and other is not None for one, other in zip(fitted_members, members, strict=True))
        return None if value is None or lost else fitted_members
    if wanted == "date and time" and isinstance(value, Date):
        return midnight(value, UTC_ZONE)
    return converted(value, _type_name(wanted), Run({}, False, Budget()))[1]


def _is_allowed(value: object, allowed: str) -> bool:
    return compile_unary_tests(allowed).matches(value, {}) is True


def _type_name(wanted: Any) -> TypeName:
    if isinstance(wanted, str):
        return TypeName(wanted)
    if wanted is None:
        return TypeName("Any")
    if "list" in wanted:
        return TypeName("list", parts=(_type_name(wanted["list"]),))
    if "context" in wanted:
        entries = tuple((key, _type_name(part)) for key, part in wanted["context"].items())
        return TypeName("context", entries=entries)
    return _type_name(wanted["base"])


def _same(got: object, expected: object) -> bool:
    """The kit's own comparison: same type, numbers within 1e-8, times and date-times by their fields."""
    match got, expected:
        case Decimal(), Decimal():
            return abs(got - expected) <= _TOLERANCE
        case list(), list():
            return len(got) == len(expected) and all(map(_same, got, expected))
        case dict(), dict():
            return got.keys() == expected.keys() and all(_same(got[key], expected[key]) for key in got)
        case ((Time() | DateTime() | Date() | DaysDuration() | MonthsDuration()), _):
            return type(got) is type(expected) and got == expected
    return type(got) is type(expected) and got == expected


def scores(outcomes: Iterable[Outcome]) -> list[Score]:
    """One score for each category, worst first."""
    by_category: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_category[outcome.category].append(outcome)
    found = [score_of(category, members) for category, members in by_category.items()]
    return sorted(found, key=lambda score: (score.rate_non_null, score.rate))


def score_of(category: str, outcomes: Iterable[Outcome]) -> Score:
    """The score of some outcomes under a heading."""
    members = list(outcomes)
    non_null = [outcome for outcome in members if not outcome.expects_null]
    return Score(
        category,
        sum(outcome.passed for outcome in members),
        len(members),
        sum(outcome.passed for outcome in non_null),
        len(non_null),
    )


def mean_of_categories(found: list[Score]) -> float:
    """Mean of the non-null rates of the categories that have such cases."""
    rates = [score.rate_non_null for score in found if score.total_non_null]
    return sum(rates) / len(rates)


def report(outcomes: list[Outcome]) -> Iterator[str]:
    """The lines to print: a table by category, the totals, the failures and the slowest cases."""
    found = scores(outcomes)
    for score in [*found, score_of("all", outcomes)]:
        yield (
            f"{score.category:28} all {score.passed:4}/{score.total:4} {score.rate:6.2f}%"
            f"  non-null {score.passed_non_null:4}/{score.total_non_null:4} {score.rate_non_null:6.2f}%"
            f"  null {score.rate_null:6.2f}%"
        )
    yield f"mean of categories, non-null: {mean_of_categories(found):.2f}%"
    yield f"slowest case: {max(outcome.seconds for outcome in outcomes):.3f} s"
    for outcome in outcomes:
        if not outcome.passed:
            yield f"FAILED {outcome.case_id}: {outcome.text!r} gave {outcome.got[:160]}"


def main() -> None:
    """Print the report for the folder named on the command line."""
    for line in report(run_kit(Path(sys.argv[1]))):
        print(line)  # noqa: T201 (a command prints)


if __name__ == "__main__":
    main()

"""Measures `engine.feel` against the expression cases of the DMN standard's own test kit.

As a command: `python feel_conformance.py FOLDER`, where the folder holds `open.json`. It prints the share of cases
passed for each category and fails where the share falls under the floor below.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.feel import FeelError, compile_expression
from engine.feel.temporal_text import read_any
from engine.feel.values import type_name

Json = Any
TOLERANCE = Decimal("1e-8")
SLOW_SECONDS = 2.0
TEMPORAL = {"date", "time", "date and time", "days and time duration", "years and months duration"}
CLOCK = {"now": lambda: read_any("2026-09-21T10:30:00+08:00"), "today": lambda: read_any("2026-09-21")}

FLOORS = {"all cases": 100.0, "not null": 100.0, "mean of categories": 100.0, "null expected": 100.0}
"""Percentages that were reached; raised when more is reached, never lowered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one case came to; `problem` is None where it passed."""

    case_id: str
    category: str
    expects_null: bool
    problem: str | None

    @property
    def passed(self) -> bool:
        """Whether the evaluator gave what the kit expects."""
        return self.problem is None


def outcomes(folder: Path) -> Iterator[Outcome]:
    """Every expression case of the kit, evaluated."""
    for case in json.loads((folder / "open.json").read_text(encoding="utf-8"))["cases"]:
        if case["class"] == "feel":
            expects_null = case["expected"]["type"] == "null"
            yield Outcome(case["id"], case["category"], expects_null, _problem(case))


def _problem(case: Json) -> str | None:
    types = case.get("context_types", {})
    context = {name: fitted(value_of(value), types.get(name)) for name, value in case["context"].items()}
    began = time.perf_counter()
    try:
        value = compile_expression(case["expression"], names=frozenset(context)).evaluate(context, functions=CLOCK)
    except FeelError:
        value = None  # an error of the language is null to the kit
    except Exception as error:  # noqa: BLE001 - a crash of the evaluator is what is looked for
        return f"crashed: {error!r}"
    if time.perf_counter() - began > SLOW_SECONDS:
        return "too slow"
    got, expected = fitted(value, case.get("result_type")), value_of(case["expected"])
    return None if is_same(got, expected) else f"{case['expression']}: {got!r} instead of {expected!r}"


def value_of(encoded: Json) -> object:
    """The evaluator's own value for one that the kit has written as JSON."""
    value = encoded.get("value")
    match encoded["type"]:
        case "number":
            return Decimal(value)
        case "list":
            return [value_of(member) for member in value]
        case "context":
            return {name: value_of(member) for name, member in value.items()}
        case kind if kind in TEMPORAL:
            return compile_expression(f'@"{value}"').evaluate({})
        case _:
            return value


def fitted(value: object, wanted: Json) -> object:
    """DMN's implicit conversion of a value to the type of its variable; null where it does not fit."""
    if wanted is None or value is None or _has_type(value, wanted):
        return value
    if isinstance(value, list) and len(value) == 1 and _has_type(value[0], wanted):
        return value[0]
    if isinstance(wanted, dict) and "list" in wanted and _has_type(value, wanted["list"]):
        return [value]
    if wanted == "date and time" and type_name(value) == "date":
        return compile_expression('date and time(day, time("00:00:00Z"))').evaluate({"day": value})
    return None


def _has_type(value: object, wanted: Json) -> bool:
    if wanted is None or wanted == "Any":
        return True
    if isinstance(wanted, str):
        return type_name(value) == wanted
    if "base" in wanted:
        allowed = compile_expression(f"value in ({wanted['allowed']})")
        return _has_type(value, wanted["base"]) and allowed.evaluate({"value": value}) is True
    if "list" in wanted:
        return isinstance(value, list) and all(member is None or _has_type(member, wanted["list"]) for member in value)
    return isinstance(value, dict) and all(
        value.get(name) is None or _has_type(value[name], kind) for name, kind in wanted["context"].items()
    )


def is_same(got: object, expected: object) -> bool:
    """Whether two values are equal by the kit's rules."""
    if got is None or expected is None:
        return got is expected
    if type_name(got) != type_name(expected):
        return False
    if isinstance(got, Decimal) and isinstance(expected, Decimal):
        return abs(got - expected) <= TOLERANCE
    if isinstance(got, list) and isinstance(expected, list):
        return len(got) == len(expected) and all(map(is_same, got, expected))
    if isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys() and all(is_same(got[name], expected[name]) for name in got)
    return _text(got) == _text(expected)


def _text(value: object) -> str:
    """A scalar as text, without what makes no difference: `Z` for no offset, zeros at the end of a fraction."""
    text = str(compile_expression("string(value)").evaluate({"value": value}))
    if type_name(value) not in TEMPORAL:
        return text
    return re.sub(r"(\.\d*?)0+(?=$|[Z+@-])", r"\1", text).replace("+00:00", "Z")


def shares(found: list[Outcome]) -> dict[str, float]:
    """The percentages that the floors are about."""
    not_null = [outcome for outcome in found if not outcome.expects_null]
    by_category = [[o for o in not_null if o.category == name] for name in sorted({o.category for o in not_null})]
    return {
        "all cases": _share(found),
        "not null": _share(not_null),
        "mean of categories": sum(map(_share, by_category)) / len(by_category),
        "null expected": _share([outcome for outcome in found if outcome.expects_null]),
    }


def _share(found: list[Outcome]) -> float:
    return 100 * sum(outcome.passed for outcome in found) / len(found) if found else 100.0


def main(folder: Path, *, in_full: bool) -> int:
    """Print what was reached; 1 where it is under the floor."""
    found = list(outcomes(folder))
    for name in sorted({outcome.category for outcome in found}):
        members = [outcome for outcome in found if outcome.category == name]
        not_null = [outcome for outcome in members if not outcome.expects_null]
        print(f"{name:28} {_share(members):5.1f} % of {len(members):4}   not null {_share(not_null):5.1f} %")
    failed = [outcome for outcome in found if not outcome.passed]
    for outcome in failed if in_full else failed[:20]:
        print(f"  {outcome.case_id}: {outcome.problem}")
    reached = shares(found)
    for name, share in reached.items():
        print(f"{name:28} {share:5.1f} %   floor {FLOORS[name]:.1f} %")
    return int(any(share < FLOORS[name] for name, share in reached.items()))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), in_full="--all" in sys.argv))

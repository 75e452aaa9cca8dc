"""Measures FEEL, decision tables and decision models against the DMN standard's own test kit.

As a command: `python feel_conformance.py FOLDER`, where the folder holds `open.json` and, for whole models, `dmn-open`.
It prints the share of cases passed for each category and fails where a share falls under the floors below.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dmn_conformance import Models, decided_by_table
from kit_values import Json, fitted, is_same, value_of

from engine.errors import JiuzhuError
from engine.feel import compile_expression
from engine.feel.temporal_text import read_any

SLOW_SECONDS = 2.0
CLOCK = {"now": lambda: read_any("2026-09-21T10:30:00+08:00"), "today": lambda: read_any("2026-09-21")}

FLOORS = {"all cases": 100.0, "not null": 100.0, "mean of categories": 100.0, "null expected": 100.0}
"""Percentages of expressions and tables that were reached; raised when more is reached, never lowered."""

MODEL_FLOORS = {"all cases": 91.5, "not null": 91.1, "mean of categories": 96.9, "null expected": 100.0}
"""The same for whole models; what is missing are functions of Java, which are refused on purpose."""


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
    """Every expression and table of the kit, evaluated."""
    kit = json.loads((folder / "open.json").read_text(encoding="utf-8"))
    for case in kit["cases"]:
        if case["class"] == "table":
            table = kit["tables"][case["table"]]
            yield _outcome(case, case["table"], table.get("result_type"), partial(_by_table, table))
        else:
            yield _outcome(case, case["expression"], case.get("result_type"), _by_expression)


def outcomes_of_models(folder: Path) -> Iterator[Outcome]:
    """Every whole model of the kit, asked; none where the folder has none."""
    listed = folder / "dmn-open" / "cases.json"
    if listed.exists():
        models = Models(listed.parent)
        for case in json.loads(listed.read_text(encoding="utf-8"))["cases"]:
            yield _outcome(case, case["result"], None, models.decided, category=case["why"])


def _by_expression(case: Json) -> object:
    context = _context(case)
    return compile_expression(case["expression"], names=frozenset(context)).evaluate(context, functions=CLOCK)


def _by_table(table: Json, case: Json) -> object:
    return decided_by_table(table, _context(case))


def _context(case: Json) -> dict[str, object]:
    types = case.get("context_types") or {}
    return {name: fitted(value_of(value), types.get(name)) for name, value in case["context"].items()}


def _outcome(
    case: Json, text: str, result_type: Json, evaluate: Callable[[Json], object], *, category: str = ""
) -> Outcome:
    problem = _problem(case, text, result_type, evaluate)
    return Outcome(case["id"], category or case["category"], case["expected"]["type"] == "null", problem)


def _problem(case: Json, text: str, result_type: Json, evaluate: Callable[[Json], object]) -> str | None:
    began = time.perf_counter()
    try:
        value = evaluate(case)
    except JiuzhuError:
        value = None  # an error of the language is null to the kit
    except Exception as error:  # noqa: BLE001 - a crash of the evaluator is what is looked for
        return f"crashed: {error!r}"
    if time.perf_counter() - began > SLOW_SECONDS:
        return "too slow"
    got, expected = fitted(value, result_type), value_of(case["expected"])
    return None if is_same(got, expected) else f"{text}: {got!r} instead of {expected!r}"


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
    """Print what was reached; 1 where it is under a floor."""
    is_low = _printed(list(outcomes(folder)), FLOORS, in_full=in_full)
    models = list(outcomes_of_models(folder))
    if models:
        print("\nWhole models")
        is_low |= _printed(models, MODEL_FLOORS, in_full=in_full)
    return int(is_low)


def _printed(found: list[Outcome], floors: dict[str, float], *, in_full: bool) -> bool:
    """Print the shares by category and the worst; whether one is under its floor."""
    for name in sorted({outcome.category for outcome in found}):
        members = [outcome for outcome in found if outcome.category == name]
        not_null = [outcome for outcome in members if not outcome.expects_null]
        print(f"{name:28} {_share(members):5.1f} % of {len(members):4}   not null {_share(not_null):5.1f} %")
    failed = [outcome for outcome in found if not outcome.passed]
    for outcome in failed if in_full else failed[:20]:
        print(f"  {outcome.case_id}: {outcome.problem}")
    reached = shares(found)
    for name, share in reached.items():
        print(f"{name:28} {share:5.1f} %   floor {floors[name]:.1f} %")
    return any(share < floors[name] for name, share in reached.items())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), in_full="--all" in sys.argv))

"""FEEL beside compiled Python: reading an expression, working it out, asking a whole table."""

from dataclasses import dataclass
from itertools import count
from typing import Final

from engine.bpmn.bundle import load_bundle
from engine.cli.bench.measuring import median_ms
from engine.cli.process import bundle_files
from engine.feel import compile_expression, from_json

_TEXT: Final = (
    "if amount_fen > 3 * standard_fen and not(repeat) then amount_fen - standard_fen else min(amount_fen, {})"
)
_PYTHON: Final = "amount_fen - standard_fen if amount_fen > 3 * standard_fen and not repeat else min(amount_fen, 70000)"
_SCOPE: Final = {"amount_fen": 70_000, "standard_fen": 77_000, "repeat": False}
_TABLE: Final = "deadline_limits"
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class FeelFigures:
    """Milliseconds; `python_ratio` says how often longer FEEL takes than compiled Python."""

    parse_ms: float
    evaluate_ms: float
    python_ms: float
    table_ms: float
    table_rows: int

    @property
    def python_ratio(self) -> float:
        """FEEL over compiled Python."""
        return self.evaluate_ms / self.python_ms


def measure(rounds: int) -> FeelFigures:
    """The same rule in both languages, and the longest table of the shipped bundle."""
    numbers = count(70_001)  # a new text each time: compiled texts are kept
    compiled = compile_expression(_TEXT.format(70_000))
    values = {name: from_json(value) for name, value in _SCOPE.items()}
    code = compile(_PYTHON, "<bench>", "eval")
    names = dict(_SCOPE)

    def feel() -> None:
        for _ in range(_AT_ONCE):
            compiled.evaluate(values, strict=True)

    def python() -> None:
        for _ in range(_AT_ONCE):
            eval(code, {"min": min}, names)  # noqa: S307 - a constant of this module, as a yardstick only

    table_ms, table_rows = _table(rounds)
    return FeelFigures(
        parse_ms=median_ms(lambda: compile_expression(_TEXT.format(next(numbers))), rounds),
        evaluate_ms=median_ms(feel, rounds) / _AT_ONCE,
        python_ms=median_ms(python, rounds) / _AT_ONCE,
        table_ms=table_ms,
        table_rows=table_rows,
    )


def _table(rounds: int) -> tuple[float, int]:
    files = bundle_files()
    bundle = load_bundle(files)
    case = {"policy_date": "2026-03-10", "opinion": True, "track": "urgent", "needs_immediate": True}
    inputs = {"key": "urgent.pay", "track": "urgent", "small_fast": True, "instalment_no": None, "case": case}
    scope = {name: from_json(value) for name, value in inputs.items()}
    decision = bundle.decision(_TABLE)
    content = next(file.content for file in files if file.path.endswith(f"{_TABLE}.dmn"))
    return median_ms(lambda: decision.decide(scope, {}), rounds), content.count(b"<rule ")

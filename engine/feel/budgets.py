"""How much one expression may cost: limits on the text, checked at compilation, and on each evaluation."""

from dataclasses import dataclass

from engine.feel.errors import FeelBudgetError

MAX_TEXT_LENGTH = 10_000
"""Characters of one expression."""

MAX_TOKENS = 4_000
"""Numbers, names and signs of one expression."""

MAX_NESTING = 60
"""Brackets inside brackets."""

MAX_CHAIN = 200
"""Operands of one chain: `a + b + …`, `a.b.c…`, entries are not counted."""

MAX_TREE_DEPTH = 150
"""Levels of the syntax tree; with MAX_CALL_DEPTH it keeps evaluation far from Python's recursion limit."""

MAX_CALL_DEPTH = 250
"""Levels of all syntax trees that are being evaluated inside each other through function calls."""

MAX_VALUE_DEPTH = 60
"""Lists and contexts inside each other."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one evaluation may use; the default is meant for one condition or cell."""

    steps: int = 20_000
    list_length: int = 5_000
    string_length: int = 100_000
    exponent: int = 100
    result_size: int = 20_000


DEFAULT_BUDGET = Budget()


def too_expensive(what: str, limit: int) -> FeelBudgetError:
    """An error that names the limit."""
    return FeelBudgetError(f"表达式超出限制：{what}（上限 {limit}）", fix="请拆分或简化表达式")

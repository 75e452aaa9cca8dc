"""FEEL of DMN 1.5: the one language of diagrams and tables, side-effect free, with budgets.

A standalone package: it knows no case, no table and no diagram; what the rest adds is handed in as names and functions.
It needs lark and nothing else, and could be published by itself.

    compile_expression("amount > 100").evaluate({"amount": 120}, strict=True)      # True
    compile_unary_tests('[1..3], "none"').matches(2, {})                           # True, False or None
    compile_assignments("a = 1; b = a + 1").evaluate({})                           # {"a": 1, "b": 2}

- Texts are compiled once and kept by text. Only FeelError comes out of compiling and evaluating: line, column, what
  is wrong and what to write instead, in Chinese for the person who wrote the text.
- Numbers are decimals of 34 digits. `from_json` and `to_json` are the two ends.
- Null is an unanswered question: three-valued logic. Strict evaluation refuses unknown names, null where a number or an
  order is needed, and types that do not go together, instead of giving null.
- A Budget bounds steps, lists, texts, exponents and results of one evaluation; texts are bounded before they are read.
- It never asks for the time: `now` and `today` are functions that the caller hands in.
- `engine.feel.text_types` finds what can never work without evaluating; `python -m engine.feel.reference` writes the
  syntax reference.
"""

from engine.feel import compiling_collections, compiling_names  # noqa: F401 (they register their nodes)
from engine.feel.analysis import Reference
from engine.feel.budgets import Budget
from engine.feel.errors import (
    FeelBudgetError,
    FeelError,
    FeelNameError,
    FeelNullError,
    FeelSyntaxError,
    FeelTypeError,
)
from engine.feel.expressions import (
    Assignments,
    Expression,
    UnaryTests,
    compile_assignments,
    compile_expression,
    compile_unary_tests,
)
from engine.feel.known_values import Constant, possible_outcomes, possible_values
from engine.feel.library import BUILT_IN
from engine.feel.values import from_json, to_json

__all__ = [
    "BUILT_IN",
    "Assignments",
    "Budget",
    "Constant",
    "Expression",
    "FeelBudgetError",
    "FeelError",
    "FeelNameError",
    "FeelNullError",
    "FeelSyntaxError",
    "FeelTypeError",
    "Reference",
    "UnaryTests",
    "compile_assignments",
    "compile_expression",
    "compile_unary_tests",
    "from_json",
    "possible_outcomes",
    "possible_values",
    "to_json",
]

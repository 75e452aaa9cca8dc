"""FEEL of DMN 1.5: the one language of diagrams and tables, side-effect free, with budgets.

A standalone package: it knows no case, no table and no diagram; what the rest adds is handed in as names and functions.
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

"""What a FEEL text can come to when only some of its names are known; everything that is not sure counts as unknown."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from engine.feel import analysis
from engine.feel import syntax_tree as tree
from engine.feel.budgets import DEFAULT_BUDGET
from engine.feel.compiled_cache import CompiledCache
from engine.feel.compiling import compiled
from engine.feel.errors import FeelError
from engine.feel.functions import BUILT_IN
from engine.feel.names import named_tokens
from engine.feel.parsing import parse_tokens
from engine.feel.scopes import Run, Scope

Constant = str | int | bool | None
Known = Mapping[str, Constant]

MAX_OUTCOMES = 32
"""Different outcomes of one list of assignments; what would make more of them counts as unknown."""


def possible_values(text: str, known: Known) -> tuple[Constant, ...] | None:
    """Every value that the expression can have; None where nothing can be said.

    `known` are the values of some of its names. Names of the standard's functions must not be used for variables.
    An evaluation that fails has no value.
    """
    try:
        return _values(_EXPRESSIONS.get(text, frozenset()), known)
    except (FeelError, RecursionError):
        return None


def possible_outcomes(text: str, known: Known) -> list[dict[str, Constant]]:
    """What can be known after a list of assignments: `known` with the targets' new values, once for each combination.

    A target whose value cannot be told is left out.
    """
    try:
        assignments = _ASSIGNMENTS.get(text, frozenset())
    except FeelError:
        return [{}]
    outcomes: list[dict[str, Constant]] = [dict(known)]
    for assignment in assignments:
        found = [(outcome, _values_or_none(assignment.value, outcome)) for outcome in outcomes]
        if sum(len(values or "?") for _, values in found) > MAX_OUTCOMES:
            found = [(outcome, None) for outcome in outcomes]
        outcomes = [changed for outcome, values in found for changed in _assigned(outcome, assignment.name, values)]
    return outcomes


def _assigned(
    outcome: dict[str, Constant], name: str, values: tuple[Constant, ...] | None
) -> Iterator[dict[str, Constant]]:
    if values is None:
        yield {other: value for other, value in outcome.items() if other != name}
    else:
        yield from ({**outcome, name: value} for value in values)


def _values_or_none(node: tree.Node, known: Known) -> tuple[Constant, ...] | None:
    try:
        return _values(node, known)
    except (FeelError, RecursionError):
        return None


def _values(node: tree.Node, known: Known) -> tuple[Constant, ...] | None:
    if _can_be_worked_out(node, known):
        return _exact(node, known)
    match node:
        case tree.Conditional():
            return _of_conditional(node, known)
        case tree.Conjunction():
            return _if_any(node.operands, False, known)
        case tree.Disjunction():
            return _if_any(node.operands, True, known)
    return None


def _can_be_worked_out(node: tree.Node, known: Known) -> bool:
    """Whether the value rests on known names only; inside a filter a name may be a member, so none is known there."""
    found = analysis.of(node)
    return (
        not found.function_calls
        and all(reference.path[0] in known for reference in found.references)
        and not _holds_filter(node)
    )


def _holds_filter(root: tree.Node) -> bool:
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, tree.Filter):
            return True
        pending.extend(node.children)
    return False


def _exact(node: tree.Node, known: Known) -> tuple[Constant, ...] | None:
    run = Run({}, True, DEFAULT_BUDGET)
    value = compiled(node)(Scope(known, None, run))
    if value is None or isinstance(value, str | bool):
        return (value,)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return (int(value),)
    return None


def _of_conditional(node: tree.Conditional, known: Known) -> tuple[Constant, ...] | None:
    truth = _values_or_none(node.condition, known)
    branches = [(node.consequence, False), (node.alternative, True)]
    found = [_values_or_none(branch, known) for branch, excluded in branches if not _is_only(truth, excluded)]
    unique = {(type(value), value): value for values in found for value in values or ()}
    return None if None in found else tuple(unique.values())


def _if_any(operands: tuple[tree.Node, ...], decisive: bool, known: Known) -> tuple[Constant, ...] | None:
    """The value that one operand alone decides: false of `and`, true of `or`."""
    decided = any(_is_only(_values_or_none(operand, known), decisive) for operand in operands)
    return (decisive,) if decided else None


def _is_only(values: tuple[Constant, ...] | None, truth: bool) -> bool:
    return values is not None and len(values) == 1 and values[0] is truth


def _tree(text: str, names: frozenset[str], *, start: str) -> tree.Node:
    node: tree.Node = parse_tokens(named_tokens(text, names, frozenset(BUILT_IN)), start)
    return node


def _assignment_trees(text: str, names: frozenset[str]) -> tuple[tree.Assignment, ...]:
    nodes: tuple[tree.Assignment, ...] = parse_tokens(named_tokens(text, names, frozenset(BUILT_IN)), "assignments")
    return nodes


_EXPRESSIONS = CompiledCache(partial(_tree, start="expression"))
_ASSIGNMENTS = CompiledCache(_assignment_trees)

"""The syntax trees of expressions, cells and assignments."""

from engine.feel import syntax_tree as tree
from engine.feel.errors import FeelSyntaxError
from engine.feel.functions import BUILT_IN
from engine.feel.lexing import RawToken
from engine.feel.names import named_tokens
from engine.feel.parsing import parse_tokens


def expression_tree(text: str, names: frozenset[str]) -> tree.Node:
    """The tree of an expression; raises FeelSyntaxError or FeelBudgetError."""
    node: tree.Node = parse_tokens(_tokens(text, names), "expression")
    return node


def assignment_trees(text: str, names: frozenset[str]) -> tuple[tree.Assignment, ...]:
    """The trees of `name = FEEL; …`."""
    nodes: tuple[tree.Assignment, ...] = parse_tokens(_tokens(text, names), "assignments")
    return nodes


def cell_trees(text: str, names: frozenset[str]) -> tuple[tuple[tree.Node, ...], bool]:
    """The tests of a decision table's input cell and whether none of them may hold; no tests for `-`."""
    tokens = _tokens(text, names)
    if len(tokens) == 1 and tokens[0].kind == "MINUS":
        return (), False
    is_negated = _is_negated(tokens)
    nodes: tuple[tree.Node, ...] = parse_tokens(tokens[2:-1] if is_negated else tokens, "unary_tests")
    return nodes, is_negated


def _tokens(text: str, names: frozenset[str]) -> list[RawToken]:
    return named_tokens(text, names, frozenset(BUILT_IN))


def _is_negated(tokens: list[RawToken]) -> bool:
    """Whether the whole cell is `not(…)`."""
    if len(tokens) < 4 or tokens[0].text != "not" or tokens[1].kind != "LPAR":
        return False
    depth = 0
    for position, token in enumerate(tokens[1:], start=1):
        depth += (token.kind in ("LPAR", "LSQB", "LBRACE", "RANGE_OPEN")) - (
            token.kind in ("RPAR", "RSQB", "RBRACE", "RANGE_CLOSE")
        )
        if depth == 0:
            return position == len(tokens) - 1
    raise FeelSyntaxError("not( 没有结束", line=tokens[0].line, column=tokens[0].column, fix="请补上 )")

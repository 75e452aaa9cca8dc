"""Lets FEEL's own loops, filters and conditions run over boxed parts, so that both mean the same."""

from dataclasses import dataclass

from engine.feel import syntax_tree as tree
from engine.feel.compiling import Code, compiled, fitting_error
from engine.feel.scopes import Scope

_NOWHERE = tree.Place()
_PARTIAL = tree.Name("partial", _NOWHERE)


@dataclass(frozen=True, slots=True)
class Embedded(tree.Node):
    """A part that is compiled already; `mentions` holds the names that the syntax around it has to know of."""

    code: Code
    mentions: tuple[tree.Node, ...] = ()


@compiled.register
def _(node: Embedded) -> Code:
    return node.code


def conditional(condition: Code, yes: Code, no: Code) -> Code:
    """If, then, else; unlike in a FEEL text, a condition that is neither true, false nor null gives null."""

    def evaluate(scope: Scope) -> object:
        truth = condition(scope)
        if truth is True:
            return yes(scope)
        if truth is not False and scope.run.strict:
            raise fitting_error("条件不是 true 或 false", _NOWHERE, truth)
        return no(scope) if truth is False or truth is None else None

    return evaluate


def filtered(source: Code, match: Code) -> Code:
    """The members of a collection for which `match` is true; `item` is the member."""
    return compiled(tree.Postfix(Embedded(source), (tree.Filter(Embedded(match)),)))


def iterated(kind: str, variable: str, source: Code, body: Code) -> Code:
    """`for`, `some` or `every`; a `for` offers its results so far as `partial`."""
    variables = (tree.LoopVariable(variable, Embedded(source), None),)
    if kind == "for":
        return compiled(tree.Loop(variables, Embedded(body, (_PARTIAL,)), _NOWHERE))
    return compiled(tree.Quantified(kind == "every", variables, Embedded(body)))

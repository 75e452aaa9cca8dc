"""What an expression refers to, found without evaluating it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.feel import syntax_tree as tree
from engine.feel.functions import BUILT_IN


@dataclass(frozen=True, slots=True)
class Reference:
    """A free name with the members behind it, and where it stands: `("policy", "award_rates", "cap_x")`."""

    path: tuple[str, ...]
    line: int
    column: int


@dataclass(slots=True)
class Found:
    """References, calls of functions that the standard does not define, and whether there was neither."""

    references: dict[Reference, None] = field(default_factory=dict)
    function_calls: dict[Reference, None] = field(default_factory=dict)
    constant: bool = True


_Bound = frozenset[str]
_Visit = tuple[tree.Node, _Bound]


def of(node: tree.Node) -> Found:
    """What one expression refers to."""
    return _collect([(node, frozenset())])


def of_tests(nodes: tuple[tree.Node, ...]) -> Found:
    """What the tests of a cell refer to; `?` is bound."""
    return _collect([(node, frozenset({"?"})) for node in nodes])


def of_assignments(nodes: tuple[tree.Assignment, ...]) -> Found:
    """What assignments refer to; targets are bound for the assignments after them."""
    visits: list[_Visit] = []
    bound: _Bound = frozenset()
    for node in nodes:
        visits.append((node.value, bound))
        bound |= {node.name}
    return _collect(visits)


def mentions_input(node: tree.Node) -> bool:
    """Whether the expression speaks of `?`, the input of its cell."""
    return "?" in node.extent.special_names


def _collect(visits: list[_Visit]) -> Found:
    found = Found()
    pending = list(reversed(visits))
    while pending:
        node, bound = pending.pop()
        if isinstance(node, tree.Name):
            if node.name not in bound and node.name not in BUILT_IN:
                found.references[Reference((node.name,), node.place.line, node.place.column)] = None
        elif isinstance(node, tree.Postfix):
            pending.extend(reversed(list(_of_postfix(node, bound, found))))
        else:
            pending.extend(reversed(list(_inside(node, bound))))
    found.constant = found.constant and not found.references and not found.function_calls
    return found


def _of_postfix(node: tree.Postfix, bound: _Bound, found: Found) -> Iterator[_Visit]:
    members: list[str] = []
    for step in node.steps:
        if not isinstance(step, tree.Member):
            break
        members.append(step.name)
    called = len(node.steps) > len(members) and isinstance(node.steps[len(members)], tree.Call)
    if not isinstance(node.source, tree.Name):
        yield node.source, bound
    elif node.source.name not in bound and not (node.source.name in BUILT_IN and (called or not members)):
        reference = Reference((node.source.name, *members), node.source.place.line, node.source.place.column)
        (found.function_calls if called else found.references)[reference] = None
    for step in node.steps:
        if isinstance(step, tree.Filter):
            uncertain = _names_in(step.condition) - bound - BUILT_IN.keys() - {"item"}
            found.constant = found.constant and not uncertain
            yield step.condition, bound | uncertain | {"item"}
        else:
            yield from ((child, bound) for child in step.children)


def _names_in(condition: tree.Node) -> _Bound:
    """Inside a filter a name may be a member of the element: it cannot be told to be free."""
    names = set()
    pending = [condition]
    while pending:
        node = pending.pop()
        if isinstance(node, tree.Name):
            names.add(node.name)
        pending.extend(node.children)
    return frozenset(names)


def _inside(node: tree.Node, bound: _Bound) -> Iterator[_Visit]:
    match node:
        case tree.Loop() | tree.Quantified():
            inner = bound | ({"partial"} if isinstance(node, tree.Loop) else frozenset())
            for variable in node.variables:
                yield from ((child, inner) for child in variable.children)
                inner |= {variable.name}
            yield node.body, inner
        case tree.FunctionDefinition():
            yield node.body, bound | {parameter.name for parameter in node.parameters}
        case tree.ContextLiteral():
            inner = bound
            for key, value in node.entries:
                yield value, inner
                inner |= {key}
        case _:
            yield from ((child, bound) for child in node.children)

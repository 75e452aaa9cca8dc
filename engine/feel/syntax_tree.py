"""What a FEEL text says, as a tree of frozen values; nothing here evaluates anything."""

from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the text, counted from 1."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """One expression."""

    @property
    def children(self) -> Iterator["Node"]:
        """The expressions inside this one."""
        for name in _field_names(self):
            value = getattr(self, name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                yield from _nodes_in(value)


_FIELD_NAMES: dict[str, tuple[str, ...]] = {}


def _field_names(node: Node) -> tuple[str, ...]:
    kind = type(node).__name__
    if kind not in _FIELD_NAMES:
        _FIELD_NAMES[kind] = tuple(field.name for field in fields(node))
    return _FIELD_NAMES[kind]


def _nodes_in(value: tuple[object, ...]) -> Iterator[Node]:
    for part in value:
        if isinstance(part, Node):
            yield part
        elif isinstance(part, tuple):
            yield from _nodes_in(part)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, temporal value, true, false or null."""

    value: object


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or function by its name."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Member(Node):
    """`.name` after an expression."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`[condition or index]` after an expression."""

    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`(arguments)` after an expression; either positional or named."""

    positional: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Postfix(Node):
    """An expression followed by members, filters and calls, from left to right."""

    source: Node
    steps: tuple[Member | Filter | Call, ...]


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """An operator and its right operand."""

    operator: str
    operand: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`first` and then one operation after the other, from left to right."""

    first: Node
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """Unary minus."""

    operand: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Conjunction(Node):
    """`and` over two or more conditions."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Disjunction(Node):
    """`or` over two or more conditions."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`=`, `!=`, `<`, `<=`, `>` or `>=`."""

    operator: str
    left: Node
    right: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`, both included."""

    value: Node
    low: Node
    high: Node
    place: Place


@dataclass(frozen=True, slots=True)
class OpenTest(Node):
    """A comparison that lacks its left side: `> 5`."""

    operator: str
    operand: Node
    place: Place


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`."""

    value: Node
    tests: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class TypeName(Node):
    """A type: name, element or parameter types, entries of a context type, result of a function type."""

    name: str
    parts: tuple["TypeName", ...] = ()
    entries: tuple[tuple[str, "TypeName"], ...] = ()
    result: "TypeName | None" = None


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type_name: TypeName


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """`if … then … else …`."""

    condition: Node
    consequence: Node
    alternative: Node
    place: Place


@dataclass(frozen=True, slots=True)
class LoopVariable(Node):
    """`name in source`, or `name in source..end`."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class Loop(Node):
    """`for … return …`."""

    variables: tuple[LoopVariable, ...]
    body: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some … satisfies …` or `every … satisfies …`."""

    every: bool
    variables: tuple[LoopVariable, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A formal parameter of a function."""

    name: str
    type_name: TypeName | None


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    """`function(a, b) …`."""

    parameters: tuple[Parameter, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{a: 1}`; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """`[low..high]` with either end open or closed."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool
    place: Place


@dataclass(frozen=True, slots=True)
class OpenRange(Node):
    """`(> 5)` as a value."""

    operator: str
    operand: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Assignment(Node):
    """`name = value` of a script task."""

    name: str
    value: Node


def measure(root: Node, most: int = 1_000_000) -> tuple[int, int]:
    """Number of nodes and depth of the tree, without recursion; looks at `most` nodes only."""
    size, depth = 0, 0
    pending = [(root, 1)]
    while pending and size < most:
        node, level = pending.pop()
        size += 1
        depth = max(depth, level)
        pending.extend((child, level + 1) for child in node.children)
    return size, depth


def mentions(root: Node, name: str) -> bool:
    """Whether the tree uses a name."""
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Name) and node.name == name:
            return True
        pending.extend(node.children)
    return False

"""What a FEEL text says, as a tree of frozen values; nothing here evaluates anything."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the text, counted from 1."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a tree is, and which names that mean something special occur in it."""

    size: int
    depth: int
    special_names: frozenset[str]


SPECIAL_NAMES = frozenset({"?", "partial"})


@dataclass(frozen=True, slots=True)
class Node:
    """One expression."""

    known_extent: Extent | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def extent(self) -> Extent:
        """Number of nodes and levels; worked out once and without recursion."""
        pending: list[Node] = [self] if self.known_extent is None else []
        while pending:
            node = pending[-1]
            open_children = [child for child in node.children if child.known_extent is None]
            pending.extend(open_children)
            if not open_children:
                pending.pop()
                object.__setattr__(node, "known_extent", _extent_of(node))
        assert self.known_extent is not None  # noqa: S101 (tells mypy what the loop has done)
        return self.known_extent

    @property
    def children(self) -> Iterator["Node"]:
        """The expressions inside this one."""
        for name in _field_names(self):
            value = getattr(self, name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                yield from _nodes_in(value)


def _extent_of(node: Node) -> Extent:
    """From the extents of the children, which are known."""
    inner = [child.known_extent for child in node.children if child.known_extent is not None]
    special = {node.name} & SPECIAL_NAMES if isinstance(node, Name) else frozenset()
    return Extent(
        1 + sum(extent.size for extent in inner),
        1 + max((extent.depth for extent in inner), default=0),
        frozenset(special).union(*(extent.special_names for extent in inner)),
    )


_FIELD_NAMES: dict[str, tuple[str, ...]] = {}


def _field_names(node: Node) -> tuple[str, ...]:
    kind = type(node).__name__
    if kind not in _FIELD_NAMES:
        _FIELD_NAMES[kind] = tuple(one.name for one in fields(node) if one.name != "known_extent")
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

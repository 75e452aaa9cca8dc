"""The types of texts: what a text gives, and which of its operations can never work.

Each function raises FeelError where the text cannot be read. What is too deep to look at has no type and no mismatch.
"""

from collections.abc import Callable
from dataclasses import dataclass

from engine.feel.compiled_cache import CompiledCache
from engine.feel.reading import assignment_trees, cell_trees, expression_tree
from engine.feel.type_inference import Mismatch, Names, TypeReader
from engine.feel.value_types import ANY, ValueType


@dataclass(frozen=True, slots=True)
class TextTypes:
    """The type of the value (of an expression) or of each target (of assignments), and what cannot work."""

    result: ValueType = ANY
    targets: tuple[tuple[str, ValueType], ...] = ()
    mismatches: tuple[Mismatch, ...] = ()


def types_of_expression(text: str, types: Names, *, names: frozenset[str] = frozenset()) -> TextTypes:
    """What an expression over names of these types gives."""
    node = _EXPRESSIONS.get(text, names)
    return _read(lambda reader: TextTypes(reader.type_of(node, types), (), tuple(reader.mismatches)))


def types_of_cell(text: str, value: ValueType, types: Names, *, names: frozenset[str] = frozenset()) -> TextTypes:
    """How the tests of a cell go together with the type of what is tested."""
    nodes, _ = _CELLS.get(text, names)

    def read(reader: TypeReader) -> TextTypes:
        for node in nodes:
            reader.test(node, value, {**types, "?": value})
        return TextTypes(mismatches=tuple(reader.mismatches))

    return _read(read)


def types_of_assignments(text: str, types: Names, *, names: frozenset[str] = frozenset()) -> TextTypes:
    """What each target of a script gets; later assignments see earlier ones."""
    assignments = _ASSIGNMENTS.get(text, names)

    def read(reader: TypeReader) -> TextTypes:
        targets: list[tuple[str, ValueType]] = []
        for assignment in assignments:
            targets.append((assignment.name, reader.type_of(assignment.value, {**types, **dict(targets)})))
        return TextTypes(targets=tuple(targets), mismatches=tuple(reader.mismatches))

    return _read(read)


def _read(read: Callable[[TypeReader], TextTypes]) -> TextTypes:
    try:
        return read(TypeReader())
    except RecursionError:
        return TextTypes()


_EXPRESSIONS = CompiledCache(expression_tree)
_CELLS = CompiledCache(cell_trees)
_ASSIGNMENTS = CompiledCache(assignment_trees)

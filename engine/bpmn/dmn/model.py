"""What a DMN file says: elements, requirements, types and boxed expressions, as they stand in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn.findings import Place


@dataclass(frozen=True, slots=True)
class Variable:
    """A name with the type it refers to; `type_ref` is empty where none is stated."""

    name: str
    type_ref: str = ""


# -- boxed expressions ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Boxed:
    """Any expression that has a box of its own."""

    place: Place

    @property
    def inner(self) -> "tuple[Boxed, ...]":
        """The boxed expressions directly inside this one."""
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Boxed):
    """A FEEL text; `language` is what the file states where it is not FEEL."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: FEEL text, empty where nothing is written."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class InputColumn:
    """One input: its heading, the FEEL expression that is tested, its type and the allowed values if listed."""

    label: str
    expression: str
    allowed: str
    place: Place
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """One output: the name of its result, the values it may have in order of priority, its default, its heading."""

    name: str
    place: Place
    allowed: str = ""
    default: str = ""
    type_ref: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of a table; `number` is the row's number as people count, from 1, `annotations` say why it holds."""

    number: int
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    place: Place
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Table(Boxed):
    """A decision table."""

    hit_policy: str
    aggregation: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A line of a boxed context; the one without a variable is the result."""

    variable: Variable | None
    value: Boxed


@dataclass(frozen=True, slots=True, eq=False)
class BoxedContext(Boxed):
    """Named values, of which later ones see earlier ones."""

    entries: tuple[Entry, ...]

    @property
    def inner(self) -> tuple[Boxed, ...]:
        """The values of all lines."""
        return tuple(entry.value for entry in self.entries)


@dataclass(frozen=True, slots=True, eq=False)
class Invocation(Boxed):
    """A call with its arguments by parameter name."""

    called: Boxed
    bindings: tuple[tuple[str, Boxed], ...]

    @property
    def inner(self) -> tuple[Boxed, ...]:
        """The called expression and the arguments."""
        return (self.called, *(value for _, value in self.bindings))


@dataclass(frozen=True, slots=True, eq=False)
class BoxedList(Boxed):
    """Values one below the other."""

    members: tuple[Boxed, ...]

    @property
    def inner(self) -> tuple[Boxed, ...]:
        """The members."""
        return self.members


@dataclass(frozen=True, slots=True, eq=False)
class Relation(Boxed):
    """Rows of equal columns: a list of contexts."""

    columns: tuple[Variable, ...]
    rows: tuple[tuple[Boxed, ...], ...]

    @property
    def inner(self) -> tuple[Boxed, ...]:
        """All cells."""
        return tuple(cell for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True, eq=False)
class FunctionBox(Boxed):
    """A function; only those of kind FEEL are run."""

    kind: str
    parameters: tuple[Variable, ...]
    body: Boxed

    @property
    def inner(self) -> tuple[Boxed, ...]:
        """The body."""
        return (self.body,)


@dataclass(frozen=True, slots=True, eq=False)
class ConditionalBox(Boxed):
    """If, then, else."""

    condition: Boxed
    yes: Boxed
    no: Boxed

    @property
    def inner(self) -> tuple[Boxed, ...]:
        """All three parts."""
        return (self.condition, self.yes, self.no)


@dataclass(frozen=True, slots=True, eq=False)
class FilterBox(Boxed):
    """The members of a collection that match."""

    source: Boxed
    match: Boxed

    @property
    def inner(self) -> tuple[Boxed, ...]:
        """Both parts."""
        return (self.source, self.match)


@dataclass(frozen=True, slots=True, eq=False)
class IteratorBox(Boxed):
    """`for`, `some` or `every` over a collection."""

    kind: str
    variable: str
    source: Boxed
    body: Boxed

    @property
    def inner(self) -> tuple[Boxed, ...]:
        """Both parts."""
        return (self.source, self.body)


@dataclass(frozen=True, slots=True, eq=False)
class Missing(Boxed):
    """Nothing at all, or an element that DMN does not know; `kind` is its name."""

    kind: str = ""


def all_boxes(box: Boxed) -> Iterator[Boxed]:
    """The expression and everything inside it, from outside to inside."""
    yield box
    for part in box.inner:
        yield from all_boxes(part)


def tables_in(box: Boxed) -> Iterator[Table]:
    """The decision tables of an expression."""
    return (one for one in all_boxes(box) if isinstance(one, Table))


# -- elements ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class DrgElement:
    """A node of the requirements graph: its id, the name people see, and the variable that expressions use."""

    element_id: str
    name: str
    variable: Variable
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class InputData(DrgElement):
    """A value from outside."""


@dataclass(frozen=True, slots=True, eq=False)
class Decision(DrgElement):
    """A decision: its logic, and the hrefs of what it needs to know (decisions, inputs) and to use (functions)."""

    logic: Boxed
    information: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()

    @property
    def decision_id(self) -> str:
        """The id under which processes ask for it."""
        return self.element_id

    @property
    def table(self) -> Table | None:
        """The logic where it is a decision table."""
        return self.logic if isinstance(self.logic, Table) else None


@dataclass(frozen=True, slots=True, eq=False)
class KnowledgeModel(DrgElement):
    """A business knowledge model: a function, and the hrefs of the functions it uses."""

    function: FunctionBox
    knowledge: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class DecisionService(DrgElement):
    """Decisions offered as a function of input decisions and input data, all by href."""

    outputs: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """Another model of the bundle; its elements are read as `name.element`."""

    name: str
    namespace: str
    place: Place


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A type of the modeller: another type, a structure or a function, as one value or as a list."""

    name: str
    type_ref: str
    is_collection: bool
    allowed: str
    constraint: str
    components: "tuple[ItemDefinition, ...]"
    function: "FunctionItem | None"
    place: Place


@dataclass(frozen=True, slots=True)
class FunctionItem:
    """The type of a function."""

    parameters: tuple[Variable, ...]
    result: str


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One DMN file."""

    file: str
    name: str
    namespace: str
    imports: tuple[Import, ...]
    types: tuple[ItemDefinition, ...]
    inputs: tuple[InputData, ...]
    decisions: tuple[Decision, ...]
    knowledge_models: tuple[KnowledgeModel, ...]
    services: tuple[DecisionService, ...]

    @property
    def elements(self) -> tuple[DrgElement, ...]:
        """All nodes of the requirements graph."""
        return (*self.inputs, *self.decisions, *self.knowledge_models, *self.services)

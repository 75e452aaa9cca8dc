"""A light model of a decision file, read from any XML however broken; what decides a case stands in `decisions`."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.findings import Place
from engine.bpmn.xml_intake import line_of

_DMN = ("http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/")
_BESIDE_THE_LOGIC = frozenset(
    [
        "description",
        "extensionElements",
        "question",
        "allowedAnswers",
        "variable",
        "informationRequirement",
        "knowledgeRequirement",
        "authorityRequirement",
        "supportedObjective",
        "impactedPerformanceIndicator",
        "decisionMaker",
        "decisionOwner",
        "usingProcess",
        "usingTask",
    ]
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: FEEL text, empty where nothing is written."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class InputColumn:
    """One input: its heading, the FEEL expression that is tested, and the allowed values where they are listed."""

    label: str
    expression: str
    allowed: str
    place: Place


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """One output and the name under which its result is read."""

    name: str
    has_default: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of a table; `number` is the row's number as people count, from 1."""

    number: int
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """One decision; `logic` is `decisionTable`, another kind of logic that is not run here, or None."""

    decision_id: str
    name: str
    logic: str | None
    hit_policy: str
    aggregation: str | None
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rows: tuple[Row, ...]
    requires: tuple[str, ...]
    place: Place

    @property
    def output_names(self) -> frozenset[str]:
        """The names that `policy.<decision>` offers."""
        return frozenset(column.name for column in self.outputs if column.name)


def is_dmn(root: etree._Element) -> bool:
    """Whether this is the root of a DMN file of any version."""
    return _local(root) == "definitions"


def read_decisions(root: etree._Element, file: str) -> tuple[Decision, ...]:
    """The decisions of one `.dmn` file in document order; nothing is ever raised."""
    return tuple(_decision(element, file) for element in root.iter() if _local(element) == "decision")


def _local(element: etree._Element) -> str | None:
    """The local name of a DMN element of any version, None for anything foreign."""
    tag = etree.QName(element)
    return tag.localname if (tag.namespace or "").startswith(_DMN) else None


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in parent if _local(child) == name)


def _text(parent: etree._Element, *path: str) -> str:
    """What is written at the end of the path of first children, empty where there is none."""
    for name in path:
        inner = next(_children(parent, name), None)
        if inner is None:
            return ""
        parent = inner
    return "".join(str(part) for part in parent.itertext()).strip()


def _decision(element: etree._Element, file: str) -> Decision:
    decision_id = element.get("id") or ""
    logic = next((child for child in element if _local(child) not in (None, *_BESIDE_THE_LOGIC)), None)
    table = logic if logic is not None and _local(logic) == "decisionTable" else None
    return Decision(
        decision_id=decision_id,
        name=element.get("name") or "",
        logic=None if logic is None else _local(logic),
        hit_policy="UNIQUE" if table is None else (table.get("hitPolicy") or "UNIQUE").strip().upper(),
        aggregation=None if table is None else table.get("aggregation"),
        inputs=() if table is None else tuple(_input(one, file) for one in _children(table, "input")),
        outputs=() if table is None else tuple(_outputs(table, element, file)),
        rows=() if table is None else tuple(_rows(table, file)),
        requires=tuple(_required(element)),
        place=Place(file, decision_id or None, line_of(element)),
    )


def _required(element: etree._Element) -> Iterator[str]:
    for requirement in element.iter():
        if _local(requirement) in ("requiredDecision", "requiredKnowledge"):
            yield (requirement.get("href") or "").rpartition("#")[2]


def _place(element: etree._Element, file: str) -> Place:
    return Place(file, element.get("id"), line_of(element))


def _input(element: etree._Element, file: str) -> InputColumn:
    return InputColumn(
        label=element.get("label") or "",
        expression=_text(element, "inputExpression", "text"),
        allowed=_text(element, "inputValues", "text"),
        place=_place(element, file),
    )


def _outputs(table: etree._Element, decision: etree._Element, file: str) -> Iterator[OutputColumn]:
    """The output columns; a single one without a name is read under the name of its table or decision."""
    columns = list(_children(table, "output"))
    for column in columns:
        name = column.get("name") or ""
        if not name and len(columns) == 1:
            name = table.get("outputLabel") or decision.get("id") or ""
        has_default = next(_children(column, "defaultOutputEntry"), None) is not None
        yield OutputColumn(name.strip(), has_default, _place(column, file))


def _rows(table: etree._Element, file: str) -> Iterator[Row]:
    for number, rule in enumerate(_children(table, "rule"), start=1):
        place = _place(rule, file)
        yield Row(
            number=number,
            inputs=tuple(_cell(one, file, place) for one in _children(rule, "inputEntry")),
            outputs=tuple(_cell(one, file, place) for one in _children(rule, "outputEntry")),
            place=place,
        )


def _cell(element: etree._Element, file: str, row: Place) -> Cell:
    return Cell(_text(element, "text"), Place(file, row.element_id or element.get("id"), line_of(element)))

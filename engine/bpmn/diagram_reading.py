"""Reads a diagram's XML into the light model; whatever is missing or odd is left out, nothing is ever raised."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.diagram import (
    CONTAINER_KINDS,
    NODE_KINDS,
    DataSet,
    Declaration,
    Diagram,
    Element,
    EventDefinition,
    Lane,
    Process,
    Repetition,
    SequenceFlow,
)
from engine.bpmn.findings import Place
from engine.bpmn.xml_intake import line_of

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

# Children of a process that are no nodes of its flow.
_BESIDE_THE_FLOW = frozenset(
    [
        "documentation",
        "extensionElements",
        "ioSpecification",
        "laneSet",
        "sequenceFlow",
        "association",
        "group",
        "textAnnotation",
        "dataObject",
        "dataObjectReference",
        "property",
        "auditing",
        "monitoring",
        "category",
        "incoming",
        "outgoing",
        "dataInputAssociation",
        "dataOutputAssociation",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "resourceRole",
        "performer",
        "potentialOwner",
        "humanPerformer",
        "completionCondition",
        "supportedInterfaceRef",
    ]
)
_OTHER_ENGINES = ("camunda", "zeebe", "activiti", "flowable", "operaton")
_DECLARED = {"message": "name", "signal": "name", "error": "name", "escalation": "name"}
_REFERENCES = ("messageRef", "signalRef", "errorRef", "escalationRef")


def is_bpmn(root: etree._Element) -> bool:
    """Whether this is the root of a BPMN 2.0 file."""
    return root.tag == f"{{{BPMN}}}definitions"


def read_diagram(root: etree._Element, file: str) -> Diagram:
    """The model of one `.bpmn` file."""
    return _Reader(root, file).diagram()


def children(parent: etree._Element, *names: str, namespace: str = BPMN) -> Iterator[etree._Element]:
    """The direct children with these local names in this namespace."""
    for child in parent:
        tag = etree.QName(child)
        if tag.localname in names and tag.namespace == namespace:
            yield child


def text_of(element: etree._Element | None) -> str | None:
    """What is written in an element; None where it is absent or blank."""
    written = "" if element is None else "".join(str(part) for part in element.itertext())
    return written if written.strip() else None


def _first(parent: etree._Element, *names: str, namespace: str = BPMN) -> etree._Element | None:
    return next(children(parent, *names, namespace=namespace), None)


def _kind(element: etree._Element) -> str | None:
    """The local name of a BPMN element, None for anything foreign."""
    tag = etree.QName(element)
    return tag.localname if tag.namespace == BPMN else None


def _is_true(element: etree._Element, attribute: str, default: str = "false") -> bool:
    return (element.get(attribute) or default).strip().lower() in ("true", "1")


@dataclass(frozen=True, slots=True)
class _Node:
    """A node as found in the file, before arrows and lanes are put to it."""

    element: etree._Element
    kind: str
    node_id: str
    container_id: str


class _Neighbours:
    """What a process says about its nodes from outside: arrows and lanes by node id."""

    def __init__(self, process_id: str, flows: tuple[SequenceFlow, ...], lanes: tuple[Lane, ...]) -> None:
        self.process_id = process_id
        self.arriving: defaultdict[str, list[SequenceFlow]] = defaultdict(list)
        self.leaving: defaultdict[str, list[SequenceFlow]] = defaultdict(list)
        self.lanes_of: defaultdict[str, list[str]] = defaultdict(list)
        for flow in flows:
            self.arriving[flow.target].append(flow)
            self.leaving[flow.source].append(flow)
        for lane in lanes:
            for member in lane.members:
                self.lanes_of[member].append(lane.name)


class _Reader:
    def __init__(self, root: etree._Element, file: str) -> None:
        self.root, self.file = root, file
        self.declarations = tuple(self._declarations())
        self.declared = {one.declared_id: one for one in self.declarations}

    def place(self, element: etree._Element, element_id: str | None = None) -> Place:
        return Place(self.file, element_id or element.get("id"), line_of(element))

    def diagram(self) -> Diagram:
        return Diagram(
            file=self.file,
            place=self.place(self.root),
            processes=tuple(self._process(element) for element in self._all("process")),
            declarations=self.declarations,
            ids=tuple(self.place(element) for element in self.root.iter() if element.get("id") is not None),
            ignored=tuple(self._ignored()),
        )

    def _all(self, name: str) -> Iterator[etree._Element]:
        return self.root.iter(f"{{{BPMN}}}{name}")

    def _ignored(self) -> Iterator[tuple[str, Place]]:
        for kind in _NOT_RUN:
            yield from ((kind, self.place(element)) for element in self._all(kind))
        for properties in self.root.iter(f"{{{SPIFF}}}properties"):
            owners = (one for one in properties.iterancestors() if _kind(one) not in (None, "extensionElements"))
            owner = next(owners, self.root)
            if _kind(owner) not in NODE_KINDS:
                yield "properties", self.place(owner)

    def _declarations(self) -> Iterator[Declaration]:
        for kind, attribute in _DECLARED.items():
            for element in self._all(kind):
                name = (element.get(attribute) or "").strip()
                yield Declaration(kind, element.get("id") or "", name, self.place(element))

    def _process(self, element: etree._Element) -> Process:
        process_id = element.get("id") or ""
        nodes = list(self._nodes(element, process_id))
        flows = tuple(self._flows(element, process_id))
        lanes = tuple(self._lanes(element))
        neighbours = _Neighbours(process_id, flows, lanes)
        return Process(
            process_id=process_id,
            name=element.get("name") or "",
            place=self.place(element),
            is_executable=_is_true(element, "isExecutable"),
            elements=tuple(_NodeReader(self, node, neighbours).element() for node in nodes),
            flows=flows,
            lanes=lanes,
            inputs=self._data_set(element, "dataInput", "inputSet", "dataInputRefs"),
            outputs=self._data_set(element, "dataOutput", "outputSet", "dataOutputRefs"),
        )

    def _nodes(self, container: etree._Element, container_id: str) -> Iterator[_Node]:
        for child in container:
            kind = _kind(child)
            if kind is None or kind in _BESIDE_THE_FLOW or kind.endswith("EventDefinition"):
                continue
            node_id = child.get("id") or ""
            yield _Node(child, kind, node_id, container_id)
            if kind in CONTAINER_KINDS:
                yield from self._nodes(child, node_id)

    def _flows(self, container: etree._Element, container_id: str) -> Iterator[SequenceFlow]:
        for child in container:
            if _kind(child) == "sequenceFlow":
                condition = _first(child, "conditionExpression")
                yield SequenceFlow(
                    flow_id=child.get("id") or "",
                    source=child.get("sourceRef") or "",
                    target=child.get("targetRef") or "",
                    condition=text_of(condition),
                    container_id=container_id,
                    place=self.place(child),
                )
            elif _kind(child) in CONTAINER_KINDS:
                yield from self._flows(child, child.get("id") or "")

    def _lanes(self, process: etree._Element) -> Iterator[Lane]:
        for lane in process.iter(f"{{{BPMN}}}lane"):
            yield Lane(
                name=lane.get("name") or "",
                members=tuple(reference.text or "" for reference in children(lane, "flowNodeRef")),
                has_child_lanes=_first(lane, "childLaneSet") is not None,
                place=self.place(lane),
            )

    def _data_set(self, process: etree._Element, item: str, set_name: str, reference: str) -> DataSet | None:
        specification = _first(process, "ioSpecification")
        if specification is None:
            return None
        declared = tuple(one.get("id") or "" for one in children(specification, item))
        sets = list(children(specification, set_name))
        listed = tuple((text_of(one) or "").strip() for one_set in sets for one in children(one_set, reference))
        return DataSet(declared, listed, bool(sets), self.place(specification, process.get("id")))


# Drawn beside the flow and never run: a person may believe that they do something.
_NOT_RUN = ("dataStore", "dataStoreReference", "messageFlow", "correlationProperty", "choreography", "conversation")


@dataclass(frozen=True, slots=True)
class _NodeReader:
    """Puts together what one node says about itself and what its process says about it."""

    reader: _Reader
    node: _Node
    neighbours: _Neighbours

    def element(self) -> Element:
        xml, node_id = self.node.element, self.node.node_id
        properties = list(self._properties())
        names = [name for name, _ in properties]
        decision = next(self._extension("calledDecisionId"), None)
        return Element(
            element_id=node_id,
            kind=self.node.kind,
            name=(xml.get("name") or "").strip(),
            place=self.reader.place(xml),
            process_id=self.neighbours.process_id,
            container_id=self.node.container_id,
            lanes=tuple(self.neighbours.lanes_of[node_id]),
            properties=dict(properties),
            repeated_properties=tuple(sorted({name for name in names if names.count(name) > 1})),
            extensions=tuple(self._extensions()),
            foreign=tuple(self._foreign()),
            incoming=tuple(self.neighbours.arriving[node_id]),
            outgoing=tuple(self.neighbours.leaving[node_id]),
            default_flow=xml.get("default"),
            attached_to=xml.get("attachedToRef"),
            is_interrupting=_is_true(xml, "cancelActivity", default="true"),
            is_event_subprocess=_is_true(xml, "triggeredByEvent"),
            events=tuple(self._events()),
            message=self._message() if self.node.kind in ("receiveTask", "sendTask") else None,
            calls=xml.get("calledElement") if self.node.kind == "callActivity" else None,
            decision=(decision or "").strip() or None,
            script=text_of(_first(xml, "script")),
            repetition=self._repetition(),
            has_data_association=_first(xml, "dataInputAssociation", "dataOutputAssociation") is not None,
        )

    def _extension_elements(self) -> Iterator[etree._Element]:
        for holder in children(self.node.element, "extensionElements"):
            yield from holder

    def _extension(self, name: str) -> Iterator[str]:
        for child in self._extension_elements():
            if child.tag == f"{{{SPIFF}}}{name}":
                yield text_of(child) or ""

    def _extensions(self) -> Iterator[str]:
        for child in self._extension_elements():
            if etree.QName(child).namespace == SPIFF:
                name = etree.QName(child).localname
                has_parameters = any(True for _ in child.iter(f"{{{SPIFF}}}parameter"))
                yield f"{name}/parameter" if name == "serviceTaskOperator" and has_parameters else name

    def _foreign(self) -> Iterator[str]:
        """What is said to other engines, by prefix and name as far as a prefix is known."""
        tags = [str(name) for name in self.node.element.attrib] + [str(one.tag) for one in self._extension_elements()]
        for tag in dict.fromkeys(tags):
            namespace, _, name = tag.removeprefix("{").rpartition("}")
            engine = next((engine for engine in _OTHER_ENGINES if engine in namespace), None)
            if engine is not None:
                yield f"{engine}:{name}"

    def _properties(self) -> Iterator[tuple[str, str]]:
        for holder in self._extension_elements():
            if holder.tag == f"{{{SPIFF}}}properties":
                for one in holder.iter(f"{{{SPIFF}}}property"):
                    yield one.get("name") or "", one.get("value") or ""

    def _events(self) -> Iterator[EventDefinition]:
        for child in self.node.element:
            kind = _kind(child)
            if kind is not None and kind.endswith("EventDefinition"):
                yield self._event(child, kind.removesuffix("EventDefinition"))

    def _event(self, xml: etree._Element, kind: str) -> EventDefinition:
        reference = next((xml.get(name) for name in _REFERENCES if xml.get(name)), None)
        declared = self.reader.declared.get(reference or "")
        timer = _first(xml, "timeDate", "timeDuration", "timeCycle")
        text = timer if timer is not None else _first(xml, "condition")
        return EventDefinition(
            kind=kind,
            place=Place(self.reader.file, self.node.node_id, line_of(xml)),
            reference=reference,
            name=declared.name if declared and declared.kind == kind else None,
            timer_kind=_kind(timer) if timer is not None else None,
            text=text_of(text),
        )

    def _message(self) -> EventDefinition:
        """The message that a send or receive task names in its own attribute or in an event definition."""
        inner = next((event for event in self._events() if event.kind == "message"), None)
        return self._event(self.node.element, "message") if inner is None else inner

    def _repetition(self) -> Repetition | None:
        loop = _first(self.node.element, "multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
        if loop is None:
            return None
        item, output_item = _first(loop, "inputDataItem"), _first(loop, "outputDataItem")
        return Repetition(
            is_multi_instance=_kind(loop) == "multiInstanceLoopCharacteristics",
            is_sequential=_is_true(loop, "isSequential"),
            cardinality=text_of(_first(loop, "loopCardinality")),
            collection=_stripped(text_of(_first(loop, "loopDataInputRef"))),
            item=item.get("id") if item is not None else None,
            output_collection=_stripped(text_of(_first(loop, "loopDataOutputRef"))),
            output_item=output_item.get("id") if output_item is not None else None,
            condition=text_of(_first(loop, "completionCondition", "loopCondition")),
            maximum=loop.get("loopMaximum"),
            place=Place(self.reader.file, self.node.node_id, line_of(loop)),
        )


def _stripped(text: str | None) -> str | None:
    return text.strip() if text else None

"""A light model of a diagram, read from any XML however broken: the validator's eyes, and the source of labels."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from engine.bpmn.findings import Place

HUMAN_KINDS = frozenset({"userTask", "manualTask"})
GATEWAY_KINDS = frozenset(
    {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"}
)
CONTAINER_KINDS = frozenset({"subProcess", "transaction", "adHocSubProcess"})
EVENT_KINDS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})

TASK_KINDS = frozenset(
    {"task", "userTask", "manualTask", "scriptTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask"}
)
NODE_KINDS = EVENT_KINDS | TASK_KINDS | GATEWAY_KINDS | CONTAINER_KINDS | {"callActivity"}


@dataclass(frozen=True, slots=True)
class SequenceFlow:
    """An arrow of the diagram; `condition` is FEEL text, None where nothing is written."""

    flow_id: str
    source: str
    target: str
    condition: str | None
    container_id: str
    place: Place


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """What an event waits for or throws; `kind` is timer, message, signal, error, escalation, conditional ...

    `reference` is the id as written, `name` what it leads to (None where it leads nowhere), `text` the FEEL of a
    timer or condition and `timer_kind` one of timeDate, timeDuration, timeCycle.
    """

    kind: str
    place: Place
    reference: str | None = None
    name: str | None = None
    timer_kind: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Repetition:
    """Multi-instance or standard loop marks of an activity; every member as written, None where absent."""

    is_multi_instance: bool
    is_sequential: bool
    cardinality: str | None
    collection: str | None
    item: str | None
    output_collection: str | None
    output_item: str | None
    condition: str | None
    maximum: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane; `name` is the Chinese label of a role."""

    name: str
    members: tuple[str, ...]
    has_child_lanes: bool
    place: Place


@dataclass(frozen=True, slots=True)
class DataSet:
    """What a process takes in or gives out: the declared names, and whether a set says which of them travel."""

    declared: tuple[str, ...]
    listed: tuple[str, ...]
    has_set: bool
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """A node of the diagram with everything the engine reads from it."""

    element_id: str
    kind: str
    name: str
    place: Place
    process_id: str
    container_id: str
    lanes: tuple[str, ...]
    properties: Mapping[str, str]
    repeated_properties: tuple[str, ...]
    extensions: tuple[str, ...]
    foreign: tuple[str, ...]
    incoming: tuple[SequenceFlow, ...]
    outgoing: tuple[SequenceFlow, ...]
    default_flow: str | None
    attached_to: str | None
    is_interrupting: bool
    is_event_subprocess: bool
    events: tuple[EventDefinition, ...]
    message: EventDefinition | None
    calls: str | None
    decision: str | None
    script: str | None
    repetition: Repetition | None
    has_data_association: bool

    @property
    def lane(self) -> str | None:
        """The label of the role whose lane the element stands in."""
        return self.lanes[0] if self.lanes else None

    @property
    def is_human(self) -> bool:
        """Whether a person does this."""
        return self.kind in HUMAN_KINDS

    @property
    def is_gateway(self) -> bool:
        """Whether this is a diamond."""
        return self.kind in GATEWAY_KINDS

    @property
    def form_key(self) -> str:
        """The key of the form a person fills in here: `<process_id>/<element_id>` unless `form` names another."""
        return self.properties.get("form", "").strip() or f"{self.process_id}/{self.element_id}"

    @property
    def inputs(self) -> dict[str, str]:
        """The FEEL texts of the `input.<name>` properties by name."""
        prefix = "input."
        return {key.removeprefix(prefix): text for key, text in self.properties.items() if key.startswith(prefix)}

    @property
    def waits(self) -> bool:
        """Whether the case comes to rest here until a person, a message or a time moves it on."""
        if self.kind == "boundaryEvent":
            return all(event.kind not in ("error", "escalation", "cancel") for event in self.events)
        return self.is_human or self.kind in ("receiveTask", "intermediateCatchEvent", "eventBasedGateway")

    @property
    def label(self) -> str:
        """What people call it: its name, or its id where it has none."""
        return self.name or self.element_id

    def names_in(self, key: str) -> tuple[str, ...]:
        """The names of a property that holds a comma list, such as `clock_start` or `distinct_from`."""
        return tuple(name for part in self.properties.get(key, "").split(",") if (name := part.strip()))


@dataclass(frozen=True, eq=False)
class Process:
    """One process of a diagram; `elements` holds those of its embedded subprocesses too, in document order."""

    process_id: str
    name: str
    place: Place
    is_executable: bool
    elements: tuple[Element, ...]
    flows: tuple[SequenceFlow, ...]
    lanes: tuple[Lane, ...]
    inputs: DataSet | None
    outputs: DataSet | None

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """Elements by id; of two with one id the first."""
        return {element.element_id: element for element in reversed(self.elements)}

    @property
    def input_names(self) -> tuple[str, ...]:
        """The variables that a call hands in."""
        return self.inputs.listed if self.inputs else ()

    @property
    def output_names(self) -> tuple[str, ...]:
        """The variables that go back to the caller."""
        return self.outputs.listed if self.outputs else ()

    def of_kind(self, *kinds: str) -> Iterator[Element]:
        """The elements of these kinds in document order."""
        return (element for element in self.elements if element.kind in kinds)

    def start_events(self, container_id: str) -> list[Element]:
        """The start events of the process itself or of one embedded subprocess."""
        return self._starts.get(container_id, [])

    def boundary_events(self, host_id: str) -> list[Element]:
        """The events on the rim of an activity."""
        return self._rims.get(host_id, [])

    @cached_property
    def _starts(self) -> dict[str, list[Element]]:
        starts: dict[str, list[Element]] = {}
        for event in self.of_kind("startEvent"):
            starts.setdefault(event.container_id, []).append(event)
        return starts

    @cached_property
    def _rims(self) -> dict[str, list[Element]]:
        rims: dict[str, list[Element]] = {}
        for event in self.of_kind("boundaryEvent"):
            rims.setdefault(event.attached_to or "", []).append(event)
        return rims

    @cached_property
    def graph(self) -> "nx.DiGraph[str]":
        """Who can follow whom: arrows, rims, and the way into and out of embedded subprocesses."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(element.element_id for element in self.elements)
        for element in self.elements:
            graph.add_edges_from((element.element_id, follower) for follower in self._followers(element))
            if element.kind == "boundaryEvent" and element.attached_to in self.by_id:
                graph.add_edge(element.attached_to, element.element_id)
        return graph

    def _followers(self, element: Element) -> Iterator[str]:
        inner_starts = self.start_events(element.element_id) if element.kind in CONTAINER_KINDS else []
        if inner_starts:
            yield from (start.element_id for start in inner_starts)
            return
        yield from (flow.target for flow in element.outgoing if flow.target in self.by_id)
        if element.kind == "endEvent" and element.container_id in self.by_id:
            container = self.by_id[element.container_id]
            yield from (flow.target for flow in container.outgoing if flow.target in self.by_id)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A message, signal, error or escalation that events of a diagram refer to by id."""

    kind: str
    declared_id: str
    name: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Diagram:
    """One `.bpmn` file; `ignored` are the elements that are drawn beside the flow and never run."""

    file: str
    place: Place
    processes: tuple[Process, ...]
    declarations: tuple[Declaration, ...]
    ids: tuple[Place, ...]
    ignored: tuple[tuple[str, Place], ...]

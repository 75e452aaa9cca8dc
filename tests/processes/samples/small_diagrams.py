"""Diagrams of a few nodes, written as values: made into XML for the validator, played through by the token game."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.draft import Draft
from engine.bpmn.draft_reading import DraftReader

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
TIMER = '<timerEventDefinition><timeDuration>"PT1H"</timeDuration></timerEventDefinition>'

TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "stop_all": "endEvent",
    "ask": "userTask",
    "approve": "userTask",
    "pay": "serviceTask",
    "script": "scriptTask",
    "choice": "exclusiveGateway",
    "parallel": "parallelGateway",
    "call": "callActivity",
    "rim": "boundaryEvent",
    "rim_beside": "boundaryEvent",
}


@dataclass(frozen=True)
class Node:
    """One node; `text` is the script, the called process, or the host of an event on a rim."""

    node_id: str
    kind: str
    text: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    repeated: bool = False


@dataclass(frozen=True)
class Arrow:
    """An arrow; behind a choice one without condition is the default."""

    source: str
    target: str
    condition: str | None = None

    @property
    def arrow_id(self) -> str:
        """Unique as long as two nodes have one arrow between them."""
        return f"{self.source}__{self.target}"


@dataclass(frozen=True)
class Drawing:
    """One process."""

    process_id: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()

    def node(self, node_id: str) -> Node:
        """The node of this id."""
        return next(node for node in self.nodes if node.node_id == node_id)

    def behind(self, node_id: str) -> list[Arrow]:
        """The arrows that leave a node."""
        return [arrow for arrow in self.arrows if arrow.source == node_id]

    def before(self, node_id: str) -> list[Arrow]:
        """The arrows that lead to a node."""
        return [arrow for arrow in self.arrows if arrow.target == node_id]

    def rims(self, host_id: str) -> list[Node]:
        """The events on the rim of a node."""
        return [node for node in self.nodes if node.kind in ("rim", "rim_beside") and node.text == host_id]

    def xml(self) -> str:
        """The process as in a file."""
        sets = "".join(f'<dataInput id="{name}"/>' for name in self.inputs)
        sets += "".join(f'<dataOutput id="{name}"/>' for name in self.outputs)
        sets += f"<inputSet>{''.join(f'<dataInputRefs>{name}</dataInputRefs>' for name in self.inputs)}</inputSet>"
        sets += f"<outputSet>{''.join(f'<dataOutputRefs>{name}</dataOutputRefs>' for name in self.outputs)}</outputSet>"
        inside = "".join([*map(self._node_xml, self.nodes), *map(_arrow_xml, self.arrows)])
        return (
            f'<process id="{self.process_id}" isExecutable="true">'
            f"<ioSpecification>{sets}</ioSpecification>{inside}</process>"
        )

    def _node_xml(self, node: Node) -> str:
        more, inside = "", ""
        default = [arrow.arrow_id for arrow in self.behind(node.node_id) if arrow.condition is None]
        if node.kind == "choice" and default:
            more = f' default="{default[0]}"'
        if node.kind == "call":
            more = f' calledElement="{node.text}"'
            properties = "".join(
                f'<s:property name="input.{name}" value={quoteattr(text)}/>' for name, text in node.inputs
            )
            inside = f"<extensionElements><s:properties>{properties}</s:properties></extensionElements>"
        if node.kind == "script":
            inside = f"<script>{escape(node.text)}</script>"
        if node.kind in ("rim", "rim_beside"):
            more = f' attachedToRef="{node.text}" cancelActivity="{str(node.kind == "rim").lower()}"'
            inside = TIMER
        if node.kind == "stop_all":
            inside = "<terminateEventDefinition/>"
        if node.repeated:
            inside += '<multiInstanceLoopCharacteristics isSequential="true"/>'
        tag = TAGS[node.kind]
        return f'<{tag} id="{node.node_id}"{more}>{inside}</{tag}>'


def _arrow_xml(arrow: Arrow) -> str:
    condition = arrow.condition
    inside = "" if condition is None else f"<conditionExpression>{escape(condition)}</conditionExpression>"
    return (
        f'<sequenceFlow id="{arrow.arrow_id}" sourceRef="{arrow.source}" targetRef="{arrow.target}">'
        f"{inside}</sequenceFlow>"
    )


def drawn(process_id: str, text: str, *nodes: Node, inputs: str = "", outputs: str = "") -> Drawing:
    """A process from lines such as `a > b > c if x = 1`, where the condition is that of the first arrow.

    Nodes that are not given are told by their name: `s…` is the start, `e…` an end, `approve…`, `ask…` and `pay…` are
    tasks, `if…` choices, `and…` parallel gateways.
    """
    arrows: list[Arrow] = []
    for line in filter(None, map(str.strip, text.strip().splitlines())):
        way, _, condition = line.partition(" if ")
        names = [name.strip() for name in way.split(">")]
        pairs = list(pairwise(names))
        arrows.append(Arrow(*pairs[0], condition.strip() or None))
        arrows += [Arrow(source, target) for source, target in pairs[1:]]
    given = {node.node_id for node in nodes}
    names = dict.fromkeys(name for arrow in arrows for name in (arrow.source, arrow.target) if name not in given)
    told = tuple(Node(name, _kind_of(name)) for name in names)
    return Drawing(process_id, (*told, *nodes), tuple(arrows), tuple(inputs.split()), tuple(outputs.split()))


def _kind_of(name: str) -> str:
    beginnings = {"approve": "approve", "ask": "ask", "pay": "pay", "if": "choice", "and": "parallel"}
    beginnings |= {"s": "start", "e": "end"}
    return next(kind for beginning, kind in beginnings.items() if name.startswith(beginning))


def draft_of(drawings: Iterable[Drawing]) -> Draft:
    """The drawings as the validator sees them."""
    processes = "".join(drawing.xml() for drawing in drawings)
    text = f'<definitions xmlns="{BPMN}" xmlns:s="{SPIFF}" id="d">{processes}</definitions>'
    draft = DraftReader([BundleFile("d.bpmn", text.encode())]).draft({}, (), ())
    assert draft is not None
    return draft

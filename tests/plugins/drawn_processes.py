"""Small diagrams drawn in tests, decision tables as rows, and a host that remembers what it was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from engine.bpmn.bundle import Bundle, load_bundle
from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.decisions import DecisionOutcome
from engine.bpmn.host import OperationCall, Visit
from engine.bpmn.process import Process, Snapshot

MONDAY = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)
NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
)


class Drawing:
    """A diagram with one process; nodes in the order of the calls, flows by `path`."""

    def __init__(self, process_id: str, inputs: Sequence[str] | None = None, outputs: Sequence[str] = ()) -> None:
        self.process_id = process_id
        self.parts: list[str] = []
        self.messages: list[str] = []
        self.defaults: dict[str, str] = {}
        self.data = "" if inputs is None and not outputs else _io_specification(inputs or (), outputs)

    def node(self, kind: str, node_id: str, inner: str = "", attributes: str = "", **properties: str) -> Drawing:
        """Any node; keyword arguments become extension properties, `input_x` is `input.x`."""
        written = "".join(
            f"<spiffworkflow:property name={quoteattr(name.replace('input_', 'input.', 1))} value={quoteattr(text)}/>"
            for name, text in properties.items()
        )
        extensions = f"<spiffworkflow:properties>{written}</spiffworkflow:properties>" if written else ""
        if kind == "businessRuleTask":
            extensions += f"<spiffworkflow:calledDecisionId>{attributes}</spiffworkflow:calledDecisionId>"
            attributes = ""
        if extensions:
            inner = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>{inner}"
        self.parts.append(
            f'<bpmn:{kind} id="{node_id}" name="{node_id}" {attributes} @{node_id}@>{inner}</bpmn:{kind}>'
        )
        return self

    def start(self, node_id: str = "started") -> Drawing:
        return self.node("startEvent", node_id)

    def end(self, node_id: str = "finished", inner: str = "") -> Drawing:
        return self.node("endEvent", node_id, inner)

    def user(self, node_id: str, inner: str = "", **properties: str) -> Drawing:
        return self.node("userTask", node_id, inner, **properties)

    def script(self, node_id: str, text: str) -> Drawing:
        return self.node("scriptTask", node_id, f"<bpmn:script>{escape(text)}</bpmn:script>")

    def service(self, node_id: str, operation: str, inner: str = "", **inputs: str) -> Drawing:
        return self.node("serviceTask", node_id, inner, operation=operation, **inputs)

    def rule(self, node_id: str, decision: str, **inputs: str) -> Drawing:
        return self.node("businessRuleTask", node_id, attributes=decision, **inputs)

    def call(self, node_id: str, process_id: str, inner: str = "", **inputs: str) -> Drawing:
        return self.node("callActivity", node_id, inner, f'calledElement="{process_id}"', **inputs)

    def gateway(self, node_id: str, kind: str = "exclusiveGateway") -> Drawing:
        return self.node(kind, node_id)

    def wait_for(self, node_id: str, **timer: str) -> Drawing:
        return self.node("intermediateCatchEvent", node_id, _timer(**timer))

    def receive(self, node_id: str, message: str) -> Drawing:
        return self.node("receiveTask", node_id, attributes=f'messageRef="{self._message(message)}"')

    def boundary(self, node_id: str, on: str, *, interrupting: bool, message: str = "", **timer: str) -> Drawing:
        inner = _message_event(self._message(message)) if message else _timer(**timer)
        attributes = f'attachedToRef="{on}" cancelActivity="{str(interrupting).lower()}"'
        return self.node("boundaryEvent", node_id, inner, attributes)

    def catch_message(self, node_id: str, message: str) -> Drawing:
        return self.node("intermediateCatchEvent", node_id, _message_event(self._message(message)))

    def path(self, *node_ids: str, when: str | None = None, default: bool = False) -> Drawing:
        """Flows from each node to the next; `when` stands on the first of them."""
        for source, target in pairwise(node_ids):
            flow = f"flow_{source}__{target}"
            condition = f"<bpmn:conditionExpression>{escape(when)}</bpmn:conditionExpression>" if when else ""
            if default:
                self.defaults[source] = flow
            ends = f'id="{flow}" sourceRef="{source}" targetRef="{target}"'
            self.parts.append(f"<bpmn:sequenceFlow {ends}>{condition}</bpmn:sequenceFlow>")
            when, default = None, False
        return self

    def file(self) -> BundleFile:
        """The diagram as a file of a bundle."""
        body = "".join(self.parts)
        for node_id, flow in self.defaults.items():
            body = body.replace(f"@{node_id}@", f'default="{flow}"')
        body = "".join(part if index % 2 == 0 else "" for index, part in enumerate(body.split("@")))
        declared = "".join(f'<bpmn:message id="message_{name}" name="{name}"/>' for name in self.messages)
        text = (
            f'<bpmn:definitions {NAMESPACES} id="definitions_{self.process_id}">{declared}'
            f'<bpmn:process id="{self.process_id}" isExecutable="true">{self.data}{body}</bpmn:process>'
            "</bpmn:definitions>"
        )
        return BundleFile(f"processes/{self.process_id}.bpmn", text.encode())

    def _message(self, name: str) -> str:
        if name and name not in self.messages:
            self.messages.append(name)
        return f"message_{name}"


def _io_specification(inputs: Sequence[str], outputs: Sequence[str]) -> str:
    declared = [f'<bpmn:dataInput id="{name}"/>' for name in inputs]
    declared += [f'<bpmn:dataOutput id="{name}"/>' for name in outputs]
    ins = "".join(f"<bpmn:dataInputRefs>{name}</bpmn:dataInputRefs>" for name in inputs)
    outs = "".join(f"<bpmn:dataOutputRefs>{name}</bpmn:dataOutputRefs>" for name in outputs)
    sets = f"<bpmn:inputSet>{ins}</bpmn:inputSet><bpmn:outputSet>{outs}</bpmn:outputSet>"
    return f"<bpmn:ioSpecification>{''.join(declared)}{sets}</bpmn:ioSpecification>"


def _timer(**timer: str) -> str:
    tags = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}
    inner = "".join(f"<bpmn:{tags[kind]}>{escape(text)}</bpmn:{tags[kind]}>" for kind, text in timer.items())
    return f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>"


def _message_event(message_id: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="{message_id}"/>'


def each(
    items: str, item: str, results: str | None, result: str | None, *, sequential: bool = True, until: str = ""
) -> str:
    """The multi-instance marks of a node that is repeated for every item of a list."""
    loop = f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
    loop += f"<bpmn:loopDataInputRef>{items}</bpmn:loopDataInputRef>"
    loop += f"<bpmn:loopDataOutputRef>{results}</bpmn:loopDataOutputRef>" if results else ""
    loop += f'<bpmn:inputDataItem id="{item}"/>'
    loop += f'<bpmn:outputDataItem id="{result}"/>' if result else ""
    loop += f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return loop + "</bpmn:multiInstanceLoopCharacteristics>"


def times(count: str, results: str, result: str, *, sequential: bool = True) -> str:
    """The multi-instance marks of a node that is repeated a number of times."""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<bpmn:loopCardinality>{escape(count)}</bpmn:loopCardinality>"
        f"<bpmn:loopDataOutputRef>{results}</bpmn:loopDataOutputRef>"
        f'<bpmn:outputDataItem id="{result}"/></bpmn:multiInstanceLoopCharacteristics>'
    )


def table(
    decision_id: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    *rows: Sequence[str],
    policy: str = "UNIQUE",
    version: str = "https://www.omg.org/spec/DMN/20191111/MODEL/",
) -> BundleFile:
    """A decision table; each row holds its input cells, its output cells and then its annotations."""
    columns = "".join(f"<input><inputExpression><text>{escape(one)}</text></inputExpression></input>" for one in inputs)
    columns += "".join(f'<output name="{one}"/>' for one in outputs)
    rules = ""
    for row in rows:
        tags = ["inputEntry"] * len(inputs) + ["outputEntry"] * len(outputs)
        tags += ["annotationEntry"] * (len(row) - len(tags))
        cells = (f"<{tag}><text>{escape(cell)}</text></{tag}>" for tag, cell in zip(tags, row, strict=True))
        rules += f"<rule>{''.join(cells)}</rule>"
    text = (
        f'<definitions xmlns="{version}" id="definitions_{decision_id}" name="x" namespace="y">'
        f'<decision id="{decision_id}" name="{decision_id}">'
        f'<decisionTable hitPolicy="{policy}">{columns}{rules}</decisionTable></decision></definitions>'
    )
    return BundleFile(f"processes/{decision_id}.dmn", text.encode())


def bundle_of(*parts: Drawing | BundleFile) -> Bundle:
    """The bundle of these diagrams and files, ready to run."""
    return load_bundle([part.file() if isinstance(part, Drawing) else part for part in parts])


Answer = Mapping[str, object] | Callable[[OperationCall], Mapping[str, object]]


@dataclass
class RecordingHost:
    """A host with facts, deadlines and operation answers as given; it remembers everything it was told."""

    now: datetime = MONDAY
    facts: dict[str, object] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    deadlines: dict[str, datetime] = field(default_factory=dict)
    warnings: dict[str, datetime] = field(default_factory=dict)
    results: dict[str, object] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    calls: list[OperationCall] = field(default_factory=list)
    outcomes: list[DecisionOutcome] = field(default_factory=list)

    def case_facts(self) -> Mapping[str, object]:
        return self.facts

    def policy(self) -> Mapping[str, object]:
        return self.results

    def decided(self, decision: DecisionOutcome) -> None:
        self.outcomes.append(decision)
        self.results[decision.decision_id] = decision.result

    def operate(self, call: OperationCall) -> Mapping[str, object]:
        self.calls.append(call)
        answer = self.answers.get(call.operation, {})
        return answer(call) if callable(answer) else answer

    def visited(self, visit: Visit) -> None:
        self.visits.append(visit)

    def deadline(self, key: str) -> datetime | None:
        return self.deadlines.get(key)

    def deadline_warning(self, key: str) -> datetime | None:
        return self.warnings.get(key)

    def trail(self) -> list[str]:
        """The visits as `kind element`, in order, and forget them."""
        told = [f"{visit.kind} {visit.element_id}" for visit in self.visits]
        self.visits.clear()
        return told


@dataclass
class SavedProcess:
    """A process that is saved and restored around every step, as services do it."""

    bundle: Bundle
    process_id: str
    host: RecordingHost
    snapshot: Snapshot

    @classmethod
    def start(cls, bundle: Bundle, process_id: str, host: RecordingHost, **inputs: object) -> SavedProcess:
        process = Process.start(bundle, process_id, inputs, host)
        return cls(bundle, process_id, host, process.snapshot())

    def live(self) -> Process:
        """The process as it was last saved."""
        return Process.restore(self.bundle, self.process_id, self.snapshot.state, self.host)

    def step(self, move: Callable[[Process], object]) -> object:
        """Restore, move, save."""
        process = self.live()
        found = move(process)
        self.snapshot = process.snapshot()
        return found

    def complete(self, element_id: str, **values: object) -> None:
        self.step(lambda process: process.complete(self.task(element_id), values))

    def task(self, element_id: str) -> UUID:
        """The id of the first open human task of an element."""
        return next(one.task_id for one in self.snapshot.open_tasks if one.element_id == element_id)

    def timer(self, element_id: str) -> UUID:
        """The id of the waiting timer of an element."""
        return next(one.task_id for one in self.snapshot.timers if one.element_id == element_id)

    @property
    def open(self) -> list[str]:
        """The elements of the open human tasks."""
        return [one.element_id for one in self.snapshot.open_tasks]

    def data(self, element_id: str) -> Mapping[str, object]:
        """The process data at an open human task."""
        return self.live().variables(self.task(element_id))

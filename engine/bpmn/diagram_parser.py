"""Diagrams to the library's process specifications, with our nodes and without geometry, Python or data copying."""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import event_parsers, task_parsers
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from engine.bpmn import nodes
from engine.bpmn.event_definitions import Condition, Error, Escalation, Message, Signal
from engine.bpmn.timers import CycleTimer, DateTimer, DurationTimer, Timer

_TIMERS = (("timeDate", DateTimer), ("timeDuration", DurationTimer), ("timeCycle", CycleTimer))


class NodeParser(TaskParser):
    """Reads one node; the repeating kinds are ours, and a boundary event ends its activity first."""

    STANDARD_LOOP_CLASS = nodes.StandardLoop
    PARALLEL_MI_CLASS = nodes.ParallelRepetition
    SEQUENTIAL_MI_CLASS = nodes.SequentialRepetition

    def _add_boundary_event(self, children: Any) -> Any:
        split = super()._add_boundary_event(children)
        for event in children:
            nodes.end_first(self.spec, self.bpmn_id, event.get("id"))
        return split


class EventParser(NodeParser, event_parsers.EventDefinitionParser):
    """Reads what an event waits for or throws."""

    def parse_timer_event(self, event: etree._Element) -> Timer:
        """A timer of our own."""
        for tag, kind in _TIMERS:
            texts = self.xpath(f".//bpmn:{tag}")
            if texts:
                name = self.node.get("name", self.bpmn_id)
                return kind(name, texts[0].text, element_id=self.bpmn_id, description=self.get_event_description(event))
        raise ValidationException("a timer without timeDate, timeDuration or timeCycle", self.node, self.filename)

    def parse_message_event(self, message_event: etree._Element) -> Message:
        """A message by its name."""
        name = self.process_parser.parser.messages.get(message_event.get("messageRef"))
        if name is None:
            self.raise_validation_exception("messageRef leads to no message")
        description = self.get_event_description(message_event)
        return Message(name, element_id=self.bpmn_id, description=description)

    def parse_conditional_event(self, event: etree._Element) -> Condition:
        """A condition in FEEL."""
        return Condition(self.xpath(".//bpmn:condition")[0].text, description=self.get_event_description(event))

    def parse_signal_event(self, signal_event: etree._Element) -> Signal:
        """A signal by its name."""
        return Signal(self._referred(signal_event, "signalRef", self.process_parser.parser.signals))

    def parse_error_event(self, error_event: etree._Element) -> Error:
        """An error by its code; on a rim without reference any error."""
        error = self._referred(error_event, "errorRef", self.process_parser.parser.errors)
        return Error(error["name"], error["error_code"]) if error else Error("any error", None)

    def parse_escalation_event(self, escalation_event: etree._Element) -> Escalation:
        """An escalation by its code; on a rim without reference any escalation."""
        known = self.process_parser.parser.escalations
        escalation = self._referred(escalation_event, "escalationRef", known)
        if not escalation:
            return Escalation("any escalation", None)
        return Escalation(escalation["name"], escalation["escalation_code"])

    def get_event_definition(self, xpaths: list[str]) -> Any:
        """The one thing an event waits for or throws."""
        definition = super().get_event_definition(xpaths)
        if isinstance(definition, MultipleEventDefinition):
            self.raise_validation_exception("an event has more than one event definition")
        return definition

    def _referred(self, event: etree._Element, attribute: str, known: dict[str, Any]) -> Any:
        reference = event.get(attribute)
        if reference is not None and reference not in known:
            self.raise_validation_exception(f"{attribute} leads nowhere")
        return None if reference is None else known[reference]


class GatewayParser(NodeParser, task_parsers.GatewayParser):
    """Reads a gateway without conditions."""


class ConditionalGatewayParser(NodeParser, task_parsers.ConditionalGatewayParser):
    """Reads a gateway with conditions."""


class ScriptTaskParser(NodeParser, task_parsers.ScriptTaskParser):
    """Reads assignments."""


class CallActivityParser(NodeParser, task_parsers.CallActivityParser):
    """Reads a call."""


class SubprocessParser(NodeParser, task_parsers.SubWorkflowParser):
    """Reads an embedded subprocess."""


class StartEventParser(EventParser, event_parsers.StartEventParser):
    """Reads a start event."""


class EndEventParser(EventParser, event_parsers.EndEventParser):
    """Reads an end event."""


class CatchEventParser(EventParser, event_parsers.IntermediateCatchEventParser):
    """Reads a catching event."""


class ThrowEventParser(EventParser, event_parsers.IntermediateThrowEventParser):
    """Reads a throwing event."""


class SendTaskParser(EventParser, event_parsers.SendTaskParser):
    """Reads a send task."""


class ReceiveTaskParser(EventParser, event_parsers.ReceiveTaskParser):
    """Reads a receive task."""


class BoundaryEventParser(EventParser, event_parsers.BoundaryEventParser):
    """Reads a boundary event."""


class EventGatewayParser(EventParser, event_parsers.EventBasedGatewayParser):
    """Reads an event-based gateway."""


class ProcessReader(ProcessParser):
    """Reads one process."""

    def create_spec(self) -> nodes.ProcessSpec:
        """A process of our own kind."""
        if not self.process_executable:
            self.raise_validation_exception("the process is not executable")
        return nodes.ProcessSpec(self.bpmn_id, description=self.get_name(), filename=self.filename)


class DiagramParser(BpmnParser):
    """Reads the diagrams of one bundle; what is not named here is refused."""

    PROCESS_PARSER_CLASS = ProcessReader
    PARSER_CLASSES = {  # noqa: RUF012 - the library's name, never changed
        full_tag(tag): classes
        for tag, classes in {
            "task": (NodeParser, nodes.PlainTask),
            "userTask": (NodeParser, nodes.UserTask),
            "manualTask": (NodeParser, nodes.ManualTask),
            "scriptTask": (ScriptTaskParser, nodes.ScriptTask),
            "serviceTask": (NodeParser, nodes.ServiceTask),
            "businessRuleTask": (NodeParser, nodes.BusinessRuleTask),
            "sendTask": (SendTaskParser, nodes.SendTask),
            "receiveTask": (ReceiveTaskParser, nodes.ReceiveTask),
            "callActivity": (CallActivityParser, nodes.CallActivity),
            "subProcess": (SubprocessParser, nodes.Subprocess),
            "transaction": (SubprocessParser, nodes.Transaction),
            "exclusiveGateway": (ConditionalGatewayParser, nodes.ExclusiveGateway),
            "inclusiveGateway": (ConditionalGatewayParser, nodes.InclusiveGateway),
            "parallelGateway": (GatewayParser, nodes.ParallelGateway),
            "eventBasedGateway": (EventGatewayParser, nodes.EventBasedGateway),
            "startEvent": (StartEventParser, nodes.StartEvent),
            "endEvent": (EndEventParser, nodes.EndEvent),
            "intermediateCatchEvent": (CatchEventParser, nodes.CatchEvent),
            "intermediateThrowEvent": (ThrowEventParser, nodes.ThrowEvent),
            "boundaryEvent": (BoundaryEventParser, nodes.BoundaryEvent),
        }.items()
    }

    def get_document_positions(self, root: etree._Element) -> dict[str, dict[str, float]]:
        """None: the library tries flows from top to bottom as drawn; ours are tried in the order of the file."""
        del root
        return {}


def connect_repetitions(process_spec: Any) -> None:
    """Let repeating nodes hear of the end of a pass; the library's parser leaves that to its deserializer."""
    for repeating in (one for one in process_spec.task_specs.values() if isinstance(one, LoopTask)):
        repeated = process_spec.task_specs[repeating.task_spec]
        if not repeated.completed_event.is_connected(repeating.merge_child):
            repeated.completed_event.connect(repeating.merge_child)

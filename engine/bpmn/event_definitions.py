"""Messages and conditions as this system means them; the other events without the library's habit of copying data."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    ItemAwareEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent

from engine.bpmn.journey import journey_of

_DELIVERED = "delivered"


class Message(MessageEventDefinition):
    """A message by name; what it brings stands under the id of the event that waited for it.

    The library's correlation keys are left out: a message is delivered to one process instance.
    """

    def __init__(self, name: str, *, element_id: str, description: str | None = None) -> None:
        super().__init__(name, description=description)
        self.element_id = element_id

    def catches(self, my_task: Any, event: BpmnEvent) -> bool:
        """Whether the event is this message."""
        del my_task
        return isinstance(event.event_definition, Message) and event.event_definition.name == self.name

    def catch(self, my_task: Any, event: BpmnEvent | None = None) -> None:
        """Take the message; its data are kept with the task until the event runs, in the same step."""
        my_task.internal_data[_DELIVERED] = {} if event is None else event.payload
        my_task.internal_data["event_fired"] = True

    def throw(self, my_task: Any) -> None:
        """Send the message to whoever waits for it in this process instance, without data."""
        my_task.workflow.top_workflow.catch(BpmnEvent(self, payload={}))

    def update_task(self, my_task: Any) -> None:
        """Nothing: the library would work out correlation keys."""

    def update_task_data(self, my_task: Any) -> None:
        """Let the message's data stand under the event's id."""
        delivered: Mapping[str, object] | None = my_task.internal_data.pop(_DELIVERED, None)
        if delivered is not None:
            journey_of(my_task).keep(my_task, delivered, self.element_id)


class Condition(ConditionalEventDefinition):
    """An event that waits until something is true."""

    def has_fired(self, my_task: Any) -> bool:
        """Whether it is exactly true by now."""
        return journey_of(my_task).condition(my_task, self.expression)


class _WithoutData(ItemAwareEventDefinition):
    """The library would merge all data of the throwing node into the catching one."""

    def throw(self, my_task: Any) -> None:
        """Throw the event to the process instance."""
        my_task.workflow.top_workflow.catch(BpmnEvent(self, target=self._target(my_task)))

    def _target(self, my_task: Any) -> Any:
        del my_task


class Signal(_WithoutData, SignalEventDefinition):
    """Caught by every event of this process instance that waits for it."""


class _Coded(_WithoutData):
    def _target(self, my_task: Any) -> Any:
        return my_task.workflow


class Error(_Coded, ErrorEventDefinition):
    """Caught on the rim of the call or subprocess it happened in."""


class Escalation(_Coded, EscalationEventDefinition):
    """Caught on the rim of the call or subprocess it happened in; lost when nobody waits."""

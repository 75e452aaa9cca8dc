"""The library's nodes, taught to tell what happens to them, to speak FEEL and to keep data apart.

Node objects ("specs") are shared by all process instances and threads: nothing of one instance is ever kept on them.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs import mixins as library
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask, _EndJoin
from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.operators import Operator
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.execution_errors import StepFailedError
from engine.bpmn.joins import joined_data
from engine.bpmn.journey import journey_of
from engine.bpmn.timers import Timer, due_of, ending_instant

OPEN_STATES = TaskState.WAITING | TaskState.READY | TaskState.STARTED


class FlowCondition(Operator):
    """Whether a sequence flow is taken."""

    def _matches(self, task: Any) -> bool:
        return journey_of(task).condition(task, self.args[0])


class Node(TaskSpec):
    """A node that tells when it is reached, completed and cancelled; stands before the library's kind of node."""

    @property
    def is_pass(self) -> bool:
        """Whether this is what a repeating node repeats; the repeating node tells for all passes."""
        return bool(self.name != self.bpmn_id)

    def is_open(self, state: int) -> bool:
        """Whether a task of this node in this state has been reached and has not ended."""
        return not self.is_pass and bool(state & OPEN_STATES)

    def connect_outgoing_if(self, condition: str | None, taskspec: Any) -> None:
        """Draw a flow; the library would make the text Python."""
        if condition is None:
            self.connect(taskspec)
        else:
            self.connect_if(FlowCondition(condition), taskspec)

    def _update_hook(self, my_task: Any) -> Any:
        self._reached(my_task)
        return super()._update_hook(my_task)

    def _on_ready_hook(self, my_task: Any) -> None:
        self._reached(my_task)
        super()._on_ready_hook(my_task)

    def _on_complete_hook(self, my_task: Any) -> None:
        self._completed(my_task)
        super()._on_complete_hook(my_task)

    def _on_cancel(self, my_task: Any) -> None:
        super()._on_cancel(my_task)
        journey_of(my_task).cancelled(my_task)

    def _reached(self, my_task: Any) -> None:
        if not self.is_pass:
            journey_of(my_task).reached(my_task)

    def _completed(self, my_task: Any) -> None:
        if not self.is_pass:
            journey_of(my_task).completed(my_task)


class JoiningNode(Node):
    """A gateway that waits for several flows: reached when it goes on, not when the first flow arrives."""

    def is_open(self, state: int) -> bool:
        """Whether it is about to go on."""
        return bool(state == TaskState.READY)

    def _reached(self, my_task: Any) -> None:
        if my_task.state == TaskState.READY:
            super()._reached(my_task)


class CatchingNode(Node):
    """An event that waits: ended by its timer at the due time, else when the step ends it."""

    def _completed(self, my_task: Any) -> None:
        journey, timer = journey_of(my_task), _timer_of(my_task)
        if timer is None:
            journey.completed(my_task)
            return
        journey.fired_timers += not isinstance(timer, CycleTimerEventDefinition)
        journey.completed(my_task, ending_instant(my_task, due_of(my_task), journey))


def _timer_of(task: Any) -> Timer | None:
    definition = task.task_spec.event_definition
    return definition if isinstance(definition, Timer) else None


# -- people and operations ----------------------------------------------------------------------------------------


class UserTask(Node, library.UserTaskMixin, BpmnSpecMixin):
    """A person fills in a form."""


class ManualTask(Node, library.ManualTaskMixin, BpmnSpecMixin):
    """A person does something and says so."""


class PlainTask(Node, library.NoneTaskMixin, BpmnSpecMixin):
    """A task without a kind: done by a person."""


class ScriptTask(Node, library.ScriptTaskMixin, BpmnSpecMixin):
    """Assignments."""


class ServiceTask(Node, library.ServiceTaskMixin, BpmnSpecMixin):
    """An operation of this system, named in the property `operation`."""

    def _execute(self, task: Any) -> bool:
        task.workflow.script_engine.call_service(task)
        return True


class BusinessRuleTask(Node, BpmnSpecMixin):
    """A decision table, named in `calledDecisionId`."""

    def _run_hook(self, my_task: Any) -> Any:
        journey_of(my_task).decide(my_task)
        return super()._run_hook(my_task)


# -- calls and subprocesses ---------------------------------------------------------------------------------------


class Subprocess(Node, library.SubWorkflowTaskMixin, BpmnSpecMixin):
    """A subprocess drawn inside: it shares the data of its process."""


class Transaction(Node, library.TransactionSubprocessMixin, BpmnSpecMixin):
    """A subprocess that can be cancelled as a whole."""


class CallActivity(Node, library.CallActivityMixin, BpmnSpecMixin):
    """A call: exactly the declared data go in and come out, null where there is none.

    The library takes an empty declaration for "everything" and stops at an output that was not assigned.
    """

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        """Fill the called process's inputs, from `input.<name>` properties or variables of the same name."""
        journey = journey_of(my_task)
        declared = declared_names(subworkflow.spec, "data_inputs")
        inputs = journey.inputs(my_task)
        unknown = inputs.keys() - set(declared)
        if unknown:
            raise journey.failure(my_task, f"被调用的流程没有声明输入 {', '.join(sorted(unknown))}")
        start = subworkflow.get_next_task(subworkflow.task_tree, skip_subprocesses=True, spec_name="Start")
        start.data = {name: inputs.get(name, my_task.data.get(name)) for name in declared}

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        """Take the called process's outputs."""
        given = subworkflow.last_task.data
        outputs = {name: given.get(name) for name in declared_names(subworkflow.spec, "data_outputs")}
        my_task.data = {**my_task.data, **outputs}


def declared_names(process_spec: Any, direction: str) -> tuple[str, ...]:
    """The names of a process's `data_inputs` or `data_outputs`; none where it declares nothing."""
    declared = process_spec.io_specification
    return () if declared is None else tuple(item.bpmn_id for item in getattr(declared, direction))


# -- repetition ---------------------------------------------------------------------------------------------------


class StandardLoop(Node, library.StandardLoopTaskMixin, BpmnSpecMixin):
    """A node that repeats while a condition holds; each pass goes on with the data the one before left."""

    def merge_child(self, workflow: Any, child: Any) -> None:
        """Take the data of one pass as they are; the library would lay them over the old ones."""
        del workflow
        repeating = child.parent
        repeating.data = dict(child.data)
        passes = repeating.internal_data["merged"]
        passes.append(len(passes))  # the library counts them
        if self.loop_complete(repeating):
            repeating._set_state(TaskState.READY)  # noqa: SLF001 - as the library does
        else:
            self.create_child(repeating)

    def loop_complete(self, my_task: Any) -> bool:
        """Whether the last pass has been made."""
        passes = len(my_task.internal_data.get("merged", []))
        if self.maximum is not None and passes >= self.maximum:
            return True
        return self.condition is not None and not journey_of(my_task).condition(my_task, self.condition)


class _Results(MultiInstanceTask):
    """What the passes of a repeating node leave: one entry a pass, in a new list each time the node is reached.

    The library appends to the old list, stops for ever at an item that is null, and without an output merges the
    data of each pass into the process, item name included, so that the second pass fails.
    """

    def init_data_output_with_input_data(self, my_task: Any, input_data: Any) -> None:
        """Begin with an empty list."""
        del input_data
        self.data_output.set(my_task, [])

    def init_data_output_with_cardinality(self, my_task: Any) -> None:
        """Begin with an empty list."""
        self.data_output.set(my_task, [])

    def merge_child(self, workflow: Any, child: Any) -> None:
        """Take the result of one pass."""
        del workflow
        repeating = child.parent
        repeating.internal_data["merged"] = [str(child.id)]  # the library asks for the last one only
        if self.data_output is not None and self.output_item is not None:
            self.data_output.set(repeating, self.results_with(repeating, child))

    def results_with(self, repeating: Any, finished: Any) -> list[Any]:
        """The results of all passes so far, the one that has just finished included."""
        raise NotImplementedError

    def check_completion_condition(self, my_task: Any) -> bool:
        """Whether the remaining passes are not needed."""
        if not my_task.internal_data["merged"] or self.condition is None:
            return False
        last = next(one for one in my_task.children if str(one.id) in my_task.internal_data["merged"])
        return journey_of(last).condition(last, self.condition)


class _RepeatingNode(Node):
    def _update_hook(self, my_task: Any) -> Any:
        self._reached(my_task)
        self._check_items(my_task)
        return super()._update_hook(my_task)

    def _check_items(self, my_task: Any) -> None:
        items = None if self.data_input is None else my_task.parent.data.get(self.data_input.bpmn_id)
        if self.data_input is not None and (not isinstance(items, list) or None in items):
            raise StepFailedError(self.bpmn_id, f"{self.data_input.bpmn_id} 不是没有空值的列表")


class SequentialRepetition(_RepeatingNode, library.SequentialMultiInstanceTaskMixin, _Results, BpmnSpecMixin):
    """One pass after the other; finished ones are forgotten, so that the last step costs what the first did."""

    def results_with(self, repeating: Any, finished: Any) -> list[Any]:
        """The results in the order of the passes."""
        return [*self.data_output.get(repeating), self.output_item.get(finished)]

    def forget_finished_passes(self, repeating: Any) -> None:
        """Drop the passes whose results have been taken."""
        for one in [child for child in repeating.children if child.state & TaskState.FINISHED_MASK]:
            repeating.workflow._remove_task(one.id)  # noqa: SLF001 - there is no public way


class ParallelRepetition(_RepeatingNode, library.ParallelMultiInstanceTaskMixin, _Results, BpmnSpecMixin):
    """All passes at once."""

    def results_with(self, repeating: Any, finished: Any) -> list[Any]:
        """The results in the order of the items, whoever was first."""
        del finished
        done = (one for one in self._instances(repeating) if one.state == TaskState.COMPLETED)
        return [self.output_item.get(one) for one in done]


# -- gateways and events ------------------------------------------------------------------------------------------


class ExclusiveGateway(Node, library.ExclusiveGatewayMixin, BpmnSpecMixin):
    """One way."""


class InclusiveGateway(JoiningNode, library.InclusiveGatewayMixin, BpmnSpecMixin):
    """One or more ways."""

    def _run_hook(self, my_task: Any) -> bool:
        """As the library does after it has joined the data in its own way."""
        my_task.data = joined_data(my_task)
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches and not defaults:
            raise StepFailedError(self.bpmn_id, "没有一个条件成立，也没有默认流向")
        my_task._sync_children(matches or defaults, TaskState.FUTURE)  # noqa: SLF001
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)  # noqa: SLF001
        return True


class ParallelGateway(JoiningNode, library.ParallelGatewayMixin, BpmnSpecMixin):
    """All ways."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.data = joined_data(my_task)
        return True


class EventBasedGateway(CatchingNode, library.EventBasedGatewayMixin, BpmnSpecMixin):
    """The way of the event that happens first."""

    def _run_hook(self, my_task: Any) -> Any:
        found = super()._run_hook(my_task)
        del my_task.internal_data["seen_events"]  # objects of the library, of no use any more
        return found


class StartEvent(Node, library.StartEventMixin, BpmnSpecMixin):
    """Where a process begins."""


class EndEvent(Node, library.EndEventMixin, BpmnSpecMixin):
    """Where a path ends."""


class CatchEvent(CatchingNode, library.IntermediateCatchEventMixin, BpmnSpecMixin):
    """Waits for a message, a time or a condition."""


class ThrowEvent(Node, library.IntermediateThrowEventMixin, BpmnSpecMixin):
    """Throws an event."""


class SendTask(Node, library.SendTaskMixin, BpmnSpecMixin):
    """Throws a message."""


class ReceiveTask(CatchingNode, library.ReceiveTaskMixin, BpmnSpecMixin):
    """Waits for a message."""


class BoundaryEvent(CatchingNode, library.BoundaryEventMixin, BpmnSpecMixin):
    """Waits on the rim of an activity; reached and completed when it fires, silent when it does not."""

    def is_open(self, state: int) -> bool:
        """Never: while it waits, nothing has happened."""
        del state
        return False

    def _reached(self, my_task: Any) -> None:
        """Nothing: while it waits, nothing has happened."""

    def _completed(self, my_task: Any) -> None:
        journey, timer = journey_of(my_task), _timer_of(my_task)
        if isinstance(timer, CycleTimerEventDefinition):  # every round has been told
            return
        at = journey.host.now
        if timer is not None:
            at = ending_instant(my_task, due_of(my_task), journey)
            journey.fired_timers += 1
        journey.fired(my_task, at, interrupting=self.cancel_activity)


class EndOfPaths(_EndJoin):
    """Where all paths of a process meet; not drawn."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.data = joined_data(my_task)
        return True


class ProcessSpec(BpmnProcessSpec):
    """One process; its paths meet in our own end."""

    end: Any
    task_specs: dict[str, Any]

    def __init__(self, name: str, **attributes: Any) -> None:
        super().__init__(name, **attributes)
        for built in (self.end.name, "End"):
            del self.task_specs[built]
        self.end = EndOfPaths(self, f"{name}.EndJoin")
        self.end.connect(SimpleBpmnTask(self, "End"))


def end_first(process_spec: Any, activity_id: str, event_id: str) -> None:
    """Let a boundary event end its activity before it leads on, so that ends are told before beginnings."""
    event, join = process_spec.task_specs[event_id], f"{activity_id}.BoundaryEventJoin"
    event.outputs = sorted(event.outputs, key=lambda follower: follower.name != join)

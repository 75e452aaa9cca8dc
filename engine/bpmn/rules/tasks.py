"""Tasks: who does them, with which form, and which operation runs."""

from collections.abc import Iterator

from engine.bpmn.diagram import Element
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault


def tasks_have_a_form(draft: Draft) -> Iterator[Fault]:
    """Every task of a person has its form file, `forms/<process_id>/<element_id>.json`."""
    for element in draft.elements:
        if element.is_human and element.form_key not in draft.form_by_key:
            yield fault(
                element.place,
                f"人工任务“{element.label}”没有表单 forms/{element.form_key}.json",
                f"user task {element.element_id} has no form forms/{element.form_key}.json",
                fix=("添加表单文件，或改正 form 属性", "add the form file or correct the property form"),
            )


def tasks_have_a_name(draft: Draft) -> Iterator[Fault]:
    """Staff see the name of a task in their inbox."""
    for element in draft.elements:
        if element.is_human and not element.name:
            yield fault(
                element.place,
                f"人工任务 {element.element_id} 没有名称",
                f"user task {element.element_id} has no name",
                fix=("写上工作人员看得懂的中文名称", "give it the Chinese phrase that staff will see"),
            )


def tasks_have_a_lane(draft: Draft) -> Iterator[Fault]:
    """A person's task stands in a lane: the lane says whose task it is."""
    for element in draft.elements:
        if element.is_human and not element.lane:
            yield fault(
                element.place,
                f"人工任务“{element.label}”不在任何泳道中，无人可办",
                f"user task {element.element_id} stands in no lane; nobody could do it",
                fix=("放入办理角色的泳道", "put it into the lane of its role"),
            )


def tasks_have_one_lane(draft: Draft) -> Iterator[Fault]:
    """Of two lanes the engine keeps the last."""
    for element in draft.elements:
        if len(element.lanes) > 1:
            yield fault(
                element.place,
                f"“{element.label}”同时属于泳道 {'、'.join(element.lanes)}",
                f"{element.element_id} stands in several lanes: {', '.join(element.lanes)}",
                fix=("只保留一个泳道", "keep one lane only"),
            )


def lanes_are_roles(draft: Draft) -> Iterator[Fault]:
    """The name of a lane with people's tasks is the Chinese label of a role."""
    for element in draft.elements:
        if element.is_human and element.lane and element.lane not in draft.roles:
            yield fault(
                element.place,
                f"泳道“{element.lane}”不是已知角色",
                f"the lane {element.lane!r} is no known role",
                fix=("泳道名称用角色名称：" + "、".join(sorted(draft.roles)), "name the lane after a role"),
            )


def lanes_are_not_nested(draft: Draft) -> Iterator[Fault]:
    """Lanes inside lanes are not read by the engine."""
    for process in draft.processes:
        for lane in process.lanes:
            if lane.has_child_lanes:
                yield fault(
                    lane.place,
                    f"泳道“{lane.name}”中还有泳道",
                    f"lane {lane.name!r} holds further lanes",
                    fix=("只用一层泳道", "use one level of lanes"),
                )


def operations_are_registered(draft: Draft) -> Iterator[Fault]:
    """A service task names an operation of the engine."""
    for task in draft.of_kind("serviceTask"):
        name = task.properties.get("operation", "").strip()
        if name not in draft.operations:
            yield fault(
                task.place,
                f"服务任务“{task.label}”的操作 {name or '（未填写）'} 不存在",
                f"service task {task.element_id} names no registered operation ({name!r})",
                fix=("在属性 operation 中填写系统已有的操作", "name an existing operation in the property operation"),
            )


def operation_inputs_are_known(draft: Draft) -> Iterator[Fault]:
    """`input.<name>` fills an input that the operation has."""
    for task in draft.of_kind("serviceTask"):
        operation = draft.operations.get(task.properties.get("operation", "").strip())
        for name in task.inputs if operation else ():
            if operation and name not in operation.inputs:
                yield fault(
                    task.place,
                    f"操作 {operation.name} 没有输入 {name}",
                    f"the operation {operation.name} has no input {name}",
                    fix=(
                        "可用的输入：" + ("、".join(sorted(operation.inputs)) or "无"),
                        "inputs are: " + (", ".join(sorted(operation.inputs)) or "none"),
                    ),
                )


def operation_inputs_are_given(draft: Draft) -> Iterator[Fault]:
    """Every input that the operation needs is filled by an `input.<name>`."""
    for task in draft.of_kind("serviceTask"):
        operation = draft.operations.get(task.properties.get("operation", "").strip())
        for name in sorted(operation.required) if operation else ():
            if operation and name not in task.inputs:
                yield fault(
                    task.place,
                    f"“{task.label}”没有给出操作 {operation.name} 的输入 {name}",
                    f"{task.element_id} does not give the input {name} of {operation.name}",
                    fix=(f"加上属性 input.{name}", f"add the property input.{name}"),
                )


def separated_tasks_exist(draft: Draft) -> Iterator[Fault]:
    """`distinct_from` names what people do or open: a slip of the pen would separate nobody."""
    for element in draft.elements:
        for name in element.names_in("distinct_from"):
            other = draft.element_by_id.get(name)
            if other is None or other is element or not (other.is_human or _is_opened(draft, other)):
                yield fault(
                    element.place,
                    f"“{element.label}”的 distinct_from 中 {name} 不是另一个人工任务，也不是单独启动的流程的开始事件",
                    f"distinct_from of {element.element_id} names {name}, which is neither another user task nor the"
                    " start event of a process that is opened by itself",
                    fix=(
                        "填写其他人工任务的编号，或未被其他流程调用的流程的开始事件编号",
                        "name the ids of other user tasks, or of start events of processes that no other one calls",
                    ),
                )


def _is_opened(draft: Draft, element: Element) -> bool:
    """Whether this begins a process that somebody opens: a called one, or a part of one, begins by itself."""
    is_outermost = element.kind == "startEvent" and element.container_id == element.process_id
    return is_outermost and element.process_id not in draft.callers

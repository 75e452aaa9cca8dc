"""Elements and marks that the engine does not run, or runs otherwise than they are drawn."""

from collections.abc import Iterator

from engine.bpmn.diagram import NODE_KINDS, Element
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, Place, fault

# spiffworkflow.md 2: refused by the engine, silently skipped, or a trap.
_NOT_SUPPORTED = {
    "complexGateway": (
        "复杂网关不受支持",
        "complex gateways are not supported",
        "排他、并行或包容网关",
        "another gateway",
    ),
    "adHocSubProcess": (
        "即席子流程的完成条件绕过引擎检查",
        "an ad-hoc subprocess bypasses the engine's checks",
        "普通子流程或被调用的流程",
        "an embedded subprocess or a called process",
    ),
    "task": (
        "普通任务没有人办理也不执行任何操作",
        "a plain task is done by nobody and does nothing",
        "人工任务、服务任务或脚本任务",
        "a user, service or script task",
    ),
}
_NOT_SUPPORTED_EVENTS = {
    "compensate": ("补偿事件不会执行补偿", "compensation is skipped without a word"),
    "link": ("链接事件会被当作普通事件跳过", "a link event is skipped without a word"),
}
# spiffworkflow.md 6: further places where the engine would evaluate text of the diagram.
_ALLOWED_EXTENSIONS = frozenset({"properties", "calledDecisionId", "serviceTaskOperator"})

_ANYWHERE = frozenset({"clock_start", "clock_stop", "legal_basis", "hint"})
_PAUSING = ("userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "callActivity")
_WHERE = {
    "form": ("userTask", "manualTask", "receiveTask"),
    "deadline": ("userTask", "manualTask", "subProcess", "transaction"),
    "clock_pause": _PAUSING,
    "distinct_from": ("userTask", "manualTask"),
    "operation": ("serviceTask",),
}
_WITH_INPUTS = ("serviceTask", "businessRuleTask", "callActivity")


def elements_are_supported(draft: Draft) -> Iterator[Fault]:
    """Only elements that the engine runs as they are drawn."""
    for element in draft.elements:
        if element.kind in _NOT_SUPPORTED:
            zh, en, instead, instead_en = _NOT_SUPPORTED[element.kind]
            yield fault(element.place, zh, en, fix=(f"改用{instead}", f"use {instead_en}"))
        elif element.is_event_subprocess:
            yield fault(
                element.place,
                "事件子流程未触发时流程永远不能结束",
                "a process with an event subprocess never completes when it does not fire",
                fix=("改用边界事件", "use an event on the rim of an activity"),
            )
        elif element.kind not in NODE_KINDS:
            yield fault(
                element.place,
                f"不支持的元素 {element.kind}",
                f"{element.kind} is not supported",
                fix=("删除它，或改用受支持的元素", "delete it or use a supported element"),
            )


def events_are_supported(draft: Draft) -> Iterator[Fault]:
    """Compensation and links parse, do nothing, and let the process go on."""
    for element in draft.elements:
        for event in element.events:
            if event.kind in _NOT_SUPPORTED_EVENTS:
                zh, en = _NOT_SUPPORTED_EVENTS[event.kind]
                yield fault(event.place, zh, en, fix=("用普通流向画出这一步", "draw the step with ordinary flows"))


def nothing_drawn_is_ignored(draft: Draft) -> Iterator[Fault]:
    """Data stores, data arrows at tasks, correlations and message flows do nothing here, or not what they show."""
    for diagram in draft.diagrams:
        for kind, place in diagram.ignored:
            yield _ignored(kind, place)
    for element in draft.elements:
        if element.has_data_association:
            yield _ignored("dataAssociation", element.place)


def _ignored(kind: str, place: Place) -> Fault:
    return fault(
        place,
        f"{kind} 不会被执行",
        f"{kind} is not run",
        fix=(
            "删除它；数据由表单、脚本任务和操作提供，消息由消息事件等待",
            "delete it: data come from forms, script tasks and operations, messages from message events",
        ),
    )


def extensions_are_known(draft: Draft) -> Iterator[Fault]:
    """Scripts, payloads and parameters hidden in extensions would be evaluated where nobody looks for them."""
    for element in draft.elements:
        for name in element.extensions:
            if name not in _ALLOWED_EXTENSIONS:
                yield fault(
                    element.place,
                    f"扩展 {name} 不受支持",
                    f"the extension {name} is not supported",
                    fix=(
                        "用脚本任务赋值，用 input.<名称> 属性给操作传值",
                        "assign in a script task, hand values to operations by input.<name> properties",
                    ),
                )


def properties_are_known(draft: Draft) -> Iterator[Fault]:
    """A property with a slip of the pen would be no rule at all: `distinct_form` separates nobody."""
    for element in draft.elements:
        for name in element.properties:
            problem = _property_problem(element, name)
            if problem:
                zh, en = problem
                yield fault(
                    element.place,
                    f"“{element.label}”的属性 {name} {zh}",
                    f"property {name} of {element.element_id} {en}",
                    fix=("改正属性名，或移到正确的元素上", "correct the name, or move it to the right element"),
                )


def _property_problem(element: Element, name: str) -> tuple[str, str] | None:
    if name in element.repeated_properties:
        return "写了两次", "is written twice"
    if not element.properties[name].strip():
        return "没有值", "has no value"
    if name in _ANYWHERE or element.kind in _WHERE.get(name, ()):
        return None
    if name.startswith("input."):
        return None if element.kind in _WITH_INPUTS else ("不能用在这里", "does not belong here")
    return ("不能用在这里", "does not belong here") if name in _WHERE else ("不存在", "does not exist")


def foreign_engines_are_not_asked(draft: Draft) -> Iterator[Fault]:
    """What a diagram says to another engine (assignee, form key, topic) has no effect here."""
    for element in draft.elements:
        for name in element.foreign:
            yield fault(
                element.place,
                f"“{element.label}”的 {name} 是其他引擎的设置，在这里不起作用",
                f"{name} of {element.element_id} is meant for another engine and has no effect here",
                fix=("改用泳道、表单和属性", "use lanes, forms and properties instead"),
            )

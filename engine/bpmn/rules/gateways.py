"""Gateways: where to go when nothing matches, and conditions only where they count."""

from collections.abc import Iterator

from engine.bpmn.diagram import Element
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault

_CHOOSING = ("exclusiveGateway", "inclusiveGateway")
_CATCHING = ("intermediateCatchEvent", "receiveTask")


def _splitting(draft: Draft, *kinds: str) -> Iterator[Element]:
    return (gateway for gateway in draft.of_kind(*kinds) if len(gateway.outgoing) > 1)


def gateways_have_a_default(draft: Draft) -> Iterator[Fault]:
    """An exclusive or inclusive gateway must say where to go when nothing matches."""
    for gateway in _splitting(draft, *_CHOOSING):
        if gateway.default_flow is None:
            yield fault(
                gateway.place,
                f"网关“{gateway.label}”没有默认流向，条件都不成立时流程无法继续",
                f"gateway {gateway.element_id} has no default flow; when nothing matches, the case cannot go on",
                fix=("把一条流出线设为默认", "mark one outgoing flow as default"),
            )


def defaults_leave_their_gateway(draft: Draft) -> Iterator[Fault]:
    """The default flow is one of the gateway's own outgoing flows."""
    for element in draft.elements:
        if element.default_flow and element.default_flow not in {flow.flow_id for flow in element.outgoing}:
            yield fault(
                element.place,
                f"默认流向 {element.default_flow} 不是“{element.label}”的流出线",
                f"the default flow {element.default_flow} does not leave {element.element_id}",
                fix=("重新选择默认流向", "choose the default flow again"),
            )


def other_flows_have_a_condition(draft: Draft) -> Iterator[Fault]:
    """Behind a choosing gateway every flow but the default says when it is taken."""
    for gateway in _splitting(draft, *_CHOOSING):
        for flow in gateway.outgoing:
            if flow.condition is None and flow.flow_id != gateway.default_flow:
                yield fault(
                    flow.place,
                    f"网关“{gateway.label}”的流向 {flow.flow_id} 没有条件",
                    f"flow {flow.flow_id} of gateway {gateway.element_id} has no condition",
                    fix=("写上条件，或设为默认流向", "write its condition or mark it as default"),
                )


def conditions_stand_where_they_count(draft: Draft) -> Iterator[Fault]:
    """A condition on a default flow, or behind a parallel or event gateway, is never looked at."""
    for gateway in draft.elements:
        if not gateway.is_gateway:
            continue
        ignores_all = gateway.kind not in _CHOOSING
        for flow in gateway.outgoing:
            if flow.condition is not None and (ignores_all or flow.flow_id == gateway.default_flow):
                yield fault(
                    flow.place,
                    f"流向 {flow.flow_id} 的条件不起作用",
                    f"the condition of flow {flow.flow_id} is never looked at",
                    fix=(
                        "删除条件，或改用排他网关并另设默认流向",
                        "delete it, or use an exclusive gateway and another default",
                    ),
                )


def event_gateways_have_one_timer(draft: Draft) -> Iterator[Fault]:
    """All timers behind one event gateway share one place in the engine's memory: only one may stand there."""
    for gateway in draft.of_kind("eventBasedGateway"):
        timers = [event for event in _behind(draft, gateway) if any(one.kind == "timer" for one in event.events)]
        if len(timers) > 1:
            yield fault(
                gateway.place,
                f"事件网关“{gateway.label}”之后有 {len(timers)} 个定时事件，最多一个",
                f"{len(timers)} timers stand behind event gateway {gateway.element_id}; at most one may",
                fix=("只保留最早的定时事件", "keep the earliest timer only"),
            )


def event_gateways_lead_to_events(draft: Draft) -> Iterator[Fault]:
    """Behind an event gateway stand catching events or receive tasks, at least two of them."""
    for gateway in draft.of_kind("eventBasedGateway"):
        behind = _behind(draft, gateway)
        wrong = [one for one in behind if one.kind not in _CATCHING]
        for element in wrong:
            yield fault(
                element.place,
                f"事件网关之后不能是“{element.label}”",
                f"{element.element_id} must not stand behind an event gateway",
                fix=("放置捕获事件或接收任务", "put a catching event or a receive task there"),
            )
        if len(behind) < 2 and not wrong:
            yield fault(
                gateway.place,
                f"事件网关“{gateway.label}”之后少于两个事件",
                f"fewer than two events stand behind event gateway {gateway.element_id}",
                fix=("改用普通捕获事件", "use a plain catching event"),
            )


def _behind(draft: Draft, gateway: Element) -> list[Element]:
    process = draft.process_by_id.get(gateway.process_id)
    known = process.by_id if process else {}
    return [known[flow.target] for flow in gateway.outgoing if flow.target in known]

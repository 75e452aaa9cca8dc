"""Events: each of them knows what it waits for, and stands where the engine can hear it."""

from collections.abc import Iterator

from engine.bpmn.diagram import Element, EventDefinition
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault

_REFERRING = {"message": ("消息", "message"), "signal": ("信号", "signal"), "error": ("错误", "error")}
_REFERRING["escalation"] = ("升级", "escalation")

# flows.md 1.1: only these come to rest, so only these can be interrupted or watched.
_HOSTS = frozenset({"userTask", "manualTask", "receiveTask", "callActivity"})

# What the engine reads at each kind of event; anything else there is dropped without a word.
_CATCHES = frozenset({"message", "signal", "timer", "conditional"})
_UNDERSTOOD = {
    "intermediateCatchEvent": _CATCHES,
    "boundaryEvent": _CATCHES | {"error", "escalation", "cancel"},
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation"}),
    "endEvent": frozenset({"message", "error", "escalation", "terminate", "cancel"}),
}


def events_refer_to_something(draft: Draft) -> Iterator[Fault]:
    """A message, signal, error or escalation that is not declared makes the engine's reader fail (3.14)."""
    for element in draft.elements:
        for event in element.events:
            if event.kind in _REFERRING and not event.name:
                yield _reference_fault(element, event)
        if element.message is not None and not element.events and not element.message.name:
            yield _reference_fault(element, element.message)


def _reference_fault(element: Element, event: EventDefinition) -> Fault:
    zh, en = _REFERRING[event.kind]
    return fault(
        event.place,
        f"“{element.label}”没有引用已声明且有名称的{zh}",
        f"{element.element_id} refers to no declared and named {en}",
        fix=(f"选择或新建一个有名称的{zh}", f"choose or declare a named {en}"),
    )


def catching_events_wait_for_something(draft: Draft) -> Iterator[Fault]:
    """A catching event and an event on a rim have exactly one trigger."""
    for element in draft.of_kind("intermediateCatchEvent", "boundaryEvent"):
        if len(element.events) != 1:
            yield fault(
                element.place,
                f"“{element.label}”应有且只有一个触发条件，现有 {len(element.events)} 个",
                f"{element.element_id} must wait for exactly one thing, not {len(element.events)}",
                fix=("选择消息、定时或其他一种触发条件", "choose one message, timer or other trigger"),
            )


def events_are_read_where_they_stand(draft: Draft) -> Iterator[Fault]:
    """A trigger that the engine does not read at this kind of event is dropped, and the event passes at once."""
    for element in draft.elements:
        understood = _UNDERSTOOD.get(element.kind)
        for event in element.events:
            if understood is not None and event.kind not in understood and event.kind not in ("compensate", "link"):
                yield fault(
                    event.place,
                    f"“{element.label}”上的 {event.kind} 会被忽略",
                    f"{event.kind} is ignored at {element.element_id}",
                    fix=("改用适合此处的事件类型", "use a kind of event that fits here"),
                )


def conditional_events_have_a_condition(draft: Draft) -> Iterator[Fault]:
    """A conditional event says what it waits for."""
    for element in draft.elements:
        for event in element.events:
            if event.kind == "conditional" and event.text is None:
                yield fault(
                    event.place,
                    f"“{element.label}”没有写条件",
                    f"{element.element_id} has no condition",
                    fix=("写上条件表达式", "write its condition"),
                )


def rims_belong_to_resting_activities(draft: Draft) -> Iterator[Fault]:
    """An event on a rim sits on a user task, a receive task or a call activity of its own process level."""
    for process in draft.processes:
        for event in process.of_kind("boundaryEvent"):
            host = process.by_id.get(event.attached_to or "")
            if host is None or host.container_id != event.container_id:
                yield fault(
                    event.place,
                    f"边界事件“{event.label}”没有附着在任何活动上",
                    f"boundary event {event.element_id} is attached to nothing",
                    fix=(
                        "拖到它所属的人工任务、接收任务或调用活动上",
                        "attach it to a user task, receive task or call activity",
                    ),
                )
            elif host.kind not in _HOSTS and not _is_cancel_of_transaction(host, event):
                yield fault(
                    event.place,
                    f"边界事件“{event.label}”不能附着在“{host.label}”上",
                    f"boundary event {event.element_id} must not sit on {host.element_id}",
                    fix=(
                        "只能附着在人工任务、接收任务或调用活动上",
                        "only user tasks, receive tasks and call activities carry events",
                    ),
                )


def _is_cancel_of_transaction(host: Element, event: Element) -> bool:
    return host.kind == "transaction" and all(one.kind == "cancel" for one in event.events)

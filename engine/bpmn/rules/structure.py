"""The shape of a process: every node has a place between one start and an end."""

from collections.abc import Iterator

import networkx as nx

from engine.bpmn.diagram import CONTAINER_KINDS, NODE_KINDS, Element, Process
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault

MAX_IN_A_ROW = 300

_CONNECTED = NODE_KINDS - {"endEvent"}
_WITHOUT_ARROW_IN = frozenset({"startEvent", "boundaryEvent"})


def processes_are_executable(draft: Draft) -> Iterator[Fault]:
    """A drawing that is not marked executable cannot be started."""
    for process in draft.processes:
        if not process.is_executable:
            yield fault(
                process.place,
                f"流程 {process.process_id} 未标记为可执行",
                f"process {process.process_id} is not marked executable",
                fix=("在流程属性中勾选“可执行”（isExecutable=true）", "set isExecutable to true on the process"),
            )


def files_hold_a_process(draft: Draft) -> Iterator[Fault]:
    """A diagram without a process is a drawing only."""
    for diagram in draft.diagrams:
        if not any(process.elements for process in diagram.processes):
            yield fault(
                diagram.place,
                "文件中没有流程元素",
                "the file holds no process with elements",
                fix=("画出流程，或从版本中去掉此文件", "draw the process or take the file out of the bundle"),
            )


def there_is_one_plain_start(draft: Draft) -> Iterator[Fault]:
    """A process and an embedded subprocess begin at exactly one start event, without trigger: the host starts them."""
    for process in draft.processes:
        if process.elements:
            yield from _start_faults(process, None)
        for container in process.of_kind("subProcess", "transaction"):
            yield from _start_faults(process, container)


def _start_faults(process: Process, container: Element | None) -> Iterator[Fault]:
    place = container.place if container else process.place
    starts = process.start_events(container.element_id if container else process.process_id)
    if len(starts) != 1:
        yield fault(
            place,
            f"应有且只有一个开始事件，现有 {len(starts)} 个",
            f"there must be exactly one start event, not {len(starts)}",
            fix=("只保留一个开始事件", "keep exactly one start event"),
        )
    for start in starts:
        if start.events:
            yield fault(
                start.place,
                "开始事件不能带消息、定时等触发器：流程由系统启动",
                "a start event has no trigger: processes are started by the system",
                fix=("改为普通开始事件，等待放到其后的节点", "make it a plain start and wait in the node behind it"),
            )


def arrows_lead_somewhere(draft: Draft) -> Iterator[Fault]:
    """Both ends of an arrow are nodes of the same process level."""
    for process in draft.processes:
        for flow in process.flows:
            ends = [process.by_id.get(flow.source), process.by_id.get(flow.target)]
            if any(end is None or end.container_id != flow.container_id for end in ends):
                yield fault(
                    flow.place,
                    f"流向 {flow.flow_id} 的起点或终点不存在，或跨越了子流程边界",
                    f"flow {flow.flow_id} begins or ends nowhere, or crosses the border of a subprocess",
                    fix=("重新连接流向，或删除它", "connect the flow again or delete it"),
                )


def nodes_have_a_way_out(draft: Draft) -> Iterator[Fault]:
    """Only an end event ends: a node without an arrow out is a forgotten one."""
    for process in draft.processes:
        for element in process.elements:
            if element.kind in _CONNECTED and not element.outgoing and not element.is_event_subprocess:
                yield fault(
                    element.place,
                    f"“{element.label}”没有流出线",
                    f"{element.element_id} has no outgoing flow",
                    fix=("连接到下一节点或结束事件", "connect it to the next node or to an end event"),
                )


def nodes_can_be_reached(draft: Draft) -> Iterator[Fault]:
    """Every node can be reached from the start of its process."""
    for process in draft.processes:
        reached = _reached(process)
        for element in process.elements:
            if element.kind in NODE_KINDS and reached and element.element_id not in reached:
                yield fault(
                    element.place,
                    f"从开始事件走不到“{element.label}”",
                    f"{element.element_id} cannot be reached from the start event",
                    fix=("连接流入线，或删除此元素", "connect it or delete it"),
                )


def _reached(process: Process) -> set[str]:
    reached: set[str] = set()
    for start in process.start_events(process.process_id):
        reached |= {start.element_id} | nx.descendants(process.graph, start.element_id)
    return reached


def every_way_reaches_an_end(draft: Draft) -> Iterator[Fault]:
    """From every node some end event of its process can be reached, else the case could never be closed."""
    for process in draft.processes:
        ends = [end.element_id for end in process.of_kind("endEvent") if end.container_id == process.process_id]
        if not ends:
            yield fault(
                process.place,
                "流程没有结束事件",
                "the process has no end event",
                fix=("画出结束事件", "draw an end event"),
            )
            continue
        backwards = process.graph.reverse(copy=False)
        finishing = set(ends).union(*(nx.descendants(backwards, end) for end in ends))
        for element in process.elements:
            if element.outgoing and element.element_id not in finishing and element.kind not in CONTAINER_KINDS:
                yield fault(
                    element.place,
                    f"从“{element.label}”走不到结束事件",
                    f"no end event can be reached from {element.element_id}",
                    fix=("给这一段加上通往结束事件的出口", "add a way out that leads to an end event"),
                )


def only_gateways_split(draft: Draft) -> Iterator[Fault]:
    """Several arrows out of a task are refused by the engine, a condition on the only one is ignored."""
    for element in draft.elements:
        if element.is_gateway or not element.outgoing:
            continue
        if len(element.outgoing) > 1:
            yield fault(
                element.place,
                f"“{element.label}”有 {len(element.outgoing)} 条流出线，只有网关可以分叉",
                f"{element.element_id} has {len(element.outgoing)} outgoing flows; only gateways may split",
                fix=("在其后加一个网关，由网关分叉", "put a gateway behind it and split there"),
            )
        elif element.outgoing[0].condition is not None:
            yield fault(
                element.outgoing[0].place,
                f"“{element.label}”的流出线带条件，只有网关之后的条件有效",
                f"the flow out of {element.element_id} has a condition; only conditions behind a gateway count",
                fix=("删除条件，或在其后加一个排他网关", "delete the condition or put an exclusive gateway behind it"),
            )


def only_gateways_merge(draft: Draft) -> Iterator[Fault]:
    """A task with two arrows in runs once for each of them (spiffworkflow.md 2): joins are drawn as gateways."""
    for element in draft.elements:
        if len(element.incoming) > 1 and not element.is_gateway:
            yield fault(
                element.place,
                f"“{element.label}”有 {len(element.incoming)} 条流入线，可能被执行多次",
                f"{element.element_id} has {len(element.incoming)} incoming flows and may run several times",
                fix=("在其前加一个网关汇合", "join the flows in a gateway in front of it"),
            )


def starts_and_rims_have_no_arrow_in(draft: Draft) -> Iterator[Fault]:
    """Nothing flows into a start event or an event on a rim, nothing out of an end."""
    for element in draft.elements:
        if (element.kind in _WITHOUT_ARROW_IN and element.incoming) or (
            element.kind == "endEvent" and element.outgoing
        ):
            yield fault(
                element.place,
                f"流向不能接到“{element.label}”的这一侧",
                f"no flow may be attached to this side of {element.element_id}",
                fix=("删除这条流向", "delete the flow"),
            )


def chains_are_short(draft: Draft) -> Iterator[Fault]:
    """Over 300 nodes in a row exhaust the engine's stack (spiffworkflow.md 3.17)."""
    for process in draft.processes:
        length = _longest_chain(process)
        if length > MAX_IN_A_ROW:
            yield fault(
                process.place,
                f"连续 {length} 个节点，超过 {MAX_IN_A_ROW} 个",
                f"{length} nodes in a row, more than {MAX_IN_A_ROW}",
                fix=("把一段流程改为被调用的流程", "move a part into a called process"),
            )


def _longest_chain(process: Process) -> int:
    """The number of nodes on the longest way, every loop counted once with all its nodes."""
    condensed = nx.condensation(process.graph)
    longest: dict[int, int] = {}
    for component in reversed(list(nx.topological_sort(condensed))):
        size = len(condensed.nodes[component]["members"])
        longest[component] = size + max((longest[after] for after in condensed.successors(component)), default=0)
    return max(longest.values(), default=0)

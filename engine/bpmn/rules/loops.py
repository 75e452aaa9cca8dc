"""Loops: each of them waits somewhere, and none splits inside."""

from collections.abc import Iterator

import networkx as nx

from engine.bpmn.diagram import Element, Process
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault

_SPLITTING = ("parallelGateway", "inclusiveGateway")


def loops_do_not_split(draft: Draft) -> Iterator[Fault]:
    """A parallel split inside a loop of the same process costs more with every round (spiffworkflow.md 3.2)."""
    for process in draft.processes:
        for members in _loops(process.graph):
            for gateway in process.of_kind(*_SPLITTING):
                if gateway.element_id in members and len(gateway.outgoing) > 1:
                    yield fault(
                        gateway.place,
                        f"网关“{gateway.label}”在循环内并行分叉，越循环越慢",
                        f"gateway {gateway.element_id} splits inside a loop; every round is slower than the one before",
                        fix=("把循环体改为被调用的流程", "move the body of the loop into a called process"),
                    )


def loops_wait_somewhere(draft: Draft) -> Iterator[Fault]:
    """A loop without a person, message or time in it runs for ever in one step."""
    waiting = WaitingCalls(draft)
    for process in draft.processes:
        resting = {element.element_id for element in process.elements if waiting.rests(element)}
        running = process.graph.subgraph(node for node in process.graph if node not in resting)
        for members in _loops(running):
            first = next(element for element in process.elements if element.element_id in members)
            yield _never_rests(first)
        for element in process.elements:
            repetition = element.repetition
            if repetition and not repetition.is_multi_instance and element.element_id not in resting:
                yield _never_rests(element)


def _never_rests(element: Element) -> Fault:
    return fault(
        element.place,
        f"经过“{element.label}”的循环中没有人工任务或等待，会无限执行",
        f"the loop through {element.element_id} has no person and no wait in it and would run for ever",
        fix=("在循环中加入人工任务、消息或定时等待", "put a user task, a message or a timer into the loop"),
    )


def _loops(graph: "nx.DiGraph[str]") -> Iterator[set[str]]:
    """The sets of nodes that can reach themselves, in the order of their first node."""
    for members in nx.strongly_connected_components(graph):
        node = next(iter(members))
        if len(members) > 1 or graph.has_edge(node, node):
            yield members


class WaitingCalls:
    """Which call activities surely come to rest before they return."""

    def __init__(self, draft: Draft) -> None:
        self._rests: dict[str, bool] = {}
        for process in draft.called_first:
            self._rests[process.process_id] = self._process_rests(process)

    def rests(self, element: Element) -> bool:
        """Whether the case surely comes to rest at this element before it goes on."""
        return element.waits or (element.kind == "callActivity" and self._rests.get(element.calls or "", False))

    def _process_rests(self, process: Process) -> bool:
        """Whether no way from start to end avoids every wait."""
        resting = {element.element_id for element in process.elements if self.rests(element)}
        running = process.graph.subgraph(node for node in process.graph if node not in resting)
        starts = [one.element_id for one in process.start_events(process.process_id) if one.element_id in running]
        ends = {end.element_id for end in process.of_kind("endEvent")}
        return bool(starts) and not any(ends & (nx.descendants(running, start) | {start}) for start in starts)

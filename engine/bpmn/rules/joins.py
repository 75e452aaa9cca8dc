"""Joins that fit their split: what was divided comes together once, and nothing is waited for that never comes."""

from collections.abc import Iterator, Mapping

import networkx as nx

from engine.bpmn.diagram import Element, Process
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault

_CHOOSING = frozenset({"exclusiveGateway", "eventBasedGateway"})


def parallel_joins_are_reached_by_all(draft: Draft) -> Iterator[Fault]:
    """A parallel join of ways that a choosing gateway divided waits for ever: only one of them is taken."""
    for process in draft.processes:
        for join, split, _ in _joins(process, "parallelGateway"):
            if split.kind in _CHOOSING:
                yield fault(
                    join.place,
                    f"并行汇合“{join.label}”等待的路径由“{split.label}”二选一，永远等不齐",
                    f"the parallel join {join.element_id} waits for ways of which {split.element_id} takes only one",
                    fix=("改用排他网关汇合", "join them in an exclusive gateway"),
                )


def exclusive_merges_are_reached_once(draft: Draft) -> Iterator[Fault]:
    """Behind an exclusive merge of parallel ways everything runs once for each of them.

    An interrupting event on the rim of an activity and the activity's own end are alternatives.
    """
    for process in draft.processes:
        for merge, split, branches in _joins(process, "exclusiveGateway"):
            if split.kind == "parallelGateway" or any(_goes_on_beside(branch) for branch in branches):
                yield fault(
                    merge.place,
                    f"排他汇合“{merge.label}”之后会执行多次：“{split.label}”之后的路径同时进行",
                    f"{merge.element_id} is passed several times: the ways behind {split.element_id} are parallel",
                    fix=(
                        "改用并行网关汇合；不中断的边界事件自行结束",
                        "join them in a parallel gateway; let a non-interrupting event end by itself",
                    ),
                )


def _goes_on_beside(branch: Element) -> bool:
    """Whether a way begins with an event that leaves its activity running."""
    return branch.kind == "boundaryEvent" and not branch.is_interrupting


def _joins(process: Process, kind: str) -> Iterator[tuple[Element, Element, list[Element]]]:
    """The gateways of this kind where ways come together, each with the node where these ways last were one.

    The third are the nodes, one for each way, that it surely passed first after that.
    """
    above = _dominators(process)
    for join in process.of_kind(kind):
        sources = {flow.source for flow in join.incoming if flow.source in above}
        forward = [source for source in sorted(sources) if join.element_id not in _upwards(above, source)]
        if len(forward) > 1:
            common = _last_common(above, forward)
            if common is not None and common in process.by_id:
                first = (_upwards(above, source, until=common)[-1] for source in forward if source != common)
                yield join, process.by_id[common], [process.by_id[node] for node in first if node in process.by_id]


def _dominators(process: Process) -> Mapping[str, str]:
    """For each node the last one that every way to it passes; empty where the process has no single start."""
    starts = process.start_events(process.process_id)
    if len(starts) != 1:
        return {}
    return {
        node: above for node, above in nx.immediate_dominators(process.graph, starts[0].element_id).items() if above
    }


def _upwards(above: Mapping[str, str], node: str, until: str | None = None) -> list[str]:
    way = [node]
    while above.get(way[-1], way[-1]) not in (way[-1], until):
        way.append(above[way[-1]])
    return way


def _last_common(above: Mapping[str, str], nodes: list[str]) -> str | None:
    shared = set(_upwards(above, nodes[0])).intersection(*(_upwards(above, node) for node in nodes[1:]))
    return next((node for node in _upwards(above, nodes[0]) if node in shared), None)

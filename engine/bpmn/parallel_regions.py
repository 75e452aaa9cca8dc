"""Where in a process more than one path can be under way at the same time."""

import networkx as nx

from engine.bpmn.diagram import Element, Process

MAX_SPLITS = 50  # each costs a walk over what lies between it and its join

_END = ""


def beside_the_main_path(process: Process) -> set[str]:
    """The nodes behind events that leave their activity running."""
    events = [event for event in process.of_kind("boundaryEvent") if not event.is_interrupting]
    found: set[str] = set()
    for event in events:
        if event.element_id not in found:
            found |= {event.element_id} | nx.descendants(process.graph, event.element_id)
    return found


def runs_on_one_path(process: Process) -> bool:
    """Whether every split is surely undone by the join that belongs to it.

    Then outside of such pairs, and beside what non-interrupting events begin, there is one path at any time.
    """
    splits = [one for one in process.elements if len(one.outgoing) > 1 and _divides(one)]
    if not splits:
        return True
    if len(splits) > MAX_SPLITS or any(split.kind != "parallelGateway" for split in splits):
        return False
    aside = beside_the_main_path(process)
    if any(join.element_id in aside for join in process.of_kind("parallelGateway")):
        return False
    return all(_is_undone(process, split, join) for split, join in _pairs(process, splits))


def _divides(element: Element) -> bool:
    return element.kind not in ("exclusiveGateway", "eventBasedGateway")


def _pairs(process: Process, splits: list[Element]) -> list[tuple[Element, Element | None]]:
    """Each split with the node that every way from it to an end passes first."""
    backwards = _main_paths(process).reverse()
    ends = [node for node in backwards if backwards.in_degree(node) == 0]
    backwards.add_edges_from((_END, end) for end in ends)
    behind = nx.immediate_dominators(backwards, _END)
    return [(split, process.by_id.get(behind.get(split.element_id) or _END)) for split in splits]


def _main_paths(process: Process) -> "nx.DiGraph[str]":
    graph = process.graph.copy()
    for event in process.of_kind("boundaryEvent"):
        if not event.is_interrupting:
            graph.remove_edges_from(list(graph.in_edges(event.element_id)))
    return graph


def _is_undone(process: Process, split: Element, join: Element | None) -> bool:
    """Whether each branch of the split comes to the join by one arrow of its own and meets nothing else before."""
    if join is None or join.kind != "parallelGateway" or len(join.incoming) != len(split.outgoing):
        return False
    main = _main_paths(process)
    main.remove_node(join.element_id)
    seen = {split.element_id}
    for flow in split.outgoing:
        branch: set[str] = set()
        if flow.target != join.element_id:
            branch = {flow.target} | nx.descendants(main, flow.target)
        arrows = [arrow for arrow in join.incoming if arrow.source in branch or arrow is flow]
        outside = branch | {split.element_id}
        if branch & seen or len(arrows) != 1:
            return False
        if any(before not in outside for node in branch for before in process.graph.predecessors(node)):
            return False
        seen |= branch
    return True

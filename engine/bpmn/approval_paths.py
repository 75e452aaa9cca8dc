"""Whether money can be reached without an approval: ways through a bundle, in and out of called processes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from engine.bpmn.diagram import CONTAINER_KINDS, Element, Process
from engine.bpmn.draft import Draft

Blocks = Callable[[Element], bool]


@dataclass(eq=False)
class _Walk:
    """One search through one process: what can be reached, and by which node first."""

    reached_from: dict[str, str | None] = field(default_factory=dict)
    arrows: set[str] = field(default_factory=set)


class Ways:
    """Where a case can get to when some nodes stop it.

    A node that stops can still be left over its rim: an event on the rim fires before the node is done. A parallel
    join is passed only when every arrow into it can be reached. What repeats may run no time at all. Calls of a
    process that calls itself are not entered.
    """

    def __init__(self, draft: Draft, stops: Blocks) -> None:
        self._draft, self._stops = draft, stops
        self._passable: dict[str, bool] = {}
        self._walks: dict[str, _Walk] = {}
        for process in draft.called_first:
            walk = self._walk(process)
            self._walks[process.process_id] = walk
            ends = (end for end in process.of_kind("endEvent") if end.container_id == process.process_id)
            self._passable[process.process_id] = any(end.element_id in walk.reached_from for end in ends)

    def to(self, targets: Iterable[Element]) -> dict[Element, tuple[str, ...]]:
        """The targets that can be reached from a root process, each with the ids of the nodes on one way there."""
        entered = self._entered()
        found: dict[Element, tuple[str, ...]] = {}
        for target in targets:
            walk = self._walks.get(target.process_id)
            if target.process_id in entered and walk is not None and target.element_id in walk.reached_from:
                found[target] = (*entered[target.process_id], *_way(walk, target.element_id))
        return found

    def _entered(self) -> dict[str, tuple[str, ...]]:
        """The processes that can be begun, from those that nobody calls downwards, each with one way to it."""
        entered: dict[str, tuple[str, ...]] = {
            process.process_id: () for process in self._draft.processes if process.process_id not in self._draft.callers
        }
        for process in reversed(self._draft.called_first):
            way = entered.get(process.process_id)
            if way is None:
                continue
            walk = self._walks[process.process_id]
            for call in process.of_kind("callActivity"):
                if call.calls and call.element_id in walk.reached_from and call.calls not in entered:
                    entered[call.calls] = (*way, *_way(walk, call.element_id))
        return entered

    def _walk(self, process: Process) -> _Walk:
        walk = _Walk()
        pending: list[tuple[str, str | None, str | None]] = [
            (start.element_id, None, None) for start in process.start_events(process.process_id)
        ]
        while pending:
            node, before, arrow = pending.pop()
            element = process.by_id.get(node)
            if arrow is not None:
                walk.arrows.add(arrow)
            if element is None or node in walk.reached_from or not _is_open(element, walk):
                continue
            walk.reached_from[node] = before
            pending.extend((rim.element_id, node, None) for rim in process.boundary_events(node))
            if self._lets_pass(element):
                pending.extend(_after(process, element))
        return walk

    def _lets_pass(self, element: Element) -> bool:
        if element.repetition is not None:
            return True
        if element.kind == "callActivity" and element.calls in self._draft.process_by_id:
            return self._passable.get(element.calls, False)
        return not self._stops(element)


def _is_open(element: Element, walk: _Walk) -> bool:
    if element.kind != "parallelGateway" or len(element.incoming) < 2:
        return True
    return all(flow.flow_id in walk.arrows for flow in element.incoming)


def _after(process: Process, element: Element) -> list[tuple[str, str | None, str | None]]:
    """The nodes behind one that is done, as (node, node before, arrow)."""
    if element.kind in CONTAINER_KINDS:
        inner = [(start.element_id, element.element_id, None) for start in process.start_events(element.element_id)]
        if inner:
            return list(inner)
    flows = element.outgoing
    if element.kind == "endEvent" and element.container_id in process.by_id:
        flows = process.by_id[element.container_id].outgoing
    return [(flow.target, element.element_id, flow.flow_id) for flow in flows]


def _way(walk: _Walk, node: str) -> tuple[str, ...]:
    way: list[str] = []
    here: str | None = node
    while here is not None:
        way.append(here)
        here = walk.reached_from[here]
    return tuple(reversed(way))

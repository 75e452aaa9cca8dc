"""Requirements between the elements of a bundle's models: who needs whom, under which name, and in which order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import networkx as nx

from engine.bpmn.dmn import model as dmn
from engine.bpmn.dmn.boxed import NamedFault
from engine.bpmn.findings import fault

MAX_STEPS: Final = 1_000
"""Elements that one question may need, counted once for each way of imports that leads to them."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A requirement that was found: the import it goes through, if any, and its end."""

    prefix: Path
    node: "Node"


@dataclass(slots=True, eq=False)
class Node:
    """An element in its model with all that it requires."""

    model: dmn.Model
    element: dmn.DrgElement
    links: list[Link] = field(default_factory=list)
    is_in_circle: bool = False

    @property
    def name(self) -> str:
        """The name by which expressions use it."""
        return self.element.variable.name


Step = tuple[Path, Node]
"""An element reached through imports: inputs behind different imports are different values."""


class Graph:
    """The elements of all models of a bundle, linked; `faults` says what could not be."""

    def __init__(self, models: Sequence[dmn.Model]) -> None:
        self.models = tuple(models)
        self.nodes = [Node(model, element) for model in models for element in model.elements]
        self.faults: list[NamedFault] = []
        self._by_id: dict[tuple[str, str], Node] = {}
        self._by_file: dict[tuple[str, str], Node] = {}
        for node in self.nodes:
            self._by_id.setdefault((node.model.namespace, node.element.element_id), node)
            self._by_file.setdefault((node.model.file, node.element.element_id), node)
        for model in models:
            self._check_imports(model)
        for node in self.nodes:
            node.links = list(self._links(node))
        self._mark_circles()

    def node_of(self, element: dmn.DrgElement) -> Node:
        """The node of an element."""
        return next(node for node in self.nodes if node.element is element)

    def imported(self, model: dmn.Model) -> Iterator[tuple[str, list[dmn.Model]]]:
        """The models behind each import name."""
        for one in model.imports:
            found = [other for other in self.models if other.namespace == one.namespace and other is not model]
            if found:
                yield one.name, found

    # -- requirements -------------------------------------------------------------------------------------------

    def links_to(self, node: Node, hrefs: Iterable[str]) -> Iterator[Link]:
        """The ends of requirements; those that lead nowhere are left out."""
        for href in hrefs:
            link = self._resolved(node.model, href)
            if link is not None:
                yield link

    def _links(self, node: Node) -> Iterator[Link]:
        hrefs = required(node.element)
        for href in hrefs:
            link = self._resolved(node.model, href)
            if link is None:
                self._lost(node, href)
            elif link.node is not node or not isinstance(node.element, dmn.KnowledgeModel):
                yield link  # a function may call itself; it needs no requirement for that

    def _resolved(self, model: dmn.Model, href: str) -> Link | None:
        namespace, _, element_id = href.rpartition("#")
        if namespace in ("", model.namespace):
            local = self._by_file.get((model.file, element_id)) or self._by_id.get((model.namespace, element_id))
            return None if local is None else Link((), local)
        found = self._by_id.get((namespace, element_id))
        names = [one.name for one in model.imports if one.namespace == namespace]
        if found is None or not names:
            return None
        return Link((names[0],) if names[0] else (), found)

    def _lost(self, node: Node, href: str) -> None:
        name, shown = node.element.name or node.element.element_id, href[:120]
        self.faults.append(
            NamedFault(
                "requirement_missing",
                fault(
                    node.element.place,
                    f"“{name}”依赖 {shown}，本版本中没有这一元素，或没有导入它的模型",
                    f"{node.element.element_id} requires {shown}, which is not in this bundle or not imported",
                    fix=("改正依赖，或把该模型加入版本并导入", "correct the requirement, or add and import that model"),
                ),
            )
        )

    def _check_imports(self, model: dmn.Model) -> None:
        known = {other.namespace for other in self.models}
        for one in model.imports:
            if one.namespace not in known:
                shown = one.namespace[:120]
                self.faults.append(
                    NamedFault(
                        "import_missing",
                        fault(
                            one.place,
                            f"导入的模型 {shown} 不在本版本中",
                            f"the imported model {shown} is not in this bundle",
                            fix=("把该模型加入版本，或删除导入", "add that model to the bundle or remove the import"),
                        ),
                    )
                )

    def _mark_circles(self) -> None:
        graph: nx.DiGraph[Node] = nx.DiGraph()
        graph.add_nodes_from(self.nodes)
        graph.add_edges_from((node, link.node) for node in self.nodes for link in node.links)
        for component in nx.strongly_connected_components(graph):
            members = [node for node in self.nodes if node in component]
            if len(members) > 1 or graph.has_edge(members[0], members[0]):
                self._circle(members)

    def _circle(self, members: list[Node]) -> None:
        names = "、".join(node.element.element_id[:60] for node in members[:5])
        for node in members:
            node.is_in_circle = True
        self.faults.append(
            NamedFault(
                "requirement_cycle",
                fault(
                    members[0].element.place,
                    f"{names} 循环依赖，无法得出结果",
                    f"{names} require each other in a circle",
                    fix=("去掉其中一个依赖", "remove one of the requirements"),
                ),
            )
        )


def required(element: dmn.DrgElement) -> tuple[str, ...]:
    """The hrefs of everything an element requires."""
    match element:
        case dmn.Decision():
            return (*element.information, *element.knowledge)
        case dmn.KnowledgeModel():
            return element.knowledge
        case dmn.DecisionService():
            return (*element.outputs, *element.input_decisions, *element.input_data)
    return ()


class TooLargeError(Exception):
    """A question needs more elements than it may."""


def in_order(targets: Iterable[Step], given: frozenset[Step] = frozenset()) -> tuple[Step, ...]:
    """The steps to the targets, each after all that it requires; what is `given` is not worked out.

    A decision service is a function: what is inside it is worked out when it is called. TooLargeError beyond
    MAX_STEPS.
    """
    ordered: dict[Step, None] = {}
    open_steps: set[Step] = set()
    pending: list[tuple[Step, bool]] = [(step, False) for step in reversed(list(targets))]
    while pending:
        step, is_done = pending.pop()
        if is_done:
            ordered[step] = None
            continue
        if step in ordered or step in given or step in open_steps:
            continue
        open_steps.add(step)
        if len(open_steps) > MAX_STEPS:
            raise TooLargeError
        pending.append((step, True))
        pending.extend((needed, False) for needed in reversed(list(_needed(step))))
    return tuple(ordered)


def _needed(step: Step) -> Iterator[Step]:
    path, node = step
    if not isinstance(node.element, dmn.DecisionService):
        yield from ((path + link.prefix, link.node) for link in node.links)

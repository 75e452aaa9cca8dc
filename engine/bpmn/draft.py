"""A bundle as the validator sees it: every diagram, decision and form, and what surrounds them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import networkx as nx

from engine.bpmn.diagram import Diagram, Element, Process
from engine.bpmn.dmn.model import Decision, Model
from engine.bpmn.draft_decisions import DraftDecisions
from engine.bpmn.feel_texts import FeelText
from engine.bpmn.form_model import Form
from engine.bpmn.known_names import Scope
from engine.bpmn.operations import OperationSignature


@dataclass(frozen=True, eq=False)
class Draft:
    """Everything that could be read of a bundle, good or bad; files that could not be read are not in it.

    `today` is the business date on which rows are looked at for having expired; None where that does not matter.
    """

    diagrams: tuple[Diagram, ...]
    models: tuple[Model, ...]
    forms: tuple[Form, ...]
    operations: Mapping[str, OperationSignature]
    roles: frozenset[str]
    case_facts: frozenset[str]
    today: date | None = None
    scopes: dict[Process, Scope] = field(default_factory=dict, init=False)
    texts: list[FeelText] = field(default_factory=list, init=False)

    @cached_property
    def processes(self) -> tuple[Process, ...]:
        """Every process of every diagram."""
        return tuple(process for diagram in self.diagrams for process in diagram.processes)

    @cached_property
    def process_by_id(self) -> dict[str, Process]:
        """Processes by id; of two with one id the first."""
        return {process.process_id: process for process in reversed(self.processes)}

    @cached_property
    def decided(self) -> DraftDecisions:
        """The decision models with what leads to them."""
        return DraftDecisions(self.models, self.deciding)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions of all models."""
        return self.decided.decisions

    @cached_property
    def decision_by_id(self) -> dict[str, Decision]:
        """Decisions by id; of two with one id the first."""
        return {decision.decision_id: decision for decision in reversed(self.decisions)}

    @cached_property
    def form_by_key(self) -> dict[str, Form]:
        """Forms by key."""
        return {form.key: form for form in reversed(self.forms)}

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """The nodes of all processes."""
        return tuple(element for process in self.processes for element in process.elements)

    @cached_property
    def element_by_id(self) -> dict[str, Element]:
        """Nodes of the whole bundle by id; ids are unique over all processes, of two with one id the first."""
        return {element.element_id: element for element in reversed(self.elements)}

    def of_kind(self, *kinds: str) -> Iterator[Element]:
        """The nodes of these kinds in all processes."""
        return (element for element in self.elements if element.kind in kinds)

    def called_process(self, call: Element) -> Process | None:
        """The process that a call activity calls, where it exists."""
        return self.process_by_id.get(call.calls or "")

    @cached_property
    def callers(self) -> dict[str, list[Element]]:
        """The call activities by the id of the process that they call."""
        callers: dict[str, list[Element]] = {}
        for call in self.of_kind("callActivity"):
            callers.setdefault(call.calls or "", []).append(call)
        return callers

    @cached_property
    def call_graph(self) -> "nx.DiGraph[str]":
        """Which process calls which, by id; only processes that exist."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(process.process_id for process in self.processes)
        for call in self.of_kind("callActivity"):
            if call.calls is not None and call.calls in graph and call.process_id in graph:
                graph.add_edge(call.process_id, call.calls)
        return graph

    @cached_property
    def called_first(self) -> tuple[Process, ...]:
        """Every process after those that it calls, as far as the calls do not go round in circles."""
        condensed = nx.condensation(self.call_graph)
        order = reversed(list(nx.lexicographical_topological_sort(condensed)))
        ids = [process_id for component in order for process_id in sorted(condensed.nodes[component]["members"])]
        return tuple(self.process_by_id[process_id] for process_id in ids)

    @cached_property
    def deciding(self) -> dict[str, list[Element]]:
        """The business rule tasks by the id of the decision that they evaluate."""
        tasks: dict[str, list[Element]] = {}
        for task in self.of_kind("businessRuleTask"):
            tasks.setdefault(task.decision or "", []).append(task)
        return tasks

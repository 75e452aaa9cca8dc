"""The decision models of a bundle as the validator sees them: their tables, and which tasks lead to which decision."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from engine.bpmn.diagram import Element
from engine.bpmn.dmn.analysis.columns import Column, Domain, columns_of
from engine.bpmn.dmn.analysis.rows import DeadRow, dead_rows
from engine.bpmn.dmn.item_types import TypeBook, allowed_texts, base_name
from engine.bpmn.dmn.library import Library
from engine.bpmn.dmn.linking import Node
from engine.bpmn.dmn.model import (
    Boxed,
    Decision,
    DecisionService,
    DrgElement,
    InputColumn,
    Model,
    Table,
    tables_in,
)


@dataclass(frozen=True, eq=False)
class OwnedTable:
    """A table, the id of the decision or function it stands in, and what the types say of its inputs."""

    owner_id: str
    table: Table
    types: TypeBook

    @cached_property
    def columns(self) -> list[Column]:
        """The tested expressions with the rows that match on each stretch of their inputs."""
        return columns_of(self.table, [self._domain(column) for column in self.table.inputs])

    @cached_property
    def dead(self) -> dict[int, DeadRow]:
        """The rows, by number, that never answer."""
        return {one.number: one for one in dead_rows(self.table, self.columns)}

    def _domain(self, column: InputColumn) -> Domain:
        wanted = self.types.find(column.type_ref)
        own = (column.allowed,) if column.allowed else ()
        return Domain((*own, *allowed_texts(wanted)), base_name(wanted))


class DraftDecisions:
    """All models of a draft; `deciding` holds the business rule tasks by the id that they ask for."""

    def __init__(self, models: Sequence[Model], deciding: Mapping[str, Sequence[Element]]) -> None:
        self.models = tuple(models)
        self._deciding = deciding

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions of all models in the order of the files."""
        return tuple(decision for model in self.models for decision in model.decisions)

    @cached_property
    def askable(self) -> dict[str, Decision | DecisionService]:
        """What a task may ask for by id, decisions and services; of two with one id the first."""
        services = (service for model in self.models for service in model.services)
        asked: list[Decision | DecisionService] = [*self.decisions, *services]
        return {one.element_id: one for one in reversed(asked)}

    @cached_property
    def library(self) -> Library:
        """The models as they would be run."""
        return Library(self.models)

    @cached_property
    def tables(self) -> tuple[OwnedTable, ...]:
        """Every table of every decision and function."""
        return tuple(self._tables())

    def _tables(self) -> Iterator[OwnedTable]:
        for model in self.models:
            types = self.library.types_of(model)
            logic: list[tuple[str, Boxed]] = [(one.element_id, one.logic) for one in model.decisions]
            logic += [(one.element_id, one.function) for one in model.knowledge_models]
            for owner_id, box in logic:
                yield from (OwnedTable(owner_id, table, types) for table in tables_in(box))

    @cached_property
    def _reached(self) -> "nx.DiGraph[Node]":
        graph: nx.DiGraph[Node] = nx.DiGraph()
        nodes = self.library.graph.nodes
        graph.add_nodes_from(nodes)
        graph.add_edges_from((node, link.node) for node in nodes for link in node.links)
        return graph

    @cached_property
    def askers(self) -> dict[DrgElement, list[Element]]:
        """The tasks that lead to an element: those that ask for it, or for something that requires it."""
        found: dict[DrgElement, list[Element]] = {}
        for asked_id, tasks in self._deciding.items():
            for needed in self.needed_by(asked_id):
                found.setdefault(needed.element, []).extend(tasks)
        return found

    def needed_by(self, asked_id: str) -> list[Node]:
        """Everything that is needed for an answer, with what is asked for itself; in the order of the files."""
        asked = self.askable.get(asked_id)
        if asked is None:
            return []
        start = self.library.graph.node_of(asked)
        reached = {start, *nx.descendants(self._reached, start)}
        return [node for node in self.library.graph.nodes if node in reached]

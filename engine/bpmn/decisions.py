"""Decisions as processes ask them: one answer with its reasons, or an error that stops the step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lxml import etree

from engine.bpmn.dmn.library import Library
from engine.bpmn.dmn.linking import Node
from engine.bpmn.dmn.model import Decision, Table
from engine.bpmn.dmn.reading import read_model
from engine.bpmn.dmn.running import Functions, MatchedRule, ModelRun, Record
from engine.bpmn.dmn.tables import ReadyTable
from engine.bpmn.execution_errors import DecisionError
from engine.bpmn.findings import Finding, Severity, finding_of
from engine.feel import FeelError, to_json
from engine.feel.values import type_name

if TYPE_CHECKING:  # a bundle holds decisions
    from engine.bpmn.bundle import Bundle


@dataclass(frozen=True, slots=True)
class DecisionOutcome:
    """An answer with its reasons, written once and shown for ever.

    Inputs can be written as JSON; the result holds FEEL values, so that a rate stays a decimal.

    `inputs` are the values of the table's input columns by their expression, or without a table the values the decision
    requires by name. `result` is a context of outputs where one row of a table answers (UNIQUE, ANY, FIRST, PRIORITY);
    where several do a list of values (one output column) or of contexts (several), or their aggregate; else whatever
    the expression gives. `required` holds the decisions and tables that were worked out on the way, in that order.
    """

    decision_id: str
    element_id: str | None
    task_id: UUID | None
    inputs: Mapping[str, object]
    matched: tuple[MatchedRule, ...]
    result: Any
    required: "tuple[DecisionOutcome, ...]" = ()


@dataclass(frozen=True, slots=True, eq=False)
class ReadyDecision:
    """One decision or decision service, ready to be asked; immutable and shared by all threads."""

    library: Library
    node: Node

    @property
    def title(self) -> str:
        """What people call the decision."""
        return self.node.element.name or self.node.element.element_id

    @property
    def output_titles(self) -> Mapping[str, str]:
        """The headings of its table's outputs by their names; nothing where it is no table."""
        logic = self.node.element.logic if isinstance(self.node.element, Decision) else None
        return {column.name: column.label for column in logic.outputs} if isinstance(logic, Table) else {}

    def decide(
        self,
        scope: Mapping[str, object],
        functions: Functions,
        *,
        element_id: str | None = None,
        task_id: UUID | None = None,
    ) -> DecisionOutcome:
        """The answer for the values in `scope`, which are also the input data of the model.

        DecisionError where there is none, or one of its kinds: NoRuleMatchedError, RulesOverlapError,
        ValueNotAllowedError.
        """
        run = ModelRun(functions, strict=True)
        answer = self.library.ask(self.node, scope, inputs=scope, run=run)
        decision_id = self.node.element.element_id

        def outcome(record: Record, **more: Any) -> DecisionOutcome:
            return DecisionOutcome(
                decision_id=record.owner_id,
                element_id=element_id,
                task_id=task_id,
                inputs={name: _as_json(value) for name, value in record.inputs.items()},
                matched=record.matched,
                **more,
            )

        *before, own = answer.records or (Record(decision_id, {}, (), answer.value),)
        if own.owner_id != decision_id:  # a service, whose answer is put together from several decisions
            before, own = [*before, own], Record(decision_id, {}, (), answer.value)
        required = tuple(outcome(record, result=_storable(record.result)) for record in before)
        if _storable(answer.value) is not answer.value:
            raise DecisionError(decision_id, f"a {type_name(answer.value)} cannot be kept as a result")
        return outcome(own, result=self._by_name(answer.value), required=required)

    def _by_name(self, value: object) -> object:
        """The value as `policy.<decision>` shows it: also a single output of one row is read by its name."""
        table = self.library.ready(self.node).code
        if isinstance(table, ReadyTable) and table.is_single_hit and len(table.outputs) == 1:
            return table.named([value])
        return value


def _storable(value: object) -> object:
    """The value itself, or the name of its type where it has no form that can be stored (ranges, functions)."""
    try:
        to_json(value)
    except FeelError:
        return type_name(value)
    return value


def _as_json(value: object) -> object:
    """The value as JSON, or the name of its type where it has no such form (ranges, functions)."""
    try:
        return to_json(value)
    except FeelError:
        return type_name(value)


def evaluate_decision(
    bundle: "Bundle", decision_id: str, scope: Mapping[str, object], functions: Functions | None = None
) -> DecisionOutcome:
    """The answer of a decision outside any process; `scope` holds every name the table uses, null where unknown."""
    return bundle.decision(decision_id).decide(scope, functions or {})


@dataclass(frozen=True, slots=True)
class ReadDecisions:
    """What the decision files of a bundle gave: decisions and services by id, and findings for what cannot be run."""

    decisions: Mapping[str, ReadyDecision]
    findings: tuple[Finding, ...]


def read_decisions(roots: Sequence[tuple[etree._Element, str]]) -> ReadDecisions:
    """The decisions of all `.dmn` files of a bundle with their paths (DMN 1.1 to 1.5); of two with one id the first."""
    library = Library([read_model(root, path) for root, path in roots])
    decisions: dict[str, ReadyDecision] = {}
    for node in library.decisions():
        decisions.setdefault(node.element.element_id, ReadyDecision(library, node))
    return ReadDecisions(decisions, tuple(_findings(library)))


def _findings(library: Library) -> Iterator[Finding]:
    return (finding_of(one.rule, Severity.ERROR, one.fault) for one in library.faults)

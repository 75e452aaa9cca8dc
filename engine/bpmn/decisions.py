"""Decision tables: what FEEL they hold is compiled once, and answered with the rules that led to the answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from lxml import etree

from engine.bpmn.decision_table_model import Decision, Row, read_decisions
from engine.bpmn.execution_errors import DecisionError, NoRuleMatchedError, RulesOverlapError
from engine.bpmn.findings import Fault, Finding, Place, Severity, Words, finding_of
from engine.feel import (
    Expression,
    FeelError,
    FeelNullError,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    to_json,
)

if TYPE_CHECKING:  # a bundle holds tables
    from engine.bpmn.bundle import Bundle

Functions = Mapping[str, Callable[..., object]]
T = TypeVar("T")


class HitPolicy(StrEnum):
    """How many rules may match; DMN's other policies are refused."""

    UNIQUE = "UNIQUE"
    COLLECT = "COLLECT"


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A rule that fitted; `number` counts from 1 as people read the table."""

    number: int
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionOutcome:
    """An answer with its reasons, written once and shown for ever.

    Inputs can be written as JSON; the result holds FEEL values, so that a rate stays a decimal.

    `inputs` are the values of the table's input columns by their expression. `result` is a context of outputs for
    UNIQUE, for COLLECT a list of values (one output column) or of contexts (several).
    """

    decision_id: str
    element_id: str | None
    task_id: UUID | None
    inputs: Mapping[str, object]
    matched: tuple[MatchedRule, ...]
    result: Any


@dataclass(frozen=True, slots=True)
class _Rule:
    matched: MatchedRule
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Expression | None, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """One decision, ready to be asked; immutable and shared by all threads."""

    decision_id: str
    name: str
    hit_policy: HitPolicy
    inputs: tuple[tuple[str, Expression], ...]
    output_names: tuple[str, ...]
    rules: tuple[_Rule, ...]

    def decide(
        self,
        scope: Mapping[str, object],
        functions: Functions,
        *,
        element_id: str | None = None,
        task_id: UUID | None = None,
    ) -> DecisionOutcome:
        """The answer for the values in `scope`; NoRuleMatchedError or RulesOverlapError where UNIQUE has none."""
        try:
            values = [expression.evaluate(scope, functions=functions, strict=True) for _, expression in self.inputs]
            rules = [rule for rule in self.rules if _fits(rule, values, scope, functions)]
            self._refuse_ambiguity(rules)
            answers = [self._answer(rule, scope, functions) for rule in rules]
        except FeelError as error:
            raise DecisionError(self.decision_id, str(error)) from error
        return DecisionOutcome(
            decision_id=self.decision_id,
            element_id=element_id,
            task_id=task_id,
            inputs={text: to_json(value) for (text, _), value in zip(self.inputs, values, strict=True)},
            matched=tuple(rule.matched for rule in rules),
            result=self._result(answers),
        )

    def _refuse_ambiguity(self, rules: Sequence[_Rule]) -> None:
        if self.hit_policy is not HitPolicy.UNIQUE:
            return
        if not rules:
            raise NoRuleMatchedError(self.decision_id, "no rule matches")
        if len(rules) > 1:
            raise RulesOverlapError(self.decision_id, [rule.matched.number for rule in rules])

    def _answer(self, rule: _Rule, scope: Mapping[str, object], functions: Functions) -> dict[str, object]:
        values = (
            None if cell is None else cell.evaluate(scope, functions=functions, strict=True) for cell in rule.outputs
        )
        return dict(zip(self.output_names, values, strict=True))

    def _result(self, answers: list[dict[str, object]]) -> object:
        if self.hit_policy is HitPolicy.UNIQUE:
            return answers[0]
        if len(self.output_names) == 1:
            return [answer[self.output_names[0]] for answer in answers]
        return answers


def evaluate_decision(
    bundle: "Bundle", decision_id: str, scope: Mapping[str, object], functions: Functions | None = None
) -> DecisionOutcome:
    """The answer of a decision outside any process; `scope` holds every name the table uses, null where unknown."""
    return bundle.decision(decision_id).decide(scope, functions or {})


def _fits(rule: _Rule, values: Sequence[object], scope: Mapping[str, object], functions: Functions) -> bool:
    """Whether every cell holds; an unknown (null) value has no order, so a cell that asks for one does not hold."""
    for test, value in zip(rule.tests, values, strict=True):
        try:
            holds = test.matches(value, scope, functions=functions, strict=True)
        except FeelNullError:
            return False
        if holds is not True:
            return False
    return True


@dataclass(frozen=True, slots=True)
class ReadTables:
    """What one file gave: tables by decision id, and findings for what cannot be run."""

    tables: Mapping[str, DecisionTable]
    findings: tuple[Finding, ...]


def read_tables(root: etree._Element, file: str) -> ReadTables:
    """The decision tables of one `.dmn` file (DMN 1.1 to 1.5)."""
    tables: dict[str, DecisionTable] = {}
    findings: list[Finding] = []
    annotations = _annotations(root)
    for decision in read_decisions(root, file):
        try:
            tables[decision.decision_id] = _table(decision, annotations.get(decision.decision_id, {}))
        except _UnusableError as error:
            findings.append(error.finding)
    return ReadTables(tables, tuple(findings))


class _UnusableError(Exception):
    def __init__(self, rule: str, place: Place, message: Words) -> None:
        super().__init__(rule)
        fault = Fault(place, message, Words("改用 UNIQUE 或 COLLECT 决策表", "use a UNIQUE or COLLECT decision table"))
        self.finding = finding_of(rule, Severity.ERROR, fault)


def _table(decision: Decision, annotations: Mapping[int, tuple[str, ...]]) -> DecisionTable:
    if decision.logic != "decisionTable":
        words = Words("决策没有决策表", "the decision has no table")
        raise _UnusableError("decision_without_table", decision.place, words)
    try:
        hit_policy = HitPolicy(decision.hit_policy)
    except ValueError as error:
        words = Words(f"不支持命中策略 {decision.hit_policy}", f"hit policy {decision.hit_policy} is not supported")
        raise _UnusableError("hit_policy_unsupported", decision.place, words) from error
    if decision.aggregation is not None:
        raise _UnusableError(
            "aggregation_unsupported", decision.place, Words("不支持聚合", "aggregation is not supported")
        )
    return DecisionTable(
        decision_id=decision.decision_id,
        name=decision.name,
        hit_policy=hit_policy,
        inputs=tuple(
            (column.expression, _compiled(compile_expression, column.expression, column.place))
            for column in decision.inputs
        ),
        output_names=tuple(column.name for column in decision.outputs),
        rules=tuple(_rule(row, decision, annotations.get(row.number, ())) for row in decision.rows),
    )


def _rule(row: Row, decision: Decision, annotations: tuple[str, ...]) -> _Rule:
    if len(row.inputs) != len(decision.inputs) or len(row.outputs) != len(decision.outputs):
        words = Words("规则的单元格与列数不符", "the rule has more or fewer cells than the table has columns")
        raise _UnusableError("rule_of_wrong_width", row.place, words)
    return _Rule(
        matched=MatchedRule(row.number, annotations),
        tests=tuple(_compiled(compile_unary_tests, cell.text or "-", cell.place) for cell in row.inputs),
        outputs=tuple(
            _compiled(compile_expression, cell.text, cell.place) if cell.text else None for cell in row.outputs
        ),
    )


def _compiled(compile_text: Callable[[str], T], text: str, place: Place) -> T:
    try:
        return compile_text(text)
    except FeelError as error:
        raise _UnusableError("feel_does_not_parse", place, Words(str(error), f"not FEEL: {error.code}")) from error


def _annotations(root: etree._Element) -> dict[str, dict[int, tuple[str, ...]]]:
    """What stands in the annotation columns, by decision id and rule number (DMN 1.3 and later)."""
    return {
        decision.get("id") or "": {
            number: tuple(_texts_of(rule, "annotationEntry"))
            for number, rule in enumerate(_named(decision, "rule"), start=1)
        }
        for decision in _named(root, "decision")
    }


def _named(parent: etree._Element, local_name: str) -> Iterator[etree._Element]:
    return (one for one in parent.iter() if isinstance(one.tag, str) and etree.QName(one).localname == local_name)


def _texts_of(rule: etree._Element, local_name: str) -> Iterator[str]:
    return ("".join(map(str, entry.itertext())).strip() for entry in _named(rule, local_name))

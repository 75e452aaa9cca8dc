"""Decision tables, compiled: inputs are tested once, and only rows that match are worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.bpmn.dmn.functions import checked
from engine.bpmn.dmn.hit_policies import (
    BY_PRIORITY,
    SINGLE_HIT,
    Choice,
    Hit,
    HitPolicy,
    aggregated,
    chosen,
)
from engine.bpmn.dmn.item_types import Type
from engine.bpmn.dmn.running import MatchedRule, Record, keep_record
from engine.bpmn.execution_errors import (
    DecisionError,
    NoRuleMatchedError,
    RulesOverlapError,
    ValueNotAllowedError,
)
from engine.feel import FeelError, FeelNullError, UnaryTests
from engine.feel.compiling import Code
from engine.feel.scopes import Run, Scope


@dataclass(frozen=True, slots=True)
class ReadyInput:
    """An input column: its text for the record, its value, and what that may be."""

    text: str
    value: Code
    wanted: Type | None
    allowed: UnaryTests | None


@dataclass(frozen=True, slots=True)
class ReadyOutput:
    """An output column: its name, what its values may be and in which order they count, and its default."""

    name: str
    allowed: UnaryTests | None
    priorities: Code | None
    default: Code | None


@dataclass(frozen=True, slots=True)
class ReadyRow:
    """A rule; cells that anything passes are None."""

    matched: MatchedRule
    tests: tuple[UnaryTests | None, ...]
    outputs: tuple[Code | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ReadyTable:
    """A table that can be asked; immutable and shared by all threads."""

    owner_id: str
    hit_policy: HitPolicy
    aggregation: str
    inputs: tuple[ReadyInput, ...]
    outputs: tuple[ReadyOutput, ...]
    rows: tuple[ReadyRow, ...]

    @property
    def is_single_hit(self) -> bool:
        """Whether one row answers, and not a list of rows."""
        return self.hit_policy in SINGLE_HIT

    def __call__(self, scope: Scope) -> object:
        """The answer in the scope of its decision.

        What breaks the policy or the lists of allowed values raises DecisionError in strict mode and is null otherwise.
        """
        values: list[object] = []
        try:
            values.extend(self._value(column, scope) for column in self.inputs)
            choice = self._choice(values, scope)
            result = self._result(choice, scope)
        except DecisionError:
            if scope.run.strict:
                raise
            choice, result = Choice(()), None
        inputs = {column.text: value for column, value in zip(self.inputs, values, strict=False)}
        matched = tuple(self.rows[hit.number - 1].matched for hit in choice.hits)
        keep_record(scope.run, Record(self.owner_id, inputs, matched, result))
        return result

    def _value(self, column: ReadyInput, scope: Scope) -> object:
        value = column.value(scope)
        fits = checked(value, column.wanted, column.text, scope.run)
        if value is not None and (fits is None or not _allows(column.allowed, fits, scope)):
            raise ValueNotAllowedError(self.owner_id, column.text)
        return fits

    def _choice(self, values: Sequence[object], scope: Scope) -> Choice:
        """The rows that answer; NoRuleMatchedError and RulesOverlapError where the policy wants one and has none."""
        hits = []
        for row in self.rows:
            if _fits(row, values, scope):
                hits.append(Hit(row.matched.number, self._outputs(row, scope)))
                if self.hit_policy is HitPolicy.FIRST:
                    break
        choice = chosen(self.hit_policy, hits, self._priorities(scope), scope.run)
        if choice.is_refused:
            raise RulesOverlapError(self.owner_id, [hit.number for hit in hits])
        return choice

    def _outputs(self, row: ReadyRow, scope: Scope) -> tuple[object, ...]:
        values = tuple(None if cell is None else cell(scope) for cell in row.outputs)
        for column, value in zip(self.outputs, values, strict=True):
            if value is not None and not _allows(column.allowed, value, scope):
                raise ValueNotAllowedError(self.owner_id, column.name)
        return values

    def _priorities(self, scope: Scope) -> list[object]:
        if self.hit_policy not in BY_PRIORITY:
            return []
        return [None if column.priorities is None else column.priorities(scope) for column in self.outputs]

    def _result(self, choice: Choice, scope: Scope) -> object:
        if not choice.hits:
            return self._without_match(scope)
        answers = [self._shaped(hit.outputs) for hit in choice.hits]
        if self.is_single_hit:
            return answers[0]
        return aggregated(self.aggregation, answers, scope.run) if self.aggregation else answers

    def _without_match(self, scope: Scope) -> object:
        """The defaults; without them an empty list, or NoRuleMatchedError where one row should have answered."""
        if any(column.default is not None for column in self.outputs):
            shaped = self._shaped([None if one.default is None else one.default(scope) for one in self.outputs])
            return shaped if self.is_single_hit or self.aggregation else [shaped]
        if self.is_single_hit:
            raise NoRuleMatchedError(self.owner_id, "no rule matches")
        return aggregated(self.aggregation, [], scope.run) if self.aggregation else []

    def _shaped(self, outputs: Sequence[object]) -> object:
        """One output as it is, several as a context."""
        return outputs[0] if len(self.outputs) == 1 else self.named(outputs)

    def named(self, outputs: Sequence[object]) -> Mapping[str, object]:
        """Outputs by their names."""
        return {column.name: value for column, value in zip(self.outputs, outputs, strict=True)}


def _allows(tests: UnaryTests | None, value: object, scope: Scope) -> bool:
    """Whether a value is allowed; of a list each member may be as well as the whole."""
    if tests is None or tests.matches_within(value, scope) is True:
        return True
    return isinstance(value, list) and all(tests.matches_within(member, scope) is True for member in value)


def _fits(row: ReadyRow, values: Sequence[object], scope: Scope) -> bool:
    """Whether every cell holds; an unknown (null) value has no order, so a cell that asks for one does not hold."""
    for test, value in zip(row.tests, values, strict=True):
        if test is not None and not _holds(test, value, scope):
            return False
    return True


def _holds(test: UnaryTests, value: object, scope: Scope) -> bool:
    run: Run = scope.run
    run.charge(1)
    try:
        return test.matches_within(value, scope) is True
    except FeelNullError:
        return False
    except FeelError:
        if run.strict:
            raise
        return False

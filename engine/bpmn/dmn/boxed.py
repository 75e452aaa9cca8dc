"""Boxed expressions to closures over FEEL scopes, as FEEL compiles its own texts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Final, TypeVar

from engine.bpmn.dmn import embedded
from engine.bpmn.dmn import model as dmn
from engine.bpmn.dmn.functions import BoxedFunction, Parameters, Signature, checked
from engine.bpmn.dmn.hit_policies import AGGREGATIONS, HitPolicy, policy_of
from engine.bpmn.dmn.item_types import Type, TypeBook
from engine.bpmn.dmn.running import MatchedRule
from engine.bpmn.dmn.tables import ReadyInput, ReadyOutput, ReadyRow, ReadyTable
from engine.bpmn.findings import Fault, Place, fault
from engine.feel import Expression, FeelError, FeelSyntaxError, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.compiling import Code
from engine.feel.functions import Function
from engine.feel.scopes import Scope

T = TypeVar("T", Expression, UnaryTests)
Names = frozenset[str]

_ANYTHING: Final = ("", "-")


@dataclass(frozen=True, slots=True)
class NamedFault:
    """What cannot be run, under the name of its rule."""

    rule: str
    fault: Fault


@dataclass(slots=True)
class BoxCompiler:
    """Compiles the expressions of one element; what cannot be run gives null, in strict mode FeelSyntaxError.

    `members` are the names with blanks or signs that stand behind a dot or in a filter, `faults` what was wrong.
    """

    owner_id: str
    types: TypeBook
    members: Names = frozenset()
    faults: list[NamedFault] = field(default_factory=list)

    @singledispatchmethod
    def code(self, box: dmn.Boxed, names: Names) -> Code:
        """The expression as a function of the scope; `names` are those in sight."""
        del names
        kind = box.kind if isinstance(box, dmn.Missing) else type(box).__name__
        zh, en = (f"不支持的内容 {kind}", f"{kind} is not supported") if kind else ("没有内容", "nothing is written")
        return self._refused("decision_without_logic", box.place, zh, en, "填写表达式或决策表", "write an expression")

    # -- FEEL texts ---------------------------------------------------------------------------------------------

    @code.register
    def _(self, box: dmn.Literal, names: Names) -> Code:
        if box.language:
            language = box.language[:80]
            zh, en = f"表达式语言 {language} 不受支持", f"the language {language} is not supported"
            return self._refused("language_unsupported", box.place, zh, en, "改用 FEEL", "write it in FEEL")
        if not box.text:
            return self._refused(
                "decision_without_logic",
                box.place,
                "表达式没有内容",
                "the expression is empty",
                "填写表达式",
                "fill it in",
            )
        return self.text(box.text, box.place, names)

    def text(self, text: str, place: Place, names: Names) -> Code:
        """A FEEL expression; a mistake in it is null, in strict mode FeelError."""
        expression = self._compiled(compile_expression, text, place, names)
        if isinstance(expression, FeelError):
            return _failing(expression)
        within = expression.within

        def evaluate(scope: Scope) -> object:
            try:
                return within(scope)
            except FeelError:
                if scope.run.strict:
                    raise
                return None

        return evaluate

    def _compiled(self, compile_text: Callable[..., T], text: str, place: Place, names: Names) -> T | FeelError:
        unusual = frozenset(name for name in names if not name.isidentifier())
        try:
            return compile_text(text, names=unusual | self.members)
        except FeelError as error:
            zh, en = str(error), f"not FEEL: {error.code}"
            self._found("feel_does_not_parse", place, zh, en, error.fix or "按 FEEL 语法改写", "write it in FEEL")
            return error

    def _tests(self, text: str, place: Place, names: Names) -> UnaryTests | None:
        """The tests of a cell; None where anything passes."""
        if text in _ANYTHING:
            return None
        tests = self._compiled(compile_unary_tests, text, place, names)
        return _NOTHING if isinstance(tests, FeelError) else tests

    def _found(self, rule: str, place: Place, zh: str, en: str, fix: str, fix_en: str) -> None:
        self.faults.append(NamedFault(rule, fault(place, zh, en, fix=(fix, fix_en))))

    def _refused(self, rule: str, place: Place, zh: str, en: str, fix: str, fix_en: str) -> Code:
        self._found(rule, place, zh, en, fix, fix_en)
        return _failing(FeelSyntaxError(zh, fix=fix))

    # -- values of several parts --------------------------------------------------------------------------------

    @code.register
    def _(self, box: dmn.BoxedContext, names: Names) -> Code:
        entries: list[tuple[str | None, Code]] = []
        for entry in box.entries:
            entries.append((entry.variable.name if entry.variable else None, self._entry(entry, names)))
            if entry.variable:
                names |= {entry.variable.name}

        def evaluate(scope: Scope) -> object:
            values: dict[str, object] = {}
            inner = Scope(values, scope, scope.run)
            for name, value in entries:
                if name is None:
                    return value(inner)
                values[name] = value(inner)
            return dict(values)

        return evaluate

    def _entry(self, entry: dmn.Entry, names: Names) -> Code:
        code = self.code(entry.value, names)
        return code if entry.variable is None else self.typed(code, entry.variable)

    def typed(self, code: Code, variable: dmn.Variable) -> Code:
        """The code with its result in the type of a variable."""
        wanted, name = self.types.find(variable.type_ref), variable.name
        return code if wanted is None else lambda scope: checked(code(scope), wanted, name, scope.run)

    @code.register
    def _(self, box: dmn.BoxedList, names: Names) -> Code:
        members = [self.code(member, names) for member in box.members]
        return lambda scope: [member(scope) for member in members]

    @code.register
    def _(self, box: dmn.Relation, names: Names) -> Code:
        columns = [column.name for column in box.columns]
        rows = [[self.code(cell, names) for cell in row] for row in box.rows]

        def evaluate(scope: Scope) -> object:
            return [dict(zip(columns, (cell(scope) for cell in row), strict=False)) for row in rows]

        return evaluate

    # -- functions and control ----------------------------------------------------------------------------------

    @code.register
    def _(self, box: dmn.Invocation, names: Names) -> Code:
        called = self.code(box.called, names)
        bindings = [(name, self.code(value, names)) for name, value in box.bindings]

        def evaluate(scope: Scope) -> object:
            function = called(scope)
            if not isinstance(function, Function):
                return _no_function(scope)
            return function.invoke_named({name: value(scope) for name, value in bindings}, scope.run)

        return evaluate

    @code.register
    def _(self, box: dmn.FunctionBox, names: Names) -> Code:
        signature, body = Signature("", self.parameters(box), None), self.body(box, names)
        return lambda scope: BoxedFunction(signature, body, scope)

    def parameters(self, box: dmn.FunctionBox) -> Parameters:
        """The parameters with their types."""
        return tuple((one.name, self.types.find(one.type_ref)) for one in box.parameters)

    def body(self, box: dmn.FunctionBox, names: Names) -> Code:
        """The body; that of a Java or PMML function is refused, nothing of it is ever run."""
        if box.kind.upper() != "FEEL":
            kind = box.kind[:20]
            zh, en = f"不允许 {kind} 外部函数", f"functions of kind {kind} are not run"
            return self._refused(
                "function_kind_unsupported", box.place, zh, en, "用 FEEL 写出函数体", "write it in FEEL"
            )
        return self.code(box.body, names | {one.name for one in box.parameters})

    @code.register
    def _(self, box: dmn.ConditionalBox, names: Names) -> Code:
        return embedded.conditional(*(self.code(part, names) for part in box.inner))

    @code.register
    def _(self, box: dmn.FilterBox, names: Names) -> Code:
        return embedded.filtered(self.code(box.source, names), self.code(box.match, names | {"item"}))

    @code.register
    def _(self, box: dmn.IteratorBox, names: Names) -> Code:
        body = self.code(box.body, names | {box.variable, "partial"})
        return embedded.iterated(box.kind, box.variable, self.code(box.source, names), body)

    # -- tables -------------------------------------------------------------------------------------------------

    @code.register
    def _(self, box: dmn.Table, names: Names) -> Code:
        table = self.table(box, names)
        return _failing(FeelSyntaxError("决策表无法执行")) if table is None else table

    def table(self, box: dmn.Table, names: Names) -> ReadyTable | None:
        """The table ready to be asked; None where its shape makes no sense."""
        policy = self._policy(box)
        if policy is None or not self._is_rectangular(box):
            return None
        return ReadyTable(
            owner_id=self.owner_id,
            hit_policy=policy,
            aggregation=box.aggregation,
            inputs=tuple(self._input(column, names) for column in box.inputs),
            outputs=tuple(self._output(column, names) for column in box.outputs),
            rows=tuple(self._row(row, names) for row in box.rows),
        )

    def _policy(self, box: dmn.Table) -> HitPolicy | None:
        policy = policy_of(box.hit_policy)
        is_sound = policy is not None and (
            not box.aggregation
            or (policy is HitPolicy.COLLECT and box.aggregation in AGGREGATIONS and len(box.outputs) == 1)
        )
        if is_sound:
            return policy
        written = f"{box.hit_policy} {box.aggregation}".strip()[:60]
        self._found(
            "hit_policy_unsupported",
            box.place,
            f"命中策略 {written} 不存在，或不能用于多个输出列",
            f"there is no hit policy {written}, or not for several outputs",
            "改用 DMN 的命中策略；汇总只用于单个输出列的 COLLECT",
            "use a hit policy of DMN; aggregate only COLLECT with one output",
        )
        return None

    def _is_rectangular(self, box: dmn.Table) -> bool:
        if not box.outputs:
            self._found(
                "decision_without_logic",
                box.place,
                "决策表没有输出列",
                "the table has no output",
                "加上输出列",
                "add one",
            )
        narrow = [row for row in box.rows if not _is_complete(row, box)]
        for row in narrow:
            zh, en = "规则的单元格与列数不符", "the rule has more or fewer cells than the table has columns"
            self._found("rule_of_wrong_width", row.place, zh, en, "每列一个单元格", "write one cell for each column")
        return bool(box.outputs) and not narrow

    def _input(self, column: dmn.InputColumn, names: Names) -> ReadyInput:
        return ReadyInput(
            text=column.expression,
            value=self.text(column.expression, column.place, names),
            wanted=_constrained(self.types.find(column.type_ref)),
            allowed=self._tests(column.allowed, column.place, names),
        )

    def _output(self, column: dmn.OutputColumn, names: Names) -> ReadyOutput:
        wanted = f"[{column.allowed}]"
        return ReadyOutput(
            name=column.name,
            allowed=self._tests(column.allowed, column.place, names),
            priorities=self.text(wanted, column.place, names) if column.allowed else None,
            default=self.text(column.default, column.place, names) if column.default else None,
        )

    def _row(self, row: dmn.Row, names: Names) -> ReadyRow:
        return ReadyRow(
            matched=MatchedRule(row.number, row.annotations),
            tests=tuple(self._tests(cell.text, cell.place, names) for cell in row.inputs),
            outputs=tuple(self._output_cell(cell, names) for cell in row.outputs),
        )

    def _output_cell(self, cell: dmn.Cell, names: Names) -> Code | None:
        return None if cell.text in _ANYTHING else self.text(cell.text, cell.place, names)


_NOTHING: Final = compile_unary_tests("not(? = ?)")


def _is_complete(row: dmn.Row, box: dmn.Table) -> bool:
    return (len(row.inputs), len(row.outputs)) == (len(box.inputs), len(box.outputs))


def _constrained(wanted: Type | None) -> Type | None:
    """The type of an input where it says which values are allowed; base types of columns are not enforced."""
    return wanted if wanted is not None and _has_allowed(wanted) else None


def _has_allowed(wanted: Type) -> bool:
    is_limited = wanted.allowed is not None or wanted.constraint is not None
    return is_limited or (isinstance(wanted.base, Type) and _has_allowed(wanted.base))


def _failing(error: FeelError) -> Code:
    """What stands for a text that cannot be run."""

    def evaluate(scope: Scope) -> object:
        if scope.run.strict:
            raise error
        return None

    return evaluate


def _no_function(scope: Scope) -> object:
    if scope.run.strict:
        raise FeelSyntaxError("调用的不是函数", fix="请检查被调用的名称")
    return None


def unusual_names(names: Iterable[str]) -> Names:
    """The names that FEEL must be told, since they are no plain words."""
    return frozenset(name for name in names if name and not name.isidentifier())


def member_names(models: Sequence[dmn.Model]) -> Names:
    """The names with blanks or signs that values of these models may have behind a dot."""
    found: set[str] = set()
    for model in models:
        found.update(name for item in model.types for name in _item_names(item))
        for decision in model.decisions:
            found.update(name for box in dmn.all_boxes(decision.logic) for name in _box_names(box))
        for knowledge in model.knowledge_models:
            found.update(name for box in dmn.all_boxes(knowledge.function) for name in _box_names(box))
    return unusual_names(found)


def _item_names(item: dmn.ItemDefinition) -> Iterable[str]:
    for part in item.components:
        yield part.name
        yield from _item_names(part)


def _box_names(box: dmn.Boxed) -> Iterable[str]:
    match box:
        case dmn.BoxedContext():
            yield from (entry.variable.name for entry in box.entries if entry.variable)
        case dmn.Relation():
            yield from (column.name for column in box.columns)
        case dmn.Table() if len(box.outputs) > 1:
            yield from (column.name for column in box.outputs)

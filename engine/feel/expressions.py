"""The public face: compile a text once, evaluate it as often as needed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.feel import analysis
from engine.feel import syntax_tree as tree
from engine.feel.analysis import Reference
from engine.feel.budgets import DEFAULT_BUDGET, Budget, too_expensive
from engine.feel.comparisons import contains
from engine.feel.compiled_cache import CompiledCache
from engine.feel.compiling import Code, Test, any_of, compiled
from engine.feel.errors import FeelBudgetError
from engine.feel.reading import assignment_trees, cell_trees, expression_tree
from engine.feel.scopes import HandedFunctions, Run, Scope

_NO_FUNCTIONS: HandedFunctions = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class _Compiled:
    """What every compiled text knows about itself."""

    text: str
    references: tuple[Reference, ...]
    """Free names with the path behind them; variables of loops, filters and functions are left out."""
    function_calls: tuple[Reference, ...]
    """Called names that the standard does not define."""
    constant: bool
    """Whether the value depends on nothing that is handed in."""


@dataclass(frozen=True, slots=True, eq=False)
class Expression(_Compiled):
    """A FEEL expression."""

    _code: Code

    def evaluate(
        self,
        scope: Mapping[str, object],
        *,
        functions: HandedFunctions | None = None,
        strict: bool = False,
        budget: Budget | None = None,
    ) -> object:
        """The FEEL value over the names in `scope`; raises FeelError only (and what `functions` raise)."""
        run = Run(functions or _NO_FUNCTIONS, strict, budget or DEFAULT_BUDGET)
        return _guarded(self._code, Scope(scope, None, run))

    def within(self, scope: Scope) -> object:
        """The FEEL value inside an evaluation that is under way, whose mode and budget it shares."""
        return _guarded(self._code, scope)


def _guarded(code: Code, scope: Scope) -> object:
    try:
        value = code(scope)
    except RecursionError as error:
        raise _too_deep() from error
    if isinstance(value, list | dict):
        _check_size(value, scope.run)
    return value


def _check_size(value: object, run: Run) -> None:
    left = run.budget.result_size
    pending: list[Iterable[object]] = [(value,)]
    while pending:
        for member in pending.pop():
            left -= 1 + (len(member) // 100 if isinstance(member, str) else 0)
            if isinstance(member, list):
                pending.append(member)
            elif isinstance(member, dict):
                pending.append(member.values())
            if left < 0:
                raise too_expensive("结果大小", run.budget.result_size)


@dataclass(frozen=True, slots=True, eq=False)
class UnaryTests(_Compiled):
    """The content of a decision table's input cell."""

    _test: Test

    def matches(
        self,
        value: object,
        scope: Mapping[str, object],
        *,
        functions: HandedFunctions | None = None,
        strict: bool = False,
        budget: Budget | None = None,
    ) -> bool | None:
        """Whether the input `value` satisfies the cell; `?` in the cell is that value."""
        run = Run(functions or _NO_FUNCTIONS, strict, budget or DEFAULT_BUDGET)
        return self.matches_within(run.admit(value), Scope(scope, None, run))

    def matches_within(self, value: object, scope: Scope) -> bool | None:
        """Whether a FEEL value satisfies the cell inside an evaluation that is under way."""
        try:
            return self._test(Scope({"?": value}, scope, scope.run), value)
        except RecursionError as error:
            raise _too_deep() from error


@dataclass(frozen=True, slots=True, eq=False)
class Assignments(_Compiled):
    """The content of a script task: `name = FEEL`, separated by semicolons."""

    targets: tuple[str, ...]
    _codes: tuple[Code, ...]

    def evaluate(
        self,
        scope: Mapping[str, object],
        *,
        functions: HandedFunctions | None = None,
        strict: bool = False,
        budget: Budget | None = None,
    ) -> dict[str, object]:
        """The new values by name; later assignments see earlier ones, `scope` stays as it is."""
        run = Run(functions or _NO_FUNCTIONS, strict, budget or DEFAULT_BUDGET)
        results: dict[str, object] = {}
        inner = Scope(results, Scope(scope, None, run), run)
        for target, code in zip(self.targets, self._codes, strict=True):
            results[target] = _guarded(code, inner)
        return results


def compile_expression(text: str, *, names: frozenset[str] = frozenset()) -> Expression:
    """The compiled expression; raises FeelSyntaxError or FeelBudgetError.

    `names` are the known names that hold blanks, signs or keywords; other names need not be told.
    """
    return _EXPRESSIONS.get(text, names)


def compile_unary_tests(text: str, *, names: frozenset[str] = frozenset()) -> UnaryTests:
    """The compiled cell: `-`, `"a", "b"`, `[1..3]`, `> 5`, `not(…)`, or a condition on `?`."""
    return _UNARY_TESTS.get(text, names)


def compile_assignments(text: str, *, names: frozenset[str] = frozenset()) -> Assignments:
    """The compiled assignments."""
    return _ASSIGNMENTS.get(text, names)


def _expression(text: str, names: frozenset[str]) -> Expression:
    node = expression_tree(text, names)
    return Expression(text, *_facts(analysis.of(node)), _code(node))


def _assignments(text: str, names: frozenset[str]) -> Assignments:
    nodes = assignment_trees(text, names)
    targets = tuple(node.name for node in nodes)
    codes = tuple(_code(node.value) for node in nodes)
    return Assignments(text, *_facts(analysis.of_assignments(nodes)), targets, codes)


def _code(node: tree.Node) -> Code:
    try:
        return compiled(node)
    except RecursionError as error:
        raise _too_deep() from error


def _too_deep() -> FeelBudgetError:
    return FeelBudgetError("表达式嵌套过深", fix="请拆分表达式")


def _facts(found: analysis.Found) -> tuple[tuple[Reference, ...], tuple[Reference, ...], bool]:
    return tuple(found.references), tuple(found.function_calls), found.constant


def _unary_tests(text: str, names: frozenset[str]) -> UnaryTests:
    nodes, is_negated = cell_trees(text, names)
    if not nodes:
        return UnaryTests(text, (), (), True, lambda _scope, _value: True)
    test = _cell_test(nodes)
    return UnaryTests(text, *_facts(analysis.of_tests(nodes)), _negation(test) if is_negated else test)


def _negation(test: Test) -> Test:
    def matches(scope: Scope, value: object) -> bool | None:
        result = test(scope, value)
        return None if result is None else not result

    return matches


def _cell_test(nodes: tuple[tree.Node, ...]) -> Test:
    tests = [_one_cell_test(node) for node in nodes]

    def matches(scope: Scope, value: object) -> bool | None:
        result: bool | None = False
        for test in tests:
            one = test(scope, value)
            if one:
                return True
            if one is None:
                result = None
        return result

    return tests[0] if len(tests) == 1 else matches


def _one_cell_test(node: tree.Node) -> Test:
    """One test of a cell; a condition that speaks of other things than the input may be true of any input.

    A plain `true` is a value, so that an unanswered question (null) does not match it.
    """
    if isinstance(node, tree.OpenTest):
        return any_of((node,))
    code = _code(node)
    if analysis.mentions_input(node):
        return lambda scope, _value: _truth(code(scope))

    is_condition = not _is_value(node)

    def matches(scope: Scope, value: object) -> bool | None:
        expected = code(scope)
        if is_condition and expected is True and not isinstance(value, bool):
            return True
        return contains(value, expected, scope.run)

    return matches


def _is_value(node: tree.Node) -> bool:
    """Whether the test is a value to be equal to: a literal, a name or a path."""
    if isinstance(node, tree.Postfix):
        return isinstance(node.steps[-1], tree.Member)
    return isinstance(node, tree.Literal | tree.Name)


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


_EXPRESSIONS = CompiledCache(_expression)
_UNARY_TESTS = CompiledCache(_unary_tests)
_ASSIGNMENTS = CompiledCache(_assignments)

"""Syntax trees to closures: each node becomes one Python function of the scope."""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from functools import singledispatch

from engine.feel import syntax_tree as tree
from engine.feel.arithmetic import NUMBER_OPERATORS, calculate, negative
from engine.feel.comparisons import ORDERS, compare, contains, equal
from engine.feel.errors import FeelError, FeelNullError, FeelTypeError
from engine.feel.scopes import Scope
from engine.feel.syntax_tree import Node, Place
from engine.feel.type_checks import is_instance
from engine.feel.value_types import how_to_bring_together
from engine.feel.values import Range, type_name

Code = Callable[[Scope], object]
Test = Callable[[Scope, object], bool | None]


OwnCode = Callable[[Scope], tuple[object, bool]]
"""Gives a value, and whether it is the caller's own and not yet a FEEL value."""


@singledispatch
def compiled(node: Node) -> Code:
    """A function that evaluates the node in a scope."""
    raise NotImplementedError(type(node).__name__)


@singledispatch
def own_lists(node: Node) -> OwnCode:
    """The same for those who look at some members of a list only: a list that was handed in stays as it is."""
    code = compiled(node)
    return lambda scope: (code(scope), False)


def fitting_error(message: str, place: Place, *values: object) -> FeelError:
    """Strict mode's refusal of an operation: null operands and mismatched types are told apart."""
    if any(value is None for value in values):
        return FeelNullError(
            message + "：有空值（null）", line=place.line, column=place.column, fix="请先判断是否为 null"
        )
    if all(isinstance(value, Decimal) for value in values):
        return FeelTypeError(
            f"{message}：除数为零或结果超出范围", line=place.line, column=place.column, fix="请先判断数值"
        )
    kinds = [type_name(value) for value in values]
    return FeelTypeError(
        f"{message}：类型不符（{'、'.join(kinds)}）",
        line=place.line,
        column=place.column,
        fix=how_to_bring_together(kinds),
    )


@compiled.register
def _(node: tree.Literal) -> Code:
    value = node.value
    return lambda _scope: value


@compiled.register
def _(node: tree.Arithmetic) -> Code:
    first = compiled(node.first)
    operations = [_operation(part.operator, compiled(part.operand), part.place) for part in node.operations]
    if len(operations) == 1:
        only = operations[0]
        return lambda scope: only(first(scope), scope)

    def evaluate(scope: Scope) -> object:
        value = first(scope)
        for operate in operations:
            value = operate(value, scope)
        return value

    return evaluate


def _operation(operator: str, right: Code, place: Place) -> Callable[[object, Scope], object]:
    """A function that works on the left operand; two numbers go the short way."""
    on_numbers = NUMBER_OPERATORS.get(operator)
    if on_numbers is None:
        return lambda one, scope: _calculated(operator, one, right(scope), place, scope)

    def evaluate(one: object, scope: Scope) -> object:
        other = right(scope)
        if type(one) is Decimal and type(other) is Decimal:
            try:
                return on_numbers(one, other)
            except DecimalException:
                pass
        return _calculated(operator, one, other, place, scope)

    return evaluate


def _calculated(operator: str, left: object, right: object, place: Place, scope: Scope) -> object:
    value = calculate(operator, left, right, scope.run)
    if value is None and scope.run.strict:
        raise fitting_error(f"不能计算 {operator}", place, left, right)
    return value


@compiled.register
def _(node: tree.Negation) -> Code:
    operand, place = compiled(node.operand), node.place

    def evaluate(scope: Scope) -> object:
        value = operand(scope)
        result = negative(value)
        if result is None and scope.run.strict:
            raise fitting_error("不能取负数", place, value)
        return result

    return evaluate


@compiled.register
def _(node: tree.Conjunction) -> Code:
    operands = [compiled(operand) for operand in node.operands]

    def evaluate(scope: Scope) -> object:
        result: bool | None = True
        for operand in operands:
            value = operand(scope)
            if value is False:
                return False
            if value is not True:
                result = None
        return result

    return evaluate


@compiled.register
def _(node: tree.Disjunction) -> Code:
    operands = [compiled(operand) for operand in node.operands]

    def evaluate(scope: Scope) -> object:
        result: bool | None = False
        for operand in operands:
            value = operand(scope)
            if value is True:
                return True
            if value is not False:
                result = None
        return result

    return evaluate


@compiled.register
def _(node: tree.Comparison) -> Code:
    left, right = compiled(node.left), compiled(node.right)
    if node.operator in ORDERS:
        return _order(left, node.operator, right, node.place)
    wanted = node.operator == "="

    def evaluate(scope: Scope) -> object:
        same = equal(left(scope), right(scope), scope.run)
        return None if same is None else same is wanted

    return evaluate


def _order(left: Code, operator: str, right: Code, place: Place) -> Code:
    on_numbers = ORDERS[operator]

    def evaluate(scope: Scope) -> object:
        one, other = left(scope), right(scope)
        if type(one) is Decimal and type(other) is Decimal:
            return on_numbers(one, other)
        return _ordered(operator, one, other, place, scope)

    return evaluate


def _ordered(operator: str, left: object, right: object, place: Place, scope: Scope) -> bool | None:
    result = compare(operator, left, right)
    if result is None and scope.run.strict:
        raise fitting_error(f"不能比较大小 {operator}", place, left, right)
    return result


@compiled.register
def _(node: tree.Between) -> Code:
    value, low, high = compiled(node.value), compiled(node.low), compiled(node.high)
    place = node.place

    def evaluate(scope: Scope) -> object:
        one = value(scope)
        above = _ordered(">=", one, low(scope), place, scope)
        below = _ordered("<=", one, high(scope), place, scope)
        if above is False or below is False:
            return False
        return None if above is None or below is None else True

    return evaluate


@compiled.register
def _(node: tree.In) -> Code:
    value, test = compiled(node.value), any_of(node.tests)
    return lambda scope: test(scope, value(scope))


def any_of(tests: tuple[Node, ...]) -> Test:
    """True if one test is true, else null if one is null."""
    if len(tests) == 1:
        return compiled_test(tests[0])
    codes = [compiled_test(test) for test in tests]

    def matches(scope: Scope, value: object) -> bool | None:
        result: bool | None = False
        for code in codes:
            one = code(scope, value)
            if one:
                return True
            if one is None:
                result = None
        return result

    return matches


def compiled_test(node: Node) -> Test:
    """A function that tests a value: `> 5`, a range, a list, or anything that shall be equal."""
    if isinstance(node, tree.OpenTest):
        return _open_test(node)
    code = compiled(node)
    return lambda scope, value: contains(value, code(scope), scope.run)


def _open_test(node: tree.OpenTest) -> Test:
    operator, operand, place = node.operator, compiled(node.operand), node.place
    if operator in ORDERS:
        return lambda scope, value: _ordered_unless_null(operator, value, operand(scope), place, scope)
    wanted = operator == "="

    def matches(scope: Scope, value: object) -> bool | None:
        same = equal(value, operand(scope), scope.run)
        return None if same is None else same is wanted

    return matches


def _ordered_unless_null(operator: str, value: object, other: object, place: Place, scope: Scope) -> bool | None:
    if value is None:
        return None
    return _ordered(operator, value, other, place, scope)


@compiled.register
def _(node: tree.InstanceOf) -> Code:
    value, wanted = compiled(node.value), node.type_name
    return lambda scope: is_instance(value(scope), wanted, scope.run)


@compiled.register
def _(node: tree.Conditional) -> Code:
    condition, yes, no = compiled(node.condition), compiled(node.consequence), compiled(node.alternative)
    place = node.place

    def evaluate(scope: Scope) -> object:
        truth = condition(scope)
        if truth is True:
            return yes(scope)
        if truth is not False and scope.run.strict:
            raise fitting_error("if 的条件不是 true 或 false", place, truth)
        return no(scope)

    return evaluate


@compiled.register
def _(node: tree.RangeLiteral) -> Code:
    low, high = compiled(node.low), compiled(node.high)
    low_included, high_included = node.low_included, node.high_included
    return lambda scope: make_range(low(scope), high(scope), low_included, high_included)


def make_range(low: object, high: object, low_included: bool, high_included: bool) -> Range | None:
    """A range; null if its ends are both null or have no order."""
    if low is None and high is None:
        return None
    if low is not None and high is not None and compare("<=", low, high) is None:
        return None
    return Range(low, high, low_included and low is not None, high_included and high is not None)


@compiled.register
def _(node: tree.OpenRange) -> Code:
    operator, operand = node.operator, compiled(node.operand)

    def evaluate(scope: Scope) -> object:
        end = operand(scope)
        if operator == "!=" or end is None:
            return None
        if operator == "=":
            return Range(end, end, True, True, half=True)
        if operator[0] == "<":
            return Range(None, end, False, operator == "<=", half=True)
        return Range(end, None, operator == ">=", False, half=True)

    return evaluate

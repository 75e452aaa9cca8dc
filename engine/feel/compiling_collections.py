"""Closures of lists, contexts, loops and function definitions."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from engine.feel import syntax_tree as tree
from engine.feel.compiling import Code, compiled, own_lists
from engine.feel.decimals import as_int, is_integral
from engine.feel.functions import Function
from engine.feel.scopes import Run, Scope
from engine.feel.syntax_tree import TypeName
from engine.feel.temporal import Date
from engine.feel.type_checks import converted
from engine.feel.values import Range


@compiled.register
def _(node: tree.ListLiteral) -> Code:
    items = [compiled(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


@compiled.register
def _(node: tree.ContextLiteral) -> Code:
    entries = [(key, compiled(value)) for key, value in node.entries]
    is_unique = len({key for key, _ in entries}) == len(entries)

    def evaluate(scope: Scope) -> object:
        names: dict[str, object] = {}
        inner = Scope(names, scope, scope.run)
        for key, value in entries:
            names[key] = value(inner)
        return dict(names) if is_unique else None

    return evaluate


_MembersCode = Callable[[Scope], tuple[Sequence[object] | None, bool]]
Rounds = Callable[[Scope], Iterator[Scope] | None]


@compiled.register
def _(node: tree.Loop) -> Code:
    rounds, body, cost = _rounds(node.variables), compiled(node.body), round_cost(node.body)
    looks_back = "partial" in node.body.extent.special_names

    def evaluate(scope: Scope) -> object:
        scopes = rounds(scope)
        if scopes is None:
            return None
        run = scope.run
        results: list[object] = []
        for inner in scopes:
            run.charge(cost)
            results.append(body(_with_partial(inner, results) if looks_back else inner))
            run.checked_list(results)
        return results

    return evaluate


def _with_partial(scope: Scope, results: list[object]) -> Scope:
    """The scope in which `partial` is the list of the results so far."""
    scope.run.charge_size(len(results))
    return Scope({"partial": list(results)}, scope, scope.run)


@compiled.register
def _(node: tree.Quantified) -> Code:
    rounds, body, cost = _rounds(node.variables), compiled(node.body), round_cost(node.body)
    decisive = not node.every

    def evaluate(scope: Scope) -> object:
        scopes = rounds(scope)
        if scopes is None:
            return None
        result: bool | None = not decisive
        for inner in scopes:
            scope.run.charge(cost)
            value = body(inner)
            if value is decisive:
                return decisive
            if not isinstance(value, bool):
                result = None
        return result

    return evaluate


def round_cost(body: tree.Node) -> int:
    """Steps that one more evaluation of this tree takes."""
    return 1 + body.extent.size // 4


def _rounds(variables: tuple[tree.LoopVariable, ...]) -> Rounds:
    """One scope for each combination of the variables' values; the last variable changes fastest."""
    levels = [(variable.name, _members_code(variable)) for variable in variables]

    def rounds(scope: Scope) -> Iterator[Scope] | None:
        name, members_of = levels[0]
        members, is_foreign = members_of(scope)
        if members is None:
            return None
        run = scope.run
        scopes: Iterator[Scope] = (Scope({name: member}, scope, run, is_foreign=is_foreign) for member in members)
        for level in levels[1:]:
            scopes = _nested(scopes, *level)
        return scopes

    return rounds


def _nested(outer: Iterator[Scope], name: str, members_of: _MembersCode) -> Iterator[Scope]:
    for scope in outer:
        scope.run.charge(1)
        members, is_foreign = members_of(scope)
        for member in members or ():
            yield Scope({name: member}, scope, scope.run, is_foreign=is_foreign)


def _members_code(variable: tree.LoopVariable) -> _MembersCode:
    """What a variable runs over, and whether its members are the caller's own."""
    if variable.end is not None:
        low, high = compiled(variable.source), compiled(variable.end)
        return lambda scope: (_members(low(scope), (high(scope),), scope.run), False)
    source = own_lists(variable.source)

    def members_of(scope: Scope) -> tuple[Sequence[object] | None, bool]:
        value, is_foreign = source(scope)
        if is_foreign and type(value) is list:
            return value, True
        return _members(scope.run.admit(value) if is_foreign else value, None, scope.run), False

    return members_of


def _members(source: object, end: tuple[object] | None, run: Run) -> Sequence[object] | None:
    """What a loop runs over: a list, a range of integers or dates, or one single value."""
    if end is not None:
        return _between(source, end[0], run)
    if isinstance(source, list):
        return source
    if isinstance(source, Range):
        return _of_range(source, run)
    return None if source is None else [source]


def _of_range(source: Range, run: Run) -> Sequence[object] | None:
    members = _between(source.low, source.high, run)
    if members is None:
        return None
    first = 0 if source.low_included else 1
    return members[first : len(members) if source.high_included else -1]


def _between(low: object, high: object, run: Run) -> Sequence[object] | None:
    if isinstance(low, Date) and isinstance(high, Date):
        return [Date.from_ordinal(day) for day in _integers(low.ordinal, high.ordinal, run)]
    if not (isinstance(low, Decimal) and isinstance(high, Decimal) and is_integral(low) and is_integral(high)):
        return None
    start, stop = as_int(low), as_int(high)
    return None if start is None or stop is None else [Decimal(number) for number in _integers(start, stop, run)]


def _integers(start: int, stop: int, run: Run) -> range:
    step = 1 if stop >= start else -1
    numbers = range(start, stop + step, step)
    if len(numbers) > run.budget.list_length:
        run.checked_list([None] * (run.budget.list_length + 1))
    run.charge_size(len(numbers))
    return numbers


class UserFunction(Function):
    """A function that an expression defines, with the scope it was defined in."""

    def __init__(
        self, parameters: tuple[tree.Parameter, ...], body: Code, cost: int, levels: int, scope: Scope
    ) -> None:
        self._parameters = parameters
        self._body = body
        self._cost = cost
        self._levels = levels
        self._scope = scope

    def invoke(self, arguments: Sequence[object], run: Run) -> object:
        """The body's value; null for a wrong number of arguments or types that do not fit."""
        if len(arguments) != len(self._parameters):
            return None
        names = {parameter.name: value for parameter, value in zip(self._parameters, arguments, strict=True)}
        return self.invoke_named(names, run)

    def invoke_named(self, arguments: dict[str, object], run: Run) -> object:
        """The body's value; null if names or types do not fit."""
        if arguments.keys() != {parameter.name for parameter in self._parameters}:
            return None
        fitted = {}
        for parameter in self._parameters:
            fits, fitted[parameter.name] = converted(arguments[parameter.name], parameter.type_name, run)
            if not fits:
                return None
        run.charge(self._cost)
        run.enter(self._levels)
        try:
            return self._body(Scope(fitted, self._scope, run))
        finally:
            run.leave(self._levels)

    def accepts(self, count: int) -> bool:
        """Whether it has so many parameters."""
        return count == len(self._parameters)

    def matches_type(self, wanted: TypeName) -> bool:
        """Whether it has so many parameters."""
        return self.accepts(len(wanted.parts))


@compiled.register
def _(node: tree.FunctionDefinition) -> Code:
    parameters, body, cost = node.parameters, compiled(node.body), 2 + round_cost(node.body)
    levels = node.body.extent.depth + 2
    return lambda scope: UserFunction(parameters, body, cost, levels, scope)

"""Closures of names and of what follows an expression: members, filters and calls."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from inspect import signature

from engine.feel import syntax_tree as tree
from engine.feel.compiling import Code, OwnCode, compiled, own_lists
from engine.feel.compiling_collections import round_cost
from engine.feel.decimals import as_int
from engine.feel.errors import FeelNameError, FeelTypeError
from engine.feel.functions import BUILT_IN, Function
from engine.feel.habits import call_hint, name_hint
from engine.feel.members import member_of
from engine.feel.names import nearest
from engine.feel.scopes import MISSING, Run, Scope, find, look_up
from engine.feel.syntax_tree import Place

Step = Callable[[object, Scope], object]


@compiled.register
def _(node: tree.Name) -> Code:
    name, place = node.name, node.place
    built_in = BUILT_IN.get(name)

    def evaluate(scope: Scope) -> object:
        value = look_up(scope, name)
        if value is not MISSING:
            return value
        return built_in or _unknown(scope, name, place)

    return evaluate


def _unknown(scope: Scope, name: str, place: Place, functions: Iterable[str] = ()) -> object:
    """Null; in strict mode an error that proposes the nearest name in sight."""
    run = scope.run
    if not run.strict or (run.sibling_names is not None and name in run.sibling_names):
        return None
    known: set[str] = set(functions)
    here: Scope | None = scope
    while here is not None:
        known.update(map(str, here.names))
        here = here.parent
    hint = call_hint(name, known) if functions else name_hint(name)
    near = None if hint else nearest(name, known)
    fix = hint or (f"您是否要写“{near}”" if near else "请检查名称，或先给该变量赋值")
    raise FeelNameError(f"不认识的名称“{name}”", line=place.line, column=place.column, fix=fix)


@compiled.register
def _(node: tree.Postfix) -> Code:
    source, rest = _source(node)
    before = (node.steps[-len(rest) - 1], *rest) if len(rest) < len(node.steps) else (None, *rest)
    named = [one.name if isinstance(one, tree.Member) else "…" for one in before]
    steps = [_step(step, name) for step, name in zip(rest, named, strict=False)]
    if not steps:
        return source

    def evaluate(scope: Scope) -> object:
        value = source(scope)
        for step in steps:
            value = step(value, scope)
        return value

    return evaluate


def _source(node: tree.Postfix) -> tuple[Code, tuple[tree.Member | tree.Filter | tree.Call, ...]]:
    """The beginning of the chain in one closure: `a.b.c` or `name(…)`, and what is left of it."""
    if not isinstance(node.source, tree.Name):
        return compiled(node.source), node.steps
    first = node.steps[0]
    if isinstance(first, tree.Call):
        return _call_by_name(node.source, first), node.steps[1:]
    path = []
    for step in node.steps:
        if not isinstance(step, tree.Member):
            break
        path.append(step.name)
    rest = node.steps[len(path) :]
    if rest and isinstance(rest[0], tree.Filter):
        return _filtered_path(_walk(node.source, path), rest[0]), rest[1:]
    return _path(node.source, path), rest


def _path(first: tree.Name, path: list[str]) -> Code:
    """Walks mappings of the caller without converting what is not asked for."""
    walk = _walk(first, path)

    def evaluate(scope: Scope) -> object:
        value, is_foreign = walk(scope)
        return scope.run.admit(value) if is_foreign else value

    return evaluate


def _walk(first: tree.Name, path: list[str]) -> OwnCode:
    name, place = first.name, first.place
    built_in = BUILT_IN.get(name)

    def evaluate(scope: Scope) -> tuple[object, bool]:
        value, is_foreign = find(scope, name)
        if value is MISSING:
            value = built_in or _unknown(scope, name, place)
        for member in path:
            if isinstance(value, Mapping):
                value = value.get(member)
            else:
                value = member_of(scope.run.admit(value) if is_foreign else value, member, scope.run)
                is_foreign = False
        return value, is_foreign

    return evaluate


@own_lists.register
def _(node: tree.Name) -> OwnCode:
    return _walk(node, [])


@own_lists.register
def _(node: tree.Postfix) -> OwnCode:
    members = [step.name for step in node.steps if isinstance(step, tree.Member)]
    if isinstance(node.source, tree.Name) and len(members) == len(node.steps):
        return _walk(node.source, members)
    code = compiled(node)
    return lambda scope: (code(scope), False)


def _call_of_value(call: tree.Call, name: str) -> Step:
    """`name` is what stands before the bracket, for the message."""
    arguments, invoke, place = _arguments(call), _invoker(call), call.place

    def evaluate(value: object, scope: Scope) -> object:
        if isinstance(value, Function):
            return invoke(value, arguments(scope), scope.run)
        return _not_a_function(scope.run, name, place)

    return evaluate


def _step(step: tree.Member | tree.Filter | tree.Call, named: str) -> Step:
    if isinstance(step, tree.Member):
        name = step.name
        return lambda value, scope: member_of(value, name, scope.run)
    if isinstance(step, tree.Filter):
        return _filter(step)
    return _call_of_value(step, named)


_Evaluated = tuple[list[object], dict[str, object]]


def _arguments(call: tree.Call) -> Callable[[Scope], _Evaluated]:
    """Evaluates the positional or the named arguments."""
    positional = [compiled(argument) for argument in call.positional]
    named = [(name, compiled(value)) for name, value in call.named]
    if not named:
        return lambda scope: ([argument(scope) for argument in positional], {})
    return lambda scope: ([], {name: value(scope) for name, value in named})


def _invoker(call: tree.Call) -> Callable[[Function, _Evaluated, Run], object]:
    if not call.named:
        return lambda function, arguments, run: function.invoke(arguments[0], run)
    is_unique = len({name for name, _ in call.named}) == len(call.named)
    return lambda function, arguments, run: function.invoke_named(arguments[1], run) if is_unique else None


def _call_by_name(node: tree.Name, call: tree.Call) -> Code:
    """Functions of the expression come first, then those handed in, then the standard's."""
    name, place = node.name, call.place
    built_in = BUILT_IN.get(name)
    arguments, invoke = _arguments(call), _invoker(call)
    length_of = _length_code(call) if name == "count" else None

    def evaluate(scope: Scope) -> object:
        value = look_up(scope, name)
        if isinstance(value, Function):
            return invoke(value, arguments(scope), scope.run)
        function = scope.run.functions.get(name)
        if function is not None:
            scope.run.charge(10)
            return scope.run.admit(_handed_result(function, arguments(scope), place))
        if built_in is not None:
            if length_of is not None:
                return length_of(scope)
            return invoke(built_in, arguments(scope), scope.run)
        if value is MISSING:
            _unknown(scope, name, node.place, [*BUILT_IN, *scope.run.functions])
        return _not_a_function(scope.run, name, place)

    return evaluate


def _length_code(call: tree.Call) -> Code | None:
    """`count` of one list, of which no member is looked at and so none is converted."""
    if len(call.positional) != 1:
        return None
    argument, counted = own_lists(call.positional[0]), BUILT_IN["count"]

    def evaluate(scope: Scope) -> object:
        value, is_foreign = argument(scope)
        if is_foreign and type(value) is not list:
            value = scope.run.admit(value)
        return counted.invoke((value,), scope.run)

    return evaluate


def _not_a_function(run: Run, name: str, place: Place) -> object:
    if run.strict:
        in_front = f"函数写在前面：{name}(值, …)" if name in BUILT_IN else "请检查函数名称"
        fix = call_hint(name, BUILT_IN) or in_front
        raise FeelNameError(f"这里的“{name}”不是函数", line=place.line, column=place.column, fix=fix)
    return None


def _handed_result(function: Callable[..., object], arguments: _Evaluated, place: Place) -> object:
    positional = arguments[0]
    named = {name.replace(" ", "_"): value for name, value in arguments[1].items()}
    try:
        return function(*positional, **named)
    except TypeError as error:
        try:
            signature(function).bind(*positional, **named)
        except TypeError:
            raise FeelTypeError("函数的参数不符", line=place.line, column=place.column, fix="请检查参数") from error
        raise


def _filter(step: tree.Filter) -> Step:
    choose = _chooser(step)
    return lambda value, scope: choose(value, scope, False)


def _filtered_path(walk: OwnCode, step: tree.Filter) -> Code:
    choose = _chooser(step)

    def evaluate(scope: Scope) -> object:
        value, is_foreign = walk(scope)
        if is_foreign and type(value) is not list:
            value, is_foreign = scope.run.admit(value), False
        return choose(value, scope, is_foreign)

    return evaluate


def _chooser(step: tree.Filter) -> Callable[[object, Scope, bool], object]:
    """Members by condition or position; those of a foreign list become FEEL values when looked at or chosen."""
    if isinstance(step.condition, tree.Literal) and isinstance(step.condition.value, Decimal):
        return _by_position(step.condition.value)
    condition, cost = compiled(step.condition), round_cost(step.condition)

    def choose(value: object, scope: Scope, is_foreign: bool) -> object:
        run = scope.run
        members = _listed(value)
        if not members:
            run.charge(cost)
            return _of_nothing(condition, scope)
        _remember_siblings(members, run)
        chosen: list[object] = []
        for number, member in enumerate(members):
            run.charge(cost)
            found = condition(_member_scope(member, scope, is_foreign))
            if number == 0 and isinstance(found, Decimal):
                return _at(members, found, run, is_foreign)
            if found is True:
                chosen.append(run.admit(member) if is_foreign else member)
            elif run.strict and isinstance(found, str):
                raise FeelTypeError(
                    "方括号里是文字，不是条件或序号", fix='按名称取值写 x.名称，或 get value(x, "名称")'
                )
        return chosen

    return choose


def _by_position(position: Decimal) -> Callable[[object, Scope, bool], object]:
    def choose(value: object, scope: Scope, is_foreign: bool) -> object:
        if not position and scope.run.strict:
            raise FeelTypeError("列表没有第 0 项", fix="序号从 1 开始，最后一项写 [-1]")
        return _at(_listed(value), position, scope.run, is_foreign)

    return choose


def _listed(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _of_nothing(condition: Code, scope: Scope) -> object:
    """A filter of an empty list is an empty list, an index into it null.

    There is no member that could say which names exist, so that unknown ones are no error here.
    """
    run = scope.run
    strict, run.strict = run.strict, False
    try:
        return None if isinstance(condition(Scope({"item": None}, scope, run)), Decimal) else []
    finally:
        run.strict = strict


def _remember_siblings(members: list[object], run: Run) -> None:
    """Strict mode: a name that some member has is known, so it reads as null in those that lack it."""
    if run.strict:
        run.charge_size(len(members))
        known = run.sibling_names if run.sibling_names is not None else set()
        run.sibling_names = known.union(*(member.keys() for member in members if isinstance(member, Mapping)))


def _member_scope(member: object, scope: Scope, is_foreign: bool) -> Scope:
    inner = Scope({"item": member}, scope, scope.run, is_foreign=is_foreign)
    return (
        Scope(member, inner, scope.run, is_foreign=is_foreign)
        if type(member) is dict or isinstance(member, Mapping)
        else inner
    )


def _at(members: list[object], position: Decimal, run: Run, is_foreign: bool) -> object:
    """The member at a position from 1, or from the end for negative ones; null outside."""
    index = as_int(position)
    if index is None or index == 0 or index != position or abs(index) > len(members):
        return None
    member = members[index - 1 if index > 0 else index]
    return run.admit(member) if is_foreign else member

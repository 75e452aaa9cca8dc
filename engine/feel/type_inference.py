"""Finds operations that can never work, from the types of names, without evaluating anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.feel import syntax_tree as tree
from engine.feel.function_types import fits_some_signature, result_of
from engine.feel.functions import BUILT_IN
from engine.feel.member_types import member_type
from engine.feel.operation_types import are_comparable, calculated_type
from engine.feel.syntax_tree import Place
from engine.feel.value_types import (
    ANY,
    BOOLEAN,
    DURATIONS,
    NULL,
    ORDERED,
    ValueType,
    common_type,
    context_of,
    how_to_bring_together,
    list_of,
)
from engine.feel.values import type_name

Names = Mapping[str, ValueType]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An operation on types that do not go together; `is_sure` unless a type was only stated somewhere."""

    what: str
    kinds: tuple[ValueType, ...]
    fix: str
    is_sure: bool
    line: int = 0
    column: int = 0


class TypeReader:
    """Works out the types of trees and collects what cannot work in `mismatches`."""

    def __init__(self) -> None:
        self.mismatches: list[Mismatch] = []

    def type_of(self, node: tree.Node, names: Names) -> ValueType:
        """The type of the expression's value; ANY where nothing is known."""
        match node:
            case tree.Literal():
                return _type_of_value(node.value)
            case tree.Name():
                return names.get(node.name, ANY)
            case tree.Postfix():
                return self._postfix(node, names)
            case tree.Arithmetic():
                return self._arithmetic(node, names)
            case tree.Negation():
                operand = self.type_of(node.operand, names)
                self._demand(operand, {"number", *DURATIONS}, "负号 -", node.place)
                return operand
            case tree.Comparison() | tree.Between() | tree.In() | tree.InstanceOf() | tree.Quantified():
                self._check_statement(node, names)
                return BOOLEAN
            case tree.Conjunction() | tree.Disjunction():
                word = "and" if isinstance(node, tree.Conjunction) else "or"
                for one in node.operands:
                    self._demand(self.type_of(one, names), {"boolean"}, word, _place_of(one))
                return BOOLEAN
            case tree.Conditional():
                self._demand(self.type_of(node.condition, names), {"boolean"}, "if 的条件", node.place)
                return common_type((self.type_of(node.consequence, names), self.type_of(node.alternative, names)))
        return self._structure(node, names)

    def _structure(self, node: tree.Node, names: Names) -> ValueType:
        match node:
            case tree.ListLiteral():
                return list_of(common_type([self.type_of(item, names) for item in node.items]))
            case tree.ContextLiteral():
                entries: dict[str, ValueType] = {}
                for key, value in node.entries:
                    entries[key] = self.type_of(value, {**names, **entries})
                return context_of(entries)
            case tree.RangeLiteral():
                low, high = self.type_of(node.low, names), self.type_of(node.high, names)
                self._compare(low, high, "区间", node.place, in_order=True)
                return ValueType("range", common_type((low, high)))
            case tree.OpenRange():
                return ValueType("range", self.type_of(node.operand, names))
            case tree.Loop():
                inner = self._with_variables(node.variables, names)
                return list_of(self.type_of(node.body, {**inner, "partial": ANY}))
            case tree.FunctionDefinition():
                self.type_of(node.body, {**names, **{parameter.name: ANY for parameter in node.parameters}})
        return ANY

    def test(self, node: tree.Node, value: ValueType, names: Names, place: Place | None = None) -> None:
        """Check a test against the type of what is tested; `place` is that of `in`, None for a cell."""
        if isinstance(node, tree.OpenTest):
            operand = self.type_of(node.operand, names)
            self._compare(value, operand, node.operator, node.place, in_order=node.operator not in ("=", "!="))
            return
        wanted = self.type_of(node, names)
        is_condition = place is None and wanted.name == "boolean" and not isinstance(node, tree.Literal)
        if not is_condition and value.name != "list":
            self._check_membership(value, wanted, place, _place_of(node))

    def _check_membership(self, value: ValueType, wanted: ValueType, of_in: Place | None, of_test: Place) -> None:
        """A value is equal to the test, or lies in that range or list, or in a range of that list."""
        one = wanted.inner if wanted.name == "list" else wanted
        if one.name != "list":
            what, place = ("=", of_test) if of_in is None else ("in", of_in)
            self._compare(value, one.inner, what, place, in_order=one.name == "range")

    def _check_statement(self, node: tree.Node, names: Names) -> None:
        match node:
            case tree.Comparison():
                left, right = self.type_of(node.left, names), self.type_of(node.right, names)
                self._compare(left, right, node.operator, node.place, in_order=node.operator not in ("=", "!="))
            case tree.Between():
                value = self.type_of(node.value, names)
                for end in (node.low, node.high):
                    self._compare(value, self.type_of(end, names), "between", node.place, in_order=True)
            case tree.In():
                value = self.type_of(node.value, names)
                for test in node.tests:
                    self.test(test, value, names, node.place)
            case tree.InstanceOf():
                self.type_of(node.value, names)
            case tree.Quantified():
                condition = self.type_of(node.body, self._with_variables(node.variables, names))
                self._demand(condition, {"boolean"}, "satisfies 的条件", _place_of(node.body))

    def _arithmetic(self, node: tree.Arithmetic, names: Names) -> ValueType:
        result = self.type_of(node.first, names)
        for operation in node.operations:
            operand = self.type_of(operation.operand, names)
            calculated = calculated_type(operation.operator, result, operand)
            if calculated is None:
                self._report(operation.operator, (result, operand), operation.place)
            result = calculated or ANY
        return result

    def _with_variables(self, variables: Iterable[tree.LoopVariable], names: Names) -> Names:
        inner = dict(names)
        for variable in variables:
            source = self.type_of(variable.source, inner)
            if variable.end is not None:
                self.type_of(variable.end, inner)
            inner[variable.name] = source.inner
        return inner

    def _postfix(self, node: tree.Postfix, names: Names) -> ValueType:
        steps = node.steps
        first = steps[0]
        if isinstance(node.source, tree.Name) and isinstance(first, tree.Call):
            result, steps = self._call(node.source, first, names), steps[1:]
        else:
            result = self.type_of(node.source, names)
        for step in steps:
            result = self._step(result, step, names)
        return result

    def _step(self, source: ValueType, step: tree.Member | tree.Filter | tree.Call, names: Names) -> ValueType:
        if isinstance(step, tree.Member):
            found = member_type(source, step.name)
            if found is None:
                self._report(f".{step.name}", (source,), step.place)
            return found or ANY
        if isinstance(step, tree.Filter):
            return self._filter(source, step.condition, names)
        for argument in (*step.positional, *(value for _, value in step.named)):
            self.type_of(argument, names)
        return ANY

    def _filter(self, source: ValueType, condition: tree.Node, names: Names) -> ValueType:
        member = source.inner if source.name == "list" else source
        hidden = {} if member.name != "Any" else dict.fromkeys(names, ANY)
        found = self.type_of(condition, {**names, **hidden, "item": member, **(member.entries or {})})
        self._demand(found, {"boolean", "number"}, "方括号里的条件或序号", _place_of(condition))
        if found.name == "number":
            return member
        return list_of(member) if found.name == "boolean" else ANY

    def _call(self, node: tree.Name, call: tree.Call, names: Names) -> ValueType:
        types = [self.type_of(argument, names) for argument in call.positional]
        for _, value in call.named:
            self.type_of(value, names)
        if node.name in names or node.name not in BUILT_IN:
            return ANY
        if not call.named and not fits_some_signature(BUILT_IN[node.name], types):
            self._report(f"{node.name}(…)", types, call.place, fix=_signatures(node.name))
            return ANY
        return result_of(node.name, types)

    def _compare(self, left: ValueType, right: ValueType, what: str, place: Place, *, in_order: bool) -> None:
        if not are_comparable(left, right) or (in_order and not {left.name, right.name} <= ORDERED | {"Any", "Null"}):
            self._report(what, (left, right), place)

    def _demand(self, found: ValueType, wanted: set[str], what: str, place: Place) -> None:
        if found.is_known and found.name not in wanted:
            fix = "条件写成比较，如 x = 1 或 x != null" if wanted == {"boolean"} else "请检查类型"
            self._report(what, (found,), place, fix=fix)

    def _report(self, what: str, types: Iterable[ValueType], place: Place, *, fix: str | None = None) -> None:
        kinds = tuple(types)
        is_sure = all(one.is_sure for one in kinds)
        chosen = how_to_bring_together([one.name for one in kinds]) if fix is None else fix
        found = Mismatch(what, kinds, chosen, is_sure, place.line, place.column)
        if found not in self.mismatches:
            self.mismatches.append(found)


def _type_of_value(value: object) -> ValueType:
    return NULL if value is None else ValueType(type_name(value))


def _place_of(node: tree.Node) -> Place:
    """The first place that is known inside a tree."""
    pending = [node]
    while pending:
        here = pending.pop(0)
        place = getattr(here, "place", None)
        if isinstance(place, Place):
            return place
        pending.extend(here.children)
    return Place()


def _signatures(name: str) -> str:
    """How a function wants to be called."""
    return "应为 " + "，或 ".join(dict.fromkeys(overload.written(name) for overload in BUILT_IN[name].overloads))

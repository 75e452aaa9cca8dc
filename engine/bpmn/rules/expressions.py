"""FEEL texts: each can be read, uses only names that exist where it stands, and decides something."""

from collections.abc import Iterator
from difflib import get_close_matches

from engine.bpmn.collected_texts import texts_of
from engine.bpmn.draft import Draft
from engine.bpmn.feel_texts import FeelText, Use, compiled_texts, script_targets
from engine.bpmn.findings import Fault, fault
from engine.bpmn.known_names import ENGINE_FUNCTIONS, SCOPE_NAMES, Scope, Shape
from engine.feel import BUILT_IN, FeelError
from engine.feel.habits import call_hint, name_hint

MAX_SUGGESTED_FROM = 300


def texts_are_feel(draft: Draft) -> Iterator[Fault]:
    """Every condition, timer, assignment, input and cell can be read as FEEL, within its budgets."""
    for text in texts_of(draft):
        error = text.compiled()
        if isinstance(error, FeelError):
            where = f"（第 {error.line} 行第 {error.column} 列）" if error.line else ""
            where_en = f" (line {error.line}, column {error.column})" if error.line else ""
            yield fault(
                text.place,
                f"{text.what.zh}不是可用的表达式{where}：{error.message}",
                f"{text.what.en} is no usable FEEL text: {error.code}{where_en}",
                fix=(error.fix or "按 FEEL 语法改写", "write it in FEEL"),
            )


def names_exist(draft: Draft) -> Iterator[Fault]:
    """A name that nothing in the process brings about stops the case when it gets there."""
    for text, path, index in _unknown_parts(draft):
        if index == 0:
            hint = name_hint(path[0])
            near = None if hint else _nearest(path[0], list(text.scope.names))
            yield fault(
                text.place,
                f"{text.what.zh}使用了不存在的名称 {path[0]}",
                f"{text.what.en} uses the unknown name {path[0]}",
                fix=(
                    hint or (f"是否应为 {near}？" if near else "改正名称，或先赋值"),
                    f"use {near}" if near else "correct it or set it first",
                ),
            )


def members_exist(draft: Draft) -> Iterator[Fault]:
    """Behind a task stand only the fields its form keeps, behind `case` and `policy` only what they offer."""
    for text, path, index in _unknown_parts(draft):
        if index > 0:
            owner, member = ".".join(path[:index]), path[index]
            near = _nearest(member, list(_members(text.scope, path[:index])))
            why, why_en = _why_missing(draft, path[:index])
            yield fault(
                text.place,
                f"{text.what.zh}使用了 {owner}.{member}，但{why}",
                f"{text.what.en} uses {owner}.{member}, but {why_en}",
                fix=(
                    f"是否应为 {owner}.{near}？" if near else "改正名称",
                    f"use {owner}.{near}" if near else "correct the name",
                ),
            )


def _unknown_parts(draft: Draft) -> Iterator[tuple[FeelText, tuple[str, ...], int]]:
    """Each use of a name of which some part does not exist, with the number of that part."""
    for text, compiled in compiled_texts(texts_of(draft)):
        for path in dict.fromkeys(reference.path for reference in compiled.references):
            index = text.scope.unknown_part(path)
            if index is not None:
                yield text, path, index


def _members(scope: Scope, path: tuple[str, ...]) -> Iterator[str]:
    shape = Shape(scope.names)
    for part in path:
        shape = (shape.members or {})[part]
    yield from shape.members or ()


def _why_missing(draft: Draft, owner: tuple[str, ...]) -> tuple[str, str]:
    if owner == ("case",):
        return "个案没有这一项", "the case has no such fact"
    if owner == ("policy",):
        return "没有业务规则任务使用这个决策", "no business rule task evaluates that decision"
    if owner[0] == "policy":
        return "该决策没有这一输出", "that decision has no such output"
    element = draft.element_by_id.get(owner[0])
    if element is not None and element.is_human:
        return "表单没有这个保留字段（x-keep）", "its form keeps no such field (x-keep)"
    return "操作没有这一输出", "the operation has no such output"


def _nearest(name: str, known: list[str]) -> str | None:
    return next(iter(get_close_matches(name, known[:MAX_SUGGESTED_FROM], n=1)), None)


def functions_exist(draft: Draft) -> Iterator[Fault]:
    """Only FEEL's own functions and those of the engine can be called."""
    for text, compiled in compiled_texts(texts_of(draft)):
        for path in dict.fromkeys(call.path for call in compiled.function_calls):
            name = ".".join(path)
            if name not in ENGINE_FUNCTIONS and path[0] not in text.scope.functions:
                yield fault(
                    text.place,
                    f"{text.what.zh}调用了不存在的函数 {name}",
                    f"{text.what.en} calls the unknown function {name}",
                    fix=(
                        call_hint(path[-1], BUILT_IN) or "使用 FEEL 内置函数，或 deadline(…)",
                        "use a function of FEEL, or deadline(…)",
                    ),
                )


def conditions_depend_on_something(draft: Draft) -> Iterator[Fault]:
    """A condition that is always the same is a slip, or a way around an approval."""
    for text, compiled in compiled_texts(texts_of(draft)):
        if text.use is Use.CONDITION and compiled.constant:
            yield fault(
                text.place,
                f"{text.what.zh}不依赖任何数据，结果永远相同",
                f"{text.what.en} depends on nothing and is always the same",
                fix=("写出所依据的字段，或去掉分支", "name the field that decides, or remove the branch"),
            )


def scripts_assign_something(draft: Draft) -> Iterator[Fault]:
    """A script task without assignments does nothing."""
    for element in draft.of_kind("scriptTask"):
        if element.script is None:
            yield fault(
                element.place,
                f"脚本任务“{element.label}”没有内容",
                f"script task {element.element_id} is empty",
                fix=('写上赋值，例如 outcome = "granted"', 'write assignments such as outcome = "granted"'),
            )


def scripts_assign_own_variables(draft: Draft) -> Iterator[Fault]:
    """A script never writes over what a person entered or an operation returned, nor over `case` and `policy`."""
    for process in draft.processes:
        taken = SCOPE_NAMES | set(process.by_id)
        for element in process.of_kind("scriptTask"):
            for name in script_targets(element):
                if name in taken or name.startswith("__"):
                    yield fault(
                        element.place,
                        f"“{element.label}”给 {name} 赋值，该名称已用于元素或系统",
                        f"{element.element_id} assigns {name}, which belongs to an element or to the engine",
                        fix=("改用另一变量名", "use another variable name"),
                    )

"""Clocks: every deadline key has a limit, and every clock that starts can stop."""

import re
from collections.abc import Iterator
from functools import lru_cache

from engine.bpmn.collected_texts import texts_of
from engine.bpmn.diagram import Element
from engine.bpmn.dmn.model import Row, Table
from engine.bpmn.draft import Draft
from engine.bpmn.feel_texts import compiled_texts, constant_text
from engine.bpmn.findings import Fault, fault
from engine.bpmn.known_names import DEADLINE_DECISION, ENGINE_FUNCTIONS
from engine.feel import FeelError, compile_unary_tests

ALL_CLOCKS = "*"

_KEY_ARGUMENT = re.compile(r'\bdeadline(?:_warning)?\s*\(\s*"([^"\\]*)"\s*\)')
_STARTING = ("clock_start", "deadline")
_STOPPING = ("clock_stop", "deadline")
_NAMING = ("clock_start", "clock_stop", "clock_pause", "deadline")


def keys_have_a_limit(draft: Draft) -> Iterator[Fault]:
    """Every key that a diagram names has a row in `deadline_limits`: without one its clock would never run."""
    for element in draft.elements:
        for key in dict.fromkeys(_keys(element, *_NAMING)):
            if not _rows_of(draft, key):
                yield fault(
                    element.place,
                    f"“{element.label}”的时限 {key} 在决策 {DEADLINE_DECISION} 中没有规定",
                    f"the deadline {key} of {element.element_id} has no row in {DEADLINE_DECISION}",
                    fix=(
                        f"在决策 {DEADLINE_DECISION} 中加一行，或改正时限名称",
                        f"add a row to {DEADLINE_DECISION} or correct the key",
                    ),
                )


def clocks_can_stop(draft: Draft) -> Iterator[Fault]:
    """A duty whose clock no node stops will be breached in every case; periods elapse by themselves."""
    stopped = {key for element in draft.elements for key in _keys(element, *_STOPPING)}
    for element in draft.elements:
        for key in element.names_in("clock_start"):
            rows = _rows_of(draft, key)
            if key not in stopped and rows and not all(_is_period(draft, row) for row in rows):
                yield fault(
                    element.place,
                    f"时限 {key} 由“{element.label}”启动，但没有任何元素停止它",
                    f"the clock {key} started at {element.element_id} is stopped nowhere",
                    fix=("在办结该事项的元素上加 clock_stop", "add clock_stop to the element that fulfils the duty"),
                )


def awaited_clocks_are_started(draft: Draft) -> Iterator[Fault]:
    """`deadline("key")` waits for ever when no node starts that clock."""
    started = {key for element in draft.elements for key in _keys(element, *_STARTING)}
    for text, compiled in compiled_texts(texts_of(draft)):
        if not any(call.path[0] in ENGINE_FUNCTIONS for call in compiled.function_calls):
            continue
        for key in dict.fromkeys(_KEY_ARGUMENT.findall(text.text)):
            if key not in started:
                yield fault(
                    text.place,
                    f"{text.what.zh}等待时限 {key}，但没有任何元素启动它",
                    f"{text.what.en} waits for the deadline {key}, which is started nowhere",
                    fix=(
                        "改正时限名称，或在某个元素上加 clock_start",
                        "correct the key, or add clock_start to an element",
                    ),
                )


def awaited_keys_are_constant(draft: Draft) -> Iterator[Fault]:
    """The key in `deadline("key")` is written out, so that it can be checked."""
    for text, compiled in compiled_texts(texts_of(draft)):
        calls = sum(call.path[0] in ENGINE_FUNCTIONS for call in compiled.function_calls)
        if calls and len(_KEY_ARGUMENT.findall(text.text)) < calls:
            yield fault(
                text.place,
                f"{text.what.zh}中 deadline 的参数须是写明的时限名称",
                f"the argument of deadline in {text.what.en} must be one written-out key",
                fix=('例如 deadline("urgent.pay")', 'for example deadline("urgent.pay")'),
            )


def _keys(element: Element, *properties: str) -> Iterator[str]:
    return (key for name in properties for key in element.names_in(name) if key != ALL_CLOCKS)


def _rows_of(draft: Draft, key: str) -> list[Row]:
    """The rows of the deadline decision that apply to a key; all of them where no column tests the key."""
    table = _limits(draft)
    column = _key_column(table)
    if table is None or column is None:
        return []
    return [row for row in table.rows if len(row.inputs) > column and _admits(row.inputs[column].text, key)]


def _limits(draft: Draft) -> Table | None:
    decision = draft.decision_by_id.get(DEADLINE_DECISION)
    return None if decision is None else decision.table


def _key_column(table: Table | None) -> int | None:
    columns = [column.expression for column in table.inputs] if table else []
    return columns.index("key") if "key" in columns else None


@lru_cache(maxsize=4096)
def _admits(cell: str, key: str) -> bool:
    """Whether a constant cell admits the key; a cell that depends on more may."""
    try:
        tests = compile_unary_tests(cell or "-")
        return not tests.constant or tests.matches(key, {}) is True
    except FeelError:
        return False


def _is_period(draft: Draft, row: Row) -> bool:
    table = _limits(draft)
    names = [column.name for column in table.outputs] if table else []
    number = names.index("kind") if "kind" in names else len(row.outputs)
    return number < len(row.outputs) and constant_text(row.outputs[number].text) == "period"

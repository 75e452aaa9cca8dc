"""The FEEL texts of decision models, each with the names that exist where it stands."""

from collections.abc import Iterator

from engine.bpmn.dmn.boxed import member_names
from engine.bpmn.dmn.linking import Node
from engine.bpmn.dmn.model import (
    Boxed,
    BoxedContext,
    Cell,
    Decision,
    FilterBox,
    FunctionBox,
    IteratorBox,
    KnowledgeModel,
    Literal,
    Table,
)
from engine.bpmn.draft import Draft
from engine.bpmn.feel_texts import FeelText, Use
from engine.bpmn.findings import Words
from engine.bpmn.known_names import Scope
from engine.bpmn.name_scopes import scopes_of_decision


def texts_of_decisions(draft: Draft) -> Iterator[FeelText]:
    """Every text of every decision and function; of a decision used twice twice, once for each scope."""
    members = member_names(draft.models)
    for node in draft.decided.library.graph.nodes:
        logic = _logic_of(node)
        if logic is not None:
            for caller, scope in scopes_of_decision(draft, node):
                at = Words(f"（由 {caller} 使用）", f" (used by {caller})") if caller else Words("", "")
                yield from _of_box(logic, scope.with_free_names(members - scope.names.keys()), at)


def _logic_of(node: Node) -> Boxed | None:
    match node.element:
        case Decision() as decision:
            return decision.logic
        case KnowledgeModel() as knowledge:
            return knowledge.function.body
    return None


def _of_box(box: Boxed, scope: Scope, at: Words) -> Iterator[FeelText]:
    match box:
        case Literal():
            if box.text and not box.language:
                what = Words(f"表达式{at.zh}", f"the expression{at.en}")
                yield FeelText(box.text, Use.OUTPUT, box.place, what, scope)
        case Table():
            yield from _of_table(box, scope, at)
        case BoxedContext():
            for entry in box.entries:
                yield from _of_box(entry.value, scope, at)
                scope = scope.with_anything([entry.variable.name] if entry.variable else [])
        case FilterBox():  # what matches may use names of members that nobody knows here
            yield from _of_box(box.source, scope, at)
        case FunctionBox():
            yield from _of_box(box.body, scope.with_anything(one.name for one in box.parameters), at)
        case IteratorBox():
            yield from _of_box(box.source, scope, at)
            yield from _of_box(box.body, scope.with_anything((box.variable, "partial")), at)
        case _:
            for part in box.inner:
                yield from _of_box(part, scope, at)


def _of_table(table: Table, scope: Scope, at: Words) -> Iterator[FeelText]:
    for column in table.inputs:
        if column.expression:
            heading = column.label or column.expression
            what = Words(f"输入“{heading}”{at.zh}", f"the input {heading!r}{at.en}")
            yield FeelText(column.expression, Use.DECISION_INPUT, column.place, what, scope)
    for row in table.rows:
        for number, cell in enumerate(row.inputs, start=1):
            if cell.text:
                what = _cell(row.number, number, Words("输入", "input"), at)
                tested = table.inputs[number - 1].expression if number <= len(table.inputs) else ""
                yield FeelText(cell.text, Use.CELL, cell.place, what, scope, tested)
        for number, cell in enumerate(row.outputs, start=1):
            if _is_written(cell):
                what = _cell(row.number, number, Words("输出", "output"), at)
                yield FeelText(cell.text, Use.OUTPUT, cell.place, what, scope)
    for number, output in enumerate(table.outputs, start=1):
        if output.default:
            what = Words(f"第 {number} 个输出的缺省值{at.zh}", f"the default of output {number}{at.en}")
            yield FeelText(output.default, Use.OUTPUT, output.place, what, scope)


def _is_written(cell: Cell) -> bool:
    return cell.text not in ("", "-")


def _cell(row: int, column: int, kind: Words, at: Words) -> Words:
    return Words(f"第 {row} 行第 {column} 个{kind.zh}{at.zh}", f"{kind.en} {column} of row {row}{at.en}")

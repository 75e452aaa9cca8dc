"""Decisions: tables that the engine can evaluate, complete in every row."""

from collections import Counter
from collections.abc import Iterator

from engine.bpmn.decision_table_model import Decision
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault
from engine.bpmn.known_names import ENGINE_DECISIONS

MAX_CELL = 500  # security.md 2: a cell is a short text

_HIT_POLICIES = frozenset({"UNIQUE", "COLLECT"})


def decisions_are_tables(draft: Draft) -> Iterator[Fault]:
    """Decisions are tables; literal expressions, contexts and knowledge models are not evaluated."""
    for decision in draft.decisions:
        if decision.logic != "decisionTable":
            yield fault(
                decision.place,
                f"决策 {decision.decision_id} 不是决策表（{decision.logic or '没有内容'}）",
                f"decision {decision.decision_id} is no table ({decision.logic or 'it is empty'})",
                fix=("改为决策表", "make it a decision table"),
            )
        elif not decision.rows or not decision.outputs:
            yield fault(
                decision.place,
                f"决策 {decision.decision_id} 没有规则行或输出列",
                f"decision {decision.decision_id} has no row or no output",
                fix=("填写规则行和输出列", "fill in rows and outputs"),
            )


def decisions_stand_alone(draft: Draft) -> Iterator[Fault]:
    """Requirements between decisions are not followed: each is a business rule task of its own."""
    for decision in draft.decisions:
        for required in decision.requires:
            yield fault(
                decision.place,
                f"决策 {decision.decision_id} 依赖 {required}，依赖关系不会被执行",
                f"decision {decision.decision_id} requires {required}; requirements are not evaluated",
                fix=(
                    f"先用业务规则任务计算 {required}，再用 policy.{required} 引用",
                    f"evaluate {required} in a business rule task before and read policy.{required}",
                ),
            )


def hit_policies_are_supported(draft: Draft) -> Iterator[Fault]:
    """UNIQUE and plain COLLECT are evaluated; the others are refused rather than misread."""
    for decision in draft.decisions:
        if decision.hit_policy not in _HIT_POLICIES or decision.aggregation:
            policy = " ".join(part for part in (decision.hit_policy, decision.aggregation) if part)
            yield fault(
                decision.place,
                f"决策 {decision.decision_id} 的命中策略 {policy} 不受支持",
                f"the hit policy {policy} of decision {decision.decision_id} is not supported",
                fix=("使用 UNIQUE，或不带汇总的 COLLECT", "use UNIQUE, or COLLECT without aggregation"),
            )


def outputs_have_names(draft: Draft) -> Iterator[Fault]:
    """Every output has a name of its own, by which `policy.<decision>` is read; defaults are not evaluated."""
    for decision in draft.decisions:
        names = Counter(column.name for column in decision.outputs)
        for column in decision.outputs:
            if not column.name.isidentifier() or names[column.name] > 1:
                yield fault(
                    column.place,
                    f"决策 {decision.decision_id} 的输出名 {column.name!r} 为空、重复或不能用于表达式",
                    f"the output name {column.name!r} of {decision.decision_id} is empty, repeated or no plain name",
                    fix=("给每个输出列取一个不同的英文名", "give every output a different plain name"),
                )
            if column.has_default:
                yield fault(
                    column.place,
                    f"输出 {column.name} 的缺省值不会被使用",
                    f"the default of output {column.name} is not used",
                    fix=("把缺省情况写成规则行", "write the default case as a row"),
                )


def inputs_test_something(draft: Draft) -> Iterator[Fault]:
    """Every input column has an expression."""
    for decision in draft.decisions:
        for number, column in enumerate(decision.inputs, start=1):
            if not column.expression:
                yield fault(
                    column.place,
                    f"决策 {decision.decision_id} 的第 {number} 个输入列没有表达式",
                    f"input {number} of decision {decision.decision_id} has no expression",
                    fix=("写上输入表达式", "write its expression"),
                )


def rows_are_complete(draft: Draft) -> Iterator[Fault]:
    """Every row has one cell for each column, and no output cell is empty (write null where nothing is meant)."""
    for decision in draft.decisions:
        for row in decision.rows:
            has_all = (len(row.inputs), len(row.outputs)) == (len(decision.inputs), len(decision.outputs))
            if not has_all or not all(cell.text for cell in row.outputs):
                yield fault(
                    row.place,
                    f"决策 {decision.decision_id} 第 {row.number} 行的单元格数不对，或有空的输出",
                    f"row {row.number} of decision {decision.decision_id} lacks a cell or has an empty output",
                    fix=("每列一个单元格；没有值时写 null", "one cell for each column; write null for no value"),
                )


def cells_are_short(draft: Draft) -> Iterator[Fault]:
    """A cell of over 500 characters is refused before anything reads it."""
    for decision in draft.decisions:
        for row in decision.rows:
            for cell in (*row.inputs, *row.outputs):
                if len(cell.text) > MAX_CELL:
                    yield fault(
                        cell.place,
                        f"决策 {decision.decision_id} 第 {row.number} 行有超过 {MAX_CELL} 字的单元格",
                        f"row {row.number} of decision {decision.decision_id} has a cell of over {MAX_CELL} characters",
                        fix=("拆成多行或多个决策", "split it into rows or decisions"),
                    )


def evaluated_decisions_exist(draft: Draft) -> Iterator[Fault]:
    """A business rule task names a decision of the bundle."""
    for task in draft.of_kind("businessRuleTask"):
        if task.decision not in draft.decision_by_id:
            yield fault(
                task.place,
                f"“{task.label}”使用的决策 {task.decision or '（未填写）'} 不在本版本中",
                f"{task.element_id} evaluates the decision {task.decision!r}, which is not in this bundle",
                fix=("在 calledDecisionId 中填写已有的决策", "name an existing decision in calledDecisionId"),
            )


def decisions_are_used(draft: Draft) -> Iterator[Fault]:
    """A decision that nothing evaluates is perhaps a misspelt one."""
    for decision in draft.decisions:
        if not _is_used(draft, decision):
            yield fault(
                decision.place,
                f"决策 {decision.decision_id} 没有被任何业务规则任务使用",
                f"decision {decision.decision_id} is evaluated by no business rule task",
                fix=("在业务规则任务中使用它，或删除它", "evaluate it in a business rule task or delete it"),
            )


def _is_used(draft: Draft, decision: Decision) -> bool:
    return decision.decision_id in draft.deciding or decision.decision_id in ENGINE_DECISIONS

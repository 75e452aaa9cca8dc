"""Decisions: models that the engine can evaluate, and tables that are complete in every row."""

from collections import Counter
from collections.abc import Callable, Iterator

from engine.bpmn.dmn.hit_policies import BY_PRIORITY
from engine.bpmn.dmn.linking import required
from engine.bpmn.dmn.model import Decision, InputData
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault
from engine.bpmn.known_names import ENGINE_DECISIONS
from engine.bpmn.name_scopes import scope_of_task

MAX_CELL = 500  # security.md 2: a cell is a short text


def decisions_have_logic(draft: Draft) -> Iterator[Fault]:
    """A decision has an expression or a table, and a table has outputs and rows."""
    yield from _faults(draft, "decision_without_logic")
    for owned in draft.decided.tables:
        if not owned.table.rows and owned.table.outputs:
            yield fault(
                owned.table.place,
                f"决策 {owned.owner_id} 的决策表没有规则行",
                f"the table of {owned.owner_id} has no row",
                fix=("填写规则行", "fill in rows"),
            )


def requirements_exist(draft: Draft) -> Iterator[Fault]:
    """What a decision requires is in the bundle, in its own model or in an imported one."""
    yield from _faults(draft, "requirement_missing")


def requirements_do_not_go_in_circles(draft: Draft) -> Iterator[Fault]:
    """Decisions that require each other could never be answered."""
    yield from _faults(draft, "requirement_cycle")


def imports_exist(draft: Draft) -> Iterator[Fault]:
    """An imported model is in the bundle."""
    yield from _faults(draft, "import_missing")


def expressions_are_feel(draft: Draft) -> Iterator[Fault]:
    """FEEL is the only language of decisions (ADR 2)."""
    yield from _faults(draft, "language_unsupported")


def functions_are_feel(draft: Draft) -> Iterator[Fault]:
    """Functions of Java or PMML are never run (security.md 2)."""
    yield from _faults(draft, "function_kind_unsupported")


def hit_policies_are_known(draft: Draft) -> Iterator[Fault]:
    """A hit policy is one of DMN's; only COLLECT with one output aggregates."""
    yield from _faults(draft, "hit_policy_unsupported")


def models_are_small(draft: Draft) -> Iterator[Fault]:
    """One question does not need thousands of elements."""
    yield from _faults(draft, "model_too_large")


def _faults(draft: Draft, rule: str) -> Iterator[Fault]:
    """What stood in the way when the models were compiled as they would be run."""
    return (one.fault for one in draft.decided.library.faults if one.rule == rule)


def priorities_are_listed(draft: Draft) -> Iterator[Fault]:
    """Without listed output values PRIORITY and OUTPUT ORDER have no order."""
    for owned in draft.decided.tables:
        table = owned.table
        if table.hit_policy in BY_PRIORITY and not any(column.allowed for column in table.outputs):
            yield fault(
                table.place,
                f"决策 {owned.owner_id} 用 {table.hit_policy}，但没有列出输出值的先后",
                f"{owned.owner_id} has the hit policy {table.hit_policy}, but lists no output values",
                fix=(
                    "在输出列填写取值（outputValues），优先的写在前面",
                    "list the output values by weight",
                ),
            )


def types_exist(draft: Draft) -> Iterator[Fault]:
    """A type is one of FEEL's or is defined in the model; any value passes for one that is not."""
    for node in draft.decided.library.graph.nodes:
        type_ref = node.element.variable.type_ref
        if not draft.decided.library.types_of(node.model).is_known(type_ref):
            yield fault(
                node.element.place,
                f"“{node.element.name}”的类型 {type_ref[:80]} 没有定义",
                f"the type {type_ref[:80]} of {node.element.element_id} is not defined",
                fix=("改用 FEEL 的类型，或在模型中定义它", "use a type of FEEL, or define it in the model"),
            )


def input_data_are_given(draft: Draft) -> Iterator[Fault]:
    """The input data of a model are variables of the process, or inputs of the business rule task."""
    for asked_id, tasks in draft.deciding.items():
        for node in draft.decided.needed_by(asked_id):
            for task in tasks if isinstance(node.element, InputData) else ():
                if node.name not in scope_of_task(draft, task).names:
                    yield fault(
                        task.place,
                        f"“{task.label}”使用的决策 {asked_id} 需要输入 {node.name}",
                        f"{task.element_id} evaluates {asked_id}, which needs the input {node.name}",
                        fix=(
                            f"加上属性 input.{node.name}，或改正决策模型中的名称",
                            f"add the property input.{node.name}, or correct the name in the model",
                        ),
                    )


def outputs_have_names(draft: Draft) -> Iterator[Fault]:
    """Every output has a name of its own; a plain one where `policy.<decision>` is read."""
    for owned in draft.decided.tables:
        names = Counter(column.name for column in owned.table.outputs)
        is_read = owned.owner_id in draft.deciding or owned.owner_id in ENGINE_DECISIONS
        for column in owned.table.outputs:
            is_plain = column.name.isidentifier() or (bool(column.name) and not is_read)
            if names[column.name] > 1 or (not is_plain and (is_read or len(names) > 1)):
                yield fault(
                    column.place,
                    f"决策 {owned.owner_id} 的输出名 {column.name!r} 为空、重复或不能用于表达式",
                    f"the output name {column.name!r} of {owned.owner_id} is empty, repeated or no plain name",
                    fix=("给每个输出列取一个不同的英文名", "give every output a different plain name"),
                )


def inputs_test_something(draft: Draft) -> Iterator[Fault]:
    """Every input column has an expression."""
    for owned in draft.decided.tables:
        for number, column in enumerate(owned.table.inputs, start=1):
            if not column.expression:
                yield fault(
                    column.place,
                    f"决策 {owned.owner_id} 的第 {number} 个输入列没有表达式",
                    f"input {number} of decision {owned.owner_id} has no expression",
                    fix=("写上输入表达式", "write its expression"),
                )


def rows_are_complete(draft: Draft) -> Iterator[Fault]:
    """Every row has one cell for each column, and no output cell is empty (write null where nothing is meant)."""
    for owned in draft.decided.tables:
        table = owned.table
        for row in table.rows:
            has_all = (len(row.inputs), len(row.outputs)) == (len(table.inputs), len(table.outputs))
            if not has_all or not all(cell.text for cell in row.outputs):
                yield fault(
                    row.place,
                    f"决策 {owned.owner_id} 第 {row.number} 行的单元格数不对，或有空的输出",
                    f"row {row.number} of decision {owned.owner_id} lacks a cell or has an empty output",
                    fix=("每列一个单元格；没有值时写 null", "one cell for each column; write null for no value"),
                )


def cells_are_short(draft: Draft) -> Iterator[Fault]:
    """A cell of over 500 characters is refused before anything reads it."""
    for owned in draft.decided.tables:
        for row in owned.table.rows:
            for cell in (*row.inputs, *row.outputs):
                if len(cell.text) > MAX_CELL:
                    yield fault(
                        cell.place,
                        f"决策 {owned.owner_id} 第 {row.number} 行有超过 {MAX_CELL} 字的单元格",
                        f"row {row.number} of decision {owned.owner_id} has a cell of over {MAX_CELL} characters",
                        fix=("拆成多行或多个决策", "split it into rows or decisions"),
                    )


def evaluated_decisions_exist(draft: Draft) -> Iterator[Fault]:
    """A business rule task names a decision, or a decision service, of the bundle."""
    for task in draft.of_kind("businessRuleTask"):
        if task.decision not in draft.decided.askable:
            yield fault(
                task.place,
                f"“{task.label}”使用的决策 {task.decision or '（未填写）'} 不在本版本中",
                f"{task.element_id} evaluates the decision {task.decision!r}, which is not in this bundle",
                fix=("在 calledDecisionId 中填写已有的决策", "name an existing decision in calledDecisionId"),
            )


def decisions_are_used(draft: Draft) -> Iterator[Fault]:
    """A decision that nothing evaluates is perhaps a misspelt one."""
    is_required = _requirement_of_others(draft)
    for decision in draft.decisions:
        is_used = decision in draft.decided.askers or decision.decision_id in ENGINE_DECISIONS
        if not is_used and not is_required(decision):
            yield fault(
                decision.place,
                f"决策 {decision.decision_id} 没有被任何业务规则任务使用",
                f"decision {decision.decision_id} is evaluated by no business rule task",
                fix=("在业务规则任务中使用它，或删除它", "evaluate it in a business rule task or delete it"),
            )


def _requirement_of_others(draft: Draft) -> Callable[[Decision], bool]:
    nodes = draft.decided.library.graph.nodes
    needed = {link.node.element for node in nodes if required(node.element) for link in node.links}
    return lambda decision: decision in needed

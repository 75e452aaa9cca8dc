"""Calls between processes: the called process exists, and exactly the declared names travel."""

from collections import Counter
from collections.abc import Iterator

import networkx as nx

from engine.bpmn.diagram import DataSet, Element, Process
from engine.bpmn.draft import Draft
from engine.bpmn.feel_texts import script_targets
from engine.bpmn.findings import Fault, fault
from engine.bpmn.known_names import is_plain_name
from engine.bpmn.name_scopes import scope_of


def called_processes_exist(draft: Draft) -> Iterator[Fault]:
    """A call is resolved inside the bundle, never to whatever is newest."""
    for call in draft.of_kind("callActivity"):
        if draft.called_process(call) is None:
            yield fault(
                call.place,
                f"“{call.label}”调用的流程 {call.calls or '（未填写）'} 不在本版本中",
                f"{call.element_id} calls the process {call.calls!r}, which is not in this bundle",
                fix=("改正流程编号，或把该流程加入本版本", "correct the process id or add the process to the bundle"),
            )


def calls_do_not_go_in_circles(draft: Draft) -> Iterator[Fault]:
    """A process that calls itself, directly or through others, never comes to an end (spiffworkflow.md 3.17)."""
    for members in nx.strongly_connected_components(draft.call_graph):
        for call in draft.of_kind("callActivity"):
            if call.process_id in members and call.calls in members:
                yield fault(
                    call.place,
                    f"“{call.label}”使流程 {call.calls} 循环调用自身",
                    f"{call.element_id} makes the process {call.calls} call itself",
                    fix=(
                        "去掉循环调用，在一个流程内用流向返回",
                        "remove the circle; go back by a flow inside one process",
                    ),
                )


def called_processes_declare_their_data(draft: Draft) -> Iterator[Fault]:
    """Without both sets a call copies all data in and out (spiffworkflow.md 2); an empty set means none."""
    for process in draft.processes:
        if process.process_id not in draft.callers:
            continue
        for data, zh, en in ((process.inputs, "inputSet", "inputSet"), (process.outputs, "outputSet", "outputSet")):
            if data is None or not data.has_set:
                yield fault(
                    process.place,
                    f"被调用的流程 {process.process_id} 没有声明 {zh}，调用时会复制全部数据",
                    f"the called process {process.process_id} has no {en}; a call would copy all data",
                    fix=(
                        f"在 ioSpecification 中加上 {zh}，没有数据时留空",
                        f"add an ioSpecification with an {en}, an empty one for no data",
                    ),
                )


def data_names_are_declared_once(draft: Draft) -> Iterator[Fault]:
    """Every name of a set is declared, once, and can be used in expressions; a declared one stands in a set."""
    for process in draft.processes:
        for data in (process.inputs, process.outputs):
            if data is not None:
                yield from _data_set_faults(draft, data)


def _data_set_faults(draft: Draft, data: DataSet) -> Iterator[Fault]:
    for name in sorted({*data.declared, *data.listed}):
        zh, en = _data_name_problem(data, name)
        if name in draft.element_by_id:
            zh, en = "与元素编号相同，会覆盖其结果", "is also the id of an element and would overwrite its result"
        if en:
            yield fault(
                data.place,
                f"数据名 {name!r} {zh}",
                f"the data name {name!r} {en}",
                fix=(
                    "dataInput/dataOutput 的编号即变量名，须与集合中的引用一致",
                    "the id of dataInput/dataOutput is the variable's name and must equal the reference in the set",
                ),
            )


def _data_name_problem(data: DataSet, name: str) -> tuple[str, str]:
    if not is_plain_name(name):
        return "不能用作变量名", "cannot be used as a variable"
    if name not in data.declared:
        return "在集合中引用但没有声明", "stands in the set but is not declared"
    if Counter(data.declared)[name] > 1 or Counter(data.listed)[name] > 1:
        return "重复", "stands twice"
    if data.has_set and name not in data.listed:
        return "已声明但不在集合中，不会被传递", "is declared but not in the set and would not travel"
    return "", ""


def call_inputs_are_known(draft: Draft) -> Iterator[Fault]:
    """`input.<name>` of a call fills an input of the called process, nothing else."""
    for call in draft.of_kind("callActivity"):
        called = draft.called_process(call)
        for name in call.inputs if called else ():
            if called and name not in called.input_names:
                yield fault(
                    call.place,
                    f"流程 {called.process_id} 没有输入 {name}",
                    f"the process {called.process_id} has no input {name}",
                    fix=("改正 input 属性名，或在该流程声明此输入", "correct the property or declare the input there"),
                )


def call_inputs_are_given(draft: Draft) -> Iterator[Fault]:
    """Every input of a called process comes from an `input.<name>` or from a variable of that name."""
    for call in draft.of_kind("callActivity"):
        called, caller = draft.called_process(call), draft.process_by_id.get(call.process_id)
        if called is None or caller is None:
            continue
        offered = {*call.inputs, *scope_of(draft, caller).names, *_item_of(call)}
        for name in called.input_names:
            if name not in offered:
                yield fault(
                    call.place,
                    f"“{call.label}”没有给出流程 {called.process_id} 的输入 {name}",
                    f"{call.element_id} does not give the input {name} of the process {called.process_id}",
                    fix=(f"加上属性 input.{name}", f"add the property input.{name}"),
                )


def _item_of(call: Element) -> tuple[str, ...]:
    return (call.repetition.item,) if call.repetition and call.repetition.item else ()


def outputs_are_assigned_somewhere(draft: Draft) -> Iterator[Fault]:
    """An output that no node of the process sets is always null for the caller."""
    for process in draft.processes:
        assigned = set(_assigned_names(draft, process))
        for name in process.output_names:
            if name not in assigned and process.outputs is not None:
                yield fault(
                    process.outputs.place,
                    f"输出 {name} 在流程 {process.process_id} 中从未赋值",
                    f"the output {name} is never set in the process {process.process_id}",
                    fix=("在脚本任务中赋值，或去掉此输出", "set it in a script task, or remove the output"),
                )


def _assigned_names(draft: Draft, process: Process) -> Iterator[str]:
    yield from process.input_names
    for element in process.elements:
        yield element.element_id
        yield from script_targets(element)
        called = draft.called_process(element) if element.kind == "callActivity" else None
        if element.repetition and element.repetition.output_collection:
            yield element.repetition.output_collection
        elif called is not None:
            yield from called.output_names

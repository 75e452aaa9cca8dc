"""Multi-instance activities: what each pass takes and gives back, and how many passes there may be."""

from collections.abc import Iterator

from engine.bpmn.diagram import Element, Repetition
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault
from engine.bpmn.known_names import is_plain_name
from engine.bpmn.name_scopes import scope_of
from engine.feel import FeelError, compile_expression, to_json

MAX_PASSES = 200


def _repeated(draft: Draft) -> Iterator[tuple[Element, Repetition]]:
    for element in draft.elements:
        if element.repetition is not None and element.repetition.is_multi_instance:
            yield element, element.repetition


def passes_give_something_back(draft: Draft) -> Iterator[Fault]:
    """Without a loop output the second pass finds the item of the first and stops (spiffworkflow.md 3.23)."""
    for element, repetition in _repeated(draft):
        if repetition.output_collection is None or repetition.output_item is None:
            yield fault(
                repetition.place,
                f"多实例“{element.label}”没有循环输出，第二次执行会失败",
                f"multi-instance {element.element_id} has no loop output; its second pass would fail",
                fix=(
                    "加上 loopDataOutputRef 和 outputDataItem，由每次执行赋值",
                    "add loopDataOutputRef and an outputDataItem that each pass sets",
                ),
            )


def passes_are_over_something(draft: Draft) -> Iterator[Fault]:
    """The passes go over a list of the process with an item for each, or over a number: exactly one of them."""
    for element, repetition in _repeated(draft):
        if (repetition.collection is None) == (repetition.cardinality is None):
            yield fault(
                repetition.place,
                f"多实例“{element.label}”须写明集合或次数之一",
                f"multi-instance {element.element_id} needs either a list or a number of passes",
                fix=("填写 loopDataInputRef，或 loopCardinality", "fill in loopDataInputRef or loopCardinality"),
            )
        elif repetition.collection is not None and repetition.item is None:
            yield fault(
                repetition.place,
                f"多实例“{element.label}”没有写明每次取出的项",
                f"multi-instance {element.element_id} does not name the item of a pass",
                fix=("加上 inputDataItem", "add an inputDataItem"),
            )


def lists_of_passes_exist(draft: Draft) -> Iterator[Fault]:
    """The list that is gone through is a variable of the process."""
    for process in draft.processes:
        for element in process.elements:
            collection = element.repetition.collection if element.repetition else None
            if element.repetition and collection and collection not in scope_of(draft, process).names:
                yield fault(
                    element.repetition.place,
                    f"多实例“{element.label}”的集合 {collection} 不存在",
                    f"the list {collection} of multi-instance {element.element_id} does not exist",
                    fix=("先在脚本任务中赋值", "set it in a script task first"),
                )


def items_have_names_of_their_own(draft: Draft) -> Iterator[Fault]:
    """An item that is also a variable of the process raises when the first pass begins."""
    for process in draft.processes:
        names = scope_of(draft, process).names
        for element in process.elements:
            repetition = element.repetition
            if repetition is None or not repetition.is_multi_instance:
                continue
            for item in dict.fromkeys((repetition.item, repetition.output_item)):
                is_taken = item in names or item == repetition.item == repetition.output_item
                if item is not None and (is_taken or not is_plain_name(item)):
                    yield fault(
                        repetition.place,
                        f"多实例“{element.label}”的项 {item} 不是可用的变量名，或与流程中的其他名称相同",
                        f"the item {item} of {element.element_id} is no plain name or also another name of the process",
                        fix=("给这一项另取一个名称", "give the item a name of its own"),
                    )


def passes_are_few(draft: Draft) -> Iterator[Fault]:
    """A constant number of passes is a whole number from 1 to 200; a list is as long as the operation makes it."""
    for element, repetition in _repeated(draft):
        if repetition.cardinality is not None and not _is_few(repetition.cardinality):
            yield fault(
                repetition.place,
                f"多实例“{element.label}”的次数须为 1 至 {MAX_PASSES} 的整数",
                f"the number of passes of {element.element_id} must be a whole number from 1 to {MAX_PASSES}",
                fix=("减少次数，或改用集合", "lower it or use a list"),
            )


def _is_few(text: str) -> bool:
    """Whether a text is no constant (judged at run time), or a constant of few passes."""
    try:
        expression = compile_expression(text)
        if not expression.constant:
            return True
        number = to_json(expression.evaluate({}))
    except FeelError:
        return False
    return isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= MAX_PASSES


def output_items_are_set_by_the_call(draft: Draft) -> Iterator[Fault]:
    """What each pass gives back is an output of the called process."""
    for element, repetition in _repeated(draft):
        called = draft.called_process(element) if element.kind == "callActivity" else None
        item = repetition.output_item
        if called is not None and item is not None and item not in called.output_names:
            yield fault(
                repetition.place,
                f"流程 {called.process_id} 没有输出 {item}",
                f"the process {called.process_id} has no output {item}",
                fix=("在被调用的流程中声明并赋值此输出", "declare the output in the called process and set it there"),
            )


def loops_have_a_condition(draft: Draft) -> Iterator[Fault]:
    """A standard loop says when it ends by a condition; a maximum is a whole number."""
    for element in draft.elements:
        repetition = element.repetition
        if repetition is None or repetition.is_multi_instance:
            continue
        maximum = repetition.maximum
        if repetition.condition is None or (maximum is not None and not maximum.strip().isdecimal()):
            yield fault(
                repetition.place,
                f"循环“{element.label}”没有可用的循环条件或次数",
                f"the loop {element.element_id} has no usable condition or maximum",
                fix=(
                    "写上 loopCondition，loopMaximum 用整数",
                    "write a loopCondition, and loopMaximum as a whole number",
                ),
            )

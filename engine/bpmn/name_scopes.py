"""Which names exist in a process, in a decision and in a form of a bundle."""

from collections.abc import Iterator

from engine.bpmn.decision_table_model import Decision
from engine.bpmn.diagram import Element, Process
from engine.bpmn.draft import Draft
from engine.bpmn.feel_texts import script_targets
from engine.bpmn.known_names import ANYTHING, ENGINE_DECISIONS, Scope, Shape, shape_of


def scope_of(draft: Draft, process: Process) -> Scope:
    """The names an expression of this process may use: its variables, `case.*` and `policy.*`."""
    if process not in draft.scopes:
        names: dict[str, Shape] = dict.fromkeys((*process.input_names, *process.output_names), ANYTHING)
        for element in process.elements:
            names |= dict(_names_from(draft, element))
        draft.scopes[process] = Scope({**names, **_common_names(draft)})
    return draft.scopes[process]


def _common_names(draft: Draft) -> dict[str, Shape]:
    decisions = {
        decision.decision_id: shape_of(decision.output_names)
        for decision in draft.decisions
        if decision.decision_id in draft.deciding
    }
    return {"case": shape_of(draft.case_facts), "policy": Shape(decisions)}


def _names_from(draft: Draft, element: Element) -> Iterator[tuple[str, Shape]]:
    """The names that this node brings into its process."""
    repetition = element.repetition
    if repetition and repetition.output_collection:
        yield repetition.output_collection, ANYTHING
    if element.is_human or element.message is not None or any(one.kind == "message" for one in element.events):
        form = draft.form_by_key.get(element.form_key)
        is_known = element.is_human and form is not None and form.schema is not None
        yield element.element_id, shape_of(form.kept_names) if form and is_known else ANYTHING
    elif element.kind == "serviceTask":
        operation = draft.operations.get(element.properties.get("operation", "").strip())
        yield element.element_id, shape_of(operation.outputs) if operation else ANYTHING
    elif element.kind == "scriptTask":
        yield from ((name, ANYTHING) for name in script_targets(element))
    elif element.kind == "callActivity" and not (repetition and repetition.is_multi_instance):
        called = draft.called_process(element)
        yield from ((name, ANYTHING) for name in (called.output_names if called else ()))


def scope_at(draft: Draft, element: Element) -> Scope:
    """The names an expression at this node may use: those of its process and the item of its own repetition."""
    process = draft.process_by_id.get(element.process_id)
    scope = scope_of(draft, process) if process else Scope({})
    repetition = element.repetition
    items = (repetition.item, repetition.output_item) if repetition else ()
    return scope.with_free_names(name for name in items if name)


def scopes_of_decision(draft: Draft, decision: Decision) -> Iterator[tuple[str, Scope]]:
    """Each use of a decision, by the id of the business rule task, and the names its cells may use there.

    A decision that the engine evaluates has what the engine hands in; one that nobody uses has every name.
    """
    common = Scope(_common_names(draft))
    if decision.decision_id in ENGINE_DECISIONS:
        yield "", common.with_free_names(ENGINE_DECISIONS[decision.decision_id])
        return
    tasks = draft.deciding.get(decision.decision_id, [])
    for task in tasks:
        yield task.element_id, scope_at(draft, task).with_free_names(task.inputs)
    if not tasks:
        everything = common
        for process in draft.processes:
            everything = everything.with_names(scope_of(draft, process).names)
        yield "", everything


def scopes_of_form(draft: Draft, key: str) -> Iterator[tuple[str, Scope]]:
    """Each node that shows this form, and the names of its process."""
    for element in draft.elements:
        if (element.is_human or element.message is not None) and element.form_key == key:
            yield element.element_id, scope_at(draft, element)

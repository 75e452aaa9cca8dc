"""Which names exist in a process, in a decision and in a form of a bundle."""

from collections.abc import Iterator

from engine.bpmn.diagram import Element, Process
from engine.bpmn.dmn.hit_policies import SINGLE_HIT
from engine.bpmn.dmn.linking import Node
from engine.bpmn.dmn.model import Decision, DrgElement, KnowledgeModel
from engine.bpmn.draft import Draft
from engine.bpmn.feel_texts import script_targets
from engine.bpmn.form_model import Form
from engine.bpmn.known_names import ANYTHING, ENGINE_DECISIONS, Scope, Shape, shape_of, shape_of_types
from engine.bpmn.name_types import CASE_FACT_TYPES, stated_type, type_given, types_of_fields, types_set_by_scripts
from engine.feel.value_types import ANY


def scope_of(draft: Draft, process: Process) -> Scope:
    """The names an expression of this process may use: its variables, `case.*` and `policy.*`."""
    if process not in draft.scopes:
        brought: dict[str, Shape] = dict.fromkeys(process.input_names, ANYTHING)
        scripted: dict[str, Shape] = dict.fromkeys(process.output_names, ANYTHING)
        for element in process.elements:
            found = scripted if element.kind == "scriptTask" else brought
            found |= dict(_names_from(draft, element))
        scope = Scope({**scripted, **brought, **_common_names(draft)})
        draft.scopes[process] = scope.with_types(types_set_by_scripts(process, scope, brought.keys()))
    return draft.scopes[process]


def _common_names(draft: Draft) -> dict[str, Shape]:
    askable = draft.decided.askable
    decisions = {asked: _shape_of_result(askable[asked]) for asked in draft.deciding if asked in askable}
    facts = {name: CASE_FACT_TYPES.get(name, ANY) for name in draft.case_facts}
    return {"case": shape_of_types(facts), "policy": Shape(decisions)}


def _shape_of_result(asked: DrgElement) -> Shape:
    """What `policy.<decision>` offers: the outputs of a table, or whatever another expression gives."""
    table = asked.table if isinstance(asked, Decision) else None
    if table is None or table.aggregation:
        return ANYTHING
    is_plain = len(table.outputs) == 1 and table.hit_policy not in SINGLE_HIT
    if is_plain:
        return ANYTHING
    is_one = table.hit_policy in SINGLE_HIT
    types = {column.name: stated_type(column.type_ref) if is_one else ANY for column in table.outputs if column.name}
    return shape_of_types(types)


def _names_from(draft: Draft, element: Element) -> Iterator[tuple[str, Shape]]:
    """The names that this node brings into its process."""
    repetition = element.repetition
    if repetition and repetition.output_collection:
        yield repetition.output_collection, ANYTHING
    if element.is_human or element.message is not None or any(one.kind == "message" for one in element.events):
        form = draft.form_by_key.get(element.form_key)
        is_known = element.is_human and form is not None and form.schema is not None
        yield element.element_id, _shape_of_answer(form) if form and is_known else ANYTHING
    elif element.kind == "serviceTask":
        operation = draft.operations.get(element.properties.get("operation", "").strip())
        yield element.element_id, shape_of(operation.outputs) if operation else ANYTHING
    elif element.kind == "scriptTask":
        yield from ((name, ANYTHING) for name in script_targets(element))
    elif element.kind == "callActivity" and not (repetition and repetition.is_multi_instance):
        called = draft.called_process(element)
        yield from ((name, ANYTHING) for name in (called.output_names if called else ()))


def _shape_of_answer(form: Form) -> Shape:
    """The fields that stay in the process, with the types that the form allows."""
    types = types_of_fields(form)
    return shape_of_types({name: types.get(name, ANY) for name in form.kept_names})


def scope_at(draft: Draft, element: Element) -> Scope:
    """The names an expression at this node may use: those of its process and the item of its own repetition."""
    process = draft.process_by_id.get(element.process_id)
    scope = scope_of(draft, process) if process else Scope({})
    repetition = element.repetition
    items = (repetition.item, repetition.output_item) if repetition else ()
    return scope.with_free_names(name for name in items if name)


def scopes_of_decision(draft: Draft, node: Node) -> Iterator[tuple[str, Scope]]:
    """Each use of a decision, by the id of the business rule task, and the names its cells may use there.

    A decision that the engine evaluates has what the engine hands in; one that nobody uses has every name. Beside them
    stands what the decision requires. A function has its parameters and the functions it requires, and nothing else.
    """
    if isinstance(node.element, KnowledgeModel):
        parameters = (one.name for one in node.element.function.parameters)
        yield "", _with_required(Scope({}), node).with_anything((node.name, *parameters))
        return
    for task, scope in _callers(draft, node.element):
        yield task, _with_required(scope, node)


def _callers(draft: Draft, element: DrgElement) -> Iterator[tuple[str, Scope]]:
    common = Scope(_common_names(draft))
    if element.element_id in ENGINE_DECISIONS:
        yield "", common.with_free_names(ENGINE_DECISIONS[element.element_id])
        return
    tasks = draft.decided.askers.get(element, [])
    for task in tasks:
        yield task.element_id, scope_of_task(draft, task)
    if not tasks:
        everything = common
        for process in draft.processes:
            everything = everything.with_names(scope_of(draft, process).names)
        yield "", everything


def scope_of_task(draft: Draft, task: Element) -> Scope:
    """What a business rule task hands to its decision: the names at its node and its own inputs."""
    scope = scope_at(draft, task)
    return scope.with_types({name: type_given(text, scope) for name, text in task.inputs.items()})


def _with_required(scope: Scope, node: Node) -> Scope:
    """The scope with what the element requires; elements of other models stand behind the import's name."""
    return scope.with_anything(link.prefix[0] if link.prefix else link.node.name for link in node.links)


def scopes_of_form(draft: Draft, key: str) -> Iterator[tuple[str, Scope]]:
    """Each node that shows this form, and the names of its process."""
    for element in draft.elements:
        if (element.is_human or element.message is not None) and element.form_key == key:
            yield element.element_id, scope_at(draft, element)

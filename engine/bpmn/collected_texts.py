"""Finds the FEEL texts of diagrams, tables and forms; wherever text is evaluated, it is listed here."""

from collections.abc import Iterator

from engine.bpmn.decision_texts import texts_of_decisions
from engine.bpmn.diagram import Element, Process
from engine.bpmn.draft import Draft
from engine.bpmn.feel_texts import FeelText, Use
from engine.bpmn.findings import Place, Words
from engine.bpmn.form_model import Form
from engine.bpmn.known_names import Scope
from engine.bpmn.name_scopes import scope_at, scope_of, scopes_of_form
from engine.bpmn.name_types import types_of_fields
from engine.feel.value_types import ANY


def texts_of(draft: Draft) -> list[FeelText]:
    """Every FEEL text of the bundle; a table used twice has its texts twice, once for each scope."""
    if not draft.texts:
        for process in draft.processes:
            draft.texts.extend(_of_process(draft, process))
        draft.texts.extend(texts_of_decisions(draft))
        for form in draft.forms:
            draft.texts.extend(_of_form(draft, form))
    return draft.texts


def _of_process(draft: Draft, process: Process) -> Iterator[FeelText]:
    scope = scope_of(draft, process)
    for flow in process.flows:
        if flow.condition is not None:
            what = Words(f"流向 {flow.flow_id} 的条件", f"the condition of flow {flow.flow_id}")
            yield FeelText(flow.condition, Use.CONDITION, flow.place, what, scope)
    for element in process.elements:
        yield from _of_element(element, scope_at(draft, element))


def _of_element(element: Element, scope: Scope) -> Iterator[FeelText]:
    label, element_id = element.label, element.element_id
    if element.kind == "scriptTask" and element.script is not None:
        what = Words(f"“{label}”的赋值", f"the assignments of {element_id}")
        yield FeelText(element.script, Use.SCRIPT, element.place, what, scope)
    for event in element.events:
        if event.text is not None and event.kind in ("timer", "conditional"):
            is_timer = event.kind == "timer"
            what = Words(
                f"“{label}”的{'时间' if is_timer else '条件'}",
                f"the {'time' if is_timer else 'condition'} of {element_id}",
            )
            yield FeelText(event.text, Use.TIMER if is_timer else Use.CONDITION, event.place, what, scope)
    for name, text in element.inputs.items():
        what = Words(f"“{label}”的 input.{name}", f"input.{name} of {element_id}")
        yield FeelText(text, Use.INPUT, element.place, what, scope)
    repetition = element.repetition
    if repetition and repetition.cardinality is not None:
        what = Words(f"“{label}”的次数", f"the number of passes of {element_id}")
        yield FeelText(repetition.cardinality, Use.CARDINALITY, repetition.place, what, scope)
    if repetition and repetition.condition is not None:
        what = Words(f"“{label}”的循环条件", f"the condition of the repetition of {element_id}")
        yield FeelText(repetition.condition, Use.CONDITION, repetition.place, what, scope)


def _of_form(draft: Draft, form: Form) -> Iterator[FeelText]:
    for element_id, scope in scopes_of_form(draft, form.key):
        place = Place(form.place.file, element_id, form.place.line)
        types = types_of_fields(form)
        for rule in form.rules:
            what = Words(f"{rule.where} 的 {rule.keyword}", f"{rule.keyword} of {rule.where}")
            fields = {name: types.get(name, ANY) for name in rule.names}
            yield FeelText(rule.text, Use.FORM, place, what, scope.with_types(fields))

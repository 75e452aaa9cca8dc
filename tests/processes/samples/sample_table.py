"""How one rule is broken in the sample bundle, and how it is nearly broken but kept."""

from dataclasses import dataclass

from tests.processes.samples.sample_bundle import CALLED, FORM, LIMITS, MAIN, TABLE, Change, Edit

Changes = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """`bad` must give the rule's finding at `element_id`, `good` must not (without edits: the bundle itself)."""

    rule: str
    element_id: str | None
    bad: Changes
    good: Changes = ()


def main(old: str, new: str) -> Edit:
    """A change of the main diagram."""
    return Edit(MAIN, old, new)


def called(old: str, new: str) -> Edit:
    """A change of the called diagram."""
    return Edit(CALLED, old, new)


def table(old: str, new: str) -> Edit:
    """A change of the decision table."""
    return Edit(TABLE, old, new)


def limits(old: str, new: str) -> Edit:
    """A change of the deadline table."""
    return Edit(LIMITS, old, new)


def form(old: str, new: str) -> Edit:
    """A change of the form of `propose`."""
    return Edit(FORM, old, new)


def added(xml: str) -> Edit:
    """More elements in the main process."""
    return main('<bpmn:endEvent id="case_closed"', f'{xml}<bpmn:endEvent id="case_closed"')


def property_on(element_id: str, name: str, value: str) -> Edit:
    """One more property on a service or business rule task or user task that has some."""
    anchors = {
        "propose": '<spiffworkflow:property name="hint" value="写明理由" />',
        "approve": '<spiffworkflow:property name="deadline" value="help.approve" />',
        "register_help": '<spiffworkflow:property name="operation" value="register_award" />',
        "size_help": '<spiffworkflow:property name="input.persons" value="case.persons" />',
    }
    anchor = anchors[element_id]
    return main(anchor, f'{anchor}<spiffworkflow:property name="{name}" value="{value}" />')

"""The nodes of a bundle as the rest of the system sees them: what is drawn, without how it runs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn import diagram


@dataclass(frozen=True, slots=True)
class Element:
    """One node of a diagram.

    `kind` is BPMN's word (`userTask`, `boundaryEvent` …), `name` what staff see, `lane` the label of a role,
    `message` the name a receive task or message event waits for. `interrupting` matters on boundary events only.
    """

    id: str
    process_id: str
    kind: str
    name: str
    lane: str | None
    properties: Mapping[str, str]
    message: str | None
    called_process: str | None
    decision: str | None
    attached_to: str | None
    interrupting: bool
    inputs: Mapping[str, str]
    form_key: str


def elements_of(process: diagram.Process) -> Iterator[Element]:
    """The nodes of one process, its embedded subprocesses included."""
    for drawn in process.elements:
        yield Element(
            id=drawn.element_id,
            process_id=drawn.process_id,
            kind=drawn.kind,
            name=drawn.name,
            lane=drawn.lane,
            properties=drawn.properties,
            message=_message_of(drawn),
            called_process=drawn.calls,
            decision=drawn.decision,
            attached_to=drawn.attached_to,
            interrupting=drawn.is_interrupting,
            inputs=drawn.inputs,
            form_key=drawn.form_key,
        )


def _message_of(drawn: diagram.Element) -> str | None:
    if drawn.message is not None:
        return drawn.message.name
    return next((event.name for event in drawn.events if event.kind == "message"), None)


def variables_of(process: diagram.Process, script_targets: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Every name that may hold process data: element ids, what scripts assign, data of calls and repetitions.

    `script_targets` are the assigned names by script text.
    """
    yield from process.input_names
    yield from process.output_names
    for drawn in process.elements:
        yield drawn.element_id
        if drawn.script is not None:
            yield from script_targets.get(drawn.script, ())
        if drawn.repetition is not None:
            loop = drawn.repetition
            names = (loop.collection, loop.item, loop.output_collection, loop.output_item)
            yield from (name for name in names if name)

"""The diagrams of a bundle as they were drawn, for showing; a published bundle never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.diagram_reading import read_diagram
from engine.bpmn.xml_intake import read_xml


@dataclass(frozen=True, slots=True)
class Drawing:
    """One process as drawn: its Chinese name and the XML of its file."""

    process_id: str
    name: str
    xml: str


def drawings_of(files: Sequence[BundleFile]) -> Mapping[str, Drawing]:
    """The drawings of all processes in the diagrams among `files`, by process id."""
    found: dict[str, Drawing] = {}
    for file in files:
        if file.kind == "bpmn":
            xml = file.content.decode(errors="replace")
            for process in read_diagram(read_xml(file.content, file.path), file.path).processes:
                found[process.process_id] = Drawing(process.process_id, process.name, xml)
    return found

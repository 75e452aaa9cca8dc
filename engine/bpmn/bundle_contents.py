"""What a bundle holds as named things with attributes: the layout of drawings and line numbers left out."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from engine.bpmn import diagram
from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.diagram_reading import is_bpmn, read_diagram
from engine.bpmn.dmn import model as dmn
from engine.bpmn.dmn.reading import is_dmn, read_model
from engine.bpmn.findings import Place
from engine.bpmn.form_model import read_form
from engine.bpmn.xml_intake import XmlRefusedError, read_xml

PROPERTY: Final = "property."
CELL: Final = "cell."
KEYWORD: Final = "keyword."
_NESTED: Final = frozenset({"properties", "items"})


class ThingKind(StrEnum):
    """What a thing is."""

    PROCESS = "process"
    ELEMENT = "element"
    FLOW = "flow"
    DECISION = "decision"
    COLUMN = "column"
    ROW = "row"
    FORM = "form"
    FIELD = "field"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a bundle; `owner` is the process, decision or form it belongs to.

    Within its kind and owner a thing is known by `key`. Rows of tables have none: they are what stands in them.
    """

    kind: ThingKind
    file: str
    owner: str
    key: str
    name: str
    attributes: Mapping[str, str]


def things_in(files: Sequence[BundleFile]) -> Iterator[Thing]:
    """All things of a bundle; a file that cannot be read is one thing with its digest."""
    for file in files:
        try:
            yield from _things_of(file)
        except XmlRefusedError:
            yield _whole(file)


def _things_of(file: BundleFile) -> Iterator[Thing]:
    if file.kind == "json":
        yield from _of_form(file)
        return
    root = read_xml(file.content, file.path)
    if is_bpmn(root):
        for process in read_diagram(root, file.path).processes:
            yield from _of_process(process, file.path)
    elif is_dmn(root):
        yield from _of_model(read_model(root, file.path))
    else:
        yield _whole(file)


def _whole(file: BundleFile) -> Thing:
    return Thing(ThingKind.FILE, file.path, "", file.path, file.path, {"digest": sha256(file.content).hexdigest()})


def _written(attributes: Mapping[str, object]) -> dict[str, str]:
    """Attributes as texts, without those that are not there."""
    return {name: _text(value) for name, value in attributes.items() if value not in (None, "", (), [], {})}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)


def _plain(value: object) -> object:
    """A value without places, so that a line further down is no difference."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = ((one.name, getattr(value, one.name)) for one in fields(value))
        return {"": type(value).__name__, **{name: _plain(part) for name, part in parts if not isinstance(part, Place)}}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


# -- diagrams ---------------------------------------------------------------------------------------------------------


def _of_process(process: diagram.Process, file: str) -> Iterator[Thing]:
    owner = process.process_id
    attributes = {
        "name": process.name,
        "lanes": [lane.name for lane in process.lanes],
        "inputs": process.input_names,
        "outputs": process.output_names,
    }
    yield Thing(ThingKind.PROCESS, file, owner, owner, process.name or owner, _written(attributes))
    for element in process.elements:
        yield Thing(ThingKind.ELEMENT, file, owner, element.element_id, element.label, _of_element(element))
    for flow in process.flows:
        ends = [process.by_id[end].label if end in process.by_id else end for end in (flow.source, flow.target)]
        written = _written({"source": flow.source, "target": flow.target, "condition": flow.condition})
        yield Thing(ThingKind.FLOW, file, owner, flow.flow_id, " → ".join(ends), written)


def _of_element(element: diagram.Element) -> dict[str, str]:
    attributes = {
        "name": element.name,
        "kind": element.kind,
        "lane": element.lane,
        "default_flow": element.default_flow,
        "attached_to": element.attached_to,
        "is_interrupting": element.is_interrupting if element.kind == "boundaryEvent" else None,
        "container": element.container_id if element.container_id != element.process_id else None,
        "events": [_plain(event) for event in element.events],
        "message": element.message.name if element.message else None,
        "calls": element.calls,
        "decision": element.decision,
        "script": element.script,
        "repetition": element.repetition,
    }
    return _written({**attributes, **{PROPERTY + name: text for name, text in element.properties.items()}})


# -- decisions --------------------------------------------------------------------------------------------------------


def _of_model(model: dmn.Model) -> Iterator[Thing]:
    for element in model.elements:
        table = element.table if isinstance(element, dmn.Decision) else None
        own = {"name": element.name, "variable": element.variable, "logic": None if table else _plain(element)}
        if isinstance(element, dmn.Decision) and table is not None:
            own |= {"requires": [*element.information, *element.knowledge], "hit_policy": table.hit_policy}
            own |= {"aggregation": table.aggregation}
        key = element.element_id
        yield Thing(ThingKind.DECISION, model.file, key, key, element.name or key, _written(own))
        if table is not None:
            yield from _of_table(table, model.file, key)
    rest = {"imports": [_plain(one) for one in model.imports], "types": [_plain(one) for one in model.types]}
    if any(rest.values()):
        yield Thing(ThingKind.FILE, model.file, "", model.file, model.name or model.file, _written(rest))


def _of_table(table: dmn.Table, file: str, owner: str) -> Iterator[Thing]:
    inputs = _each_once([column.label or column.expression for column in table.inputs])
    outputs = _each_once([column.label or column.name for column in table.outputs])
    columns: tuple[dmn.InputColumn | dmn.OutputColumn, ...] = (*table.inputs, *table.outputs)
    for heading, column in zip((*inputs, *outputs), columns, strict=True):
        parts = {one.name: getattr(column, one.name) for one in fields(column) if one.name != "place"}
        yield Thing(ThingKind.COLUMN, file, owner, heading, heading, _written(parts))
    for row in table.rows:
        texts = [cell.text for cell in (*row.inputs, *row.outputs)]
        cells = {CELL + heading: text for heading, text in zip((*inputs, *outputs), texts, strict=False)}
        attributes = _written({**cells, "annotations": "；".join(row.annotations)})
        yield Thing(ThingKind.ROW, file, owner, "", str(row.number), attributes)


def _each_once(headings: Sequence[str]) -> list[str]:
    """Headings that differ: of equal ones the later carry their number."""
    seen: Counter[str] = Counter()
    different = []
    for heading in headings:
        seen[heading] += 1
        different.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return different


# -- forms ------------------------------------------------------------------------------------------------------------


def _of_form(file: BundleFile) -> Iterator[Thing]:
    form = read_form(file.content, file.path)
    if form.schema is None:
        yield _whole(file)
        return
    title = form.schema.get("title")
    attributes = {KEYWORD + name: value for name, value in form.schema.items() if name not in _NESTED}
    name = title if isinstance(title, str) and title else form.key
    yield Thing(ThingKind.FORM, file.path, form.key, form.key, name, _written(attributes))
    for one in form.fields:
        title = one.schema.get("title")
        keywords = {KEYWORD + name: value for name, value in one.schema.items() if name not in _NESTED}
        label = title if isinstance(title, str) and title else one.path
        yield Thing(ThingKind.FIELD, file.path, form.key, one.path, label, _written(keywords))

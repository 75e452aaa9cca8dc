"""The shipped bundle as files: any editor opens the drawings, and every name in them leads somewhere."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import full_tag
from SpiffWorkflow.spiff.parser.process import VALIDATOR, SpiffBpmnParser
from SpiffWorkflow.spiff.parser.task_spec import ServiceTaskParser
from SpiffWorkflow.spiff.specs.defaults import ServiceTask

ROOT = Path(__file__).parents[2]
DRAWINGS = sorted((ROOT / "processes").glob("*.bpmn"))
TABLES = sorted((ROOT / "processes").glob("*.dmn"))
FORMS = sorted((ROOT / "forms").rglob("*.json"))

NAMES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "spiff": "http://spiffworkflow.org/bpmn/schema/1.0/core",
    "dmn": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "dmndi": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
}
ROLE_LABELS = {
    "村级协理员",
    "乡镇经办人",
    "乡镇负责人",
    "区县经办人",
    "区县科长",
    "区县分管领导",
    "财务人员",
    "核对中心",
    "转介接收单位",
}
# The ids of these elements are names of process data, which several processes share.
DATA_TAGS = {"dataInput", "dataOutput", "inputDataItem", "outputDataItem"}


def file_name(path: Path) -> str:
    return path.name


def read(path: Path) -> etree._Element:
    return etree.fromstring(path.read_bytes())


def find(node: etree._Element, query: str) -> list[etree._Element]:
    found = node.xpath(query, namespaces=NAMES)
    assert isinstance(found, list)
    return [item for item in found if isinstance(item, etree._Element)]


def texts(node: etree._Element, query: str) -> list[str]:
    return [item.text or "" for item in find(node, query)]


def tag(node: etree._Element) -> str:
    return etree.QName(node).localname


def ids(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        for node in read(path).iter(etree.Element):
            if "id" in node.attrib and tag(node) not in DATA_TAGS:
                yield str(node.attrib["id"])


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Box) -> bool:
        """Whether the other box lies wholly inside, without touching the border."""
        wide = self.left < other.left and other.right < self.right
        return wide and self.top < other.top and other.bottom < self.bottom

    def is_entered_by(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """Whether an orthogonal line runs through the inside of the box."""
        xs, ys = sorted((start[0], end[0])), sorted((start[1], end[1]))
        return xs[0] < self.right and xs[1] > self.left and ys[0] < self.bottom and ys[1] > self.top


def boxes(drawing: etree._Element) -> dict[str, Box]:
    found = {}
    for shape in find(drawing, "//bpmndi:BPMNShape"):
        bounds = find(shape, "./dc:Bounds")[0].attrib
        x, y, width, height = (float(bounds[name]) for name in ("x", "y", "width", "height"))
        found[str(shape.attrib["bpmnElement"])] = Box(x, y, x + width, y + height)
    return found


def waypoints(edge: etree._Element) -> list[tuple[float, float]]:
    return [(float(point.attrib["x"]), float(point.attrib["y"])) for point in find(edge, "./di:waypoint")]


def flow_nodes(drawing: etree._Element) -> list[etree._Element]:
    """Everything that sequence flows connect."""
    return find(drawing, "//bpmn:process/*[bpmn:incoming or bpmn:outgoing]")


@pytest.mark.parametrize("path", DRAWINGS, ids=file_name)
def test_process_id_is_the_file_name_and_it_runs(path: Path) -> None:
    (process,) = find(read(path), "//bpmn:process")
    assert process.attrib["id"] == path.stem
    assert process.attrib["isExecutable"] == "true"


@pytest.mark.parametrize("path", DRAWINGS, ids=file_name)
def test_every_user_task_has_a_form_and_stands_in_the_lane_of_a_role(path: Path) -> None:
    drawing = read(path)
    for task in find(drawing, "//bpmn:userTask"):
        element_id = str(task.attrib["id"])
        assert (ROOT / "forms" / path.stem / f"{element_id}.json").is_file(), element_id
        lanes = [lane for lane in find(drawing, "//bpmn:lane") if element_id in texts(lane, "./bpmn:flowNodeRef")]
        assert [lane.attrib["name"] in ROLE_LABELS for lane in lanes] == [True], element_id


@pytest.mark.parametrize("path", DRAWINGS, ids=file_name)
def test_every_node_stands_in_exactly_one_lane(path: Path) -> None:
    drawing = read(path)
    placed = texts(drawing, "//bpmn:flowNodeRef")
    assert sorted(placed) == sorted(str(node.attrib["id"]) for node in flow_nodes(drawing))


@pytest.mark.parametrize("path", DRAWINGS, ids=file_name)
def test_every_splitting_gateway_has_a_default_flow(path: Path) -> None:
    for gateway in find(read(path), "//bpmn:exclusiveGateway[count(bpmn:outgoing) > 1]"):
        assert gateway.attrib["default"] in texts(gateway, "./bpmn:outgoing"), gateway.attrib["id"]


@pytest.mark.parametrize("path", DRAWINGS, ids=file_name)
def test_alternatives_meet_in_a_gateway(path: Path) -> None:
    met = find(read(path), "//bpmn:process/*[count(bpmn:incoming) > 1]")
    assert {tag(node) for node in met} <= {"exclusiveGateway", "parallelGateway"}


@pytest.mark.parametrize("path", DRAWINGS, ids=file_name)
def test_decisions_and_called_processes_are_in_the_bundle(path: Path) -> None:
    drawing = read(path)
    for decision_id in texts(drawing, "//bpmn:businessRuleTask//spiff:calledDecisionId"):
        assert (ROOT / "processes" / f"{decision_id}.dmn").is_file(), decision_id
    for call in find(drawing, "//bpmn:callActivity"):
        assert (ROOT / "processes" / f"{call.attrib['calledElement']}.bpmn").is_file(), call.attrib["id"]


@pytest.mark.parametrize("path", DRAWINGS, ids=file_name)
def test_persons_to_keep_apart_are_elements_of_the_bundle(path: Path) -> None:
    known = set(ids(DRAWINGS))
    for prop in find(read(path), "//spiff:property[@name='distinct_from']"):
        assert set(str(prop.attrib["value"]).split(",")) <= known


@pytest.mark.parametrize("paths", [DRAWINGS, TABLES], ids=["drawings", "tables"])
def test_ids_are_unique_over_the_whole_bundle(paths: list[Path]) -> None:
    """A business rule task may carry the name of its decision: drawings and tables are counted apart."""
    count = Counter(ids(paths))
    assert [element_id for element_id, times in count.items() if times > 1] == []


@pytest.mark.parametrize("path", DRAWINGS, ids=file_name)
def test_every_node_and_flow_is_drawn(path: Path) -> None:
    drawing = read(path)
    shapes = set(boxes(drawing))
    assert {str(node.attrib["id"]) for node in flow_nodes(drawing) + find(drawing, "//bpmn:lane")} <= shapes
    edges = [str(edge.attrib["bpmnElement"]) for edge in find(drawing, "//bpmndi:BPMNEdge")]
    assert sorted(edges) == sorted(str(flow.attrib["id"]) for flow in find(drawing, "//bpmn:sequenceFlow"))


@pytest.mark.parametrize("path", DRAWINGS, ids=file_name)
def test_nodes_stand_inside_their_lane(path: Path) -> None:
    drawing = read(path)
    drawn = boxes(drawing)
    for lane in find(drawing, "//bpmn:lane"):
        outer = drawn[str(lane.attrib["id"])]
        for node_id in texts(lane, "./bpmn:flowNodeRef"):
            inner = drawn[node_id]
            assert outer.holds(inner), node_id


@pytest.mark.parametrize("path", DRAWINGS, ids=file_name)
def test_flows_are_orthogonal_and_run_through_no_foreign_shape(path: Path) -> None:
    drawing = read(path)
    nodes = {str(node.attrib["id"]) for node in flow_nodes(drawing)}
    drawn = {node_id: box for node_id, box in boxes(drawing).items() if node_id in nodes}
    ends = {
        str(flow.attrib["id"]): {flow.attrib["sourceRef"], flow.attrib["targetRef"]}
        for flow in find(drawing, "//bpmn:sequenceFlow")
    }
    for edge in find(drawing, "//bpmndi:BPMNEdge"):
        flow_id = str(edge.attrib["bpmnElement"])
        points = waypoints(edge)
        for start, end in pairwise(points):
            assert start[0] == end[0] or start[1] == end[1], flow_id
            crossed = {node_id for node_id, box in drawn.items() if box.is_entered_by(start, end)}
            assert crossed <= ends[flow_id], flow_id


def test_flows_end_on_the_border_of_their_shapes() -> None:
    for path in DRAWINGS:
        drawing = read(path)
        drawn = boxes(drawing)
        edges = {str(edge.attrib["bpmnElement"]): waypoints(edge) for edge in find(drawing, "//bpmndi:BPMNEdge")}
        for flow in find(drawing, "//bpmn:sequenceFlow"):
            points = edges[str(flow.attrib["id"])]
            for (x, y), node_id in ((points[0], flow.attrib["sourceRef"]), (points[-1], flow.attrib["targetRef"])):
                box = drawn[str(node_id)]
                assert x in (box.left, box.right) or y in (box.top, box.bottom), flow.attrib["id"]


@pytest.mark.parametrize("path", TABLES, ids=file_name)
def test_a_table_file_holds_one_decision_of_its_name_with_a_shape(path: Path) -> None:
    table = read(path)
    (decision,) = find(table, "/dmn:definitions/dmn:decision")
    assert decision.attrib["id"] == path.stem
    (shape,) = find(table, "//dmndi:DMNShape")
    assert shape.attrib["dmnElementRef"] == path.stem


@pytest.mark.parametrize("path", TABLES, ids=file_name)
def test_every_rule_fills_every_column(path: Path) -> None:
    table = read(path)
    columns = (len(find(table, "//dmn:input")), len(find(table, "//dmn:output")))
    for rule in find(table, "//dmn:rule"):
        cells = (len(find(rule, "./dmn:inputEntry")), len(find(rule, "./dmn:outputEntry")))
        assert cells == columns, rule.attrib["id"]
        assert all(texts(rule, ".//dmn:text")), rule.attrib["id"]


def clock_keys(drawing: etree._Element) -> set[str]:
    names = ("clock_start", "clock_stop", "clock_pause", "deadline")
    query = "//spiff:property[" + " or ".join(f"@name='{name}'" for name in names) + "]"
    return {key for prop in find(drawing, query) for key in str(prop.attrib["value"]).split(",")} - {"*"}


def test_every_deadline_key_of_the_drawings_has_a_row() -> None:
    rules = find(read(ROOT / "processes" / "deadline_limits.dmn"), "//dmn:rule")
    rows = {texts(rule, "./dmn:inputEntry[1]/dmn:text")[0].strip('"') for rule in rules}
    used = set().union(*(clock_keys(read(path)) for path in DRAWINGS))
    assert used <= rows


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_form_is_a_closed_schema_with_a_full_layout(path: Path) -> None:
    form = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(form)
    assert form["$id"] == f"{path.parent.name}/{path.stem}"
    assert form["additionalProperties"] is False
    laid_out = [key for part in form["x-layout"] for key in ([part] if isinstance(part, str) else part["fields"])]
    assert sorted(laid_out) == sorted(form["properties"])
    assert set(form["required"]) <= set(form["properties"])


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_field_is_required_either_always_or_when_it_is_shown(path: Path) -> None:
    form = json.loads(path.read_text(encoding="utf-8"))
    for key, field in form["properties"].items():
        assert field["title"], key
        assert not ("x-visible" in field and key in form["required"]), key
        assert "x-visible" in field or field.get("x-required") is not True, key


def test_every_form_belongs_to_a_task_that_takes_data() -> None:
    takes_data = {
        f"{path.stem}/{task.attrib['id']}"
        for path in DRAWINGS
        for task in find(read(path), "//bpmn:userTask | //bpmn:receiveTask")
    }
    assert {f"{path.parent.name}/{path.stem}" for path in FORMS} == takes_data


class _OperationParser(ServiceTaskParser):
    """Reads the `operation` property, as the engine does, instead of the library's operator element."""

    def create_task(self) -> ServiceTask:
        operation = self.parse_extensions()["properties"]["operation"]
        return self.spec_class(self.spec, self.bpmn_id, operation, {}, None, **self.bpmn_attributes)


class _DrawingParser(SpiffBpmnParser):
    OVERRIDE_PARSER_CLASSES = SpiffBpmnParser.OVERRIDE_PARSER_CLASSES | {
        full_tag("serviceTask"): (_OperationParser, ServiceTask)
    }

    def get_engine(self, decision_ref: str, node: etree._Element) -> None:
        """Decisions are evaluated by the engine's own tables."""


def test_the_library_reads_every_drawing_against_the_official_schema() -> None:
    parser = _DrawingParser(validator=VALIDATOR)
    parser.add_bpmn_files([str(path) for path in DRAWINGS])
    assert {path.stem: parser.get_spec(path.stem).name for path in DRAWINGS} == {p.stem: p.stem for p in DRAWINGS}

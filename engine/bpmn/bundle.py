"""A bundle made ready to run: read and compiled once for all its process instances and threads."""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from engine.bpmn import diagram
from engine.bpmn.bundle_files import BundleFile, bundle_hash
from engine.bpmn.decisions import ReadyDecision, read_decisions
from engine.bpmn.diagram_parser import DiagramParser, connect_repetitions
from engine.bpmn.diagram_reading import read_diagram
from engine.bpmn.elements import Element, elements_of, variables_of
from engine.bpmn.execution_errors import BundleError, UnknownDecisionError
from engine.bpmn.findings import Fault, Finding, Place, Severity, Words, finding_of
from engine.bpmn.scopes import CASE, POLICY
from engine.bpmn.xml_intake import XmlRefusedError, read_xml
from engine.errors import NotFoundError
from engine.feel import FeelError, compile_assignments, compile_expression

__all__ = ["Bundle", "BundleFile", "Element", "bundle_hash", "forget_bundles", "load_bundle"]

READY_BUNDLES: Final = 32
"""How many bundles are kept ready; running cases rarely spread over more."""

# With one of these a process ends at once, or another node is run in its place (spiffworkflow.md 3.12).
_RESERVED: Final = frozenset({"Start", "End", "Root", CASE, POLICY})
_RESERVED_ENDINGS: Final = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin", " [child]")

_NO_FIX = Words("运行流程校验，按提示修改", "run the validator and follow its findings")


class UnknownProcessError(NotFoundError):
    """The bundle has no process of this id."""

    code = "unknown_process"


@dataclass(frozen=True, slots=True)
class ProcessModel:
    """A process and those it calls, as the library runs them; shared, never changed."""

    main: Any
    called: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Bundle:
    """All processes, decisions and forms of one version.

    `declared_names` are the names that may hold process data anywhere in the bundle; they read as null until they do.
    """

    hash: str
    process_ids: tuple[str, ...]
    elements: Mapping[str, Element]
    decisions: Mapping[str, ReadyDecision]
    forms: Mapping[str, dict[str, object]]
    declared_names: frozenset[str]
    models: Mapping[str, ProcessModel]
    inputs: Mapping[str, tuple[str, ...]]
    """The inputs that each process declares."""

    def inputs_of(self, process_id: str) -> tuple[str, ...]:
        """The inputs that a process declares; UnknownProcessError where the bundle has none of this id."""
        self.model(process_id)
        return self.inputs[process_id]

    def form_of(self, element_id: str) -> dict[str, object] | None:
        """The form (JSON Schema) of a human task; None where there is none."""
        element = self.elements.get(element_id)
        return None if element is None else self.forms.get(element.form_key)

    def decision(self, decision_id: str) -> ReadyDecision:
        """The decision or decision service of this id; UnknownDecisionError where there is none."""
        decision = self.decisions.get(decision_id)
        if decision is None:
            raise UnknownDecisionError(decision_id, "the bundle has no such decision")
        return decision

    def model(self, process_id: str) -> ProcessModel:
        """What runs a process; UnknownProcessError where the bundle has none of this id."""
        model = self.models.get(process_id)
        if model is None:
            raise UnknownProcessError(f"bundle {self.hash[:12]} has no process {process_id}")
        return model


_ready: OrderedDict[str, Bundle] = OrderedDict()
_lock = threading.Lock()


def load_bundle(files: Sequence[BundleFile]) -> Bundle:
    """The bundle of these files, ready to run; the same files give the same object while it is in use.

    BundleError with findings where they cannot be run. What should not be run is the validator's business.
    """
    key = bundle_hash(files)
    with _lock:
        if key in _ready:
            _ready.move_to_end(key)
            return _ready[key]
    bundle = _Reading(files, key).bundle()
    with _lock:
        kept = _ready.setdefault(key, bundle)
        while len(_ready) > READY_BUNDLES:
            _ready.popitem(last=False)
    return kept


def forget_bundles() -> None:
    """Let every bundle be read anew from its files: as in a process that has just been started."""
    with _lock:
        _ready.clear()


class _Reading:
    """Reads the files of one bundle and collects what is wrong with them."""

    def __init__(self, files: Sequence[BundleFile], key: str) -> None:
        self.files, self.key = files, key
        self.findings: list[Finding] = []
        self.assigned: dict[str, tuple[str, ...]] = {}

    def bundle(self) -> Bundle:
        diagrams = list(self._diagrams())
        processes = [process for _, drawn in diagrams for process in drawn.processes]
        self._compile_texts(processes)
        decisions = self._decisions()
        elements = self._elements(processes)
        forms = dict(self._forms())
        self._raise_findings()
        models = self._models([root for root, _ in diagrams], diagrams)
        self._raise_findings()
        return Bundle(
            hash=self.key,
            process_ids=tuple(process.process_id for process in processes),
            elements=elements,
            decisions=decisions,
            forms=forms,
            declared_names=frozenset(name for one in processes for name in variables_of(one, self.assigned)),
            models=models,
            inputs={one.process_id: one.input_names for one in processes},
        )

    def _raise_findings(self) -> None:
        if self.findings:
            raise BundleError(self.findings)

    def _found(self, rule: str, place: Place, zh: str, en: str) -> None:
        self.findings.append(finding_of(rule, Severity.ERROR, Fault(place, Words(zh, en), _NO_FIX)))

    def _roots(self, kind: str) -> Iterator[tuple[etree._Element, str]]:
        for file in self.files:
            if file.kind == kind:
                try:
                    yield read_xml(file.content, file.path), file.path
                except XmlRefusedError as error:
                    self._found(error.rule, Place(file.path, None, error.line), error.message, error.message_en)

    def _diagrams(self) -> Iterator[tuple[etree._Element, diagram.Diagram]]:
        for root, path in self._roots("bpmn"):
            yield root, read_diagram(root, path)

    def _decisions(self) -> Mapping[str, ReadyDecision]:
        read = read_decisions(list(self._roots("dmn")))
        self.findings.extend(read.findings)
        return read.decisions

    def _forms(self) -> Iterator[tuple[str, dict[str, object]]]:
        for file in self.files:
            path = PurePosixPath(file.path)
            if file.kind == "json" and path.parts[0] == "forms":
                try:
                    schema = json.loads(file.content)
                except (ValueError, RecursionError):
                    schema = None
                if isinstance(schema, dict):
                    yield "/".join(path.with_suffix("").parts[1:]), schema
                else:
                    self._found("form_not_json", Place(file.path), "表单不是 JSON 对象", "the form is no JSON object")

    def _elements(self, processes: Sequence[diagram.Process]) -> dict[str, Element]:
        elements: dict[str, Element] = {}
        for process in processes:
            for element in elements_of(process):
                place = process.by_id[element.id].place
                if element.id in elements:
                    self._found(
                        "duplicate_id", place, f"元素 id {element.id} 重复", "the id stands twice in the bundle"
                    )
                if element.id in _RESERVED or element.id.endswith(_RESERVED_ENDINGS):
                    self._found(
                        "reserved_id", place, f"元素 id {element.id} 不能使用", "the engine uses this id itself"
                    )
                elements[element.id] = element
        return elements

    # -- FEEL ----------------------------------------------------------------------------------------------------

    def _compile_texts(self, processes: Sequence[diagram.Process]) -> None:
        """Compile all FEEL now: what cannot be read is found here, not when a case gets there."""
        for process in processes:
            for element in process.elements:
                for text in _expressions(element):
                    self._compile(text, element.place)
                if element.script is not None:
                    self._compile_script(element.script, element.place)
            for flow in process.flows:
                if flow.condition is not None:
                    self._compile(flow.condition, flow.place)

    def _compile(self, text: str, place: Place) -> None:
        try:
            compile_expression(text)
        except FeelError as error:
            self._found("feel_does_not_parse", place, str(error), f"not FEEL: {error.code}")

    def _compile_script(self, script: str, place: Place) -> None:
        try:
            self.assigned[script] = tuple(compile_assignments(script).targets)
        except FeelError as error:
            self._found("feel_does_not_parse", place, str(error), f"not FEEL assignments: {error.code}")

    # -- the library -----------------------------------------------------------------------------------------------

    def _models(self, roots: Sequence[etree._Element], diagrams: Sequence[Any]) -> dict[str, ProcessModel]:
        parser = DiagramParser()
        models: dict[str, ProcessModel] = {}
        for root, (_, drawn) in zip(roots, diagrams, strict=True):
            self._guarded(Place(drawn.file), parser.add_bpmn_xml, root, drawn.file)
        for _, drawn in diagrams:
            for process in drawn.processes:
                model = self._guarded(process.place, _model, parser, process.process_id)
                if model is not None:
                    models[process.process_id] = model
        return models

    def _guarded(self, place: Place, read: Any, *arguments: Any) -> Any:
        """What the library makes of a diagram, or a finding for whatever it raises."""
        try:
            return read(*arguments)
        except ValidationException as error:
            node = Place(error.file_name or place.file, error.id or place.element_id, error.line_number or place.line)
            self._found("not_runnable", node, "流程图无法执行", str(error))
        except Exception as error:  # noqa: BLE001 - the library raises anything for an odd diagram
            self._found("not_runnable", place, "流程图无法执行", f"{type(error).__name__}: {error}")
        return None


def _expressions(element: diagram.Element) -> Iterator[str]:
    yield from element.inputs.values()
    yield from (event.text for event in element.events if event.text is not None)
    if element.repetition is not None:
        texts = (element.repetition.cardinality, element.repetition.condition)
        yield from (text for text in texts if text is not None)


def _model(parser: DiagramParser, process_id: str) -> ProcessModel:
    main, called = parser.get_spec(process_id), parser.get_subprocess_specs(process_id)
    for process_spec in (main, *called.values()):
        connect_repetitions(process_spec)
    return ProcessModel(main, called)

"""Files of any content to a draft: what cannot be read becomes a finding, the rest goes to the rules."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath

from lxml import etree

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.diagram import Diagram
from engine.bpmn.diagram_reading import is_bpmn, read_diagram
from engine.bpmn.dmn.model import Model, tables_in
from engine.bpmn.dmn.reading import is_dmn, read_model
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, Finding, Place, Severity, fault, finding_of
from engine.bpmn.form_model import Form, read_form
from engine.bpmn.operations import OperationSignature
from engine.bpmn.xml_intake import XmlRefusedError, read_xml

MAX_FILES = 500
MAX_BYTES = 20 * 1024 * 1024
MAX_NODES = 5_000
MAX_ROWS = 5_000

# Names of the findings that are made here and by the XML intake, before any rule sees the bundle.
FILE_RULES = (
    "bundle_too_large",
    "file_name",
    "file_twice",
    "file_kind",
    "wrong_root",
    "xml_too_large",
    "xml_too_many_elements",
    "xml_too_deep",
    "xml_encoding",
    "xml_doctype",
    "xml_processing_instruction",
    "xml_entity",
    "xml_include",
    "xml_hidden_character",
    "xml_malformed",
)

_PATH = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*\Z")
_MAX_PATH = 200
_SHOWN = 80


class DraftReader:
    """Reads the files of one bundle; `findings` holds what was wrong with them."""

    def __init__(self, files: Sequence[BundleFile]) -> None:
        self.findings: list[Finding] = []
        self._diagrams: list[Diagram] = []
        self._models: list[Model] = []
        self._forms: list[Form] = []
        if len(files) > MAX_FILES or sum(len(file.content) for file in files) > MAX_BYTES:
            self._found("bundle_too_large", _too_large())
        else:
            self._read_all(files)

    def draft(
        self,
        operations: Mapping[str, OperationSignature],
        roles: Collection[str],
        case_facts: Collection[str],
        today: date | None = None,
    ) -> Draft | None:
        """What could be read, or None where it is too much to be looked through."""
        nodes = sum(len(process.elements) for diagram in self._diagrams for process in diagram.processes)
        if nodes > MAX_NODES or sum(map(_rows_of, self._models)) > MAX_ROWS:
            self._found("bundle_too_large", _too_large())
            return None
        return Draft(
            diagrams=tuple(self._diagrams),
            models=tuple(self._models),
            forms=tuple(self._forms),
            operations=operations,
            roles=frozenset(roles),
            case_facts=frozenset(case_facts),
            today=today,
        )

    def _read_all(self, files: Sequence[BundleFile]) -> None:
        paths: set[str] = set()
        for file in sorted(files, key=lambda one: one.path):
            if len(file.path) > _MAX_PATH or not _PATH.match(file.path):
                self._found("file_name", _bad_name(file.path))
            elif file.path in paths:
                self._found("file_twice", _twice(file.path))
            else:
                paths.add(file.path)
                self._read(file)

    def _read(self, file: BundleFile) -> None:
        is_form = file.kind == "json" and PurePosixPath(file.path).parts[0] == "forms"
        if is_form:
            self._forms.append(read_form(file.content, file.path))
        elif file.kind in ("bpmn", "dmn"):
            try:
                self._read_root(read_xml(file.content, file.path), file)
            except XmlRefusedError as error:
                self._found(error.rule, _refused(error))
        else:
            self._found("file_kind", _unknown_kind(file.path))

    def _read_root(self, root: etree._Element, file: BundleFile) -> None:
        if file.kind == "bpmn" and is_bpmn(root):
            self._diagrams.append(read_diagram(root, file.path))
        elif file.kind == "dmn" and is_dmn(root):
            self._models.append(read_model(root, file.path))
        else:
            self._found("wrong_root", _wrong_root(file))

    def _found(self, rule: str, found: Fault) -> None:
        self.findings.append(finding_of(rule, Severity.ERROR, found))


def _rows_of(model: Model) -> int:
    logic = (*(one.logic for one in model.decisions), *(one.function for one in model.knowledge_models))
    return sum(len(table.rows) for box in logic for table in tables_in(box))


def _too_large() -> Fault:
    return fault(
        Place(""),
        f"版本过大：最多 {MAX_FILES} 个文件、20 MB、{MAX_NODES} 个节点、{MAX_ROWS} 行规则",
        f"the bundle is too large: at most {MAX_FILES} files, 20 MB, {MAX_NODES} nodes and {MAX_ROWS} rows",
        fix=("拆分或去掉不用的文件", "split it or leave out what is not used"),
    )


def _bad_name(path: str) -> Fault:
    shown = ascii(path[:_SHOWN])
    return fault(
        Place(shown),
        f"文件名 {shown} 含有不允许的字符或过长",
        f"the file name {shown} is too long or holds signs that are not allowed",
        fix=("只用英文字母、数字、下划线、连字符和点", "use letters, digits, underscores, hyphens and dots only"),
    )


def _twice(path: str) -> Fault:
    return fault(
        Place(path), f"文件 {path} 出现两次", f"the file {path} stands twice", fix=("只保留一份", "keep one of them")
    )


def _unknown_kind(path: str) -> Fault:
    return fault(
        Place(path),
        f"{path} 不是流程图（.bpmn）、决策（.dmn）或 forms/ 下的表单（.json）",
        f"{path} is no diagram (.bpmn), decision (.dmn) or form (forms/….json)",
        fix=("从版本中去掉此文件，或改正路径", "take the file out of the bundle or correct its path"),
    )


def _wrong_root(file: BundleFile) -> Fault:
    return fault(
        Place(file.path),
        f"{file.path} 的内容不是 {file.kind.upper()} 文件",
        f"{file.path} holds no {file.kind.upper()}",
        fix=("用 BPMN 或 DMN 建模工具重新导出", "export it again from a BPMN or DMN editor"),
    )


def _refused(error: XmlRefusedError) -> Fault:
    return fault(
        Place(error.name, None, error.line),
        error.message,
        error.message_en,
        fix=("用建模工具重新导出此文件", "export the file again from its editor"),
    )

"""Decision tables and whole models of the DMN standard's test kit, asked as the kit asks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kit_values import Json, value_of

from engine.bpmn.dmn.boxed import BoxCompiler
from engine.bpmn.dmn.item_types import TypeBook
from engine.bpmn.dmn.library import Library
from engine.bpmn.dmn.linking import Node
from engine.bpmn.dmn.model import Cell, InputColumn, Model, OutputColumn, Row, Table
from engine.bpmn.dmn.reading import read_model
from engine.bpmn.dmn.running import ModelRun
from engine.bpmn.findings import Place
from engine.bpmn.xml_intake import read_xml
from engine.feel.scopes import Scope

HERE = Place("kit")


def decided_by_table(table: Json, context: Mapping[str, object]) -> object:
    """The answer of a table for the values of its context."""
    ready = BoxCompiler("kit", TypeBook()).table(_table(table), frozenset(context))
    assert ready is not None
    return ready(Scope(context, None, ModelRun({}, strict=False)))


def _table(table: Json) -> Table:
    return Table(
        place=HERE,
        hit_policy=table["hit_policy"],
        aggregation=table["aggregation"] or "",
        inputs=tuple(InputColumn("", one["expression"], one["values"] or "", HERE) for one in table["inputs"]),
        outputs=tuple(
            OutputColumn(one["name"] or "", HERE, one["values"] or "", one["default"] or "") for one in table["outputs"]
        ),
        rows=tuple(
            Row(
                number,
                tuple(Cell(text or "", HERE) for text in rule["in"]),
                tuple(Cell(text or "", HERE) for text in rule["out"]),
                HERE,
            )
            for number, rule in enumerate(table["rules"], start=1)
        ),
    )


@dataclass
class Models:
    """The models below a folder; files beside each other may import one another."""

    folder: Path
    read: dict[str, tuple[Library, Model]] = field(default_factory=dict)

    def decided(self, case: Json) -> object:
        """The answer of the decision, or of the decision service, that a case asks for."""
        library, model = self._library(case["model"])
        inputs = {name: value_of(value) for name, value in case["inputs"].items()}
        name = case.get("service") or case["result"]
        node = next(one for one in library.decisions() if one.model is model and _is_called(one, name))
        value = library.ask(node, {}, inputs=inputs, run=ModelRun({}, strict=False)).value
        return _one_result(value, case)

    def _library(self, path: str) -> tuple[Library, Model]:
        if path not in self.read:
            file = self.folder / path
            beside = sorted(one for one in file.parent.glob("*.dmn") if one != file)
            models = [read_model(read_xml(one.read_bytes(), one.name), one.name) for one in (file, *beside)]
            self.read[path] = Library(models), models[0]
        return self.read[path]


def _is_called(node: Node, name: str) -> bool:
    return name in (node.element.name, node.name)


def _one_result(value: object, case: Json) -> object:
    """Of a service with several results the one that the case is about."""
    is_of_several = case.get("service") and isinstance(value, dict) and case["result"] in value
    return value[case["result"]] if is_of_several and isinstance(value, dict) else value

"""docs/policy-map.md: no clause is left out, and everything it names exists."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import click
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

import engine.api.routes
from engine.bpmn.bundle import Bundle, load_bundle
from engine.bpmn.bundle_files import BundleFile
from engine.cli.main import jiuzhu
from engine.domain.papers import PaperKind
from engine.services.case_facts import OPINION_OVERLAY
from engine.services.operation_registry import OPERATIONS
from engine.services.reports.catalogue import REPORTS
from engine.store.orm import Base

ROOT = Path(__file__).parents[2]
LETTERS = ("ab", "abcdefg", "abc", "abcd", "abcde", "abcd")
CLAUSES = [f"{section}{letter}" for section, letters in enumerate(LETTERS, 1) for letter in letters]
REQUIREMENTS = [f"R{number}" for number in range(1, 65)]
NAMED = re.compile(r"`(\w+):([^`]+)`")


def rows() -> dict[str, tuple[str, str]]:
    """Where each clause is done and in what state, as the document says."""
    lines = (ROOT / "docs" / "policy-map.md").read_text().splitlines()
    cells = [line.split(" | ") for line in lines if re.match(r"(\d[a-g]|R\d+) \| ", line)]
    return {key: (places.strip(), state.strip()) for key, _, places, state in cells}


NAMES = sorted({found for places, _ in rows().values() for found in NAMED.findall(places)})


@pytest.fixture(scope="module")
def existing() -> Mapping[str, Collection[str]]:
    """Everything that may be named, by kind."""
    paths = [path for folder in ("processes", "forms") for path in sorted((ROOT / folder).rglob("*.*"))]
    bundle = load_bundle([BundleFile(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in paths])
    return {
        "process": bundle.process_ids,
        "element": bundle.elements,
        "decision": bundle.decisions,
        "field": fields_of(bundle),
        "message": {element.message for element in bundle.elements.values() if element.message},
        "deadline": set(re.findall(r'"([a-z_]+\.[a-z_]+)"', (ROOT / "processes/deadline_limits.dmn").read_text())),
        "operation": OPERATIONS,
        "table": Base.metadata.tables,
        "paper": {kind.value for kind in PaperKind},
        "api": set(routes()),
        "overlay": {OPINION_OVERLAY},
        "report": REPORTS,
        "command": set(commands(jiuzhu)),
    }


def fields_of(bundle: Bundle) -> set[str]:
    """Every field of every form as `process/element.field`."""
    return {f"{key}.{name}" for key, form in bundle.forms.items() for name in dict(form["properties"])}  # type: ignore[call-overload]


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    """Every command as it is typed after `jiuzhu`."""
    for name, command in group.commands.items():
        yield f"{before}{name}"
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")


def routes() -> list[str]:
    """Every method and path of the API."""
    modules = [
        importlib.import_module(f"engine.api.routes.{one.name}")
        for one in pkgutil.iter_modules(engine.api.routes.__path__)
    ]
    routers = [value for module in modules for value in vars(module).values() if isinstance(value, APIRouter)]
    found = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    return [f"{method} {route.path}" for route in found for method in route.methods]


def test_every_clause_and_requirement_has_its_row() -> None:
    assert list(rows()) == CLAUSES + REQUIREMENTS


@pytest.mark.parametrize(("kind", "name"), NAMES, ids=[f"{kind} {name}" for kind, name in NAMES])
def test_what_is_named_exists(kind: str, name: str, existing: Mapping[str, Collection[str]]) -> None:
    assert name in existing[kind]


@pytest.mark.parametrize("key", CLAUSES + REQUIREMENTS)
def test_what_is_done_says_where_and_what_is_not_says_so(key: str) -> None:
    places, state = rows()[key]

    assert state in {"已实现", "待办"} or re.fullmatch(r"部分：.+", state)
    assert bool(NAMED.findall(places)) is (state != "待办")

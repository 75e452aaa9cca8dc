"""The diagrams, tables and forms that we ship keep every rule."""

from pathlib import Path

import pytest

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.findings import Finding, Severity
from engine.bpmn.validation import validate
from engine.labels import ROLES
from engine.services.operation_registry import signatures

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    files = [
        BundleFile(path.relative_to(ROOT).as_posix(), path.read_bytes())
        for folder in ("processes", "forms")
        for path in sorted((ROOT / folder).rglob("*.*"))
    ]
    return validate(files, operations=signatures(), roles=ROLES.values())


def test_the_shipped_bundle_has_no_error(findings: list[Finding]) -> None:
    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []

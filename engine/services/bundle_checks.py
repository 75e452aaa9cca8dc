"""Checking uploaded files as a bundle: whatever they hold, the answer is a list of findings."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.findings import Finding, Place, Severity, fault, finding_of
from engine.bpmn.validation import validate
from engine.domain.local_time import local_date
from engine.domain.roles import lane_labels
from engine.services.operation_registry import signatures


def check_files(files: Iterable[tuple[str, bytes]], now: datetime) -> dict[str, Any]:
    """Whether files of these names could be published together, with all findings, errors first.

    An upload that arrived empty is a finding: it must not look like a bundle in which nothing is wrong. Rows whose
    dates have passed at `now` (business time) are told.
    """
    bundle = [BundleFile(path_in_bundle(name, content), content) for name, content in files]
    found = validate(bundle, operations=signatures(), roles=lane_labels(), today=local_date(now))
    found = found if bundle else [_nothing_came()]
    return {
        "ok": not any(finding.severity is Severity.ERROR for finding in found),
        "findings": [asdict(finding) for finding in found],
    }


def _nothing_came() -> Finding:
    found = fault(
        Place(""),
        "没有收到任何文件",
        "no file was received",
        fix=(
            "以 multipart 文件提交流程图、决策表和表单，每个文件写明文件名",
            "send diagrams, tables and forms as multipart files, each with its file name",
        ),
    )
    return finding_of("no_files", Severity.ERROR, found)


def path_in_bundle(name: str, content: bytes) -> str:
    """Where an uploaded file belongs: browsers send bare names, a form then says in its `$id` whose form it is."""
    if "/" in name:
        return name.removeprefix("./")
    if PurePosixPath(name).suffix.lower() != ".json":
        return f"processes/{name}"
    form_key = _form_key(content)
    return f"forms/{form_key}.json" if form_key else f"forms/{name}"


def _form_key(content: bytes) -> str | None:
    try:
        schema = json.loads(content)
    except (ValueError, RecursionError):
        return None
    key = schema.get("$id") if isinstance(schema, dict) else None
    return key if isinstance(key, str) and key.count("/") == 1 else None

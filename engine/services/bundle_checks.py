"""Checking uploaded files as a bundle: whatever they hold, the answer is a list of findings."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.draft_reading import FILE_RULES
from engine.bpmn.findings import Finding, Place, Severity, fault, finding_of
from engine.bpmn.validation import validate
from engine.domain.local_time import local_date
from engine.domain.roles import lane_labels
from engine.errors import FieldError
from engine.services.operation_registry import signatures
from engine.services.registration import MAIN_PROCESS

MAIN_FILE: Final = f"processes/{MAIN_PROCESS}.bpmn"
NO_FILES: Final = "no_files"
MOST_FINDINGS: Final = 1000


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


def findings_on(files: Sequence[BundleFile], now: datetime) -> list[dict[str, Any]]:
    """What is wrong with the files of a whole bundle on the day of `now`, errors first, at most `MOST_FINDINGS`.

    Beyond the checks of single files: without the main process no case could be registered.
    """
    if not files:
        return [asdict(_nothing_came())]
    found = validate(files, operations=signatures(), roles=lane_labels(), today=local_date(now))
    missing = [] if MAIN_FILE in {file.path for file in files} else [_no_main_process()]
    return [asdict(finding) for finding in (*missing, *found)][:MOST_FINDINGS]


def is_error(finding: Mapping[str, Any]) -> bool:
    """Whether the finding keeps a bundle from being published."""
    return bool(finding["severity"] == Severity.ERROR)


def unreadable(findings: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """Those findings that say that a file cannot be read or has no place in a bundle."""
    return kept_errors(finding for finding in findings if finding["rule"] in {*FILE_RULES, NO_FILES})


def kept_errors(findings: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """Findings as the errors of a refusal: where, what is wrong, how to mend it."""
    return [
        FieldError(
            finding["file"] + (f"#{finding['element_id']}" if finding["element_id"] else ""),
            f"{finding['message']}：{finding['fix']}",
        )
        for finding in findings
    ]


def _no_main_process() -> Finding:
    found = fault(
        Place(MAIN_FILE),
        f"没有主流程 {MAIN_FILE}，发布后将无法登记个案",
        f"the main process {MAIN_FILE} is missing: no case could be registered",
        fix=("加入主流程，或以现有流程包为底稿（base）", "add the main process, or start from a bundle that has it"),
    )
    return finding_of("main_process_missing", Severity.ERROR, found)


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
    return finding_of(NO_FILES, Severity.ERROR, found)


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

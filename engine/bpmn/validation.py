"""Says what is wrong with a bundle before anybody runs it: whatever the files hold, the answer is a list."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from engine.bpmn.bundle import load_bundle
from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.draft import Draft
from engine.bpmn.draft_reading import DraftReader
from engine.bpmn.execution_errors import BundleError
from engine.bpmn.findings import Finding, Place, Severity, fault, finding_of, in_reading_order
from engine.bpmn.known_names import CASE_FACTS
from engine.bpmn.operations import OperationSignature
from engine.bpmn.rules.registry import RULES, Rule

logger = logging.getLogger(__name__)


def validate(
    files: Sequence[BundleFile],
    *,
    operations: Mapping[str, OperationSignature],
    roles: Collection[str],
    case_facts: Collection[str] = CASE_FACTS,
    today: date | None = None,
) -> list[Finding]:
    """The findings on a bundle, errors first, in the same order on every run; empty where nothing is wrong.

    `roles` are the Chinese labels that lanes may have, `today` is the business date on which rows may have expired.
    Nothing is raised whatever the files hold. Where the rules find no error the bundle is also loaded as it would be
    to run.
    """
    reader = DraftReader(files)
    draft = reader.draft(operations, roles, case_facts, today)
    findings = reader.findings
    if draft is not None:
        for rule in RULES:
            findings.extend(_applied(rule, draft))
    if not any(finding.severity is Severity.ERROR for finding in findings):
        findings.extend(_trial_load(files))
    return in_reading_order(findings)


def _applied(rule: Rule, draft: Draft) -> Iterator[Finding]:
    """What one rule finds; a rule that fails itself keeps the bundle from being published."""
    try:
        found = list(rule.check(draft))
    except Exception:  # validation answers whatever was uploaded; the log keeps the reason
        logger.exception("rule %s failed", rule.name)
        yield _not_checked(rule.name)
        return
    yield from (finding_of(rule.name, rule.severity, one) for one in found)


def _trial_load(files: Sequence[BundleFile]) -> Iterator[Finding]:
    """What the engine itself says when it loads the bundle."""
    try:
        load_bundle(files)
    except BundleError as error:
        yield from error.findings
    except Exception:  # as above: an answer, never a failure
        logger.exception("trial load failed")
        yield _not_checked("cannot_be_loaded")


def _not_checked(rule: str) -> Finding:
    found = fault(
        Place(""),
        f"校验“{rule}”未能完成，不能发布",
        f"the check {rule} could not be completed; the bundle cannot be published",
        fix=("请把文件交给系统管理员", "hand the files to the administrator of the system"),
    )
    return finding_of("validation_incomplete", Severity.ERROR, found)

"""A small bundle that breaks no rule, and what is needed to break exactly one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.findings import Finding
from engine.bpmn.operations import OperationSignature
from engine.bpmn.validation import validate

FOLDER = Path(__file__).parent / "bundle"
TODAY = date(2026, 9, 21)
ROLES = ("乡镇经办人", "乡镇负责人")
OPERATIONS = {
    "register_award": OperationSignature(
        "register_award",
        required=frozenset({"amount_fen"}),
        optional=frozenset({"plan"}),
        outputs=frozenset({"payment_ids"}),
        kind="approval",
    ),
    "record_payment": OperationSignature("record_payment", frozenset({"payment_id"}), kind="payment"),
    "remind": OperationSignature("remind", frozenset({"element"})),
}

MAIN = "processes/help_case.bpmn"
CALLED = "processes/one_payment.bpmn"
TABLE = "processes/help_size.dmn"
LIMITS = "processes/deadline_limits.dmn"
FORM = "forms/help_case/propose.json"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one file: `old` (which must be there) becomes `new`."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A file under another path."""

    path: str
    new_path: str


Change = Edit | Moved


def files() -> dict[str, str]:
    """The sample bundle, path to text."""
    return {
        path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(FOLDER.rglob("*"))
        if path.is_file()
    }


def edited(changes: Sequence[Change]) -> list[BundleFile]:
    """The sample bundle after the changes; an edit with an empty `old` makes a new file."""
    texts = files()
    for edit in changes:
        if isinstance(edit, Moved):
            texts[edit.new_path] = texts.pop(edit.path)
            continue
        text = texts.get(edit.path, "")
        assert edit.old in text, f"{edit.old!r} is not in {edit.path}"
        texts[edit.path] = text.replace(edit.old, edit.new, 1) if edit.old else edit.new
    return bundle_files(texts)


def bundle_files(texts: Mapping[str, str]) -> list[BundleFile]:
    """Files as deployed."""
    return [BundleFile(path, text.encode()) for path, text in texts.items()]


def findings_on(bundle: Sequence[BundleFile]) -> list[Finding]:
    """What the validator says on the day of the samples, with their operations and roles."""
    return validate(bundle, operations=OPERATIONS, roles=ROLES, today=TODAY)

"""What the validator says: a finding names the rule, the place, what is wrong and how to mend it, in two languages."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps a bundle from being published; a warning is for a person to judge, information just to know."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file of the bundle, the element's id and the line, as far as they are known."""

    file: str
    element_id: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What one rule found at one place, before the rule's name and severity are put to it."""

    place: Place
    message: Words
    fix: Words


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a bundle; `rule` is stable, `message` and `fix` are Chinese."""

    rule: str
    severity: Severity
    file: str
    element_id: str | None
    line: int | None
    message: str
    message_en: str
    fix: str
    fix_en: str


def finding_of(rule: str, severity: Severity, fault: Fault) -> Finding:
    """The finding that a rule of this name and severity makes of `fault`."""
    place = fault.place
    return Finding(
        rule=rule,
        severity=severity,
        file=place.file,
        element_id=place.element_id,
        line=place.line,
        message=fault.message.zh,
        message_en=fault.message.en,
        fix=fault.fix.zh,
        fix_en=fault.fix.en,
    )


def in_reading_order(findings: list[Finding]) -> list[Finding]:
    """Each finding once: errors first, then warnings, each by file, line, element and rule; two runs read the same."""
    unique = dict.fromkeys(findings)
    return sorted(
        unique,
        key=lambda one: (
            list(Severity).index(one.severity),
            one.file,
            one.line or 0,
            one.element_id or "",
            one.rule,
            one.message,
        ),
    )


def fault(place: Place, zh: str, en: str, *, fix: tuple[str, str]) -> Fault:
    """A fault at `place`; `fix` says how to mend it in Chinese and English."""
    return Fault(place, Words(zh, en), Words(*fix))

"""What the validator says about uploaded files."""

from engine.schemas.entered import Shown


class FindingShown(Shown):
    """One thing that is wrong: the rule, the place, what is wrong and how to mend it, in Chinese and English."""

    rule: str
    severity: str
    file: str
    element_id: str | None
    line: int | None
    message: str
    message_en: str
    fix: str
    fix_en: str


class ValidationAnswer(Shown):
    """Whether the files could be published, with all findings, errors first."""

    ok: bool
    findings: list[FindingShown]

"""Documents to the household: what they must state, and the row that keeps them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from engine.domain.local_time import local_date
from engine.domain.papers import PaperKind
from engine.services import audit
from engine.store import relief
from engine.store.tables.relief import NoticeRow

if TYPE_CHECKING:
    from engine.services.steps import Step

# Administrative Reconsideration Law, article 20; Administrative Litigation Law, article 46.
REMEDIES: Final = (
    "如不服本决定，可自收到本通知之日起60日内向作出决定机关的上一级行政机关或者本级人民政府申请行政复议，"
    "也可自收到之日起6个月内依法向人民法院提起行政诉讼。"
)
NUMBER_WORDS: Final = {
    PaperKind.ACCEPTANCE: "受",
    PaperKind.NOT_ACCEPTED: "不受",
    PaperKind.REFUSAL: "不救",
    PaperKind.TRANSFER: "移",
    PaperKind.SUPPLEMENT: "补",
    PaperKind.STOP_OR_REDUCE: "停",
    PaperKind.RECOVERY: "追",
    PaperKind.INFORM: "通",
}
STATE_REASONS: Final = frozenset({"not_accepted", "refusal", "stop_or_reduce"})
STATE_REMEDIES: Final = STATE_REASONS | {"recovery"}


def write_notice(
    step: Step,
    task_id: UUID,
    kind: str,
    *,
    reason_code: str | None = None,
    basis: str | None = None,
    more: dict[str, Any] | None = None,
) -> UUID:
    """Keep a document of `kind` for the applicant: encrypted, numbered, with its remedies where the law asks."""
    case = step.case
    issued = len(relief.notices_of(step.work.session, case.id))
    notice_id = step.work.new_id()
    content = {
        "title": PaperKind(kind).label,
        "reference": case.reference,
        "applicant": case.masked_applicant,
        "issued_on": local_date(step.now).isoformat(),
        "reason_code": reason_code,
        "basis": basis,
        "remedies": REMEDIES if kind in STATE_REMEDIES else None,
        **(more or {}),
    }
    text = json.dumps(content, ensure_ascii=False)
    step.work.session.add(
        NoticeRow(
            id=notice_id,
            county_code=case.county_code,
            case_id=case.id,
            task_id=task_id,
            kind=kind,
            number=f"{case.reference}-{NUMBER_WORDS[PaperKind(kind)]}{issued + 1:02d}",
            reason_code=reason_code,
            basis=basis,
            content=step.work.resources.cipher.encrypt(text, table="notice", row_id=notice_id, column="content"),
            issued_at=step.now,
        )
    )
    audit.record(step.work, "notice_issued", case=case, object_id=notice_id, detail={"kind": kind})
    return notice_id

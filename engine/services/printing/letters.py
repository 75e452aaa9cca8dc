"""Letters: notices to the household, the award, reminders to an office (Social Assistance Law, 45 and 48)."""

import json
from collections.abc import Iterator
from typing import Any, Final

from engine.domain.case_codes import Track
from engine.domain.deadline_marks import BREACH_LEVEL
from engine.domain.papers import PaperKind
from engine.domain.roles import Role
from engine.labels import DEADLINE_KEYS, REFUSAL_REASONS
from engine.services.case_facts import track_of
from engine.services.decision_words import LEVELS, MATERIALS
from engine.services.notice_writing import REMEDIES
from engine.services.printing.case_sources import CaseSources
from engine.services.printing.papers import Letter, Line
from engine.services.printing.payment_lines import AWARD_KINDS, METHODS
from engine.services.printing.shown import (
    EMPTY,
    printable,
    shown_capitals,
    shown_date,
    shown_day,
    shown_time,
    shown_yuan,
)
from engine.store import deadlines, relief
from engine.store.tables.deadlines import AlertRow
from engine.store.tables.relief import AwardRow, NoticeRow

TABLE: Final = "notice"
PROMISED: Final = ("urgent.pay", "small_fast.pay", "exp.decide")
OPENINGS: Final = {
    PaperKind.ACCEPTANCE: "您（家庭）提出的临时救助申请，经审查符合受理条件，现予受理。"
    "办理进度可凭个案编号向本单位查询。",
    PaperKind.NOT_ACCEPTED: "您（家庭）提出的临时救助申请，经审查不符合受理条件，决定不予受理。",
    PaperKind.REFUSAL: "您（家庭）提出的临时救助申请，经审核审批，决定不予救助。",
    PaperKind.TRANSFER: "您（家庭）的救助事项，依法应由有管辖权的单位办理，现予移送。",
    PaperKind.SUPPLEMENT: "您（家庭）提交的申请材料尚不齐全，请一次性补正下列材料。补正期间不计入办理时限；"
    "逾期未补正的，视为撤回申请，可以重新申请。",
    PaperKind.STOP_OR_REDUCE: "经核查并听取您的意见，决定停止或调减对您（家庭）的临时救助。",
    PaperKind.RECOVERY: "经调查，您（家庭）领取的临时救助款项中有应予退回的部分，请自收到本决定书之日起30日内退回。",
    PaperKind.INFORM: "现将临时救助情况通报如下，请按职责跟进。",
}
AWARDED: Final = "经审核审批，决定给予您（家庭）临时救助。"
CHASED: Final = "下列事项请抓紧办理，并将办理情况在系统中登记。"
BREACHED: Final = "下列事项已超过办理时限，请立即办理，并说明原因。"


def notice_letter(sources: CaseSources, notice: NoticeRow) -> Letter:
    """A notice as it was issued, with the applicant's full name; reason, basis and remedies as recorded then."""
    kind = PaperKind(notice.kind)
    content = _content(sources, notice)
    return Letter(
        title=content["title"],
        office=sources.unit(sources.case.town_code),
        dated=shown_day(notice.issued_at),
        reference=sources.case.reference,
        number=notice.number,
        rules=sources.rules(notice.issued_at),
        addressee=sources.applicant_name,
        opening=OPENINGS[kind],
        details=tuple(_details(sources, notice, content)),
        sections=sources.sections(kind, until=notice.issued_at),
        missing=tuple(MATERIALS.get(code, code) for code in content.get("missing") or ()),
        reason=REFUSAL_REASONS.get(notice.reason_code or "", notice.reason_code) or "",
        basis=printable(notice.basis or ""),
        remedies=content.get("remedies") or "",
    )


def award_letter(sources: CaseSources, award: AwardRow) -> Letter:
    """What was decided for the household, how it is given out, and the remedies against it."""
    level = LEVELS.get(award.level, award.level)
    county = award.level != "township"
    return Letter(
        title=PaperKind.AWARD.label,
        office=sources.unit(sources.case.county_code if county else sources.case.town_code),
        dated=shown_day(award.decided_at),
        reference=sources.case.reference,
        number=f"{sources.case.reference}-决{_place_of(sources, award):02d}",
        rules=sources.rules(award.decided_at),
        addressee=sources.applicant_name,
        opening=AWARDED,
        details=(
            Line("决定种类", AWARD_KINDS.get(award.kind, award.kind)),
            Line("决定层级", level),
            Line("救助金额", f"{shown_yuan(award.amount_fen)}（{shown_capitals(award.amount_fen)}）"),
            *([Line("实物折价", shown_yuan(award.in_kind_value_fen))] if award.in_kind_value_fen else []),
            *_plan(sources, award),
        ),
        sections=(),
        missing=(),
        reason="",
        basis="",
        remedies=REMEDIES,
    )


def reminder_letter(sources: CaseSources, alert: AlertRow) -> Letter:
    """A reminder to a role of a unit; it names the case and the household masked."""
    deadline = deadlines.deadline_of(sources.work.session, alert.subject_id)
    element = sources.bundle.elements.get(alert.key)
    matter = DEADLINE_KEYS.get(alert.key) or (element.name if element else alert.key)
    return Letter(
        title=PaperKind.REMINDER.label,
        office=sources.unit(sources.case.county_code),
        dated=shown_day(alert.at),
        reference=sources.case.reference,
        number=f"{sources.case.reference}-催{alert.level}",
        rules=(),
        addressee=f"{sources.unit(alert.unit_code)} {Role(alert.role).label}",
        opening=BREACHED if alert.level >= BREACH_LEVEL else CHASED,
        details=(
            Line("救助对象", sources.case.masked_applicant),
            Line("催办事项", matter),
            Line("到期时间", shown_time(deadline.due_at if deadline else None)),
            Line("时限依据", deadline.basis if deadline else EMPTY),
            Line("责任单位", sources.unit(sources.case.town_code)),
        ),
        sections=(),
        missing=(),
        reason="",
        basis="",
        remedies="",
    )


def _content(sources: CaseSources, notice: NoticeRow) -> dict[str, Any]:
    text = sources.work.resources.cipher.decrypt(notice.content, table=TABLE, row_id=notice.id, column="content")
    found: dict[str, Any] = json.loads(text)
    return found


def _details(sources: CaseSources, notice: NoticeRow, content: dict[str, Any]) -> Iterator[Line]:
    """What a notice states besides its sentences, by its kind."""
    if notice.kind == PaperKind.ACCEPTANCE:
        track = track_of(sources.case)
        yield Line("救助类型", Track(track).label if track else EMPTY)
        yield Line("受理日期", shown_day(sources.case.accepted_at))
        yield Line("承诺办理时限", shown_time(_promised_at(sources)))
    for name, title in (("transfer_to", "接收单位"), ("to", "通报单位")):
        if content.get(name):
            yield Line(title, printable(str(content[name])))


def _promised_at(sources: CaseSources) -> Any:
    """When the first of the duties to pay or decide falls due."""
    rows = deadlines.deadlines_of(sources.work.session, sources.case.id)
    return min((row.due_at for row in rows if row.key in PROMISED and row.due_at), default=None)


def _plan(sources: CaseSources, award: AwardRow) -> Iterator[Line]:
    """How an award is given out, one line a payment."""
    for row in relief.disbursements_of(sources.work.session, sources.case.id):
        if row.award_id == award.id:
            said = f"{METHODS[row.method]} {shown_yuan(row.amount_fen)}，计划 {shown_date(row.planned_on)}"
            yield Line(f"第 {row.line_no}-{row.instalment_no} 笔" if row.is_staged else f"第 {row.line_no} 笔", said)


def _place_of(sources: CaseSources, award: AwardRow) -> int:
    return 1 + [one.id for one in relief.awards_of(sources.work.session, sources.case.id)].index(award.id)

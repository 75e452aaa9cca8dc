"""Sheets for others: the referral to another body, and the notice that is posted for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engine.domain.local_time import local_date
from engine.domain.papers import PaperKind
from engine.services.decision_words import REFERRAL_TARGETS
from engine.services.operations.referrals import MINIMUM_SETS
from engine.services.printing.case_sources import CaseSources
from engine.services.printing.papers import Line, PublicNoticeSheet, ReferralSheet
from engine.services.printing.shown import EMPTY, shown_date, shown_day, shown_yuan
from engine.services.public_notices import WHITE_LIST
from engine.store import cases, deadlines, partners
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.followups import PublicNoticeRow
from engine.store.tables.relief import ReferralRow

NOTICE_PERIOD: Final = "exp.publicity_end"
ANSWER_DUTY: Final = "referral.accept"
REFERRAL_KINDS: Final = {"service": "转办服务", "information": "告知信息"}
REFERRAL_STATUSES: Final = {
    "drafted": "待填写",
    "sent": "已发出",
    "accepted": "已接收",
    "closed": "已反馈",
    "informed": "已告知",
    "declined": "已退回",
    "dropped": "不转介",
}
PERSON_FIELDS: Final[Mapping[str, str]] = {"name": "姓名", "id_number": "证件号码", "phone": "联系电话"}


def referral_sheet(sources: CaseSources, referral: ReferralRow) -> ReferralSheet:
    """A referral with the minimum data set of its target and no more (policy, section 9)."""
    case = sources.case
    names = MINIMUM_SETS.get(referral.target, ()) if referral.kind == "service" else ()
    known = sources.fields_of(cases.applicant_of(sources.work.session, case), *names)
    return ReferralSheet(
        title=PaperKind.REFERRAL.label,
        office=sources.unit(case.town_code),
        dated=shown_day(referral.sent_at or referral.opened_at),
        reference=case.reference,
        number=f"{case.reference}-转{str(referral.id)[-4:].upper()}",
        rules=sources.rules(referral.sent_at),
        target=_target(sources, referral),
        kind=REFERRAL_KINDS.get(referral.kind, referral.kind),
        status=REFERRAL_STATUSES.get(referral.status, referral.status),
        sent_on=shown_day(referral.sent_at),
        answer_by=shown_day(_answer_due(sources, referral)),
        requested=shown_yuan(referral.requested_fen),
        person=tuple(Line(PERSON_FIELDS[name], known[name]) for name in names),
        sections=sources.sections(PaperKind.REFERRAL, instance_id=referral.instance_id),
    )


def _target(sources: CaseSources, referral: ReferralRow) -> str:
    """The kind of body, and the charity and project that took the need where it is known."""
    kind = REFERRAL_TARGETS.get(referral.target, referral.target)
    partner = partners.partner_of(sources.work.session, referral.partner_id) if referral.partner_id else None
    return f"{kind}：{partner.organisation}（{partner.project}）" if partner else kind


def _answer_due(sources: CaseSources, referral: ReferralRow) -> datetime | None:
    rows = deadlines.deadlines_of(sources.work.session, sources.case.id)
    own = [row for row in rows if row.key == ANSWER_DUTY and row.instance_id == referral.instance_id]
    return own[-1].due_at if own else None


@dataclass(frozen=True, slots=True)
class PostedDays:
    """The days of a public notice, and why it may no longer be posted (empty while it may)."""

    since: datetime | None
    until: datetime | None
    ended: str


def posted_days(notice: PublicNoticeRow, clocks: list[DeadlineRow], now: datetime) -> PostedDays:
    """The days of a notice by the clock that began after it was drafted and before it was withdrawn."""
    own = [
        clock
        for clock in clocks
        if clock.started_at >= notice.drafted_at
        and (notice.withdrawn_at is None or clock.started_at < notice.withdrawn_at)
    ]
    clock = own[0] if own else None
    since, until = (clock.started_at, clock.due_at) if clock else (None, None)
    if until is not None and until <= min(now, notice.withdrawn_at or now):
        ended = f"公示期已于{shown_day(until)}届满，应予撤下，仅供存档，不得再行张贴或公开。"
    elif notice.withdrawn_at is not None:
        ended = f"本公示已于{shown_day(notice.withdrawn_at)}撤下，仅供存档，不得再行张贴或公开。"
    elif clock is not None and clock.stopped_at is not None:
        ended = f"本公示已于{shown_day(clock.stopped_at)}提前结束，应予撤下，仅供存档，不得再行张贴或公开。"
    else:
        ended = ""
    return PostedDays(since, until, ended)


def notice_clocks(sources: CaseSources) -> list[DeadlineRow]:
    """The periods for which notices of a case were posted, in order."""
    rows = deadlines.deadlines_of(sources.work.session, sources.case.id)
    return sorted((row for row in rows if row.key == NOTICE_PERIOD), key=lambda row: row.started_at)


def public_notice_sheet(sources: CaseSources, notice: PublicNoticeRow) -> PublicNoticeSheet:
    """A notice for posting: the stored fields of the white list and its days, nothing else of the case."""
    days = posted_days(notice, notice_clocks(sources), sources.work.now)
    posted = {name: notice.content.get(name) for name in WHITE_LIST}
    amount = posted.pop("amount_fen")
    words = {name: EMPTY if value is None else str(value) for name, value in posted.items()}
    return PublicNoticeSheet(
        title=PaperKind.PUBLIC_NOTICE.label,
        office=words["township"],
        dated=shown_date(local_date(notice.drafted_at)),
        **words,
        amount=shown_yuan(amount if isinstance(amount, int) else None),
        since=shown_day(days.since),
        until=shown_day(days.until),
        ended=days.ended,
    )

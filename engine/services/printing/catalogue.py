"""Which papers a case has, where each stands, and the content of one of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from engine.domain.deadline_marks import MarkKind
from engine.domain.papers import PaperKind
from engine.domain.roles import Role
from engine.errors import NotFoundError
from engine.services.decision_words import REFERRAL_TARGETS
from engine.services.printing.case_sources import CaseSources
from engine.services.printing.letters import award_letter, notice_letter, reminder_letter
from engine.services.printing.papers import Paper
from engine.services.printing.payment_lines import AWARD_KINDS
from engine.services.printing.registers import (
    FIRST_PAYMENT,
    approval_form,
    conference_minutes,
    disbursement_register,
    relief_first_register,
)
from engine.services.printing.sheets import (
    REFERRAL_STATUSES,
    notice_clocks,
    posted_days,
    public_notice_sheet,
    referral_sheet,
)
from engine.services.printing.shown import shown_day
from engine.store import deadlines, followups, relief

CHASING: Final = frozenset({MarkKind.BREACH.value, MarkKind.ESCALATION.value, "reminder"})
DROPPED: Final = "dropped"


class PaperNotFoundError(NotFoundError):
    """The case has no such paper."""

    code = "paper_not_found"


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper that can be printed: its id, what it is, where it stands, and how its content is made."""

    paper_id: str
    kind: PaperKind
    title: str
    state: str
    at: datetime
    content: Callable[[], Paper]


def papers_of(sources: CaseSources) -> list[ListedPaper]:
    """The papers of a case: the forms first, then what was issued, oldest first."""
    issued = [*_notices(sources), *_awards(sources), *_referrals(sources), *_public_notices(sources)]
    issued += _reminders(sources)
    return [*_forms(sources), *sorted(issued, key=lambda paper: (paper.at, paper.paper_id))]


def paper_of(sources: CaseSources, paper_id: str) -> ListedPaper:
    """One paper of a case; PaperNotFoundError where the case has none of this id."""
    found = next((paper for paper in papers_of(sources) if paper.paper_id == paper_id), None)
    if found is None:
        raise PaperNotFoundError(f"case {sources.case.id} has no such paper")
    return found


def _forms(sources: CaseSources) -> Iterator[ListedPaper]:
    case = sources.case
    state = f"{shown_day(case.closed_at)}办结" if case.closed_at else "办理中"
    yield _form(PaperKind.APPROVAL_FORM, state, case.registered_at, partial(approval_form, sources))
    rows = relief.disbursements_of(sources.work.session, case.id)
    if rows:
        paid = sum(row.status == "paid" for row in rows)
        state = f"已发放 {paid} 笔，共 {len(rows)} 笔"
        yield _form(PaperKind.DISBURSEMENT_REGISTER, state, case.registered_at, partial(disbursement_register, sources))
    sections = sources.sections(PaperKind.CONFERENCE_MINUTES)
    if sections:
        decided = any(award.kind == "conference" for award in relief.awards_of(sources.work.session, case.id))
        state = "已作出决定" if decided else "尚未决定"
        yield _form(PaperKind.CONFERENCE_MINUTES, state, case.registered_at, partial(conference_minutes, sources))


def _form(kind: PaperKind, state: str, at: datetime, content: Callable[[], Paper]) -> ListedPaper:
    return ListedPaper(kind.value, kind, kind.label, state, at, content)


def _notices(sources: CaseSources) -> Iterator[ListedPaper]:
    for notice in relief.notices_of(sources.work.session, sources.case.id):
        kind = PaperKind(notice.kind)
        state = f"{shown_day(notice.served_at)}送达" if notice.served_at else "已出具"
        yield ListedPaper(
            f"notice-{notice.id}",
            kind,
            kind.label,
            state,
            notice.issued_at,
            partial(notice_letter, sources, notice),
        )


def _awards(sources: CaseSources) -> Iterator[ListedPaper]:
    for award in relief.awards_of(sources.work.session, sources.case.id):
        title = f"{PaperKind.AWARD.label}（{AWARD_KINDS.get(award.kind, award.kind)}）"
        yield ListedPaper(
            f"award-{award.id}",
            PaperKind.AWARD,
            title,
            "已决定",
            award.decided_at,
            partial(award_letter, sources, award),
        )
        if award.kind == FIRST_PAYMENT:
            kind = PaperKind.RELIEF_FIRST_REGISTER
            yield ListedPaper(
                f"relief-first-{award.id}",
                kind,
                kind.label,
                "已先行救助",
                award.decided_at,
                partial(relief_first_register, sources, award),
            )


def _referrals(sources: CaseSources) -> Iterator[ListedPaper]:
    for referral in relief.referrals_of(sources.work.session, sources.case.id):
        if referral.status == DROPPED:
            continue
        target = REFERRAL_TARGETS.get(referral.target, referral.target)
        yield ListedPaper(
            f"referral-{referral.id}",
            PaperKind.REFERRAL,
            f"{PaperKind.REFERRAL.label}（{target}）",
            REFERRAL_STATUSES.get(referral.status, referral.status),
            referral.sent_at or referral.opened_at,
            partial(referral_sheet, sources, referral),
        )


def _public_notices(sources: CaseSources) -> Iterator[ListedPaper]:
    clocks = notice_clocks(sources)
    for notice in followups.public_notices_of(sources.work.session, sources.case.id):
        days = posted_days(notice, clocks, sources.work.now)
        posted = f"公示至{shown_day(days.until)}" if days.until else "待张贴"
        yield ListedPaper(
            f"public-notice-{notice.id}",
            PaperKind.PUBLIC_NOTICE,
            PaperKind.PUBLIC_NOTICE.label,
            "已结束，应撤下" if days.ended else posted,
            notice.drafted_at,
            partial(public_notice_sheet, sources, notice),
        )


def _reminders(sources: CaseSources) -> Iterator[ListedPaper]:
    for alert in deadlines.alerts_of(sources.work.session, sources.case.id):
        if alert.kind in CHASING:
            yield ListedPaper(
                f"reminder-{alert.id}",
                PaperKind.REMINDER,
                PaperKind.REMINDER.label,
                f"致{Role(alert.role).label}",
                alert.at,
                partial(reminder_letter, sources, alert),
            )

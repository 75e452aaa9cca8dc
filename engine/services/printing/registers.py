"""Forms and registers of a case: application and approval, payments, relief first, minutes of the conference."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from engine.domain.case_codes import Category, Cause, Track
from engine.domain.local_time import local_date
from engine.domain.papers import PaperKind
from engine.services.case_facts import track_of
from engine.services.decision_words import LEVELS
from engine.services.printing.case_sources import CaseSources
from engine.services.printing.papers import (
    ApprovalForm,
    ConferenceMinutes,
    DisbursementRegister,
    PersonLine,
    ReliefFirstRegister,
    SpendingLine,
)
from engine.services.printing.payment_lines import payment_lines
from engine.services.printing.shown import EMPTY, printable, shown_capitals, shown_date, shown_day, shown_yuan
from engine.store import audit as audit_entries
from engine.store import cases, relief
from engine.store.tables.cases import PersonRow
from engine.store.tables.relief import AwardRow

FIRST_PAYMENT: Final = "relief_first"
CONFERENCE: Final = "conference"
PAPERWORK_FILED: Final = "paperwork_filed"
SPENDING_KINDS: Final = {"medical": "医疗", "education": "教育", "housing": "住房", "other": "其他"}
HUKOU: Final = {"local": "本市", "other_district": "本市其他区县", "other_province": "外省市"}


def approval_form(sources: CaseSources) -> ApprovalForm:
    """The application with every opinion on it, as far as the case has come."""
    case, applicant = sources.case, sources.people[0]
    fields = sources.fields_of(applicant, "name", "id_number", "phone")
    awards = relief.awards_of(sources.work.session, case.id)
    decided_fen = sum(award.amount_fen for award in awards) if awards else None
    track = track_of(case)
    return ApprovalForm(
        title=PaperKind.APPROVAL_FORM.label,
        office=sources.unit(case.town_code),
        dated=shown_date(local_date(sources.work.now)),
        reference=case.reference,
        number=case.reference,
        rules=sources.rules(),
        applicant=fields["name"],
        id_number=fields["id_number"],
        phone=fields["phone"],
        hukou=HUKOU.get(applicant.hukou or "", applicant.hukou or EMPTY),
        place=sources.place,
        category=Category(case.category).label if case.category else EMPTY,
        household_size=f"{case.household_size} 人",
        track=Track(track).label if track else EMPTY,
        cause=Cause(case.cause).label,
        received_on=shown_day(case.received_at),
        requested=shown_yuan(case.requested_fen),
        requested_capital=shown_capitals(case.requested_fen),
        description=sources.description,
        members=tuple(_member(sources, person) for person in sources.people[1:]),
        spending=_spending(sources),
        sections=sources.sections(PaperKind.APPROVAL_FORM),
        decided=shown_yuan(decided_fen),
        decided_capital=shown_capitals(decided_fen),
        decided_on=shown_day(awards[-1].decided_at) if awards else EMPTY,
    )


def _member(sources: CaseSources, person: PersonRow) -> PersonLine:
    return PersonLine(printable(person.relation or "成员"), **sources.fields_of(person, "name", "id_number", "phone"))


def _spending(sources: CaseSources) -> tuple[SpendingLine, ...]:
    return tuple(
        SpendingLine(
            kind=SPENDING_KINDS.get(row.kind, row.kind),
            total=shown_yuan(row.total_fen),
            reimbursed=shown_yuan(row.reimbursed_fen),
            aid=shown_yuan(row.aid_fen),
            net=shown_yuan(row.net_fen),
        )
        for row in cases.expenditures_of(sources.work.session, sources.case.id)
    )


def disbursement_register(sources: CaseSources) -> DisbursementRegister:
    """Every payment of a case, cancelled ones included; the total counts money paid."""
    rows = relief.disbursements_of(sources.work.session, sources.case.id)
    paid_fen = sum(row.amount_fen for row in rows if row.status == "paid" and row.method != "in_kind")
    return DisbursementRegister(
        title=PaperKind.DISBURSEMENT_REGISTER.label,
        office=sources.unit(sources.case.town_code),
        dated=shown_date(local_date(sources.work.now)),
        scope=f"个案编号：{sources.case.reference}",
        payments=tuple(payment_lines(sources, rows)),
        total=shown_yuan(paid_fen),
        total_capital=shown_capitals(paid_fen),
        rules=sources.rules(),
    )


def relief_first_register(sources: CaseSources, award: AwardRow) -> ReliefFirstRegister:
    """One payment before the formalities: who got what for what, who decided, and what was filed afterwards."""
    case = sources.case
    fields = sources.fields_of(sources.people[0], "name", "id_number")
    rows = [row for row in relief.disbursements_of(sources.work.session, case.id) if row.award_id == award.id]
    return ReliefFirstRegister(
        title=PaperKind.RELIEF_FIRST_REGISTER.label,
        office=sources.unit(case.town_code),
        dated=shown_day(award.decided_at),
        reference=case.reference,
        number=case.reference,
        rules=sources.rules(award.decided_at),
        applicant=fields["name"],
        id_number=fields["id_number"],
        place=sources.place,
        household_size=f"{case.household_size} 人",
        cause=Cause(case.cause).label,
        amount=shown_yuan(award.amount_fen),
        amount_capital=shown_capitals(award.amount_fen),
        in_kind_value=shown_yuan(award.in_kind_value_fen) if award.in_kind_value_fen else EMPTY,
        proposed_by=sources.staff_name(award.proposed_by),
        decided_by=sources.staff_name(award.decided_by),
        decided_on=shown_day(award.decided_at),
        level=LEVELS.get(award.level, award.level),
        payments=tuple(payment_lines(sources, rows)),
        sections=sources.sections(PaperKind.RELIEF_FIRST_REGISTER),
        relieved_on=shown_day(case.emergency_relieved_at),
        paperwork=_paperwork(sources),
    )


def _paperwork(sources: CaseSources) -> str:
    """Whether the formalities have been filed, and when."""
    filed = [
        entry.at
        for entry in audit_entries.entries_of_case(sources.work.session, sources.case.id)
        if entry.action == PAPERWORK_FILED
    ]
    return f"手续已于{shown_day(filed[-1])}补齐归档。" if filed else "手续尚未补齐。"


def conference_minutes(sources: CaseSources) -> ConferenceMinutes:
    """The minutes of the conference on a case as they were last held and signed."""
    case = sources.case
    awards: Sequence[AwardRow] = [
        award for award in relief.awards_of(sources.work.session, case.id) if award.kind == CONFERENCE
    ]
    award = awards[-1] if awards else None
    sections = sources.sections(PaperKind.CONFERENCE_MINUTES)
    return ConferenceMinutes(
        title=PaperKind.CONFERENCE_MINUTES.label,
        office=sources.unit(case.county_code),
        dated=sections[-1].signed_on if sections else EMPTY,
        reference=case.reference,
        number=f"{case.reference}-议",
        rules=sources.rules(award.decided_at if award else None),
        applicant=sources.applicant_name,
        household_size=f"{case.household_size} 人",
        cause=Cause(case.cause).label,
        sections=sections,
        decided=shown_yuan(award.amount_fen if award else None),
        decided_capital=shown_capitals(award.amount_fen if award else None),
        decided_by=sources.staff_name(award.decided_by) if award else EMPTY,
        decided_on=shown_day(award.decided_at) if award else EMPTY,
    )


def award_of(sources: CaseSources, award_id: UUID) -> AwardRow | None:
    """One award of the case."""
    return next((one for one in relief.awards_of(sources.work.session, sources.case.id) if one.id == award_id), None)

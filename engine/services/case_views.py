"""Cases as people see them: lists within their area, and one case with where it stands and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from engine.domain.authority import Action, Reach, grants_for
from engine.domain.case_codes import CaseStatus
from engine.domain.masking import masked_identity_number, masked_name, masked_phone
from engine.domain.roles import Role
from engine.domain.signed_in import SignedInPerson
from engine.services import agents, audit, check_consents, messages, nonfiscal_ledger
from engine.services.access import require_case
from engine.services.case_facts import track_of
from engine.services.case_search import search_for
from engine.services.decision_words import applied_rule
from engine.services.filled_forms import filled_forms_of
from engine.services.names import with_names
from engine.services.paging import cursor_of, dated_position_of, listed, page_of
from engine.services.partners import project_of
from engine.services.personal_data import person_fields
from engine.services.task_queries import open_tasks_of_case
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import cases, deadlines, partners, processes, relief
from engine.store.tables.cases import CaseRow, PersonRow
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.processes import DecisionRecordRow
from engine.store.tables.relief import AwardRow, DisbursementRow, NoticeRow, ReferralRow

_MASKS: Final = {"name": masked_name, "id_number": masked_identity_number, "phone": masked_phone}


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """What a list of cases is narrowed to; `q` is a reference, an identity number, or a whole name."""

    status: CaseStatus | None = None
    q: str | None = None
    division: str | None = None


def cases_for(work: UnitOfWork, query: CaseQuery, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the cases that the person may read, newest first."""
    person = work.require_person()
    readers = grants_for(person.grants, Action.READ_CASE)
    submitters = grants_for(person.grants, Action.READ_CASE, Reach.OWN)
    search = search_for(work.resources.cipher, query.q)
    rows = cases.visible_cases(
        work.session,
        cases.readable(readers, submitters, person.username),
        status=query.status.value if query.status else None,
        reference=search.reference if search else None,
        name_index=search.name_index if search else None,
        identity_index=search.identity_index if search else None,
        division=query.division,
        after=dated_position_of(cursor),
        limit=limit + 1,
    )
    shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(row.registered_at, row.id))
    clocks = _soonest_duties(work, shown)
    items = [_item(row, clocks.get(row.id)) for row in shown]
    return listed(list(with_names(work, items)), next_cursor)


def read_case(resources: Resources, person: SignedInPerson, case_id: UUID) -> dict[str, Any]:
    """One case as `case_detail` shows it; that an auditor has read it is recorded (policy, section 8)."""
    if Role.AUDITOR not in person.roles:
        return read(resources, lambda work: case_detail(work, case_id), person=person)

    def read_and_record(work: UnitOfWork) -> dict[str, Any]:
        shown = case_detail(work, case_id)
        audit.record(work, "case_read", county_code=shown["county_code"], object_id=case_id)
        return shown

    return write(resources, read_and_record, person=person)


def case_detail(work: UnitOfWork, case_id: UUID) -> dict[str, Any]:
    """One case: its facts, the people masked, where it waits, and what was decided, paid, handed over and issued."""
    case = require_case(work, case_id, Action.READ_CASE)
    people = cases.people_of(work.session, case_id)
    awards = relief.awards_of(work.session, case_id)
    payments = relief.disbursements_of(work.session, case_id)
    nonfiscal = nonfiscal_ledger.entries_shown(work, case_id)
    item = _item(case, _soonest_duties(work, [case]).get(case.id))
    return {
        **with_names(work, [item])[0],
        **_facts(work, case),
        "applicant": _masked(work, people[0]),
        "household": {"size": case.household_size, "members": [_masked(work, one) for one in people[1:]]},
        "expenditures": [
            {
                "kind": line.kind,
                "total_fen": line.total_fen,
                "reimbursed_fen": line.reimbursed_fen,
                "aid_fen": line.aid_fen,
                "net_fen": line.net_fen,
            }
            for line in cases.expenditures_of(work.session, case_id)
        ],
        "tasks": list(open_tasks_of_case(work, case_id)),
        "awaited_messages": messages.awaited(work, case),
        "filled_forms": filled_forms_of(work, case),
        "awarded_fen": sum(award.amount_fen for award in awards),
        "paid_fen": sum(one.amount_fen for one in payments if one.status == "paid" and one.method != "in_kind"),
        "awards": [_award(award) for award in awards],
        "disbursements": [_payment(payment) for payment in payments],
        "referrals": [_referral(work, referral) for referral in relief.referrals_of(work.session, case_id)],
        "nonfiscal": nonfiscal,
        "nonfiscal_fen": sum(entry["amount_fen"] for entry in nonfiscal),
        "check_consents": check_consents.consents_shown(work, case_id),
        "notices": [_notice(notice) for notice in relief.notices_of(work.session, case_id)],
        "decisions": [_decision(work, record) for record in processes.decisions_of(work.session, case_id)],
    }


def _decision(work: UnitOfWork, record: DecisionRecordRow) -> dict[str, Any]:
    """An evaluated table as it was recorded, and in words."""
    applied = applied_rule(work.resources.bundles.of(work.session, record.bundle_number), record)
    return {
        "decision_id": record.decision_id,
        "element_id": record.element_id or None,
        "inputs": record.inputs,
        "matched": record.matched,
        "result": record.result,
        "bundle_number": record.bundle_number,
        "decided_at": record.decided_at.isoformat(),
        "title": applied.table,
        "rows": applied.rows,
        "basis": applied.basis,
        "gave": applied.gave,
    }


def _soonest_duties(work: UnitOfWork, rows: Sequence[CaseRow]) -> Mapping[UUID, DeadlineRow]:
    """The duty of each case that falls due first."""
    soonest: dict[UUID, DeadlineRow] = {}
    for duty in deadlines.open_duties_of(work.session, [row.id for row in rows]):
        soonest.setdefault(duty.case_id, duty)
    return soonest


def _item(case: CaseRow, duty: DeadlineRow | None) -> dict[str, Any]:
    return {
        "case_id": str(case.id),
        "reference": case.reference,
        "status": case.status,
        "track": track_of(case),
        "cause": case.cause,
        "category": case.category,
        "channel": case.channel,
        "division": case.village_code or case.town_code,
        "county_code": case.county_code,
        "applicant": {"name": case.masked_applicant},
        "registered_at": case.registered_at.isoformat(),
        "closed_at": _text(case.closed_at),
        "due_at": _text(duty.due_at) if duty else None,
        "deadline_key": duty.key if duty else None,
        "deadline_status": duty.status if duty else None,
    }


def _facts(work: UnitOfWork, case: CaseRow) -> dict[str, Any]:
    agent = cases.agent_of(work.session, case.id)
    return {
        "description": work.resources.cipher.decrypt(
            case.description, table="relief_case", row_id=case.id, column="description"
        ),
        "needs_immediate": case.needs_immediate,
        "immediate_reason": case.immediate_reason
        and work.resources.cipher.decrypt(
            case.immediate_reason, table="relief_case", row_id=case.id, column="immediate_reason"
        ),
        "category_confirmed": case.category_confirmed,
        "category_source": case.category_source,
        "category_checked_at": _text(case.category_checked_at),
        "agent": agent and agents.agent_shown(work, agent),
        "over_capacity": case.over_capacity,
        "requested_amount": case.requested_fen,
        "linked_programme": case.linked_programme,
        "linked_reference": case.linked_reference,
        "discovered_at": _text(case.discovered_at),
        "received_at": _text(case.received_at),
        "accepted_at": _text(case.accepted_at),
        "decided_at": _text(case.decided_at),
        "emergency_relieved_at": _text(case.emergency_relieved_at),
        "policy_date": case.policy_date.isoformat(),
        "bundle_number": case.bundle_number,
        "registered_by": case.registered_by,
    }


def _masked(work: UnitOfWork, person: PersonRow) -> dict[str, Any]:
    """A person as colleagues see them without having asked to reveal anything (policy, section 8)."""
    known = person_fields(work, person, _MASKS)
    return {
        **{name: mask(known[name]) if name in known else None for name, mask in _MASKS.items()},
        "relation": person.relation,
        "hukou": person.hukou,
        "residence": person.residence,
    }


def _award(award: AwardRow) -> dict[str, Any]:
    return {
        "award_id": str(award.id),
        "kind": award.kind,
        "level": award.level,
        "amount_fen": award.amount_fen,
        "in_kind_value_fen": award.in_kind_value_fen,
        "lines": award.lines,
        "proposed_by": award.proposed_by,
        "decided_by": award.decided_by,
        "decided_at": award.decided_at.isoformat(),
    }


def _payment(payment: DisbursementRow) -> dict[str, Any]:
    return {
        "disbursement_id": str(payment.id),
        "award_id": str(payment.award_id),
        "line_no": payment.line_no,
        "instalment_no": payment.instalment_no,
        "method": payment.method,
        "fund_source": payment.fund_source,
        "amount_fen": payment.amount_fen,
        "planned_on": payment.planned_on.isoformat(),
        "status": payment.status,
        "paid_at": _text(payment.paid_at),
        "paid_by": payment.paid_by,
    }


def _referral(work: UnitOfWork, referral: ReferralRow) -> dict[str, Any]:
    partner = partners.partner_of(work.session, referral.partner_id) if referral.partner_id else None
    return {
        "partner": f"{partner.organisation}·{partner.project}" if partner else None,
        "requested_fen": referral.requested_fen,
        "amount_warning": partner
        and referral.requested_fen
        and project_of(partner).warning_about(referral.requested_fen),
        "referral_id": str(referral.id),
        "target": referral.target,
        "kind": referral.kind,
        "timing": referral.timing,
        "status": referral.status,
        "opened_at": referral.opened_at.isoformat(),
        "sent_at": _text(referral.sent_at),
        "closed_at": _text(referral.closed_at),
    }


def _notice(notice: NoticeRow) -> dict[str, Any]:
    """A notice without its text, which names the household."""
    return {
        "notice_id": str(notice.id),
        "kind": notice.kind,
        "number": notice.number,
        "reason_code": notice.reason_code,
        "basis": notice.basis,
        "issued_at": notice.issued_at.isoformat(),
        "served_at": _text(notice.served_at),
        "service_way": notice.service_way,
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

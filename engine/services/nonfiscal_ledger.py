"""The ledger of charity money, goods and vouchers, apart from fiscal relief (policy 6b, 6d, 12.3; R42, R44)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from engine.domain.authority import Action, grants_for
from engine.domain.local_time import local_date
from engine.domain.partners import GivenAid
from engine.errors import ConflictError, FieldError, InvalidInputError, NotFoundError, NotPermittedError
from engine.services import audit
from engine.services.access import require_case
from engine.services.documents import require_documents
from engine.services.instance_facts import fact
from engine.services.paging import cursor_of, page_of, position_of
from engine.services.partners import CITY, PartnerNotFoundError, project_of
from engine.services.unit_of_work import UnitOfWork
from engine.store import partners, relief
from engine.store.tables.partners import NonfiscalEntryRow, PartnerRow
from engine.store.tables.relief import ReferralRow

if TYPE_CHECKING:
    from engine.services.steps import Step

TABLE: Final = "nonfiscal_entry"
VOUCHER: Final = "voucher"
GIVEN_FACT: Final = "referral_money_fen"
DONE_ON_FACT: Final = "referral_done_on"
WITHOUT_A_PROJECT: Final = "donation"


class EntryNotFoundError(NotFoundError):
    """There is no such entry in this case."""

    code = "nonfiscal_entry_not_found"


class EntryCounteredError(ConflictError):
    """The entry has its counter-entry already, or is one itself."""

    code = "nonfiscal_entry_countered"


class VoucherKnownError(ConflictError):
    """This voucher of the project is booked already, for this or another case."""

    code = "voucher_known"


def book(work: UnitOfWork, case_id: UUID, new: GivenAid) -> dict[str, Any]:
    """Book what was given, beside all fiscal relief; the answer warns of an amount outside the project's interval.

    Raises:
        InvalidInputError: the day lies ahead, a voucher without project or number, a paper of another case.
        VoucherKnownError: the voucher is booked already.
    """
    case = require_case(work, case_id, Action.BOOK_NONFISCAL, lock=True)
    partner = _partner(work, new.partner_id, case.county_code) if new.partner_id else None
    _check(work, case_id, new, partner)
    row = NonfiscalEntryRow(
        id=work.new_id(),
        county_code=case.county_code,
        case_id=case.id,
        partner_id=new.partner_id,
        referral_id=new.referral_id,
        fund_source=partner.fund_source if partner else WITHOUT_A_PROJECT,
        kind=new.kind,
        amount_fen=new.amount_fen,
        given_on=new.given_on,
        voucher_number=new.voucher_number,
        receipt_id=new.receipt_id,
        at=work.now,
        actor=work.actor,
    )
    if new.note:
        row.note = work.resources.cipher.encrypt(new.note, table=TABLE, row_id=row.id, column="note")
    work.session.add(row)
    work.session.flush()
    audit.record(work, "nonfiscal_booked", case=case, object_id=row.id, detail={"amount_fen": row.amount_fen})
    warning = project_of(partner).warning_about(new.amount_fen) if partner else None
    return {**entry_item(work, row), "warning": warning.value if warning else None}


def book_feedback(step: Step, task_id: UUID, referral: ReferralRow) -> None:
    """Book the money that a receiver has reported as given; only for a project of the register, once per step."""
    amount_fen, done_on = fact(step.instance, GIVEN_FACT), fact(step.instance, DONE_ON_FACT)
    session = step.work.session
    partner = partners.partner_of(session, referral.partner_id) if referral.partner_id else None
    if partner is None or not amount_fen or partners.entry_of_task(session, task_id) is not None:
        return
    row = NonfiscalEntryRow(
        id=step.work.new_id(),
        county_code=step.case.county_code,
        case_id=step.case.id,
        partner_id=partner.id,
        referral_id=referral.id,
        task_id=task_id,
        fund_source=partner.fund_source,
        kind="money",
        amount_fen=int(amount_fen),
        given_on=date.fromisoformat(done_on) if done_on else local_date(step.now),
        at=step.now,
        actor=step.work.actor,
    )
    session.add(row)
    audit.record(step.work, "nonfiscal_booked", case=step.case, object_id=row.id, detail={"amount_fen": row.amount_fen})


def counter(work: UnitOfWork, case_id: UUID, entry_id: UUID, note: str) -> dict[str, Any]:
    """Take an entry back by a counter-entry of today; the entry itself stays as it is.

    Raises:
        EntryNotFoundError: no such entry in the case.
        EntryCounteredError: it has been taken back, or takes another one back.
    """
    case = require_case(work, case_id, Action.BOOK_NONFISCAL, lock=True)
    entries = {entry.id: entry for entry in partners.entries_of_case(work.session, case_id)}
    entry = entries.get(entry_id)
    if entry is None:
        raise EntryNotFoundError(f"no entry {entry_id} in case {case_id}")
    if entry.counters_id is not None or any(one.counters_id == entry_id for one in entries.values()):
        raise EntryCounteredError(f"entry {entry_id} is settled")
    row = NonfiscalEntryRow(
        id=work.new_id(),
        county_code=case.county_code,
        case_id=case.id,
        partner_id=entry.partner_id,
        referral_id=entry.referral_id,
        counters_id=entry.id,
        fund_source=entry.fund_source,
        kind=entry.kind,
        amount_fen=-entry.amount_fen,
        given_on=local_date(work.now),
        voucher_number=entry.voucher_number,
        at=work.now,
        actor=work.actor,
    )
    row.note = work.resources.cipher.encrypt(note, table=TABLE, row_id=row.id, column="note")
    work.session.add(row)
    work.session.flush()
    audit.record(work, "nonfiscal_countered", case=case, object_id=entry.id)
    return entry_item(work, row)


def entries_shown(work: UnitOfWork, case_id: UUID) -> list[dict[str, Any]]:
    """The entries of a case as its page shows them, oldest first."""
    return [entry_item(work, row) for row in partners.entries_of_case(work.session, case_id)]


def ledger(work: UnitOfWork, since: date, until: date, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the ledger of the person's area between two days, newest first, with all totals in fen by source."""
    readers = grants_for(work.require_person().grants, Action.READ_REPORTS)
    if not readers:
        raise NotPermittedError(f"{work.actor} may not read the ledger")
    if until < since:
        raise InvalidInputError([FieldError("until", "结束日期早于开始日期")])
    position = position_of(cursor)
    rows = partners.ledger_page(work.session, readers, since, until, position[1] if position else None, limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda found: cursor_of(None, found[0].id))
    return {
        "items": [{**entry_item(work, row), "reference": reference} for row, reference in shown],
        "totals": partners.ledger_totals(work.session, readers, since, until),
        "next_cursor": next_cursor,
    }


def entry_item(work: UnitOfWork, row: NonfiscalEntryRow) -> dict[str, Any]:
    """One entry as lists show it."""
    partner = partners.partner_of(work.session, row.partner_id) if row.partner_id else None
    note = row.note and work.resources.cipher.decrypt(row.note, table=TABLE, row_id=row.id, column="note")
    return {
        "entry_id": str(row.id),
        "case_id": str(row.case_id),
        "partner_id": str(row.partner_id) if row.partner_id else None,
        "partner": f"{partner.organisation}·{partner.project}" if partner else None,
        "referral_id": str(row.referral_id) if row.referral_id else None,
        "counters_id": str(row.counters_id) if row.counters_id else None,
        "fund_source": row.fund_source,
        "kind": row.kind,
        "amount_fen": row.amount_fen,
        "given_on": row.given_on.isoformat(),
        "voucher_number": row.voucher_number,
        "receipt_id": str(row.receipt_id) if row.receipt_id else None,
        "note": note,
        "at": row.at.isoformat(),
        "actor": row.actor,
    }


def _partner(work: UnitOfWork, partner_id: UUID, county_code: str) -> PartnerRow:
    """The project, locked so that one voucher is not booked twice at once."""
    row = partners.lock_partner(work.session, partner_id)
    if row is None or row.county_code not in {county_code, CITY}:
        raise PartnerNotFoundError(f"partner {partner_id} is not of {county_code}")
    return row


def _check(work: UnitOfWork, case_id: UUID, new: GivenAid, partner: PartnerRow | None) -> None:
    errors = []
    if new.given_on > local_date(work.now):
        errors.append(FieldError("given_on", "不得晚于今天"))
    if new.kind == VOUCHER and not new.voucher_number:
        errors.append(FieldError("voucher_number", "请填写凭证编号"))
    if new.kind == VOUCHER and partner is None:
        errors.append(FieldError("partner_id", "凭证须选择合作单位项目"))
    if new.kind != VOUCHER and new.voucher_number:
        errors.append(FieldError("voucher_number", "只有凭证填写编号"))
    known = {row.id for row in relief.referrals_of(work.session, case_id)}
    if new.referral_id is not None and new.referral_id not in known:
        errors.append(FieldError("referral_id", "不是本个案的转介"))
    if errors:
        raise InvalidInputError(errors)
    require_documents(work, case_id, [new.receipt_id] if new.receipt_id else [])
    if new.voucher_number and partner is not None:
        booked = partners.entries_with_voucher(work.session, partner.id, new.voucher_number)
        if sum(row.amount_fen for row in booked) > 0:
            raise VoucherKnownError(f"voucher of partner {partner.id} is booked")

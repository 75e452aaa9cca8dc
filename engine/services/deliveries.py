"""Who takes which effect outside: the bank, the checking centre and the partners connected, or files for the rest."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from engine.adapters.bank_http import ConnectedBank
from engine.adapters.means_check_messages import CheckingCentre
from engine.adapters.outgoing_files import OutgoingFiles
from engine.adapters.partner_http import ConnectedPartner
from engine.adapters.signed_http import OutsideRefusedError, OutsideSystem
from engine.config import Settings
from engine.domain.bank_payments import PaymentAnswer, PaymentOrder
from engine.domain.means_checks import CheckAnswer
from engine.domain.partners import PartnerAnswer
from engine.errors import InvalidInputError
from engine.services import bank_files, incidents, means_checks, overdue_answers, partner_answers
from engine.services import partners as partner_register
from engine.services.bank_files import AnswersRead
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import cases, partners, payments, relief
from engine.store.tables.relief import ReferralRow

logger = logging.getLogger(__name__)
REFERRAL: Final = "referral"


@dataclass(frozen=True, slots=True)
class Outside:
    """The systems that this installation speaks to."""

    files: OutgoingFiles
    bank: ConnectedBank | None = None
    checking_centre: CheckingCentre | None = None


def outside_of(settings: Settings) -> Outside:
    """The systems that the settings name; without an address an effect is laid into the outgoing folder."""
    bank = _system(settings, settings.bank_url, settings.bank_secret_file)
    centre = _system(settings, settings.means_check_url, settings.means_check_secret_file)
    return Outside(
        OutgoingFiles(settings.outgoing_dir),
        ConnectedBank(bank) if bank else None,
        CheckingCentre(centre) if centre else None,
    )


def deliver(resources: Resources, outside: Outside, kind: str, key: str, payload: dict[str, Any]) -> None:
    """Take one effect outside; raises when nobody knows whether it arrived, a repeat is then harmless."""
    if kind == "bank_order" and outside.bank is not None:
        _order(resources, outside.bank, UUID(payload["order_id"]))
    elif kind == "economic_check" and outside.checking_centre is not None:
        _ask(resources, outside.checking_centre, UUID(payload["request_id"]))
    elif kind == REFERRAL and (handed := _handed_to(resources, key)) is not None:
        referral, partner = handed
        partner.refer(referral.id, {**payload, "requested_fen": referral.requested_fen})
    else:
        outside.files.deliver(kind, key, payload)


def query_outside(resources: Resources, outside: Outside) -> None:
    """Ask every connected system about what has no answer yet, then tell of what has gone without one for too long.

    Nothing is ever ordered again by this; a system that cannot be reached is asked again the next time.
    """
    for name, query in (
        ("bank", partial(query_bank, resources, outside.bank) if outside.bank else None),
        ("checking_centre", _centre_query(resources, outside.checking_centre)),
        ("partners", partial(query_partners, resources)),
    ):
        try:
            if query is not None:
                query()
        except OutsideRefusedError:
            logger.warning("outside_not_asked system=%s", name)
    write(resources, overdue_answers.note_overdue)


def _centre_query(resources: Resources, centre: CheckingCentre | None) -> Callable[[], int] | None:
    return partial(query_checking_centre, resources, centre) if centre else None


def query_bank(resources: Resources, bank: ConnectedBank) -> AnswersRead:
    """Ask the bank about every order without an answer, and record what it says."""
    orders = read(
        resources, lambda work: [(one.key, one.county_code) for one in payments.unanswered_orders(work.session)]
    )
    total = AnswersRead()
    for key, county_code in orders:
        answer = bank.answer(key)
        if answer is not None:
            _add(total, write(resources, partial(_recorded, answer, county_code)))
    return total


def query_checking_centre(resources: Resources, centre: CheckingCentre) -> int:
    """Ask the centre about every request without an answer; how many it has answered now."""
    answered = 0
    for request_id in read(resources, means_checks.open_request_ids):
        answer = centre.answer(request_id)
        if answer is not None and write(resources, partial(_answered, answer)):
            answered += 1
    return answered


def query_partners(resources: Resources) -> int:
    """Ask the connected partners about every open referral; how many have moved on.

    A partner that cannot be reached, or says something unreadable, does not keep the others from being asked.
    """
    moved = 0
    for referral_id, partner_id in read(resources, lambda work: partners.referrals_to_ask_about(work.session)):
        try:
            partner = _partner_of(resources, partner_id)
            answer = partner.answer(referral_id) if partner else None
            if answer is not None:
                moved += write(resources, partial(_moved_on, referral_id, answer))
        except (OutsideRefusedError, InvalidInputError) as error:
            logger.warning("partner_answer_refused referral=%s code=%s", referral_id, error.code)
            write(resources, partial(_note_refused, referral_id))
    return moved


def _handed_to(resources: Resources, key: str) -> tuple[ReferralRow, ConnectedPartner] | None:
    """The referral of an effect with the connected system that takes it; nothing when its project has none."""
    referral_id = UUID(key.removeprefix(f"{REFERRAL}:"))
    referral = read(resources, lambda work: relief.referral_of(work.session, referral_id))
    if referral is None or referral.partner_id is None:
        return None
    partner = _partner_of(resources, referral.partner_id)
    return (referral, partner) if partner else None


def _partner_of(resources: Resources, partner_id: UUID) -> ConnectedPartner | None:
    """The connected system of a project; nothing when the project is not connected."""

    def query(work: UnitOfWork) -> OutsideSystem | None:
        row = partners.partner_of(work.session, partner_id)
        return partner_register.system_of(work, row) if row else None

    system = read(resources, query)
    return ConnectedPartner(system) if system else None


def _moved_on(referral_id: UUID, answer: PartnerAnswer, work: UnitOfWork) -> bool:
    has_moved = partner_answers.record_answer(work, referral_id, answer)
    incidents.end_alarm(work, f"referral:{referral_id}")
    return has_moved


def _note_refused(referral_id: UUID, work: UnitOfWork) -> None:
    referral = relief.referral_of(work.session, referral_id)
    if referral is not None:
        incidents.alarm(
            work, referral.county_code, referral.case_id, "partner_answer_refused", f"referral:{referral_id}"
        )


def _recorded(answer: PaymentAnswer, county_code: str, work: UnitOfWork) -> AnswersRead:
    counts = AnswersRead()
    bank_files.record_answer(work, answer, county_code, counts)
    return counts


def _answered(answer: CheckAnswer, work: UnitOfWork) -> bool:
    return means_checks.record_answer(work, answer)


def _add(total: AnswersRead, more: AnswersRead) -> None:
    total.paid += more.paid
    total.returned += more.returned
    total.known_already += more.known_already
    total.differences += more.differences


def _order(resources: Resources, bank: ConnectedBank, order_id: UUID) -> None:
    """The order is marked as sent before it leaves: from then on the bank is asked, and no file takes it up."""
    order = write(resources, lambda work: _order_to_send(work, order_id))
    if order is not None:
        bank.place(order)


def _order_to_send(work: UnitOfWork, order_id: UUID) -> PaymentOrder | None:
    """The order with its account; nothing without an account, or when a file or an answer has settled it."""
    row = payments.order_of(work.session, order_id)
    if (
        row is None
        or row.payee_account is None
        or row.bank_file_id is not None
        or row.status not in ("ordered", "sent")
    ):
        return None
    row.status = "sent"
    reference = cases.references_of(work.session, {row.case_id})[row.case_id]
    return bank_files.payment_order(work, row, reference)


def _ask(resources: Resources, centre: CheckingCentre, request_id: UUID) -> None:
    request = write(resources, lambda work: means_checks.request_to_send(work, request_id))
    if request is not None:
        centre.ask(request)


def _system(settings: Settings, base_url: str | None, secret_file: Path | None) -> OutsideSystem | None:
    if not base_url or secret_file is None:
        return None
    try:
        secret = secret_file.read_bytes().strip()
    except OSError as error:
        raise OutsideRefusedError(f"{secret_file} cannot be read") from error
    return OutsideSystem(base_url, secret, settings.outgoing_host_names, settings.outgoing_timeout_seconds)

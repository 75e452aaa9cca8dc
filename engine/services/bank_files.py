"""Order files for banks, and what banks answer: answers are recorded and shown to finance, they complete nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

from engine.domain.bank_payments import AnswerFile, OrderFile, PaymentAnswer, PaymentOrder
from engine.domain.local_time import local_date
from engine.errors import NotFoundError
from engine.services import audit, overdue_answers
from engine.services.bank_orders import TABLE
from engine.services.payees import ACCOUNT, HOLDER
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, payments
from engine.store import incidents as incident_queries
from engine.store import relief as relief_queries
from engine.store.tables.background import IncidentRow
from engine.store.tables.payments import BankFileRow, BankOrderRow

OUT: Final = "out"
IN: Final = "in"
UNKNOWN_KEY: Final = "bank_unknown_key"
OTHER_AMOUNT: Final = "bank_amount_differs"
ANSWERED_TWICE: Final = "bank_answered_twice"


class BankFileNotFoundError(NotFoundError):
    """There is no order file with this number."""

    code = "bank_file_not_found"


@dataclass(frozen=True, slots=True)
class OrdersForBank:
    """A new order file, or none when nothing is to be sent, and the cases whose account is not known."""

    file: OrderFile | None
    account_missing: Sequence[str]


@dataclass(slots=True)
class AnswersRead:
    """What reading a file of answers came to; the differences have become incidents."""

    paid: int = 0
    returned: int = 0
    known_already: int = 0
    differences: list[str] = field(default_factory=list)
    is_repeated_file: bool = False


def counties_waiting(work: UnitOfWork) -> Sequence[str]:
    """The counties that have orders for which no file has been made."""
    return payments.counties_with_unsent_orders(work.session)


def make_order_file(work: UnitOfWork, county_code: str) -> OrdersForBank:
    """Put the waiting orders of a county into one file; each order goes into one file only.

    Orders without an account stay behind, with their cases named for correction.
    """
    waiting = [order for order, _ in payments.unsent_orders(work.session, county_code)]
    ready = [order for order in waiting if order.payee_account is not None]
    missing = {order.case_id for order in waiting if order.payee_account is None}
    account_missing = sorted(cases.references_of(work.session, missing).values())
    if not ready:
        return OrdersForBank(None, account_missing)
    row = BankFileRow(
        id=work.new_id(),
        county_code=county_code,
        number=_next_number(work, county_code),
        direction=OUT,
        sha256="",
        row_count=len(ready),
        total_fen=sum(order.amount_fen for order in ready),
        made_at=work.now,
        actor=work.actor,
    )
    row.sha256 = sha256(f"{row.number}:{':'.join(order.key for order in ready)}".encode()).hexdigest()
    work.session.add(row)
    for order in ready:
        order.status, order.bank_file_id = "sent", row.id
    audit.record(
        work,
        "bank_file_made",
        county_code=county_code,
        object_id=row.id,
        detail={"number": row.number, "rows": row.row_count, "total_fen": row.total_fen},
    )
    work.session.flush()
    return OrdersForBank(_order_file(work, row, ready), account_missing)


def order_file_again(work: UnitOfWork, number: str) -> OrderFile:
    """A file made before, with the same orders under the same keys: a bank that has it already pays nothing twice.

    Raises:
        BankFileNotFoundError: no order file has this number.
    """
    row = payments.bank_file(work.session, OUT, number)
    if row is None:
        raise BankFileNotFoundError(f"no order file {number}")
    return _order_file(work, row, payments.orders_in_file(work.session, row.id))


def read_answers(work: UnitOfWork, file: AnswerFile) -> AnswersRead:
    """Record what a bank says about its orders; what does not fit our records becomes an incident.

    Reading the same file again changes nothing.
    """
    read = AnswersRead()
    if payments.bank_file_with_digest(work.session, IN, file.sha256) is not None:
        read.is_repeated_file = True
        return read
    for answer in file.answers:
        record_answer(work, answer, file.county_code, read)
    row = BankFileRow(
        id=work.new_id(),
        county_code=file.county_code,
        number=f"{file.number}:{file.sha256[:12]}",
        direction=IN,
        sha256=file.sha256,
        row_count=len(file.answers),
        total_fen=file.total_fen,
        made_at=work.now,
        actor=work.actor,
    )
    work.session.add(row)
    audit.record(
        work,
        "bank_answers_read",
        county_code=file.county_code,
        object_id=row.id,
        detail={"number": file.number, "rows": row.row_count, "differences": len(read.differences)},
    )
    work.session.flush()
    return read


def record_answer(work: UnitOfWork, answer: PaymentAnswer, county_code: str, read: AnswersRead) -> None:
    """Record one answer on its order and count it in `read`."""
    order = payments.order_with_key(work.session, answer.key)
    if order is None or order.status == "ordered":
        _open_incident(work, UNKNOWN_KEY, answer, county_code, None)
        read.differences.append(f"{answer.key} {UNKNOWN_KEY}")
        return
    if order.amount_fen != answer.amount_fen:
        _open_incident(work, OTHER_AMOUNT, answer, county_code, order)
        read.differences.append(f"{answer.key} {OTHER_AMOUNT}")
        return
    if order.status != "sent":
        _compare(work, answer, county_code, order, read)
        return
    order.status, order.answered_at, order.answered_by = answer.result, answer.answered_at, work.actor
    order.bank_reference, order.return_reason = answer.bank_reference or None, answer.reason or None
    overdue_answers.answered(work, overdue_answers.BANK_OVERDUE, order.key)
    if answer.result == "returned":
        read.returned += 1
        _note_return(work, order)
    else:
        read.paid += 1


def _compare(work: UnitOfWork, answer: PaymentAnswer, county_code: str, order: BankOrderRow, read: AnswersRead) -> None:
    """An order that has its answer: the same again is harmless, another one may be a second payment."""
    same_reference = order.bank_reference in (None, answer.bank_reference or None)
    if order.status == answer.result and same_reference:
        order.bank_reference = answer.bank_reference or None
        read.known_already += 1
        return
    _open_incident(work, ANSWERED_TWICE, answer, county_code, order)
    read.differences.append(f"{answer.key} {ANSWERED_TWICE}")


def _note_return(work: UnitOfWork, order: BankOrderRow) -> None:
    payment = relief_queries.lock_disbursement(work.session, order.disbursement_id)
    if payment is not None and payment.status == "ordered":
        payment.status = "returned"


def _open_incident(
    work: UnitOfWork, code: str, answer: PaymentAnswer, county_code: str, order: BankOrderRow | None
) -> None:
    known = incident_queries.latest_of_attempt(work.session, f"bank:{answer.key}")
    if known is not None and known.code == code and known.state != "resolved":
        return  # a bank that is asked every few minutes says the same again
    ordered = f"{order.amount_fen} fen, {order.status}" if order else "no such order"
    incident = IncidentRow(
        id=work.new_id(),
        county_code=order.county_code if order else county_code,
        case_id=order.case_id if order else None,
        code=code,
        message=f"{answer.key}: bank says {answer.amount_fen} fen, {answer.result}; ours: {ordered}",
        attempt_key=f"bank:{answer.key}",
        attempts=1,
        state="open",
        opened_at=work.now,
        last_at=work.now,
    )
    work.session.add(incident)
    audit.record(
        work, "incident_opened", county_code=incident.county_code, object_id=incident.id, detail={"code": code}
    )


def _next_number(work: UnitOfWork, county_code: str) -> str:
    """County, day, and the number of the file on that day; two files made at once collide and one is made anew."""
    prefix = f"{county_code}{local_date(work.now):%Y%m%d}"
    return f"{prefix}{payments.bank_files_numbered(work.session, county_code, OUT, prefix) + 1:04d}"


def _order_file(work: UnitOfWork, row: BankFileRow, orders: Sequence[BankOrderRow]) -> OrderFile:
    references = cases.references_of(work.session, {order.case_id for order in orders})
    made_at: datetime = row.made_at
    return OrderFile(
        row.number,
        row.county_code,
        made_at,
        [payment_order(work, order, references[order.case_id]) for order in orders],
    )


def payment_order(work: UnitOfWork, order: BankOrderRow, reference: str) -> PaymentOrder:
    """An order with the account in clear, for the bank only."""
    cipher = work.resources.cipher
    return PaymentOrder(
        key=order.key,
        amount_fen=order.amount_fen,
        reference=reference,
        account=cipher.decrypt(order.payee_account or b"", table=TABLE, row_id=order.id, column=ACCOUNT),
        holder=cipher.decrypt(order.payee_holder or b"", table=TABLE, row_id=order.id, column=HOLDER),
    )

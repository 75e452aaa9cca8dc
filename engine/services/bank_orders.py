"""Orders to a bank: one at a time for a payment row, and never a new one while the last may still be paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.domain.bank_payments import payment_key
from engine.errors import ConflictError
from engine.services import audit, outbox, overdue_answers
from engine.services.instance_facts import fact, stated_by
from engine.services.payees import ACCOUNT, HOLDER, Payee, payee_of
from engine.store import payments
from engine.store.tables.payments import BankOrderRow
from engine.store.tables.relief import DisbursementRow

if TYPE_CHECKING:
    from engine.services.steps import Step

TABLE: Final = "bank_order"
RESULT: Final = "bank_result"
RESULT_FACTS: Final = (RESULT, "bank_reference", "return_reason")
OPEN: Final = frozenset({"ordered", "sent"})


class BankOutcomeUnknownError(ConflictError):
    """The last order may still be paid: the bank is asked, it is never ordered again (policy 12, rule 5)."""

    code = "bank_outcome_unknown"


class BankSaysReturnedError(ConflictError):
    """The bank has returned the money that is to be recorded as paid."""

    code = "bank_says_returned"


class BankSaysPaidError(ConflictError):
    """The bank has paid what is to be ordered again."""

    code = "bank_says_paid"


def order(step: Step, row: DisbursementRow) -> BankOrderRow:
    """A new order for a payment row, to the account that is known now; without one it waits for a correction.

    Raises:
        BankOutcomeUnknownError: the order before has no answer yet.
        BankSaysPaidError: the order before has been paid.
    """
    step.work.session.flush()
    last = payments.latest_order(step.work.session, row.id)
    if last is not None:
        _close_as_returned(step, last)
    attempt = last.attempt + 1 if last else 1
    new = BankOrderRow(
        id=step.work.new_id(),
        county_code=row.county_code,
        case_id=row.case_id,
        disbursement_id=row.id,
        attempt=attempt,
        key=payment_key(row.case_id, row.id, attempt),
        amount_fen=row.amount_fen,
        status="ordered",
        ordered_at=step.now,
    )
    _address(step, new, payee_of(step))
    step.work.session.add(new)
    # The message carries no account: whoever sends the order reads it at that moment.
    outbox.send(
        step.work,
        step.case,
        "bank_order",
        f"bank_order:{new.key}",
        {"order_id": str(new.id), "amount_fen": row.amount_fen, "reference": step.case.reference},
    )
    return new


def close_as_paid(step: Step, row: DisbursementRow) -> None:
    """Let the last order of a row end as paid; refuses when the bank has said otherwise."""
    last = payments.latest_order(step.work.session, row.id)
    if last is None or last.status == "paid":
        return
    if last.status == "returned":
        raise BankSaysReturnedError(f"order {last.key} was returned")
    last.status, last.answered_at, last.answered_by = "paid", step.now, step.work.actor
    overdue_answers.answered(step.work, overdue_answers.BANK_OVERDUE, last.key)
    last.bank_reference = fact(step.instance, "bank_reference")


def _close_as_returned(step: Step, last: BankOrderRow) -> None:
    if last.status == "returned":
        return
    if last.status == "paid":
        raise BankSaysPaidError(f"order {last.key} was paid")
    if fact(step.instance, RESULT) != "returned":
        raise BankOutcomeUnknownError(f"order {last.key} has no answer")
    last.status, last.answered_at = "returned", step.now
    overdue_answers.answered(step.work, overdue_answers.BANK_OVERDUE, last.key)
    last.answered_by = stated_by(step.instance, RESULT)
    last.return_reason = fact(step.instance, "return_reason")
    audit.record(step.work, "bank_return_recorded", case=step.case, object_id=last.id)


def _address(step: Step, new: BankOrderRow, payee: Payee | None) -> None:
    if payee is None:
        return
    cipher = step.work.resources.cipher
    new.payee_account = cipher.encrypt(payee.account, table=TABLE, row_id=new.id, column=ACCOUNT)
    new.payee_holder = cipher.encrypt(payee.holder, table=TABLE, row_id=new.id, column=HOLDER)

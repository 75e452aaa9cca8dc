"""What goes to a bank and what comes back, whatever way it takes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

BankResult = Literal["paid", "returned"]


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """One order to pay: money in fen; account and holder are personal and never shown by `repr`."""

    key: str
    amount_fen: int
    reference: str
    account: str = field(repr=False)
    holder: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OrderFile:
    """The orders that a county gives to its bank at once."""

    number: str
    county_code: str
    made_at: datetime
    orders: Sequence[PaymentOrder]

    @property
    def total_fen(self) -> int:
        """The control sum, in fen."""
        return sum(order.amount_fen for order in self.orders)


@dataclass(frozen=True, slots=True)
class PaymentAnswer:
    """What a bank says became of an order."""

    key: str
    amount_fen: int
    result: BankResult
    answered_at: datetime
    bank_reference: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """The answers of one file of a bank; `number` is that of the order file it answers."""

    number: str
    sha256: str
    answers: Sequence[PaymentAnswer]

    @property
    def county_code(self) -> str:
        """The county whose file is answered: a file number begins with it."""
        return self.number[:6]

    @property
    def total_fen(self) -> int:
        """The control sum, in fen."""
        return sum(answer.amount_fen for answer in self.answers)


def payment_key(case_id: UUID, disbursement_id: UUID, attempt: int) -> str:
    """What the bank knows an order by: from case, line and attempt, the same however often it is sent (policy 12)."""
    return hashlib.sha256(f"{case_id}:{disbursement_id}:{attempt}".encode()).hexdigest()[:32]

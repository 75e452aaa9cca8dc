"""A bank over HTTP: `PUT /payments/<key>` orders, `GET /payments/<key>` says what became of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from engine.adapters.signed_http import OutsideRefusedError, OutsideSystem
from engine.domain.bank_payments import BankResult, PaymentAnswer, PaymentOrder

RESULTS: Final[Mapping[str, BankResult]] = {"paid": "paid", "returned": "returned"}
PENDING: Final = "pending"


class ConnectedBank:
    """The bank of an installation; an order is known by its key and carried out once."""

    def __init__(self, system: OutsideSystem) -> None:
        self._system = system

    def place(self, order: PaymentOrder) -> None:
        """Order a payment, unless the bank knows the order already: it is asked first."""
        if self._system.get(f"/payments/{order.key}") is None:
            body = {
                "key": order.key,
                "amount_fen": order.amount_fen,
                "account": order.account,
                "holder": order.holder,
                "reference": order.reference,
            }
            self._system.put(f"/payments/{order.key}", body)

    def answer(self, key: str) -> PaymentAnswer | None:
        """What became of an order, or nothing as long as the bank does not say.

        Raises:
            OutsideRefusedError: the answer cannot be read.
        """
        found = self._system.get(f"/payments/{key}")
        if found is None or found.get("status") == PENDING:
            return None
        return _answer(key, found)


def _answer(key: str, found: Mapping[str, Any]) -> PaymentAnswer:
    try:
        answered_at = datetime.fromisoformat(found["answered_at"])
        amount_fen = found["amount_fen"]
        result = RESULTS[found["status"]]
    except (KeyError, TypeError, ValueError) as error:
        raise OutsideRefusedError(f"the answer about {key} cannot be read") from error
    if not isinstance(amount_fen, int) or isinstance(amount_fen, bool) or answered_at.tzinfo is None:
        raise OutsideRefusedError(f"the answer about {key} cannot be read")
    return PaymentAnswer(
        key=key,
        amount_fen=amount_fen,
        result=result,
        answered_at=answered_at,
        bank_reference=str(found.get("bank_reference") or "")[:64],
        reason=str(found.get("reason") or "")[:200],
    )

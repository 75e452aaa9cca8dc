"""What the bank and the checking centre have answered, offered to whoever fills in the form that asks for it.

Forms name their facts (`x-fact`); an answer fills in the fields of the facts that it knows, whatever they are called.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from engine.services.unit_of_work import UnitOfWork
from engine.store import followups, payments
from engine.store.tables.cases import CaseRow

CHECK_TABLE: Final = "economic_check"
BANK_QUESTION: Final = "bank_result"
CHECK_QUESTION: Final = "check_conclusion"
ANSWERED: Final = frozenset({"paid", "returned"})


def prefilled(work: UnitOfWork, case: CaseRow, form: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `form` that an answer from outside fills in; nothing when nobody has answered."""
    asked = {field["x-fact"]: name for name, field in form.get("properties", {}).items() if field.get("x-fact")}
    answer: Mapping[str, Any] = {}
    if BANK_QUESTION in asked and scope.get("payment_id"):
        answer = _bank_answer(work, UUID(str(scope["payment_id"])))
    elif CHECK_QUESTION in asked:
        answer = _check_answer(work, case)
    return {asked[name]: value for name, value in answer.items() if name in asked and value is not None}


def _bank_answer(work: UnitOfWork, disbursement_id: UUID) -> dict[str, Any]:
    order = payments.latest_order(work.session, disbursement_id)
    if order is None or order.status not in ANSWERED:
        return {}
    if order.status == "returned":
        return {
            "bank_result": "returned",
            "bank_reference": order.bank_reference,
            "return_reason": order.return_reason,
        }
    paid_at = order.answered_at.isoformat() if order.answered_at else None
    return {
        "bank_result": "paid",
        "paid_fen": order.amount_fen,
        "paid_at": paid_at,
        "bank_reference": order.bank_reference,
    }


def _check_answer(work: UnitOfWork, case: CaseRow) -> dict[str, Any]:
    check = followups.latest_economic_check(work.session, case.id)
    if check is None or check.answer is None:
        return {}
    text = work.resources.cipher.decrypt(check.answer, table=CHECK_TABLE, row_id=check.id, column="answer")
    given = json.loads(text)
    return {
        "check_conclusion": given.get("conclusion"),
        "check_as_of": given.get("as_of"),
        "check_income_fen": given.get("total_income_fen"),
        "check_property_fen": given.get("total_property_fen"),
    }

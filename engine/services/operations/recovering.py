"""Operations that take back what was paid wrongly: counter-entries only, paid rows stay as they are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from engine.bpmn.host import OperationCall
from engine.domain.case_codes import CaseStatus
from engine.domain.local_time import local_date
from engine.errors import FieldError, InvalidInputError, NotFoundError
from engine.services import audit, opening
from engine.services.instance_facts import fact, withdraw
from engine.services.operations.operation import Operation, OperationRefusedError, operation
from engine.store import cases, followups
from engine.store.tables.followups import RecoveryEntryRow, RecoveryRow, WatchFlagRow

if TYPE_CHECKING:
    from engine.services.steps import Step

RECOVERY_PROCESS: Final = "recovery"
FLAG_LASTS: Final = timedelta(days=3 * 365)


class RecoveryNotFoundError(NotFoundError):
    """There is no such recovery in this case."""

    code = "recovery_not_found"


class RecoveryRefusedError(OperationRefusedError):
    """More than was paid cannot be asked back, and a fine stays within its row (policy D7)."""

    code = "recovery_refused"


def open_recovery(step: Step, call: OperationCall) -> dict[str, Any]:
    """Start the recovery of what a case was paid; once per task."""
    known = step.linked_by(call.task_id, RECOVERY_PROCESS)
    if known is None:
        data = {"opened_because": str(call.inputs["reason"])}
        inputs = opening.inputs_for(step.work, step.case, step.bundle, RECOVERY_PROCESS, data)
        known = step.start_linked(RECOVERY_PROCESS, inputs, call.task_id)
    return {"recovery_id": str(known)}


def refuse_more_than_paid(step: Step) -> None:
    """Refuse a decision that asks back more than was paid, while whoever decides can still correct it.

    Raises:
        InvalidInputError: the amount decided is above what the case was paid in money.
    """
    paid_fen = step.relief.paid_fen
    if int(fact(step.instance, "recover_fen") or 0) > paid_fen:
        paid = f"{paid_fen // 100}.{paid_fen % 100:02d}"
        raise InvalidInputError([FieldError("recover_fen", f"追回金额不能超过已发放的金额（{paid} 元）")])


def book_receivable(step: Step, call: OperationCall) -> dict[str, Any]:
    """Book what is to be returned, and a fine apart from it."""
    recovery = _recovery(step, call)
    amount_fen = int(fact(step.instance, "recover_fen") or 0)
    fine_fen = int(fact(step.instance, "fine_fen") or 0)
    if amount_fen > step.relief.paid_fen:
        raise RecoveryRefusedError("more is asked back than was paid")
    ceiling = step.policy().get("fine_ceiling")
    if isinstance(ceiling, dict) and not ceiling["floor_fen"] <= fine_fen <= ceiling["ceiling_fen"] and fine_fen:
        raise RecoveryRefusedError("the fine is outside its row")
    recovery.status, recovery.receivable_fen, recovery.fine_fen = "receivable", amount_fen, fine_fen
    recovery.balance_fen = amount_fen + fine_fen
    _enter(step, call, recovery, "receivable", amount_fen)
    if fine_fen:
        _enter(step, call, recovery, "fine", fine_fen)
    audit.record(step.work, "receivable_booked", case=step.case, object_id=recovery.id, detail={"fen": amount_fen})
    return {"balance_fen": recovery.balance_fen}


def post_repayment(step: Step, call: OperationCall) -> dict[str, Any]:
    """Book a repayment as a counter-entry; the balance never goes below zero."""
    recovery = _recovery(step, call)
    repaid_fen = fact(step.instance, "repaid_fen")
    if not isinstance(repaid_fen, int) or not 0 < repaid_fen <= recovery.balance_fen:
        raise InvalidInputError([FieldError("amount_fen", "退款金额须大于 0，且不超过未退余额")])
    recovery.balance_fen -= repaid_fen
    _enter(step, call, recovery, "repayment", -repaid_fen)
    withdraw(step.instance, "repaid_fen")
    return {"balance_fen": recovery.balance_fen}


def flag_watchlist(step: Step, _call: OperationCall) -> dict[str, Any]:
    """Leave a hint about the applicant that ends by itself."""
    applicant = cases.applicant_of(step.work.session, step.case)
    if applicant.identity_index is None:
        return {"flagged": False}
    step.work.session.add(
        WatchFlagRow(
            id=step.work.new_id(),
            county_code=step.case.county_code,
            case_id=step.case.id,
            identity_index=applicant.identity_index,
            reason="recovery",
            expires_on=local_date(step.now) + FLAG_LASTS,
        )
    )
    audit.record(step.work, "watch_flag_set", case=step.case)
    return {"flagged": True}


def close_recovery(step: Step, call: OperationCall) -> dict[str, Any]:
    """End a recovery; a case whose money came back ends as recovered."""
    recovery = _recovery(step, call)
    was_collected = recovery.status == "receivable" and recovery.balance_fen == 0
    recovery.status, recovery.closed_at = "closed", step.now
    if was_collected and step.case.closed_at is not None:
        step.case.status = CaseStatus.RECOVERED_CLOSED.value
    audit.record(step.work, "recovery_closed", case=step.case, object_id=recovery.id)
    return {"collected": was_collected}


def _recovery(step: Step, call: OperationCall) -> RecoveryRow:
    recovery = followups.recovery(step.work.session, UUID(str(call.inputs["recovery_id"])))
    if recovery is None or recovery.case_id != step.case.id:
        raise RecoveryNotFoundError("the recovery is not of this case")
    return recovery


def _enter(step: Step, call: OperationCall, recovery: RecoveryRow, kind: str, amount_fen: int) -> None:
    step.work.session.add(
        RecoveryEntryRow(
            id=step.work.new_id(),
            county_code=step.case.county_code,
            recovery_id=recovery.id,
            task_id=call.task_id,
            kind=kind,
            amount_fen=amount_fen,
            at=step.now,
            actor=step.work.actor,
        )
    )


OPERATIONS: Final[tuple[Operation, ...]] = (
    operation("open_recovery", open_recovery, required=("reason",), outputs=("recovery_id",)),
    operation("book_receivable", book_receivable, required=("recovery_id",), outputs=("balance_fen",)),
    operation("post_repayment", post_repayment, required=("recovery_id",), outputs=("balance_fen",)),
    operation("flag_watchlist", flag_watchlist, outputs=("flagged",)),
    operation("close_recovery", close_recovery, required=("recovery_id",), outputs=("collected",)),
)

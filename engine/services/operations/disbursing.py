"""Operations that give out what was awarded; a payment row is paid once and never changed afterwards."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from engine.bpmn.host import OperationCall
from engine.domain.local_time import local_date, utc_of
from engine.errors import FieldError, InvalidInputError, NotFoundError
from engine.services import aid_stock, audit, bank_orders
from engine.services.case_relief import UNPAID
from engine.services.instance_facts import fact, stated_by, withdraw
from engine.services.operations.operation import Operation, OperationRefusedError, operation
from engine.store import relief
from engine.store.tables.relief import AwardRow, DisbursementRow, StandbyFundEntryRow

if TYPE_CHECKING:
    from engine.services.steps import Step

PRECHECK_WINDOW_WORKING_DAYS: Final = 10
TOWNSHIP_FLOAT: Final = "township_float"
COUNTY_BUDGET: Final = "county_budget"
PROOF_FACTS: Final = ("receipt", "issued_items")
PRECHECK: Final = "precheck_result"


class DisbursementNotFoundError(NotFoundError):
    """There is no such payment row in this case."""

    code = "disbursement_not_found"


class AlreadyPaidError(OperationRefusedError):
    """The row has been paid or cancelled; nothing is paid twice."""

    code = "already_paid"


class FundTooLowError(OperationRefusedError):
    """The township's standby fund would fall below zero."""

    code = "standby_fund_too_low"


class NotPrecheckedError(OperationRefusedError):
    """Before each later stage somebody looks whether the family's situation has changed (source text 3b)."""

    code = "instalment_not_prechecked"


class PayerDecidedError(OperationRefusedError):
    """Who proposed or decided an award does not pay it out."""

    code = "separation_of_duties"


def plan_disbursement(step: Step, _call: OperationCall) -> dict[str, Any]:
    """One payment row per line of the open award; planning again gives the same rows."""
    award = step.relief.latest_award
    if award is None:
        return {"payment_ids": []}
    planned = step.relief.disbursements_of(award.id)
    if not planned:
        planned = [
            _row(step, award, number, line, stage)
            for number, line in enumerate(award.lines, 1)
            for stage in line.get("stages") or (None,)
        ]
        step.relief.add_disbursements(planned)
    return {"payment_ids": [str(row.id) for row in planned]}


def _row(
    step: Step, award: AwardRow, line_no: int, line: dict[str, Any], stage: dict[str, Any] | None
) -> DisbursementRow:
    from_float = line["method"] == "cash" and award.level == "township"
    return DisbursementRow(
        id=step.work.new_id(),
        county_code=step.case.county_code,
        case_id=step.case.id,
        award_id=award.id,
        line_no=line_no,
        instalment_no=stage["no"] if stage else 1,
        is_staged=stage is not None,
        method=line["method"],
        fund_source=TOWNSHIP_FLOAT if from_float else COUNTY_BUDGET,
        amount_fen=stage["amount_fen"] if stage else line["amount_fen"],
        planned_on=date.fromisoformat(stage["pay_on"]) if stage else local_date(step.now),
        goods=line["goods"],
        status="planned",
    )


def load_instalment(step: Step, call: OperationCall) -> dict[str, Any]:
    """What the diagram needs to know of a payment row; a timer value is never null."""
    row = _disbursement(step, call)
    is_later = _is_later_stage(row)
    planned_at = utc_of(row.planned_on, time(0))
    window = step.clocks.calendar.nth_working_day_before(row.planned_on, PRECHECK_WINDOW_WORKING_DAYS)
    decided_on = local_date(step.relief.award(row.award_id).decided_at)
    day_before = utc_of(decided_on - timedelta(days=1), time(0))
    return {
        "status": row.status,
        "method": row.method,
        "amount_fen": row.amount_fen,
        "no": row.instalment_no if row.is_staged else None,
        "needs_precheck": is_later,
        "precheck_opens_at": utc_of(window, time(0)).isoformat(),
        "pay_from": (planned_at if is_later else day_before).isoformat(),
    }


def order_disbursement(step: Step, call: OperationCall) -> dict[str, Any]:
    """Order the bank to pay a row; again only after the bank has returned the money of the order before."""
    row = _disbursement(step, call)
    if row.status not in UNPAID:
        raise AlreadyPaidError(f"disbursement {row.id} is {row.status}")
    order = bank_orders.order(step, row)
    row.status = "ordered"
    withdraw(step.instance, *bank_orders.RESULT_FACTS)
    return {"order_id": str(order.id)}


def record_payment(step: Step, call: OperationCall) -> dict[str, Any]:
    """Mark a row as paid, once; cash from the township's fund is booked in the same transaction."""
    row = _disbursement(step, call)
    if row.status not in UNPAID:
        raise AlreadyPaidError(f"disbursement {row.id} is {row.status}")
    payer = stated_by(step.instance, "paid_at") or step.work.actor
    award = step.relief.award(row.award_id)
    if payer in {award.proposed_by, award.decided_by}:
        raise PayerDecidedError("the payer is a third person")
    if _is_later_stage(row) and fact(step.instance, PRECHECK) is None:
        raise NotPrecheckedError(f"stage {row.instalment_no} has not been checked before payment")
    _check_paid_amount(step, row)
    if row.method == "bank":
        bank_orders.close_as_paid(step, row)
    if row.method == "in_kind":
        aid_stock.issue(step, row)
    row.receipt_id = _receipt(step)
    row.status, row.paid_by, row.paid_at = "paid", payer, _paid_at(step)
    if row.fund_source == TOWNSHIP_FLOAT:
        _book_from_float(step, row)
    withdraw(step.instance, "paid_fen", "paid_at", "second_payer", PRECHECK)
    audit.record(
        step.work, "disbursement_paid", case=step.case, object_id=row.id, detail={"amount_fen": row.amount_fen}
    )
    return {"paid": True}


def change_plan(step: Step, call: OperationCall) -> dict[str, Any]:
    """Cancel, or lower, the unpaid rows from this one on; what is paid stays untouched."""
    row = _disbursement(step, call)
    action, reason = str(call.inputs["action"]), str(call.inputs.get("reason") or "stopped")
    changed = []
    for later in step.relief.disbursements_of(row.award_id):
        if later.status not in UNPAID or (later.line_no, later.instalment_no) < (row.line_no, row.instalment_no):
            continue
        if action == "reduce":
            later.amount_fen = min(later.amount_fen, _lowered(call.inputs.get("amount_fen")))
        else:
            later.status, later.cancelled_reason = "cancelled", reason
        changed.append(str(later.id))
    if action != "reduce":
        withdraw(step.instance, PRECHECK)
    audit.record(
        step.work, "plan_changed", case=step.case, object_id=row.id, detail={"action": action, "rows": changed}
    )
    return {"changed": len(changed)}


def summarise_disbursement(step: Step, _call: OperationCall) -> dict[str, Any]:
    """How the latest award was given out: paid, partly terminated, or nothing to pay; fen paid in all."""
    award = step.relief.latest_award
    rows = step.relief.disbursements_of(award.id) if award else []
    paid_fen = sum(row.amount_fen for row in rows if row.status == "paid")
    if not rows:
        outcome = "nothing_to_pay"
    else:
        outcome = "partly_terminated" if any(row.status == "cancelled" for row in rows) else "paid"
    return {"outcome": outcome, "paid_fen": paid_fen}


def _disbursement(step: Step, call: OperationCall) -> DisbursementRow:
    row = step.relief.disbursement(UUID(str(call.inputs["payment_id"])))
    if row is None:
        raise DisbursementNotFoundError(f"disbursement {call.inputs['payment_id']} is not of this case")
    return row


def _is_later_stage(row: DisbursementRow) -> bool:
    return row.is_staged and row.instalment_no > 1


def _check_paid_amount(step: Step, row: DisbursementRow) -> None:
    paid_fen = fact(step.instance, "paid_fen")
    if paid_fen is not None and paid_fen != row.amount_fen:
        raise InvalidInputError(
            [
                FieldError(
                    "paid_fen", f"实发金额须与决定金额一致（{row.amount_fen // 100}.{row.amount_fen % 100:02d} 元）"
                )
            ]
        )


def _receipt(step: Step) -> UUID | None:
    """The uploaded paper that proves the payment."""
    stated = fact(step.instance, "receipt")
    return UUID(stated) if stated else None


def _paid_at(step: Step) -> datetime:
    stated = fact(step.instance, "paid_at")
    paid_at = datetime.fromisoformat(stated) if stated else step.now
    if paid_at > step.now:
        raise InvalidInputError([FieldError("paid_at", "发放时间不能晚于现在")])
    return paid_at


def _book_from_float(step: Step, row: DisbursementRow) -> None:
    balance_fen = relief.take_from_fund(step.work.session, step.case.town_code, row.amount_fen)
    if balance_fen is None:
        raise FundTooLowError(f"the standby fund of {step.case.town_code} is below {row.amount_fen} fen")
    step.work.record(
        StandbyFundEntryRow,
        id=step.work.new_id(),
        county_code=step.case.county_code,
        town_code=step.case.town_code,
        disbursement_id=row.id,
        kind="paid_out",
        amount_fen=-row.amount_fen,
        balance_fen=balance_fen,
        at=step.now,
        actor=step.work.actor,
    )


def _lowered(amount: object) -> int:
    if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
        raise InvalidInputError([FieldError("new_amount_fen", "调减后的金额须大于 0")])
    return amount


OPERATIONS: Final[tuple[Operation, ...]] = (
    operation("plan_disbursement", plan_disbursement, outputs=("payment_ids",)),
    operation(
        "load_instalment",
        load_instalment,
        required=("payment_id",),
        outputs=("status", "method", "amount_fen", "no", "needs_precheck", "precheck_opens_at", "pay_from"),
    ),
    operation("order_disbursement", order_disbursement, required=("payment_id",), outputs=("order_id",)),
    operation("record_payment", record_payment, required=("payment_id",), outputs=("paid",), kind="payment"),
    operation(
        "change_plan",
        change_plan,
        required=("payment_id", "action"),
        optional=("amount_fen", "reason"),
        outputs=("changed",),
    ),
    operation("summarise_disbursement", summarise_disbursement, outputs=("outcome", "paid_fen")),
)

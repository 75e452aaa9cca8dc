"""Goods that townships keep for emergencies: put in, given out against a receipt, never below zero (policy 12)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from engine.errors import ConflictError, FieldError, InvalidInputError
from engine.services import audit
from engine.services.instance_facts import fact
from engine.services.unit_of_work import UnitOfWork
from engine.store import payments, staff
from engine.store.tables.payments import AidStockEntryRow, AidStockRow
from engine.store.tables.relief import DisbursementRow

if TYPE_CHECKING:
    from engine.services.steps import Step

HUNDREDTHS: Final = 100
ISSUED_ITEMS: Final = "issued_items"
MOST: Final = 10**9


class StockTooLowError(ConflictError):
    """The township does not keep as much of these goods."""

    code = "aid_stock_too_low"


@dataclass(frozen=True, slots=True)
class StockMovement:
    """Goods put in (positive) or given out (negative), in hundredths of `unit`."""

    town_code: str
    item: str
    unit: str
    change: int
    disbursement_id: UUID | None = None
    receipt_id: UUID | None = None


def receive(work: UnitOfWork, town_code: str, item: str, unit: str, quantity: Decimal) -> int:
    """Put goods into a township's stock; what it holds then, in hundredths of `unit`.

    Raises:
        InvalidInputError: there is no such township, or the quantity is no positive number with two decimals.
    """
    if staff.unit(work.session, town_code) is None:
        raise InvalidInputError([FieldError("town_code", "没有这个乡镇（街道），请核对区划代码")])
    change = _hundredths(quantity)
    _require_row(work, town_code, item, unit)
    balance = _book(work, StockMovement(town_code, item, unit, change), kind="received")
    audit.record(
        work, "aid_stock_received", county_code=town_code[:6], object_id=town_code, detail={"quantity": change}
    )
    return balance


def issue(step: Step, row: DisbursementRow) -> None:
    """Take what was handed over out of the township's stock; goods that it does not keep on stock are left alone.

    Raises:
        StockTooLowError: there is less in stock than was handed over; nothing is recorded.
    """
    kept = {(one.item, one.unit) for one in payments.stock_of(step.work.session, step.case.town_code)}
    receipt = fact(step.instance, "receipt")
    for (item, unit), quantity in sorted(_handed_over(step, row).items()):
        if (item, unit) in kept:
            movement = StockMovement(
                step.case.town_code, item, unit, -quantity, row.id, UUID(receipt) if receipt else None
            )
            _book(step.work, movement, kind="issued")


def move(work: UnitOfWork, source: str, target: str) -> int:
    """Hand all goods of a township to the one that follows it; how many kinds of goods were moved."""
    kept = [(one.item, one.unit, one.quantity) for one in payments.stock_of(work.session, source) if one.quantity > 0]
    for item, unit, quantity in kept:
        _require_row(work, target, item, unit)
        _book(work, StockMovement(source, item, unit, -quantity), kind="moved")
        _book(work, StockMovement(target, item, unit, quantity), kind="moved")
    return len(kept)


def _require_row(work: UnitOfWork, town_code: str, item: str, unit: str) -> None:
    """Let a township keep an item that it has not kept before."""
    if payments.stock_row(work.session, town_code, item, unit) is None:
        work.session.add(AidStockRow(town_code=town_code, item=item, unit=unit, county_code=town_code[:6], quantity=0))
        work.session.flush()


def _handed_over(step: Step, row: DisbursementRow) -> dict[tuple[str, str], int]:
    """What was given, by item and unit: as stated at the hand-over, else as awarded."""
    lines: list[dict[str, Any]] = fact(step.instance, ISSUED_ITEMS) or row.goods or []
    quantities: dict[tuple[str, str], int] = {}
    for line in lines:
        key = (str(line["item"]).strip(), str(line["unit"]).strip())
        quantities[key] = quantities.get(key, 0) + _hundredths(Decimal(str(line["qty"])))
    return quantities


def _hundredths(quantity: Decimal) -> int:
    scaled = quantity * HUNDREDTHS
    if scaled != scaled.to_integral_value() or not 0 < scaled <= MOST:
        raise InvalidInputError([FieldError("qty", "数量须大于零，最多两位小数")])
    return int(scaled)


def _book(work: UnitOfWork, movement: StockMovement, *, kind: str) -> int:
    balance = payments.change_stock(work.session, movement.town_code, movement.item, movement.unit, movement.change)
    if balance is None:
        raise StockTooLowError(f"{movement.town_code} keeps too little of {movement.item}")
    work.session.add(
        AidStockEntryRow(
            id=work.new_id(),
            county_code=movement.town_code[:6],
            town_code=movement.town_code,
            item=movement.item,
            unit=movement.unit,
            disbursement_id=movement.disbursement_id,
            receipt_id=movement.receipt_id,
            kind=kind,
            quantity=movement.change,
            balance=balance,
            at=work.now,
            actor=work.actor,
        )
    )
    return balance

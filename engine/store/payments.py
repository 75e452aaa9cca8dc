"""Queries over bank orders and files, claims, running totals and goods in stock."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from engine.store.database import ask, insert_or
from engine.store.tables.payments import AidStockRow, AwardClaimRow, AwardTallyRow, BankFileRow, BankOrderRow
from engine.store.tables.processes import SubmissionRow
from engine.store.tables.relief import DisbursementRow


def latest_order(session: Session, disbursement_id: UUID) -> BankOrderRow | None:
    """The last bank order of a payment row."""
    return session.scalar(
        select(BankOrderRow)
        .where(BankOrderRow.disbursement_id == disbursement_id)
        .order_by(BankOrderRow.attempt.desc())
        .limit(1)
    )


def order_of(session: Session, order_id: UUID) -> BankOrderRow | None:
    """One bank order, locked until the transaction ends."""
    return session.scalar(select(BankOrderRow).where(BankOrderRow.id == order_id).with_for_update())


def order_with_key(session: Session, key: str) -> BankOrderRow | None:
    """The bank order that the bank knows by `key`, locked until the transaction ends."""
    return session.scalar(select(BankOrderRow).where(BankOrderRow.key == key).with_for_update())


def unsent_orders(session: Session, county_code: str) -> Sequence[tuple[BankOrderRow, DisbursementRow]]:
    """The orders of a county that no bank has been given yet, oldest first, locked until the transaction ends."""
    rows = session.execute(
        select(BankOrderRow, DisbursementRow)
        .join(
            DisbursementRow,
            (DisbursementRow.id == BankOrderRow.disbursement_id)
            & (DisbursementRow.county_code == BankOrderRow.county_code),
        )
        .where(
            BankOrderRow.county_code == county_code,
            BankOrderRow.status == "ordered",
            DisbursementRow.status == "ordered",
        )
        .order_by(BankOrderRow.id)
        .with_for_update(of=BankOrderRow)
    )
    return [(order, payment) for order, payment in rows]


def orders_in_file(session: Session, file_id: UUID) -> Sequence[BankOrderRow]:
    """The orders that one file gave to the bank, in their order."""
    return session.scalars(
        select(BankOrderRow).where(BankOrderRow.bank_file_id == file_id).order_by(BankOrderRow.id)
    ).all()


def unanswered_orders(session: Session) -> Sequence[BankOrderRow]:
    """The orders given to a bank of which nobody knows what became."""
    return session.scalars(select(BankOrderRow).where(BankOrderRow.status == "sent").order_by(BankOrderRow.id)).all()


def counties_with_unsent_orders(session: Session) -> Sequence[str]:
    """The counties whose orders wait for a bank file."""
    return session.scalars(
        select(BankOrderRow.county_code)
        .where(BankOrderRow.status == "ordered")
        .distinct()
        .order_by(BankOrderRow.county_code)
    ).all()


def bank_file(session: Session, direction: str, number: str) -> BankFileRow | None:
    """A file to (`out`) or from (`in`) a bank by its number."""
    return session.scalar(select(BankFileRow).where(BankFileRow.direction == direction, BankFileRow.number == number))


def bank_file_with_digest(session: Session, direction: str, sha256: str) -> BankFileRow | None:
    """A file with exactly this content."""
    return session.scalar(select(BankFileRow).where(BankFileRow.direction == direction, BankFileRow.sha256 == sha256))


def bank_files_numbered(session: Session, county_code: str, direction: str, prefix: str) -> int:
    """How many files of a county have a number that begins with `prefix`."""
    return (
        session.scalar(
            select(func.count())
            .select_from(BankFileRow)
            .where(
                BankFileRow.county_code == county_code,
                BankFileRow.direction == direction,
                BankFileRow.number.startswith(prefix),
            )
        )
        or 0
    )


def submission(session: Session, submission_id: UUID) -> SubmissionRow | None:
    """One submitted form, where a payee's account may be stated."""
    return session.scalar(select(SubmissionRow).where(SubmissionRow.id == submission_id))


def claims_on(session: Session, identity_index: bytes, cause_key: bytes, year: int) -> Sequence[AwardClaimRow]:
    """Who holds the claims of a person for a cause in a year."""
    return session.scalars(
        select(AwardClaimRow).where(
            AwardClaimRow.identity_index == identity_index,
            AwardClaimRow.cause_key == cause_key,
            AwardClaimRow.year == year,
        )
    ).all()


def add_to_tallies(session: Session, rows: Iterable[tuple[str, str, str]], amount_fen: int) -> dict[str, int]:
    """Add an award to the running totals (kind, owner, period); the new totals by kind.

    The rows stay locked until the transaction ends; they are taken in one order, so that nobody waits in a circle.
    """
    added = [dict(zip(("kind", "owner", "period"), row, strict=True), total_fen=amount_fen) for row in sorted(rows)]
    totals = ask(session, _adding_to_tallies(session.get_bind().dialect.name), added)
    return {row.kind: row.total_fen for row in totals}


@cache
def _adding_to_tallies(dialect: str) -> ReturningInsert[Any]:
    new = insert_or(dialect, AwardTallyRow)
    total_fen = new.table.c.total_fen + new.excluded.total_fen
    summed = new.on_conflict_do_update(index_elements=("kind", "owner", "period"), set_={"total_fen": total_fen})
    return summed.returning(new.table.c.kind, new.table.c.total_fen)


def stock_of(session: Session, town_code: str) -> Sequence[AidStockRow]:
    """The goods that a township keeps, by name."""
    return session.scalars(
        select(AidStockRow).where(AidStockRow.town_code == town_code).order_by(AidStockRow.item, AidStockRow.unit)
    ).all()


def stock_row(session: Session, town_code: str, item: str, unit: str) -> AidStockRow | None:
    """The stock of one kind of goods."""
    return session.get(AidStockRow, (town_code, item, unit))


def change_stock(session: Session, town_code: str, item: str, unit: str, change: int) -> int | None:
    """Put goods into or take them out of stock, in hundredths of `unit`; what is left.

    Nothing when there is too little, or when the township keeps no such goods.
    """
    return session.scalar(
        update(AidStockRow)
        .where(
            AidStockRow.town_code == town_code,
            AidStockRow.item == item,
            AidStockRow.unit == unit,
            AidStockRow.quantity + change >= 0,
        )
        .values(quantity=AidStockRow.quantity + change)
        .returning(AidStockRow.quantity)
    )

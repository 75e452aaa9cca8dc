"""Tries what the database itself must refuse, each in a savepoint that is undone whatever happens."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Executable, delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.store.tables.deadlines import DeadlineBreachRow
from engine.store.tables.relief import DisbursementRow, StandbyFundRow


def is_refused(session: Session, statement: Executable) -> bool:
    """Whether the database refuses `statement`; nothing of it stays either way."""
    savepoint = session.begin_nested()
    try:
        session.execute(statement)
    except DBAPIError:
        return True
    finally:
        savepoint.rollback()
    return False


def changes_of_breaches(session: Session, case_id: UUID) -> Iterator[tuple[str, Executable]]:
    """For each breach of a case: what it is about, and statements that would move or remove it."""
    for row in session.scalars(select(DeadlineBreachRow).where(DeadlineBreachRow.case_id == case_id)):
        this = DeadlineBreachRow.id == row.id
        yield f"{row.key} changed", update(DeadlineBreachRow).where(this).values(due_at=row.recorded_at, key="none")
        yield f"{row.key} removed", delete(DeadlineBreachRow).where(this)


def changes_of_payments(session: Session, case_id: UUID) -> Iterator[tuple[str, Executable]]:
    """For each paid row of a case: statements that would change, remove or repeat it with a negative amount."""
    rows = session.scalars(
        select(DisbursementRow).where(DisbursementRow.case_id == case_id, DisbursementRow.status == "paid")
    )
    for row in rows:
        this = DisbursementRow.id == row.id
        copied = {column.key: getattr(row, column.key) for column in DisbursementRow.__table__.columns}
        yield "changed", update(DisbursementRow).where(this).values(amount_fen=row.amount_fen + 1)
        yield "removed", delete(DisbursementRow).where(this)
        negative = {**copied, "id": row.case_id, "line_no": -row.line_no, "amount_fen": -row.amount_fen}
        yield "negative", insert(DisbursementRow).values(negative)


def overdraft(town_code: str) -> Executable:
    """A statement that would take a township's standby fund one fen below zero."""
    return update(StandbyFundRow).where(StandbyFundRow.town_code == town_code).values(balance_fen=-1)

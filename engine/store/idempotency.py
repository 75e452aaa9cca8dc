"""Queries over answers kept for repeated requests."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.store.database import insert_into
from engine.store.tables.processes import IdempotencyAnswerRow


def answer_to(session: Session, person: str, key: str) -> IdempotencyAnswerRow | None:
    """The answer kept for a person's key."""
    return session.scalar(
        select(IdempotencyAnswerRow).where(IdempotencyAnswerRow.person == person, IdempotencyAnswerRow.key == key)
    )


def keep(session: Session, answer: IdempotencyAnswerRow) -> bool:
    """Keep an answer under its key; False when the key has an answer already, however closely the two were sent."""
    row = {column.key: getattr(answer, column.key) for column in IdempotencyAnswerRow.__table__.columns}
    new = insert_into(session, IdempotencyAnswerRow).values(row).on_conflict_do_nothing()
    return session.scalar(new.returning(IdempotencyAnswerRow.key)) is not None


def forget_before(session: Session, moment: datetime) -> None:
    """Remove answers older than `moment`."""
    session.execute(delete(IdempotencyAnswerRow).where(IdempotencyAnswerRow.answered_at < moment))

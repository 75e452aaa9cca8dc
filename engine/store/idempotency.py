"""Queries over answers kept for repeated requests."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.store.database import add_unless_known
from engine.store.orm import values_of
from engine.store.tables.processes import IdempotencyAnswerRow


def answer_to(session: Session, person: str, key: str) -> IdempotencyAnswerRow | None:
    """The answer kept for a person's key."""
    return session.scalar(
        select(IdempotencyAnswerRow).where(IdempotencyAnswerRow.person == person, IdempotencyAnswerRow.key == key)
    )


def keep(session: Session, answer: IdempotencyAnswerRow) -> bool:
    """Keep an answer under its key; False when the key has an answer already, however closely the two were sent."""
    return add_unless_known(session, IdempotencyAnswerRow, values_of(answer))


def forget_before(session: Session, moment: datetime) -> None:
    """Remove answers older than `moment`."""
    session.execute(delete(IdempotencyAnswerRow).where(IdempotencyAnswerRow.answered_at < moment))

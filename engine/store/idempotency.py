"""Queries over answers kept for repeated requests."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.store.tables.processes import IdempotencyAnswerRow


def answer_to(session: Session, person: str, key: str) -> IdempotencyAnswerRow | None:
    """The answer kept for a person's key."""
    return session.scalar(
        select(IdempotencyAnswerRow).where(IdempotencyAnswerRow.person == person, IdempotencyAnswerRow.key == key)
    )


def forget_before(session: Session, moment: datetime) -> None:
    """Remove answers older than `moment`."""
    session.execute(delete(IdempotencyAnswerRow).where(IdempotencyAnswerRow.answered_at < moment))

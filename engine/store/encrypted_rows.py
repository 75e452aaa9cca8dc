"""Queries over rows that only the keys of this installation make readable or checkable."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.tables.background import AuditSealRow
from engine.store.tables.cases import PersonRow


def has_any(session: Session) -> bool:
    """Whether anybody's data was encrypted or any audit entry sealed; all else belongs to a person."""
    firsts = (select(PersonRow.id).limit(1), select(AuditSealRow.entry_id).limit(1))
    return any(session.scalar(first) is not None for first in firsts)


def sample_people(session: Session) -> Sequence[PersonRow]:
    """The first and the last person entered: what the oldest and the newest key encrypted."""
    ends = (PersonRow.id.asc(), PersonRow.id.desc())
    found = (session.scalar(select(PersonRow).order_by(end).limit(1)) for end in ends)
    return [person for person in found if person is not None]

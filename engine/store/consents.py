"""Queries over who has consented to the means check."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.tables.consents import CheckConsentRow


def consents_of(session: Session, case_id: UUID) -> Sequence[CheckConsentRow]:
    """All answers given in a case, oldest first."""
    return session.scalars(
        select(CheckConsentRow)
        .where(CheckConsentRow.case_id == case_id)
        .order_by(CheckConsentRow.entered_at, CheckConsentRow.id)
    ).all()

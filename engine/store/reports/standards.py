"""The standards and texts in force on a day, with their sources, as the public may know them (R62)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.store.tables.policy import LocalStandardRow, PolicyOverlayRow


def standards_in_force(session: Session, on: date) -> Sequence[LocalStandardRow]:
    """The monthly standards that hold on a day, by the area code they hold for."""
    return session.scalars(
        select(LocalStandardRow)
        .where(
            LocalStandardRow.valid_from <= on, or_(LocalStandardRow.valid_to.is_(None), LocalStandardRow.valid_to > on)
        )
        .order_by(LocalStandardRow.scope, LocalStandardRow.area_type)
    ).all()


def texts_in_force(session: Session, on: date) -> Sequence[PolicyOverlayRow]:
    """The later texts that change the rules on a day."""
    return session.scalars(
        select(PolicyOverlayRow)
        .where(PolicyOverlayRow.is_on, PolicyOverlayRow.effective_from <= on)
        .order_by(PolicyOverlayRow.effective_from, PolicyOverlayRow.code)
    ).all()

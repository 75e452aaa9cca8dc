"""Relief first, and the paperwork that follows it."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from engine.store.reports.scope import Grouping, Scope
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.relief import AwardRow

PAPERWORK_KEY: Final = "posthoc.complete"
"""The duty of clause 2d to complete the paperwork."""
RELIEF_FIRST: Final = "relief_first"
URGENT: Final = "urgent"


@dataclass(frozen=True, slots=True)
class ReliefFirstFigures:
    """The awarded cases of one group, by their first award, and where the paperwork of those relieved first stands."""

    awarded: int
    urgent: int
    relieved_first: int
    filed_in_time: int
    filed_late: int
    overdue: int
    """The paperwork is not complete, and its time is over."""
    in_time_still: int
    """The emergency is over, the paperwork is not complete, and there is time left."""
    not_due_yet: int
    """The emergency goes on: nothing has to be completed yet."""


def relief_first_by(session: Session, scope: Scope, grouping: Grouping | None) -> dict[str | None, ReliefFirstFigures]:
    """The figures of each group of cases whose first award was decided in the time."""
    first, duty = _first_awards(), _paperwork()
    is_first = first.c.relieved_first == 1
    is_done = and_(is_first, duty.c.done == 1)
    is_open = and_(is_first, duty.c.done == 0)
    group = scope.group(grouping, first.c.decided_at)
    query = (
        select(
            group,
            func.count(),
            _number(CaseRow.track == URGENT),
            _number(is_first),
            _number(and_(is_done, duty.c.breached == 0)),
            _number(and_(is_done, duty.c.breached == 1)),
            _number(and_(is_open, duty.c.breached == 1)),
            _number(and_(is_open, duty.c.breached == 0)),
            _number(and_(is_first, duty.c.case_id.is_(None))),
        )
        .select_from(CaseRow)
        .join(first, first.c.case_id == CaseRow.id)
        .outerjoin(duty, duty.c.case_id == CaseRow.id)
        .where(scope.cases, scope.during(first.c.decided_at))
        .group_by(group)
    )
    return {
        name: ReliefFirstFigures(*(int(figure or 0) for figure in figures)) for name, *figures in session.execute(query)
    }


def _number(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _first_awards() -> Subquery:
    """When each case was first awarded something, and whether any of its awards was relief first.

    Ledgers of former years do not say which relief came first: their cases are left out.
    """
    is_first = case((AwardRow.kind == RELIEF_FIRST, 1), else_=0)
    return (
        select(
            AwardRow.case_id,
            func.min(AwardRow.decided_at).label("decided_at"),
            func.max(is_first).label("relieved_first"),
        )
        .where(AwardRow.task_id.is_not(None))
        .group_by(AwardRow.case_id)
        .subquery()
    )


def _paperwork() -> Subquery:
    """The duty to complete the paperwork, by case; one taken back (cancelled) is none."""
    return (
        select(
            DeadlineRow.case_id,
            func.min(case((DeadlineRow.stopped_at.is_not(None), 1), else_=0)).label("done"),
            func.max(case((DeadlineRow.is_breached, 1), else_=0)).label("breached"),
        )
        .where(DeadlineRow.key == PAPERWORK_KEY, DeadlineRow.status != "cancelled")
        .group_by(DeadlineRow.case_id)
        .subquery()
    )

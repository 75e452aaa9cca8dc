"""How far duties are done in time, and how long they take."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from engine.store.reports.scope import Grouping, Scope, seconds_since_1970
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import DeadlinePauseRow, DeadlineRow

_SETTLED_AT: Final = func.coalesce(DeadlineRow.stopped_at, DeadlineRow.due_at, DeadlineRow.initial_due_at)
"""The day a duty counts on: when it was done; while it is breached and still open, when it fell due."""
_OF_DUTY: Final = and_(CaseRow.id == DeadlineRow.case_id, CaseRow.county_code == DeadlineRow.county_code)
_IS_DONE: Final = DeadlineRow.stopped_at.is_not(None)
_IS_SETTLED: Final = and_(
    DeadlineRow.kind == "duty", DeadlineRow.status != "cancelled", _IS_DONE | DeadlineRow.is_breached
)
_MEDIAN, _NINETIETH = 50, 90


@dataclass(frozen=True, slots=True)
class TimelinessFigures:
    """The duties of one group that were done or breached; times used are natural seconds without pauses."""

    settled: int
    met: int
    late: int
    """Done, but after they had been breached."""
    still_open: int
    """Breached and not done yet."""
    median_seconds: int | None
    ninetieth_seconds: int | None
    """Nine duties of ten were done within this time; the nearest rank, always a time that occurred."""


def timeliness(session: Session, scope: Scope, grouping: Grouping | None) -> dict[str | None, TimelinessFigures]:
    """The figures of each group: by deadline key, unit or month; without a grouping those of all duties."""
    group = DeadlineRow.key.label("name") if grouping is Grouping.KEY else scope.group(grouping, _SETTLED_AT)
    used = _times_used(session, scope, group)
    return {
        name: TimelinessFigures(
            count, int(met or 0), int(late or 0), int(still_open or 0), *used.get(name, (None, None))
        )
        for name, count, met, late, still_open in session.execute(_counts(scope, group))
    }


def _counts(scope: Scope, group: ColumnElement[Any]) -> Select[Any]:
    return _settled(
        scope,
        group,
        func.count(),
        func.sum(case((DeadlineRow.is_breached, 0), else_=1)),
        func.sum(case((and_(DeadlineRow.is_breached, _IS_DONE), 1), else_=0)),
        func.sum(case((_IS_DONE, 0), else_=1)),
    ).group_by(group)


def _times_used(session: Session, scope: Scope, group: ColumnElement[Any]) -> dict[str | None, tuple[int, int]]:
    """The median and the ninetieth percentile of the duties that were done, by nearest rank."""
    paused = _seconds_paused()
    span = seconds_since_1970(DeadlineRow.stopped_at) - seconds_since_1970(DeadlineRow.started_at)
    seconds = (span - func.coalesce(paused.c.seconds, 0)).label("seconds")
    done = _settled(scope, group, seconds).where(_IS_DONE)
    times = done.outerjoin(paused, paused.c.deadline_id == DeadlineRow.id).subquery()
    ranks = select(
        times.c.name,
        times.c.seconds,
        func.row_number().over(partition_by=times.c.name, order_by=times.c.seconds).label("rank"),
        func.count().over(partition_by=times.c.name).label("number"),
    ).subquery()
    rows = session.execute(
        select(ranks.c.name, *(_at_rank(ranks, percent) for percent in (_MEDIAN, _NINETIETH))).group_by(ranks.c.name)
    )
    return {name: (int(median), int(ninetieth)) for name, median, ninetieth in rows}


def _at_rank(ranks: Any, percent: int) -> ColumnElement[Any]:
    """The time whose rank is the percentage of the number, rounded up."""
    return func.min(case((ranks.c.rank * 100 >= ranks.c.number * percent, ranks.c.seconds)))


def _settled(scope: Scope, *columns: Any) -> Select[Any]:
    query = select(*columns).select_from(DeadlineRow).join(CaseRow, _OF_DUTY)
    return query.where(scope.cases, _IS_SETTLED, scope.during(_SETTLED_AT))


def _seconds_paused() -> Any:
    """How long each deadline stood still; of pauses that overlap, the common part counts once."""
    before = func.max(seconds_since_1970(DeadlinePauseRow.resumed_at)).over(
        partition_by=DeadlinePauseRow.deadline_id,
        order_by=(DeadlinePauseRow.paused_at, DeadlinePauseRow.id),
        rows=(None, -1),
    )
    ended = select(
        DeadlinePauseRow.deadline_id,
        seconds_since_1970(DeadlinePauseRow.paused_at).label("since"),
        seconds_since_1970(DeadlinePauseRow.resumed_at).label("until"),
        before.label("before"),
    ).where(DeadlinePauseRow.resumed_at.is_not(None))
    pauses = ended.subquery()
    begins = case((pauses.c.before > pauses.c.since, pauses.c.before), else_=pauses.c.since)
    counted = case((pauses.c.until > begins, pauses.c.until - begins), else_=0)
    return select(pauses.c.deadline_id, func.sum(counted).label("seconds")).group_by(pauses.c.deadline_id).subquery()

"""Queries over deadlines, their pauses and breaches, alerts and the calendar."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, false, func, or_, select, update
from sqlalchemy.orm import Session

from engine.domain.roles import Grant, UnitKind
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import (
    AlertRow,
    CalendarDayRow,
    CalendarYearRow,
    DeadlineBreachRow,
    DeadlinePauseRow,
    DeadlineRow,
)

Scope = ColumnElement[bool]
"""The condition that a row is among those a list may show."""

_ONE_DAY = timedelta(days=1)
_OF_CASE = select(DeadlineRow).where(DeadlineRow.case_id == bindparam("case_id")).order_by(DeadlineRow.id)


def deadlines_of(session: Session, case_id: UUID) -> Sequence[DeadlineRow]:
    """All deadlines of a case, in the order in which they were started."""
    return session.scalars(_OF_CASE, {"case_id": case_id}).all()


def of_keys(session: Session, case_ids: Collection[UUID], keys: Collection[str]) -> Sequence[DeadlineRow]:
    """The deadlines of some keys in some cases, in the order in which they were started."""
    if not case_ids or not keys:
        return ()
    return session.scalars(
        select(DeadlineRow).where(DeadlineRow.case_id.in_(case_ids), DeadlineRow.key.in_(keys)).order_by(DeadlineRow.id)
    ).all()


def open_duties_of(session: Session, case_ids: Collection[UUID]) -> Sequence[DeadlineRow]:
    """The duties of some cases that are not done yet, soonest due first and paused ones last."""
    if not case_ids:
        return ()
    return session.scalars(
        select(DeadlineRow)
        .where(DeadlineRow.case_id.in_(case_ids), DeadlineRow.stopped_at.is_(None), DeadlineRow.kind == "duty")
        .order_by(DeadlineRow.due_at.is_(None), DeadlineRow.due_at, DeadlineRow.id)
    ).all()


def deadline_of(session: Session, deadline_id: UUID) -> DeadlineRow | None:
    """One deadline."""
    return session.scalar(select(DeadlineRow).where(DeadlineRow.id == deadline_id))


def pauses_of(session: Session, deadline_ids: Collection[UUID]) -> Sequence[DeadlinePauseRow]:
    """The pauses of the given deadlines, in order."""
    if not deadline_ids:
        return ()
    return session.scalars(
        select(DeadlinePauseRow)
        .where(DeadlinePauseRow.deadline_id.in_(deadline_ids))
        .order_by(DeadlinePauseRow.paused_at, DeadlinePauseRow.id)
    ).all()


def breach_of(session: Session, deadline_id: UUID) -> DeadlineBreachRow | None:
    """The breach recorded for a deadline."""
    return session.scalar(select(DeadlineBreachRow).where(DeadlineBreachRow.deadline_id == deadline_id))


def breaches_of(session: Session, case_id: UUID) -> Sequence[DeadlineBreachRow]:
    """All breaches of a case, in order."""
    return session.scalars(
        select(DeadlineBreachRow).where(DeadlineBreachRow.case_id == case_id).order_by(DeadlineBreachRow.due_at)
    ).all()


def breaches_by_deadline(session: Session, deadline_ids: Collection[UUID]) -> dict[UUID, DeadlineBreachRow]:
    """The latest breach of each of the given deadlines."""
    if not deadline_ids:
        return {}
    rows = session.scalars(
        select(DeadlineBreachRow)
        .where(DeadlineBreachRow.deadline_id.in_(deadline_ids))
        .order_by(DeadlineBreachRow.recorded_at, DeadlineBreachRow.id)
    )
    return {row.deadline_id: row for row in rows}


def note_late_completion(session: Session, deadline_id: UUID, completed_at: datetime) -> None:
    """Write into the breach of a deadline, once, when the duty was done after all."""
    session.execute(
        update(DeadlineBreachRow)
        .where(DeadlineBreachRow.deadline_id == deadline_id, DeadlineBreachRow.completed_late_at.is_(None))
        .values(completed_late_at=completed_at)
    )


@dataclass(frozen=True, slots=True)
class DeadlineFilter:
    """What a list of deadlines is narrowed to."""

    status: str | None = None
    key: str | None = None
    division: str | None = None
    element_id: str | None = None
    is_provisional: bool | None = None


def deadlines_page(
    session: Session,
    scope: Scope,
    narrowed: DeadlineFilter,
    after: tuple[datetime | None, UUID] | None,
    limit: int,
) -> Sequence[DeadlineRow]:
    """A page of deadlines inside `scope`, soonest due first and paused ones last, after the keyset position."""
    query = select(DeadlineRow).where(scope, *conditions(narrowed))
    if after:
        query = query.where(_after(*after))
    order = (DeadlineRow.due_at.is_(None), DeadlineRow.due_at, DeadlineRow.id)
    return session.scalars(query.order_by(*order).limit(limit)).all()


def in_area_of(grants: Iterable[Grant]) -> Scope:
    """Deadlines of cases inside the area of any of `grants`."""
    return or_(false(), *(_in_area(grant) for grant in grants))


def _in_area(grant: Grant) -> ColumnElement[bool]:
    match grant.unit_kind:
        case UnitKind.VILLAGE:
            return DeadlineRow.case_id.in_(select(CaseRow.id).where(CaseRow.village_code == grant.unit_code))
        case UnitKind.TOWNSHIP:
            return DeadlineRow.town_code == grant.unit_code
        case UnitKind.COUNTY:
            return DeadlineRow.county_code == grant.unit_code
        case UnitKind.CITY:
            return DeadlineRow.county_code.startswith(grant.area_prefix, autoescape=True)


def in_division(division: str) -> ColumnElement[bool]:
    """The condition that a deadline belongs to a case of the county, township or village with this code."""
    match len(division):
        case 6:
            return DeadlineRow.county_code == division
        case 9:
            return DeadlineRow.town_code == division
        case _:
            return DeadlineRow.case_id.in_(select(CaseRow.id).where(CaseRow.village_code == division))


def _after(due_at: datetime | None, deadline_id: UUID) -> ColumnElement[bool]:
    if due_at is None:
        return and_(DeadlineRow.due_at.is_(None), DeadlineRow.id > deadline_id)
    return or_(
        DeadlineRow.due_at > due_at,
        and_(DeadlineRow.due_at == due_at, DeadlineRow.id > deadline_id),
        DeadlineRow.due_at.is_(None),
    )


def conditions(narrowed: DeadlineFilter) -> list[ColumnElement[bool]]:
    """The conditions that a deadline is among those asked for."""
    asked: list[ColumnElement[bool]] = []
    if narrowed.status:
        asked.append(DeadlineRow.status == narrowed.status)
    if narrowed.key:
        asked.append(DeadlineRow.key == narrowed.key)
    if narrowed.division:
        asked.append(in_division(narrowed.division))
    if narrowed.element_id:
        asked.append(DeadlineRow.element_id == narrowed.element_id)
    if narrowed.is_provisional is not None:
        asked += [DeadlineRow.provisional.is_(narrowed.is_provisional), DeadlineRow.stopped_at.is_(None)]
    return asked


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many deadlines of one group stand in one status, and how many of these are provisional and still open."""

    group: str | datetime | None
    status: str
    number: int
    provisional: int


def counts_by_status(session: Session, scope: Scope, statuses: Collection[str], group_by: str) -> Iterator[StatusCount]:
    """The deadlines inside `scope` in `statuses`, by `division` (town), `key`, `element` or `due_at`."""
    columns: dict[str, ColumnElement[Any]] = {
        "division": DeadlineRow.town_code.expression,
        "key": DeadlineRow.key.expression,
        "element": DeadlineRow.element_id.expression,
        "due_at": DeadlineRow.due_at.expression,
    }
    group = columns[group_by]
    is_open_and_provisional = and_(DeadlineRow.provisional, DeadlineRow.stopped_at.is_(None))
    rows = session.execute(
        select(group, DeadlineRow.status, func.count(), func.sum(case((is_open_and_provisional, 1), else_=0)))
        .where(scope, DeadlineRow.status.in_(statuses))
        .group_by(group, DeadlineRow.status)
    )
    return (StatusCount(name, status, number, int(provisional)) for name, status, number, provisional in rows)


def due_marks(session: Session, now: datetime, limit: int) -> list[tuple[datetime, UUID, UUID]]:
    """Deadlines with a mark to be passed by `now`, oldest first: moment, deadline, case."""
    rows = session.execute(
        select(DeadlineRow.next_mark_at, DeadlineRow.id, DeadlineRow.case_id)
        .where(DeadlineRow.next_mark_at.is_not(None), DeadlineRow.next_mark_at <= now)
        .order_by(DeadlineRow.next_mark_at, DeadlineRow.id)
        .limit(limit)
    )
    return [(at, deadline_id, case_id) for at, deadline_id, case_id in rows if at is not None]


def calendar_versions(session: Session) -> dict[int, str]:
    """The years whose official list is known, each with the version of its import."""
    rows = session.execute(select(CalendarYearRow.year, CalendarYearRow.version))
    return {row.year: row.version for row in rows}


def calendar_days(session: Session) -> list[tuple[date, str]]:
    """All days that are not what their weekday says."""
    return [(on, kind) for on, kind in session.execute(select(CalendarDayRow.on_date, CalendarDayRow.kind))]


def calendar_year(session: Session, year: int) -> CalendarYearRow | None:
    """The import of a year's official list."""
    return session.scalar(select(CalendarYearRow).where(CalendarYearRow.year == year))


def calendar_days_of(session: Session, year: int) -> list[tuple[date, str]]:
    """The days of one year that are not what their weekday says, in order."""
    rows = session.execute(
        select(CalendarDayRow.on_date, CalendarDayRow.kind)
        .where(CalendarDayRow.on_date >= date(year, 1, 1), CalendarDayRow.on_date <= date(year, 12, 31))
        .order_by(CalendarDayRow.on_date)
    )
    return [(on, kind) for on, kind in rows]


def replace_calendar_year(
    session: Session,
    year: int,
    *,
    off: Iterable[date],
    makeup: Iterable[date],
    version: str,
    source: str,
    imported_by: str,
    now: datetime,
) -> None:
    """Put the official list of `year` in place of what was known of it."""
    session.execute(
        delete(CalendarDayRow).where(
            CalendarDayRow.on_date >= date(year, 1, 1), CalendarDayRow.on_date <= date(year, 12, 31)
        )
    )
    session.execute(delete(CalendarYearRow).where(CalendarYearRow.year == year))
    session.add(CalendarYearRow(year=year, version=version, source=source, imported_by=imported_by, imported_at=now))
    session.add_all(CalendarDayRow(on_date=on, kind="off") for on in sorted(off))
    session.add_all(CalendarDayRow(on_date=on, kind="makeup") for on in sorted(makeup))
    session.flush()


def cases_touching(session: Session, year: int) -> list[UUID]:
    """Cases with an open deadline whose count may pass through `year`: not due before it begins."""
    found = session.scalars(
        select(DeadlineRow.case_id).where(DeadlineRow.stopped_at.is_(None), _may_pass_through(year)).distinct()
    )
    return list(found)


def open_touching(session: Session, year: int) -> Sequence[DeadlineRow]:
    """The open deadlines of these cases, by case number and key."""
    return session.scalars(
        select(DeadlineRow)
        .where(DeadlineRow.stopped_at.is_(None), _may_pass_through(year))
        .order_by(DeadlineRow.case_reference, DeadlineRow.key, DeadlineRow.id)
    ).all()


def _may_pass_through(year: int) -> ColumnElement[bool]:
    begins_at = datetime(year, 1, 1, tzinfo=UTC) - _ONE_DAY
    return or_(DeadlineRow.due_at.is_(None), DeadlineRow.due_at >= begins_at)


def alerted_levels(session: Session, deadline_id: UUID) -> set[int]:
    """The levels of the ladder for which alerts about a deadline have been raised."""
    return set(session.scalars(select(AlertRow.level).where(AlertRow.subject_id == deadline_id)))


def alerts_of(session: Session, case_id: UUID) -> Sequence[AlertRow]:
    """All alerts about a case, in order."""
    return session.scalars(select(AlertRow).where(AlertRow.case_id == case_id).order_by(AlertRow.at, AlertRow.id)).all()


def next_mark_at(session: Session) -> datetime | None:
    """When the next deadline passes a mark."""
    return session.scalar(
        select(DeadlineRow.next_mark_at)
        .where(DeadlineRow.next_mark_at.is_not(None))
        .order_by(DeadlineRow.next_mark_at)
        .limit(1)
    )

"""Queries over changes of units, and the statements that let cases, work and clocks change hands."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from engine.domain.roles import Grant
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.handovers import UnitChangeRow
from engine.store.tables.people import OrgUnit, RoleGrant, StaffMember
from engine.store.tables.processes import HumanTaskRow, ProcessInstanceRow
from engine.store.tables.relief import StandbyFundRow

CHUNK: Final = 500
"""Ids in one statement: far below what SQLite takes."""

# Changes of units


def lock_change(session: Session, change_id: UUID) -> UnitChangeRow | None:
    """One change, locked until the transaction ends."""
    return session.scalar(select(UnitChangeRow).where(UnitChangeRow.id == change_id).with_for_update())


def change_of(session: Session, change_id: UUID) -> UnitChangeRow | None:
    """One change."""
    return session.get(UnitChangeRow, change_id)


def pending_change_of(session: Session, unit_code: str) -> UnitChangeRow | None:
    """The change of a unit that is neither applied nor withdrawn."""
    return session.scalar(
        select(UnitChangeRow).where(
            UnitChangeRow.unit_code == unit_code, UnitChangeRow.status.in_(("proposed", "confirmed", "stopped"))
        )
    )


def changes_page(
    session: Session, areas: Sequence[Grant], status: str | None, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[UnitChangeRow]:
    """A page of changes in the areas of grants, newest first."""
    within = or_(*(UnitChangeRow.county_code.startswith(grant.area_prefix, autoescape=True) for grant in areas))
    query = select(UnitChangeRow).where(within)
    if status is not None:
        query = query.where(UnitChangeRow.status == status)
    if after is not None:
        at, change_id = after
        before = and_(UnitChangeRow.proposed_at == at, UnitChangeRow.id < change_id)
        query = query.where(or_(UnitChangeRow.proposed_at < at, before))
    return session.scalars(query.order_by(UnitChangeRow.proposed_at.desc(), UnitChangeRow.id.desc()).limit(limit)).all()


def due_changes(session: Session, until: datetime, limit: int) -> list[tuple[datetime, UUID]]:
    """Confirmed changes whose day has come, oldest first: moment and id."""
    rows = session.execute(
        select(UnitChangeRow.due_at, UnitChangeRow.id)
        .where(UnitChangeRow.status == "confirmed", UnitChangeRow.due_at <= until)
        .order_by(UnitChangeRow.due_at, UnitChangeRow.id)
        .limit(limit)
    )
    return [(at, change_id) for at, change_id in rows]


def next_change_at(session: Session) -> datetime | None:
    """When the next confirmed change takes effect."""
    return session.scalar(select(func.min(UnitChangeRow.due_at)).where(UnitChangeRow.status == "confirmed"))


# Units


def units_by_code(session: Session, codes: Collection[str], *, lock: bool = False) -> dict[str, OrgUnit]:
    """Units by code; locked in the order of their codes, so that two changes cannot wait for each other."""
    query = select(OrgUnit).where(OrgUnit.code.in_(codes)).order_by(OrgUnit.code)
    return {unit.code: unit for unit in session.scalars(query.with_for_update() if lock else query)}


def unit_for_registration(session: Session, code: str) -> OrgUnit | None:
    """A unit that must not end while this transaction registers something in it (a shared lock)."""
    return session.scalar(select(OrgUnit).where(OrgUnit.code == code).with_for_update(read=True))


def children_of(session: Session, code: str, on: date) -> Sequence[OrgUnit]:
    """The units under a unit that exist on a day, by code."""
    in_force = and_(OrgUnit.valid_from <= on, or_(OrgUnit.valid_to.is_(None), OrgUnit.valid_to > on))
    return session.scalars(select(OrgUnit).where(OrgUnit.parent == code, in_force).order_by(OrgUnit.code)).all()


def successors_below(session: Session, code: str) -> Sequence[OrgUnit]:
    """The units that follow the ended units under `code`, by code."""
    followed = select(OrgUnit.successor).where(OrgUnit.parent == code, OrgUnit.successor.is_not(None))
    return session.scalars(select(OrgUnit).where(OrgUnit.code.in_(followed)).order_by(OrgUnit.code)).all()


# What moves


@dataclass(frozen=True, slots=True)
class Place:
    """The town and village that handle a case; ("500101018", None) is a case of no known village."""

    town_code: str
    village_code: str | None


def _lies_in(place: Place) -> ColumnElement[bool]:
    village = (
        CaseRow.village_code.is_(None) if place.village_code is None else CaseRow.village_code == place.village_code
    )
    return and_(CaseRow.town_code == place.town_code, village)


def _is_live() -> ColumnElement[bool]:
    """A case in which something is still to be done; what is archived stays with the old code (section 10)."""
    running = exists().where(
        ProcessInstanceRow.case_id == CaseRow.id,
        ProcessInstanceRow.county_code == CaseRow.county_code,
        ProcessInstanceRow.status != "finished",
    )
    return or_(CaseRow.closed_at.is_(None), running)


def live_places(session: Session, town_code: str) -> Sequence[Place]:
    """Where in a town live cases lie."""
    rows = session.execute(
        select(CaseRow.town_code, CaseRow.village_code).where(CaseRow.town_code == town_code, _is_live()).distinct()
    )
    return [Place(town, village) for town, village in rows]


def live_cases(session: Session, place: Place, *, lock: bool = False) -> Sequence[UUID]:
    """The live cases of a place; locked in the order of their ids."""
    query = select(CaseRow.id).where(_lies_in(place), _is_live()).order_by(CaseRow.id)
    return session.scalars(query.with_for_update() if lock else query).all()


def open_tasks(session: Session, case_ids: Sequence[UUID], *, held: bool = False) -> Iterator[HumanTaskRow]:
    """The open human tasks of cases; only those in somebody's hands where `held`."""
    for ids in _chunks(case_ids):
        query = select(HumanTaskRow).where(HumanTaskRow.case_id.in_(ids), HumanTaskRow.state == "open")
        if held:
            query = query.where(HumanTaskRow.assignee.is_not(None))
        yield from session.scalars(query.order_by(HumanTaskRow.id))


def move_cases(session: Session, case_ids: Sequence[UUID], to: Place) -> int:
    """Let cases with their open tasks and running clocks be handled by another place; how many tasks moved.

    Due times, anchors and pauses are not touched: a change of units pauses no deadline (section 10). Rows that are
    in memory already do not learn of it.
    """
    values = {"town_code": to.town_code, "village_code": to.village_code}
    moved = 0
    for ids in _chunks(case_ids):
        session.execute(
            update(CaseRow)
            .where(CaseRow.id.in_(ids))
            .values(**values, revision=CaseRow.revision + 1)
            .execution_options(synchronize_session=False)
        )
        tasks = session.execute(
            update(HumanTaskRow)
            .where(HumanTaskRow.case_id.in_(ids), HumanTaskRow.state == "open")
            .values(**values, revision=HumanTaskRow.revision + 1)
            .execution_options(synchronize_session=False)
        )
        moved += cast("CursorResult[Any]", tasks).rowcount
        session.execute(
            update(DeadlineRow)
            .where(DeadlineRow.case_id.in_(ids), DeadlineRow.stopped_at.is_(None))
            .values(town_code=to.town_code, revision=DeadlineRow.revision + 1)
            .execution_options(synchronize_session=False)
        )
    return moved


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


# People


def grants_in(session: Session, codes: Collection[str], on: date) -> Sequence[tuple[RoleGrant, StaffMember]]:
    """The grants in units that last beyond a day, with who holds them, by username."""
    rows = session.execute(
        select(RoleGrant, StaffMember)
        .join(StaffMember, StaffMember.id == RoleGrant.staff_id)
        .where(RoleGrant.unit_code.in_(codes), or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > on))
        .order_by(StaffMember.username, RoleGrant.unit_code, RoleGrant.role)
    )
    return [(grant, member) for grant, member in rows]


def held_roles(session: Session, codes: Collection[str], on: date) -> set[tuple[str, str]]:
    """Which roles active people hold in units on a day: (unit, role)."""
    rows = session.execute(
        select(RoleGrant.unit_code, RoleGrant.role)
        .join(StaffMember, StaffMember.id == RoleGrant.staff_id)
        .where(
            RoleGrant.unit_code.in_(codes),
            StaffMember.status == "active",
            RoleGrant.valid_from <= on,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > on),
        )
        .distinct()
    )
    return {(unit, role) for unit, role in rows}


# Money


def lock_fund(session: Session, town_code: str) -> StandbyFundRow | None:
    """A township's standby fund, locked until the transaction ends."""
    return session.scalar(select(StandbyFundRow).where(StandbyFundRow.town_code == town_code).with_for_update())


def members_by_id(session: Session, staff_ids: Collection[UUID]) -> Mapping[UUID, StaffMember]:
    """Staff members by id."""
    if not staff_ids:
        return {}
    return {one.id: one for one in session.scalars(select(StaffMember).where(StaffMember.id.in_(staff_ids)))}


def tasks_held_by(session: Session, username: str) -> Sequence[HumanTaskRow]:
    """The open human tasks in a person's hands, soonest due first."""
    held = and_(HumanTaskRow.assignee == username, HumanTaskRow.state == "open")
    return session.scalars(select(HumanTaskRow).where(held).order_by(HumanTaskRow.due_at, HumanTaskRow.id)).all()

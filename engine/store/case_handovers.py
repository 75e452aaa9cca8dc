"""Queries over cases that one unit offers to another."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.domain.roles import Grant, UnitKind
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.handovers import CaseHandoverRow
from engine.store.tables.people import OrgUnit


def lock_handover(session: Session, handover_id: UUID) -> CaseHandoverRow | None:
    """One hand-over, locked until the transaction ends."""
    return session.scalar(select(CaseHandoverRow).where(CaseHandoverRow.id == handover_id).with_for_update())


def handover_of(session: Session, handover_id: UUID) -> CaseHandoverRow | None:
    """One hand-over."""
    return session.scalar(select(CaseHandoverRow).where(CaseHandoverRow.id == handover_id))


def asked_for(session: Session, case_id: UUID) -> CaseHandoverRow | None:
    """The hand-over of a case that waits for its answer."""
    return session.scalar(
        select(CaseHandoverRow).where(CaseHandoverRow.case_id == case_id, CaseHandoverRow.status == "proposed")
    )


def to_area_of(grants: Sequence[Grant]) -> ColumnElement[bool]:
    """Hand-overs to a unit inside the area of any of `grants`."""
    return or_(false(), *(_within(grant, CaseHandoverRow.to_town, CaseHandoverRow.to_village) for grant in grants))


def from_area_of(grants: Sequence[Grant]) -> ColumnElement[bool]:
    """Hand-overs by a unit inside the area of any of `grants`."""
    return or_(false(), *(_within(grant, CaseHandoverRow.from_town, CaseHandoverRow.from_village) for grant in grants))


def handovers_page(
    session: Session, scope: ColumnElement[bool], status: str, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[CaseHandoverRow]:
    """A page of hand-overs, newest first."""
    query = select(CaseHandoverRow).where(scope, CaseHandoverRow.status == status)
    if after is not None:
        at, handover_id = after
        same = and_(CaseHandoverRow.proposed_at == at, CaseHandoverRow.id < handover_id)
        query = query.where(or_(CaseHandoverRow.proposed_at < at, same))
    newest_first = (CaseHandoverRow.proposed_at.desc(), CaseHandoverRow.id.desc())
    return session.scalars(query.order_by(*newest_first).limit(limit)).all()


def running_clocks(session: Session, case_id: UUID) -> Sequence[DeadlineRow]:
    """The clocks of a case that have not ended, the locked case's own."""
    return session.scalars(
        select(DeadlineRow).where(DeadlineRow.case_id == case_id, DeadlineRow.stopped_at.is_(None))
    ).all()


def places_of_county(session: Session, county_code: str, on: date) -> Sequence[OrgUnit]:
    """The townships and villages of a county on a day, by code."""
    in_force = and_(OrgUnit.valid_from <= on, or_(OrgUnit.valid_to.is_(None), OrgUnit.valid_to > on))
    of_county = and_(OrgUnit.code.startswith(county_code, autoescape=True), OrgUnit.kind.in_(("township", "village")))
    return session.scalars(select(OrgUnit).where(of_county, in_force).order_by(OrgUnit.code)).all()


def _within(
    grant: Grant, town: InstrumentedAttribute[str], village: InstrumentedAttribute[str | None]
) -> ColumnElement[bool]:
    match grant.unit_kind:
        case UnitKind.VILLAGE:
            return village == grant.unit_code
        case UnitKind.TOWNSHIP:
            return town == grant.unit_code
        case UnitKind.COUNTY:
            return CaseHandoverRow.county_code == grant.unit_code
        case UnitKind.CITY:
            return CaseHandoverRow.county_code.startswith(grant.area_prefix, autoescape=True)

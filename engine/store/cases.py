"""Queries over cases, the people in them and their papers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select
from sqlalchemy.orm import Session

from engine.domain.case_codes import CaseStatus
from engine.domain.roles import Grant, UnitKind
from engine.store.database import ask
from engine.store.tables.agents import CaseAgentRow
from engine.store.tables.cases import CaseCounterRow, CaseRow, DocumentRow, ExpenditureItemRow, PersonRow

BEFORE_A_CASE: Final = (CaseStatus.CLUE.value, CaseStatus.CLUE_CLOSED.value)
TURNED_AWAY: Final = (
    CaseStatus.NOT_ACCEPTED_CLOSED.value,
    CaseStatus.TRANSFERRED_CLOSED.value,
    CaseStatus.WITHDRAWN_CLOSED.value,
    CaseStatus.REFUSED_CLOSED.value,
)
# Queries of every step are put together once: doing it each time costs as much as asking them.
_KNOWN_DOCUMENTS = select(DocumentRow.id).where(
    DocumentRow.case_id == bindparam("case_id"), DocumentRow.id.in_(bindparam("document_ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class PriorCase:
    """An earlier case of the same person, as much as another county may know of it."""

    county_code: str
    cause_key: bytes | None
    registered_at: datetime


def case_of(session: Session, case_id: UUID) -> CaseRow | None:
    """The case, unlocked."""
    return session.scalar(select(CaseRow).where(CaseRow.id == case_id))


def cases_with(session: Session, case_ids: Collection[UUID]) -> Sequence[CaseRow]:
    """The cases of these ids."""
    return session.scalars(select(CaseRow).where(CaseRow.id.in_(case_ids))).all() if case_ids else []


def references_of(session: Session, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """The references of cases by id."""
    if not case_ids:
        return {}
    rows = session.execute(select(CaseRow.id, CaseRow.reference).where(CaseRow.id.in_(case_ids)))
    return {row.id: row.reference for row in rows}


def lock_case(session: Session, case_id: UUID) -> CaseRow | None:
    """The case, locked until the transaction ends: the steps of one case follow each other."""
    return session.scalar(select(CaseRow).where(CaseRow.id == case_id).with_for_update())


def next_number(session: Session, county_code: str, year: int) -> int:
    """The next case number of a county and year; locks the counter row until the transaction ends."""
    return reserve_numbers(session, county_code, year, 1)


def reserve_numbers(session: Session, county_code: str, year: int, count: int) -> int:
    """The first of `count` case numbers in a row; locks the counter row until the transaction ends."""
    counter = session.scalar(
        select(CaseCounterRow)
        .where(CaseCounterRow.county_code == county_code, CaseCounterRow.year == year)
        .with_for_update()
    )
    if counter is None:
        counter = CaseCounterRow(county_code=county_code, year=year, last_number=0)
        session.add(counter)
    counter.last_number += count
    session.flush()
    return counter.last_number - count + 1


def prior_cases_of(session: Session, identity_index: bytes, except_case: UUID) -> list[PriorCase]:
    """Cases anywhere in the city whose applicant or member has this identity, and that were not turned away."""
    rows = session.execute(
        select(CaseRow.county_code, CaseRow.cause_key, CaseRow.registered_at)
        .join(PersonRow, and_(PersonRow.case_id == CaseRow.id, PersonRow.county_code == CaseRow.county_code))
        .where(
            PersonRow.identity_index == identity_index,
            CaseRow.id != except_case,
            CaseRow.status.not_in((*TURNED_AWAY, *BEFORE_A_CASE)),
        )
    )
    return [PriorCase(county, cause_key, at) for county, cause_key, at in rows]


def applicant_of(session: Session, case: CaseRow) -> PersonRow:
    """The applicant's row of a case."""
    return session.get_one(PersonRow, (case.applicant_id, case.county_code))


def people_of(session: Session, case_id: UUID) -> Sequence[PersonRow]:
    """The applicant and the household members, applicant first."""
    order = (PersonRow.kind != "applicant", PersonRow.id)
    return session.scalars(select(PersonRow).where(PersonRow.case_id == case_id).order_by(*order)).all()


def agent_of(session: Session, case_id: UUID) -> CaseAgentRow | None:
    """Who applied on the applicant's behalf."""
    return session.scalar(select(CaseAgentRow).where(CaseAgentRow.case_id == case_id))


def expenditures_of(session: Session, case_id: UUID) -> Sequence[ExpenditureItemRow]:
    """The lines of spending entered for a case."""
    return session.scalars(
        select(ExpenditureItemRow).where(ExpenditureItemRow.case_id == case_id).order_by(ExpenditureItemRow.id)
    ).all()


def documents_of(session: Session, case_id: UUID) -> Sequence[DocumentRow]:
    """The papers of a case, oldest first."""
    return session.scalars(
        select(DocumentRow).where(DocumentRow.case_id == case_id).order_by(DocumentRow.uploaded_at, DocumentRow.id)
    ).all()


def document_of(session: Session, document_id: UUID) -> DocumentRow | None:
    """One paper."""
    return session.scalar(select(DocumentRow).where(DocumentRow.id == document_id))


def known_documents(session: Session, case_id: UUID, document_ids: Iterable[UUID]) -> set[UUID]:
    """Which of `document_ids` are papers of this case."""
    return set(ask(session, _KNOWN_DOCUMENTS, {"case_id": case_id, "document_ids": list(document_ids)}).scalars())


def within(grants: Iterable[Grant]) -> ColumnElement[bool]:
    """The condition that a case lies in the area of any of `grants`; level columns keep the due order."""
    conditions = [_in_area(grant) for grant in grants]
    return or_(*conditions) if conditions else false()


def readable(readers: Sequence[Grant], submitters: Sequence[Grant], username: str) -> ColumnElement[bool]:
    """Cases in the area of `readers`, and in the area of `submitters` those that the person has registered.

    A case registered for a township whose village is not known yet stays readable for the village agent who did it.
    """
    above = {grant.unit_code[:9] for grant in submitters if grant.unit_kind is UnitKind.VILLAGE}
    place = or_(within(submitters), and_(CaseRow.village_code.is_(None), CaseRow.town_code.in_(above)))
    return or_(within(readers), and_(CaseRow.registered_by == username, place))


def _in_area(grant: Grant) -> ColumnElement[bool]:
    match grant.unit_kind:
        case UnitKind.VILLAGE:
            return CaseRow.village_code == grant.unit_code
        case UnitKind.TOWNSHIP:
            return CaseRow.town_code == grant.unit_code
        case UnitKind.COUNTY:
            return CaseRow.county_code == grant.unit_code
        case UnitKind.CITY:
            return CaseRow.county_code.startswith(grant.area_prefix, autoescape=True)


def visible_cases(
    session: Session,
    area: ColumnElement[bool],
    *,
    status: str | None,
    reference: str | None,
    name_index: bytes | None,
    identity_index: bytes | None,
    division: str | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[CaseRow]:
    """A page of cases inside `area`, newest first, after the keyset position `after`."""
    query = select(CaseRow).where(area)
    query = query.where(CaseRow.status == status if status else CaseRow.status.not_in(BEFORE_A_CASE))
    if reference:
        query = query.where(CaseRow.reference == reference)
    if division:
        query = query.where(lies_in(division))
    if name_index or identity_index:
        query = query.where(CaseRow.id.in_(cases_of_person(name_index, identity_index)))
    if after:
        registered_at, case_id = after
        query = query.where(
            or_(
                CaseRow.registered_at < registered_at,
                and_(CaseRow.registered_at == registered_at, CaseRow.id < case_id),
            )
        )
    return session.scalars(query.order_by(CaseRow.registered_at.desc(), CaseRow.id.desc()).limit(limit)).all()


def lies_in(division: str) -> ColumnElement[bool]:
    """The condition that a case lies in the county, township or village with this code."""
    match len(division):
        case 6:
            return CaseRow.county_code == division
        case 9:
            return CaseRow.town_code == division
        case _:
            return CaseRow.village_code == division


def cases_of_person(name_index: bytes | None, identity_index: bytes | None) -> Select[UUID]:
    """The ids of cases in which somebody has this name or this identity."""
    keys = [
        column == index
        for column, index in ((PersonRow.name_index, name_index), (PersonRow.identity_index, identity_index))
        if index is not None
    ]
    return select(PersonRow.case_id).where(or_(*keys))


def cases_of_reference(reference: str) -> Select[UUID]:
    """The id of the case with this reference."""
    return select(CaseRow.id).where(CaseRow.reference == reference)


def has_cases(session: Session) -> bool:
    """Whether any case has been registered."""
    return session.scalar(select(CaseRow.id).limit(1)) is not None

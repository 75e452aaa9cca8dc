"""Queries over ledgers on their way in."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, false, func, or_, select, update
from sqlalchemy.orm import Session

from engine.domain.roles import Grant
from engine.store.database import append_rows
from engine.store.tables.cases import CaseRow, PersonRow
from engine.store.tables.ledger import LedgerImportRow, LedgerProblemRow, LedgerRecordRow
from engine.store.tables.relief import DisbursementRow

UNENDED = ("mapping", "reading", "checked", "applying")
WORKED_ON = ("reading", "applying")


@dataclass(frozen=True, slots=True)
class ImportWork:
    """An import that a worker can take further: `reading` or `applying`."""

    import_id: UUID
    status: str


@dataclass(frozen=True, slots=True)
class PriorPayment:
    """A payment that is in the system already, as much as a comparison needs."""

    identity_index: bytes | None
    name_index: bytes
    reference: str
    county_code: str
    amount_fen: int
    paid_at: datetime


def import_of(session: Session, import_id: UUID) -> LedgerImportRow | None:
    """One import, unlocked."""
    return session.scalar(select(LedgerImportRow).where(LedgerImportRow.id == import_id))


def lock_import(session: Session, import_id: UUID) -> LedgerImportRow | None:
    """One import, locked until the transaction ends."""
    return session.scalar(select(LedgerImportRow).where(LedgerImportRow.id == import_id).with_for_update())


def content_of(session: Session, import_id: UUID) -> bytes | None:
    """The encrypted file of an import; nothing when it was removed."""
    return session.scalar(select(LedgerImportRow.content).where(LedgerImportRow.id == import_id))


def import_with_digest(session: Session, county_code: str, sha256: str) -> LedgerImportRow | None:
    """The import of exactly this file in a county that was not given up."""
    return session.scalar(
        select(LedgerImportRow).where(
            LedgerImportRow.county_code == county_code,
            LedgerImportRow.sha256 == sha256,
            LedgerImportRow.status.in_((*UNENDED, "applied")),
        )
    )


def imports_page(
    session: Session, areas: Iterable[Grant], after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[LedgerImportRow]:
    """A page of the imports of units inside `areas`, newest first."""
    within = [LedgerImportRow.unit_code.startswith(grant.area_prefix, autoescape=True) for grant in areas]
    query = select(LedgerImportRow).where(or_(false(), *within))
    if after:
        at, import_id = after
        earlier = and_(LedgerImportRow.uploaded_at == at, LedgerImportRow.id < import_id)
        query = query.where(or_(LedgerImportRow.uploaded_at < at, earlier))
    newest_first = (LedgerImportRow.uploaded_at.desc(), LedgerImportRow.id.desc())
    return session.scalars(query.order_by(*newest_first).limit(limit)).all()


def next_work(session: Session, own: UUID | None, silent_since: datetime) -> ImportWork | None:
    """The oldest import to be taken further: `own`, or one whose worker has given no sign since `silent_since`."""
    is_free = or_(LedgerImportRow.worked_at.is_(None), LedgerImportRow.worked_at < silent_since)
    found = session.execute(
        select(LedgerImportRow.id, LedgerImportRow.status)
        .where(LedgerImportRow.status.in_(WORKED_ON), or_(LedgerImportRow.id == own, is_free))
        .order_by(LedgerImportRow.uploaded_at, LedgerImportRow.id)
        .limit(1)
    ).first()
    return ImportWork(found.id, found.status) if found else None


def add_records(session: Session, records: Sequence[dict[str, Any]], problems: Sequence[dict[str, Any]]) -> None:
    """Keep what a batch of rows came to."""
    if records:
        append_rows(session, LedgerRecordRow, records)
    if problems:
        append_rows(session, LedgerProblemRow, problems)


def forget_rows(session: Session, import_id: UUID) -> None:
    """Remove the prepared rows of an import and what was wrong with others."""
    for rows in (LedgerRecordRow, LedgerProblemRow):
        session.execute(delete(rows).where(rows.import_id == import_id))


def rows_with_fingerprint(session: Session, import_id: UUID) -> list[tuple[int, int]]:
    """The rows of an import that repeat another one: each with the first row of the same fingerprint."""
    first = (
        select(LedgerRecordRow.fingerprint, func.min(LedgerRecordRow.row_no).label("first_row"))
        .where(LedgerRecordRow.import_id == import_id)
        .group_by(LedgerRecordRow.fingerprint)
        .having(func.count() > 1)
        .subquery()
    )
    rows = session.execute(
        select(LedgerRecordRow.row_no, first.c.first_row)
        .join(first, first.c.fingerprint == LedgerRecordRow.fingerprint)
        .where(LedgerRecordRow.import_id == import_id, LedgerRecordRow.row_no > first.c.first_row)
        .order_by(LedgerRecordRow.row_no)
    )
    return [(row_no, first_row) for row_no, first_row in rows]


def unnumbered_records(session: Session, import_id: UUID, limit: int) -> Sequence[LedgerRecordRow]:
    """The next records without a case number, in the order of the file."""
    return session.scalars(
        select(LedgerRecordRow)
        .where(LedgerRecordRow.import_id == import_id, LedgerRecordRow.reference.is_(None))
        .order_by(LedgerRecordRow.row_no)
        .limit(limit)
    ).all()


def number_records(session: Session, references: Sequence[dict[str, Any]]) -> None:
    """Give records their case numbers: {id, county_code, reference} each, all in one statement."""
    session.execute(update(LedgerRecordRow), references)


def withdraw_numbers(session: Session, import_id: UUID) -> None:
    """Take all case numbers of an import back; the numbers stay unused."""
    session.execute(update(LedgerRecordRow).where(LedgerRecordRow.import_id == import_id).values(reference=None))


def payments_to(session: Session, identities: Collection[bytes], names: Collection[bytes]) -> list[PriorPayment]:
    """What applicants of these identities or names have been paid, anywhere in the city."""
    rows = session.execute(
        select(
            PersonRow.identity_index,
            PersonRow.name_index,
            CaseRow.reference,
            CaseRow.county_code,
            DisbursementRow.amount_fen,
            DisbursementRow.paid_at,
        )
        .join(CaseRow, and_(CaseRow.applicant_id == PersonRow.id, CaseRow.county_code == PersonRow.county_code))
        .join(
            DisbursementRow,
            and_(DisbursementRow.case_id == CaseRow.id, DisbursementRow.county_code == CaseRow.county_code),
        )
        .where(
            or_(PersonRow.identity_index.in_(identities), PersonRow.name_index.in_(names)),
            DisbursementRow.status == "paid",
        )
    )
    return [
        PriorPayment(identity_index, name_index, reference, county_code, amount_fen, paid_at)
        for identity_index, name_index, reference, county_code, amount_fen, paid_at in rows
        if paid_at is not None
    ]


def problems_page(
    session: Session, import_id: UUID, after: tuple[int, UUID] | None, limit: int
) -> Sequence[LedgerProblemRow]:
    """A page of what is wrong with the rows of an import, in the order of the file."""
    query = select(LedgerProblemRow).where(LedgerProblemRow.import_id == import_id)
    if after:
        row_no, problem_id = after
        later = and_(LedgerProblemRow.row_no == row_no, LedgerProblemRow.id > problem_id)
        query = query.where(or_(LedgerProblemRow.row_no > row_no, later))
    return session.scalars(query.order_by(LedgerProblemRow.row_no, LedgerProblemRow.id).limit(limit)).all()


def all_problems(session: Session, import_id: UUID) -> Iterator[LedgerProblemRow]:
    """Everything that is wrong with the rows of an import, in the order of the file, read a thousand at a time."""
    query = (
        select(LedgerProblemRow)
        .where(LedgerProblemRow.import_id == import_id)
        .order_by(LedgerProblemRow.row_no, LedgerProblemRow.id)
    )
    yield from session.scalars(query.execution_options(yield_per=1000))


def error_rows_of(session: Session, import_id: UUID) -> int:
    """How many rows have an error."""
    errors = (LedgerProblemRow.import_id == import_id, LedgerProblemRow.severity == "error")
    return session.scalar(select(func.count(LedgerProblemRow.row_no.distinct())).where(*errors)) or 0


def forgotten_imports(session: Session, before: datetime) -> Sequence[UUID]:
    """Imports that were left alone before a moment without having ended."""
    return session.scalars(
        select(LedgerImportRow.id).where(
            LedgerImportRow.status.in_(("mapping", "checked")), LedgerImportRow.uploaded_at < before
        )
    ).all()

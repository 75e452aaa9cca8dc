"""Queries over deployed bundles."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.store.tables.bundles import BundleFileRow, BundleMigrationRow, BundleRow
from engine.store.tables.processes import ProcessInstanceRow


def files_of(session: Session, number: int) -> Sequence[tuple[str, bytes]]:
    """Path and content of all files of bundle `number`, by path."""
    rows = session.execute(
        select(BundleFileRow.path, BundleFileRow.content)
        .where(BundleFileRow.bundle_number == number)
        .order_by(BundleFileRow.path)
    )
    return [(path, content) for path, content in rows]


def number_in_force(session: Session, on: date) -> int | None:
    """The published bundle that started last on or before `on`."""
    return session.scalar(
        select(BundleRow.number)
        .where(BundleRow.status == "published", BundleRow.effective_from <= on)
        .order_by(BundleRow.effective_from.desc(), BundleRow.number.desc())
        .limit(1)
    )


def with_hash(session: Session, bundle_hash: str) -> BundleRow | None:
    """The bundle of exactly this content, if it was deployed before."""
    return session.scalar(select(BundleRow).where(BundleRow.hash == bundle_hash))


def all_bundles(session: Session) -> Sequence[BundleRow]:
    """All bundles, newest first."""
    return session.scalars(select(BundleRow).order_by(BundleRow.number.desc())).all()


def bundle_of(session: Session, number: int) -> BundleRow | None:
    """The bundle of this number."""
    return session.get(BundleRow, number)


def lock_bundle(session: Session, number: int) -> BundleRow | None:
    """The bundle of this number, locked until the transaction ends."""
    return session.scalar(select(BundleRow).where(BundleRow.number == number).with_for_update())


def file_of(session: Session, number: int, path: str) -> bytes | None:
    """The content of one file of a bundle."""
    return session.scalar(
        select(BundleFileRow.content).where(BundleFileRow.bundle_number == number, BundleFileRow.path == path)
    )


def sizes_of(session: Session, number: int) -> Sequence[tuple[str, int]]:
    """Path and size in bytes of all files of bundle `number`, by path."""
    rows = session.execute(
        select(BundleFileRow.path, func.length(BundleFileRow.content))
        .where(BundleFileRow.bundle_number == number)
        .order_by(BundleFileRow.path)
    )
    return [(path, size) for path, size in rows]


def has_other_in_force(session: Session, number: int, on: date) -> bool:
    """Whether another published bundle than `number` has begun on or before `on`."""
    query = select(BundleRow.number).where(
        BundleRow.status == "published", BundleRow.effective_from <= on, BundleRow.number != number
    )
    return session.scalar(query.limit(1)) is not None


def running_instances(session: Session, number: int) -> int:
    """How many process instances of a bundle have not come to their end."""
    query = select(func.count()).where(
        ProcessInstanceRow.bundle_number == number, ProcessInstanceRow.status != "finished"
    )
    return session.scalar(query) or 0


def cases_running_on(session: Session, number: int, at_most: int) -> Sequence[UUID]:
    """Cases with a process instance of this bundle that has not come to its end, the longest running first."""
    query = (
        select(ProcessInstanceRow.case_id)
        .where(ProcessInstanceRow.bundle_number == number, ProcessInstanceRow.status != "finished")
        .group_by(ProcessInstanceRow.case_id)
        .order_by(ProcessInstanceRow.case_id)
        .limit(at_most)
    )
    return session.scalars(query).all()


def lock_migration(session: Session, migration_id: UUID) -> BundleMigrationRow | None:
    """One planned migration, locked until the transaction ends."""
    return session.scalar(select(BundleMigrationRow).where(BundleMigrationRow.id == migration_id).with_for_update())


def add_draft(
    session: Session,
    *,
    bundle_hash: str,
    files: Iterable[tuple[str, bytes]],
    author: str,
    findings: list[dict[str, Any]],
    now: datetime,
) -> BundleRow:
    """A new draft with the next number."""
    row = BundleRow(hash=bundle_hash, status="draft", author=author, created_at=now, findings=findings)
    return _numbered(session, row, files)


def add_published(
    session: Session,
    *,
    bundle_hash: str,
    files: Iterable[tuple[str, bytes]],
    effective_from: date,
    author: str,
    approver: str,
    now: datetime,
) -> BundleRow:
    """A new published bundle with the next number."""
    row = BundleRow(
        hash=bundle_hash,
        status="published",
        effective_from=effective_from,
        author=author,
        approver=approver,
        created_at=now,
        published_at=now,
        findings=[],
    )
    return _numbered(session, row, files)


def _numbered(session: Session, row: BundleRow, files: Iterable[tuple[str, bytes]]) -> BundleRow:
    row.number = (session.scalar(select(func.max(BundleRow.number))) or 0) + 1
    session.add(row)
    session.flush()
    session.add_all(BundleFileRow(bundle_number=row.number, path=path, content=content) for path, content in files)
    session.flush()
    return row

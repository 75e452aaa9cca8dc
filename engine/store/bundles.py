"""Queries over deployed bundles."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.store.tables.bundles import BundleFileRow, BundleRow


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
    number = (session.scalar(select(func.max(BundleRow.number))) or 0) + 1
    row = BundleRow(
        number=number,
        hash=bundle_hash,
        status="published",
        effective_from=effective_from,
        author=author,
        approver=approver,
        created_at=now,
        published_at=now,
    )
    session.add(row)
    session.flush()
    session.add_all(BundleFileRow(bundle_number=number, path=path, content=content) for path, content in files)
    session.flush()
    return row

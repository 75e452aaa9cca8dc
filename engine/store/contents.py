"""Queries over everything a database holds: to compare a copy with its original."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import func, inspect, select, table
from sqlalchemy.orm import Session

from engine.store.database import Database
from engine.store.tables.cases import DocumentRow

PAGE: Final = 1_000
_PLACE_OF_MIGRATIONS: Final = "alembic_version"


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper as the database knows it: its id, and the digest of its bytes."""

    document_id: UUID
    sha256: str


def row_counts(database: Database) -> dict[str, int]:
    """How many rows each table has, whatever release made the tables."""
    names = sorted(set(inspect(database.read_engine).get_table_names()) - {_PLACE_OF_MIGRATIONS})
    with database.reading.begin() as session:
        return {name: session.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


def papers(session: Session) -> Iterator[KeptPaper]:
    """All papers, oldest id first."""
    last: UUID | None = None
    while True:
        query = select(DocumentRow.id, DocumentRow.sha256).order_by(DocumentRow.id).limit(PAGE)
        rows = session.execute(query if last is None else query.where(DocumentRow.id > last)).all()
        if not rows:
            return
        yield from (KeptPaper(row.id, row.sha256) for row in rows)
        last = rows[-1].id

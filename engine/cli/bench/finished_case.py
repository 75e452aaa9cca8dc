"""What a finished case leaves behind: rows and bytes, table by table."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from engine.cli.bench.office import BenchOffice
from engine.services.unit_of_work import UnitOfWork, read
from engine.store.orm import Base
from engine.store.tables.cases import CaseRow


@dataclass(frozen=True, slots=True)
class Left:
    """Rows of one table and the bytes of their values."""

    table: str
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Footprint:
    """By table, and what the whole database grew by with each case, indexes included."""

    tables: list[Left]
    grown_by: int

    @property
    def size(self) -> int:
        """The bytes of all values of the case."""
        return sum(one.size for one in self.tables)


def measure(office: BenchOffice, cases: int) -> Footprint:
    """One finished case looked at closely, and the growth over several."""
    before = _database_bytes(office)
    finished = [office.finish({}) for _ in range(cases)]
    grown_by = (_database_bytes(office) - before) // cases
    return Footprint(read(office.resources, lambda work: _left_by(work, finished[0])), grown_by)


def _left_by(work: UnitOfWork, case_id: UUID) -> list[Left]:
    found = []
    for table in Base.metadata.sorted_tables:
        column = table.c.id if table.name == CaseRow.__tablename__ else table.c.get("case_id")
        if column is None:
            continue
        rows = work.session.execute(select(table).where(column == case_id)).all()
        if rows:
            found.append(Left(table.name, len(rows), sum(_bytes_of(value) for row in rows for value in row)))
    return sorted(found, key=lambda left: -left.size)


def _bytes_of(value: Any) -> int:
    """Roughly what a value takes on disk: ids 16 bytes, numbers and times 8, texts and JSON as UTF-8."""
    match value:
        case None | bool():
            return 1
        case UUID():
            return 16
        case int() | date() | datetime():
            return 8
        case bytes():
            return len(value)
        case str():
            return len(value.encode())
        case _:
            return len(json.dumps(value, ensure_ascii=False, default=str).encode())


def _database_bytes(office: BenchOffice) -> int:
    """The size of the database with all indexes."""

    def query(work: UnitOfWork) -> int:
        if office.resources.database.is_sqlite:
            pages = work.session.scalar(text("PRAGMA page_count")) or 0
            return int(pages) * int(work.session.scalar(text("PRAGMA page_size")) or 0)
        return int(work.session.scalar(select(func.pg_database_size(func.current_database()))) or 0)

    return read(office.resources, query)

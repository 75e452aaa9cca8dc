"""Everything the rows of a case say without a key: for those who look whether something is disclosed."""

import zlib
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.orm import Base


def of_case(session: Session, case_id: UUID) -> Iterator[tuple[str, str]]:
    """The name of each table that has rows of a case, all columns as one text; what is only compressed is unpacked."""
    for table in Base.metadata.sorted_tables:
        if "case_id" in table.columns:
            rows = session.execute(select(table).where(table.c.case_id == case_id)).all()
            if rows:
                yield table.name, "\n".join(_clear(value) for row in rows for value in row)


def _clear(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return zlib.decompress(value).decode("utf-8", errors="replace")
    except zlib.error:
        return value.decode("utf-8", errors="replace")

"""Counts what a unit of work asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event

from engine.store.database import Database


@dataclass(slots=True)
class Spent:
    """The statements sent and the transactions committed; one sent for many rows counts once."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def counted(database: Database) -> Iterator[Spent]:
    """What is spent on `database` inside the block, whichever connection is used."""
    spent = Spent()
    engines = {database.engine, database.read_engine}

    def note_statement(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            spent.statements.append(statement)

    def note_commit(_connection: object) -> None:
        spent.commits += 1

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note_statement)
        event.listen(engine, "commit", note_commit)
    try:
        yield spent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note_statement)
            event.remove(engine, "commit", note_commit)

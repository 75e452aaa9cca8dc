"""Brings a database to the schema of this release, one process at a time, all or nothing.

Beside `engine.store.database` the only place where the two dialects differ: migrations need other settings than work.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect
from sqlalchemy.exc import SAWarning

import engine.store.triggers  # noqa: F401 - makes every table and guard known to Base.metadata
from engine.errors import UnavailableError
from engine.resources import migrations_dir
from engine.store.database import LOCK_TIMEOUT_MS, Database

BASE = "base"
HEAD = "head"
WAIT_FOR_OTHERS_SECONDS = 60
_LOCK_KEY = 0x6A69757A6875  # "jiuzhu"


class SchemaOutdatedError(UnavailableError):
    """The database has an older schema than this program needs: `jiuzhu init` brings it up to date."""

    code = "schema_outdated"

    def __init__(self, current: str | None, needed: str | None) -> None:
        super().__init__(f"the database has schema {current}, this program needs {needed}: run `jiuzhu init`")
        self.current, self.needed = current, needed


class SchemaUnknownError(UnavailableError):
    """The database has a schema that this program does not know: a newer release has migrated it."""

    code = "schema_unknown"

    def __init__(self, current: str) -> None:
        super().__init__(f"the database has schema {current}, which this program does not know: install its release")
        self.current = current


class ForeignKeysBrokenError(UnavailableError):
    """A migration would leave rows that point to nothing; it was undone."""

    code = "foreign_keys_broken"

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        tables = sorted({str(row[0]) for row in rows})
        super().__init__(f"{len(rows)} rows of {', '.join(tables)} would point to nothing; the migration was undone")
        self.tables = tables


def upgrade(database: Database, revision: str = HEAD) -> None:
    """Bring the schema up to `revision`; waits for another process that is doing it, and then changes nothing."""
    with migrating(database) as connection:
        _refuse_unknown(_revision_of(connection))
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to `revision` (`base`: no tables at all), as far as the migrations allow it."""
    with migrating(database) as connection:
        command.downgrade(_config(connection), revision)


def current_revision(database: Database) -> str | None:
    """The revision the database has, None where it has never been migrated."""
    with database.read_engine.connect() as connection:
        return _revision_of(connection)


def is_empty(database: Database) -> bool:
    """Whether the database has no table, beside the one in which migrations keep their place."""
    return set(inspect(database.read_engine).get_table_names()) <= {"alembic_version"}


def head_revision() -> str | None:
    """The revision this program needs."""
    return _scripts().get_current_head()


def require_current(database: Database) -> None:
    """Refuse a database whose schema is behind or unknown to this program."""
    current = current_revision(database)
    _refuse_unknown(current)
    needed = head_revision()
    if current != needed:
        raise SchemaOutdatedError(current, needed)


@contextmanager
def migrating(database: Database) -> Iterator[Connection]:
    """A connection for changing the schema: one transaction that no other process can have at the same time.

    On SQLite foreign keys are off, since a table is rebuilt by copy and drop, and ON DELETE CASCADE would empty the
    tables that point to it; they are checked before the commit. A warning of SQLAlchemy (a CHECK without a name is
    dropped by such a copy) is an error.
    """
    engine = _engine_for_migrations(database)
    try:
        with engine.begin() as connection:
            _wait_for_others(connection)
            with warnings.catch_warnings():
                warnings.simplefilter("error", SAWarning)
                yield connection
            _check_foreign_keys(connection)
    finally:
        engine.dispose()


def _engine_for_migrations(database: Database) -> Engine:
    if not database.is_sqlite:
        return create_engine(database.url, poolclass=NullPool)
    engine = create_engine(
        database.url,
        poolclass=NullPool,
        connect_args={"timeout": WAIT_FOR_OTHERS_SECONDS, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction, hence here

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _wait_for_others(connection: Connection) -> None:
    """Hold the lock that one migrating process has; SQLite's BEGIN IMMEDIATE is that lock already."""
    if connection.dialect.name == "sqlite":
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_FOR_OTHERS_SECONDS}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})")
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")  # never queue up in front of running work


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise ForeignKeysBrokenError([tuple(row) for row in broken])


def _refuse_unknown(current: str | None) -> None:
    if current is None:
        return
    try:
        _scripts().get_revision(current)
    except CommandError as error:
        raise SchemaUnknownError(current) from error


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    if connection is not None:
        config.attributes["connection"] = connection  # read by alembic/env.py
    return config

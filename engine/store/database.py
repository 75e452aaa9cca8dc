"""Engines for SQLite and PostgreSQL; the only place where the two differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import CursorResult, Engine, Executable, Insert, Table, create_engine, event, insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from engine.errors import UnavailableError

BUSY_TIMEOUT_SECONDS = 10
LOCK_TIMEOUT_MS = 3_000
STATEMENT_TIMEOUT_MS = 15_000
IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000
POOL_SIZE = 8
_RETRIED_SQLSTATES = frozenset({"40001", "40P01"})
# Connection, out of resources, not in this state (a lock that cannot be had in time), stopped, input and output.
_UNAVAILABLE_CLASSES = frozenset({"08", "53", "55", "57", "58"})
_UNAVAILABLE_SQLITE = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_READONLY",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
)


class DatabaseBusyError(UnavailableError):
    """The database could not be locked in time, or is not there; sending the request again is safe."""

    code = "database_busy"


@dataclass(frozen=True, slots=True)
class Database:
    """One database: `writing` opens units of work that may write, `reading` never blocks a writer.

    `glancing` is for one statement alone: PostgreSQL answers it without a transaction, which saves two round trips.
    """

    url: URL
    engine: Engine
    read_engine: Engine
    writing: sessionmaker[Session]
    reading: sessionmaker[Session]
    glancing: sessionmaker[Session]

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database of a single process."""
        return self.url.get_backend_name() == "sqlite"

    def learn_spread(self) -> None:
        """Let the database look at how its rows are spread, so that it chooses the index that narrows most.

        SQLite never does so by itself; PostgreSQL does, but not at once after very many rows have come.
        """
        statements = ("PRAGMA analysis_limit=1000", "PRAGMA optimize(0x10002)") if self.is_sqlite else ("ANALYZE",)
        with self.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        self.read_engine.dispose()


def open_database(database_url: str) -> Database:
    """The database at `database_url` (`sqlite:///…` or `postgresql://…`), its folder made where needed."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        engine, read_engine = _sqlite_engines(url)
        glance_engine = read_engine
    else:
        url = url.set(drivername="postgresql+psycopg")
        engine = _postgresql_engine(url)
        read_engine = engine
        glance_engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    return Database(
        url=url,
        engine=engine,
        read_engine=read_engine,
        writing=sessionmaker(engine, expire_on_commit=False, autoflush=False),
        reading=sessionmaker(read_engine, expire_on_commit=False, autoflush=False),
        glancing=sessionmaker(glance_engine, expire_on_commit=False, autoflush=False),
    )


def is_transient(error: BaseException) -> bool:
    """Whether the same unit of work may succeed when run again (serialisation failure, deadlock, busy)."""
    if not isinstance(error, DBAPIError):
        return False
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate is not None:
        return sqlstate in _RETRIED_SQLSTATES
    return isinstance(error, OperationalError) and "locked" in str(error.orig)


def is_unavailable(error: BaseException) -> bool:
    """Whether the database did not serve a sound request: gone, full, read-only, busy, or stopped by a time limit."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate is not None:
        return sqlstate[:2] in _UNAVAILABLE_CLASSES
    name = getattr(error.orig, "sqlite_errorname", None)
    return isinstance(error, OperationalError) and (name is None or name.startswith(_UNAVAILABLE_SQLITE))


def _sqlite_engines(url: URL) -> tuple[Engine, Engine]:
    """A writing engine whose transactions begin IMMEDIATE and a reading one that never queues behind a writer."""
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    writing, reading = (_sqlite_engine(url) for _ in range(2))
    event.listen(writing, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    event.listen(reading, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return writing, reading


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_size=POOL_SIZE * 2,
        max_overflow=POOL_SIZE * 2,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # NORMAL may lose the last commits at a power loss
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    return engine


def _postgresql_engine(url: URL) -> Engine:
    options = (
        f"-c lock_timeout={LOCK_TIMEOUT_MS} -c statement_timeout={STATEMENT_TIMEOUT_MS}"
        f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT_MS} -c timezone=UTC"
    )
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"options": options},
    )


def insert_or(dialect: str, rows: type[DeclarativeBase]) -> postgresql.Insert:
    """An insert that can say what happens when the key is there already; both dialects say it in the same words.

    It goes to the table itself: the mapper would split many rows into one statement per set of empty columns. Put it
    together once (`functools.cache`): saying all columns anew costs more than sending them.
    """
    inserting = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return cast("postgresql.Insert", inserting(table_of(rows)))


def ask(session: Session, statement: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]:
    """Send a statement about columns straight to the transaction's connection, without the cost of mapped objects."""
    return session.connection().execute(statement, values)


def save_rows(
    session: Session, rows: type[DeclarativeBase], values: Sequence[Mapping[str, Any]], changing: Collection[str]
) -> None:
    """Write rows of a case as they are now, all in one statement; of known ones only the columns `changing`."""
    ask(session, _saving(session.get_bind().dialect.name, rows, frozenset(changing)), values)


def append_rows(session: Session, rows: type[DeclarativeBase], values: Sequence[Mapping[str, Any]]) -> None:
    """Add rows of an append-only table, all in one statement and without the cost of mapped objects."""
    ask(session, _appending(rows), values)


def add_unless_known(session: Session, rows: type[DeclarativeBase], values: Mapping[str, Any]) -> bool:
    """Add a row unless its key is there already, however closely the two were sent; whether it was added."""
    return ask(session, _adding(session.get_bind().dialect.name, rows), values).rowcount == 1


@cache
def _adding(dialect: str, rows: type[DeclarativeBase]) -> Insert:
    return insert_or(dialect, rows).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


@cache
def _appending(rows: type[DeclarativeBase]) -> Insert:
    return insert(table_of(rows))


@cache
def _saving(dialect: str, rows: type[DeclarativeBase], changing: frozenset[str]) -> Insert:
    new = insert_or(dialect, rows)
    changes = {name: new.excluded[name] for name in sorted(changing)}
    return new.on_conflict_do_update(index_elements=("id", "county_code"), set_=changes)


def table_of(rows: type[DeclarativeBase]) -> Table:
    """The table of mapped rows, for statements that go past the mapper."""
    return cast("Table", rows.__table__)


def ping(session: Session) -> None:
    """Ask the database for a sign of life."""
    session.execute(text("SELECT 1"))

"""Runs migrations on the connection that `engine.store.migrations` hands in, for developers on their own database."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from engine.config import Settings
from engine.store.database import open_database
from engine.store.migrations import migrating
from engine.store.orm import Base, UtcDateTime


def run(connection: Connection) -> None:
    """Apply what `context` was asked for, in the transaction that is open on `connection`."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",  # SQLite cannot alter a table, only rebuild it
        compare_type=True,
        compare_server_default=True,
        render_item=rendered,
        transactional_ddl=True,  # on SQLite too: its driver leaves BEGIN to us
    )
    context.run_migrations()


def rendered(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """The text of a column type in a new migration: none of ours, which may change after the migration is written."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


if context.is_offline_mode():
    raise SystemExit("--sql is not supported: migrations look at the database they change")

handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    database = open_database(Settings().database_url)
    with migrating(database) as own:
        run(own)
    database.dispose()

"""The schema comes and goes whole, on both dialects, and is what the code describes."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from schema_snapshot import VERSION_TABLE, snapshot
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SAWarning

from engine.resources import migrations_dir
from engine.store import migrations
from engine.store.database import Database, open_database
from engine.store.orm import Base


def rows(database: Database, statement: str) -> list[tuple[object, ...]]:
    with database.read_engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def schema_of(database: Database) -> dict[str, object]:
    with database.read_engine.connect() as connection:
        return snapshot(connection)


def test_there_is_one_newest_revision_and_each_can_be_taken_back():
    scripts = ScriptDirectory(str(migrations_dir()))

    assert len(scripts.get_heads()) == 1
    assert all(script.doc and hasattr(script.module, "downgrade") for script in scripts.walk_revisions())


def test_an_empty_database_gets_the_newest_schema(empty_database):
    migrations.upgrade(empty_database)

    assert migrations.current_revision(empty_database) == migrations.head_revision()
    migrations.require_current(empty_database)


def test_migrating_again_changes_nothing(empty_database):
    migrations.upgrade(empty_database)
    before = schema_of(empty_database)

    migrations.upgrade(empty_database)

    assert schema_of(empty_database) == before


def test_every_step_back_and_forth_ends_in_the_same_schema(empty_database):
    migrations.upgrade(empty_database)
    newest = schema_of(empty_database)

    migrations.downgrade(empty_database, migrations.BASE)
    with empty_database.read_engine.connect() as connection:
        left = set(inspect(connection).get_table_names())
    migrations.upgrade(empty_database)

    assert left <= {VERSION_TABLE}
    assert schema_of(empty_database) == newest


def test_the_migrated_schema_is_the_one_the_code_describes(empty_database):
    with empty_database.engine.begin() as connection:
        Base.metadata.create_all(connection)
    described = schema_of(empty_database)
    with empty_database.engine.begin() as connection:
        Base.metadata.drop_all(connection)
        _drop_functions(connection)

    migrations.upgrade(empty_database)

    assert schema_of(empty_database) == described


def test_nothing_is_left_to_generate(database):
    with migrations.migrating(database) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "target_metadata": Base.metadata}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_database_that_is_behind_is_refused(empty_database):
    with pytest.raises(migrations.SchemaOutdatedError, match="run `jiuzhu init`"):
        migrations.require_current(empty_database)


@pytest.mark.parametrize("act", [migrations.require_current, migrations.upgrade])
def test_a_database_of_a_newer_release_is_refused_and_left_alone(database, act):
    with database.writing.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(migrations.SchemaUnknownError):
        act(database)

    assert migrations.current_revision(database) == "9999"


def test_a_migration_that_fails_half_way_leaves_nothing(empty_database):
    def create_and_fail() -> None:
        with migrations.migrating(empty_database) as connection:
            connection.execute(text("CREATE TABLE half_done (id INTEGER)"))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        create_and_fail()

    assert schema_of(empty_database)["tables"] == {}


def test_of_several_processes_that_migrate_at_once_one_does_and_the_others_wait(empty_database):
    failures: list[BaseException] = []

    def migrate() -> None:
        own = open_database(empty_database.url.render_as_string(hide_password=False))
        try:
            migrations.upgrade(own)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)
        finally:
            own.dispose()

    _run_together(migrate, 4)

    assert failures == []
    migrations.require_current(empty_database)


def _run_together(act: Callable[[], None], times: int) -> None:
    threads = [threading.Thread(target=act) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _family(connection: Connection) -> None:
    """A parent with a child that would be emptied with it, were foreign keys on."""
    connection.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
    connection.execute(
        text("CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE)")
    )
    connection.execute(text("INSERT INTO parent VALUES (1)"))
    connection.execute(text("INSERT INTO child VALUES (1, 1)"))


def test_rebuilding_a_table_on_sqlite_keeps_the_rows_that_point_to_it(sqlite_url):
    database = open_database(sqlite_url)
    with database.engine.begin() as connection:
        _family(connection)

    with migrations.migrating(database) as connection:
        connection.execute(text("CREATE TABLE parent_copy (id INTEGER PRIMARY KEY, name TEXT)"))
        connection.execute(text("INSERT INTO parent_copy (id) SELECT id FROM parent"))
        connection.execute(text("DROP TABLE parent"))
        connection.execute(text("ALTER TABLE parent_copy RENAME TO parent"))

    assert rows(database, "SELECT id, parent_id FROM child") == [(1, 1)]
    database.dispose()


def test_a_migration_on_sqlite_that_leaves_rows_pointing_to_nothing_is_undone(sqlite_url):
    database = open_database(sqlite_url)
    with database.engine.begin() as connection:
        _family(connection)

    def remove_parents() -> None:
        with migrations.migrating(database) as connection:
            connection.execute(text("DELETE FROM parent"))

    with pytest.raises(migrations.ForeignKeysBrokenError) as refused:
        remove_parents()

    assert refused.value.tables == ["child"]
    assert rows(database, "SELECT id FROM parent") == [(1,)]
    database.dispose()


def test_a_warning_of_the_library_stops_a_migration(database):
    def warn() -> None:
        with migrations.migrating(database):
            warnings.warn("Skipped unsupported reflection of a CHECK without a name", SAWarning, stacklevel=1)

    with pytest.raises(SAWarning):
        warn()


def test_the_folder_of_migrations_does_not_hide_the_library():
    assert not (migrations_dir() / "__init__.py").exists()
    assert Path(migrations.command.__file__).parent.parent != migrations_dir().parent


def _drop_functions(connection: Connection) -> None:
    """What a trigger calls on PostgreSQL outlives its table."""
    if connection.dialect.name != "postgresql":
        return
    names = connection.execute(
        text("SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
    ).scalars()
    for name in names.all():
        connection.execute(text(f"DROP FUNCTION {name}"))

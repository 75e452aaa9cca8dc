"""What every level of tests may use: databases of both kinds, the browser, and a guard on connections."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgresql_server import PostgresqlServer, running_server

from engine.store import migrations
from engine.store.database import Database, open_database

pytest_plugins = ["socket_guard"]

DIALECTS = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]
TEMPLATE = "template_jiuzhu"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server for the whole run; without it the test fails, it is never skipped."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with the present schema and no rows, to be copied, never opened."""
    path = tmp_path_factory.mktemp("template") / "jiuzhu.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: PostgresqlServer) -> PostgresqlServer:
    """The server with a database `TEMPLATE` that has the present schema and no rows."""
    _migrate(postgresql_server.create(TEMPLATE))
    return postgresql_server


@pytest.fixture
def sqlite_url(migrated_sqlite_file: Path, tmp_path: Path) -> str:
    """A new SQLite database with the present schema and no rows."""
    path = tmp_path / "jiuzhu.db"
    shutil.copyfile(migrated_sqlite_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(migrated_postgresql: PostgresqlServer) -> Iterator[str]:
    """A new PostgreSQL database with the present schema and no rows."""
    name = f"jiuzhu_{next(_numbers)}"
    yield migrated_postgresql.create(name, template=TEMPLATE)
    migrated_postgresql.drop(name)


@pytest.fixture(params=DIALECTS)
def database_url(request: pytest.FixtureRequest) -> str:
    """A new database with the present schema and no rows; the test runs once on each dialect."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=DIALECTS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new database without any table; the test runs once on each dialect."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = f"empty_{next(_numbers)}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The new database of `database_url`, open."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def empty_database(empty_database_url: str) -> Iterator[Database]:
    """The new database of `empty_database_url`, open."""
    opened = open_database(empty_database_url)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program of the packaged Chromium; without it the test fails, it is never skipped."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("Chromium is missing: run `make setup` as root, or `apt-get install chromium fonts-noto-cjk`")
    return found


def _migrate(url: str) -> None:
    database = open_database(url)
    migrations.upgrade(database)
    database.dispose()

"""SQLite databases as files: a consistent copy beside running work, and whether a file is sound or empty.

With `engine.store.database` and `engine.store.migrations` the only place that speaks to one dialect.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL, make_url

BUSY_TIMEOUT_SECONDS: Final = 30
_OWNER_ONLY: Final = 0o600


def file_of(database_url: str | URL) -> Path | None:
    """The file of an SQLite database; nothing for a database in memory or of another kind."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def copy_consistently(source: Path, target: Path) -> None:
    """Write what the database holds at this moment into the new file `target`, for its owner only.

    VACUUM INTO reads one snapshot and does not hold up writers; the backup interface in steps would begin again with
    each of their writes, and a copy of the file alone would lack what still stands in the `-wal` beside it.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))
    with closing(sqlite3.connect(source, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def damage_of(path: Path) -> list[str]:
    """What SQLite finds wrong in a file: broken pages, rows that point to nothing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            found = [str(row[0]) for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            return [str(error)]
    return found + [f"{table}: a row points to nothing in {parent}" for table, _, parent, _ in orphans]


def is_free(path: Path) -> bool:
    """Whether a database may be put there: no file, or a database without tables that nobody has open."""
    if path.exists():
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            try:
                if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
                    return False
            except sqlite3.DatabaseError:
                return False
    # a log left behind would be played into the file that is put beside it
    return not any(path.with_name(path.name + ending).exists() for ending in ("-wal", "-shm", "-journal"))

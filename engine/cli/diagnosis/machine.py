"""Checks of the machine: Python, files, folders, and whether the database can be reached at all."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from engine.cli.diagnosis.results import NotInOrderError
from engine.config import Settings
from engine.store import sqlite_files
from engine.store.database import Database, open_database, ping
from engine.store.encryption import FieldCipher, KeyFileError
from engine.store.migrations import SchemaOutdatedError, SchemaUnknownError, head_revision, require_current

OLDEST_PYTHON: Final = (3, 11)
LEAST_SPACE: Final = 1_000_000_000
_OTHERS: Final = 0o077
_GB: Final = 1_000_000_000


def python_version() -> str:
    """Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        raise NotInOrderError(version, "安装 Python 3.11 或更新的版本")
    return version


def key_file(path: Path) -> str:
    """The key file is there, for its owner only, and can be used."""
    if not path.exists():
        raise NotInOrderError(f"没有 {path}", "把密钥文件的副本放回原处；全新安装请运行 jiuzhu init")
    mode = path.stat().st_mode & 0o777
    if mode & _OTHERS:
        raise NotInOrderError(f"{path} 的权限是 {mode:04o}，他人可读", f"chmod 600 {path}")
    try:
        cipher = FieldCipher.load(path)
    except KeyFileError as error:
        raise NotInOrderError(f"{path} 不能使用（{error}）", "以服务所用的账号运行；内容损坏时放回副本") from error
    return f"{path}，现用密钥 {cipher.current_id}，共 {len(cipher.key_ids)} 个"


def reachable(settings: Settings) -> str:
    """The database answers."""
    with _opened(settings) as database:
        with database.reading.begin() as session:
            ping(session)
        return f"{database.url.render_as_string(hide_password=True)} 可以连接"


def schema(settings: Settings) -> str:
    """The database has the schema of this program."""
    with _opened(settings) as database:
        try:
            require_current(database)
        except SchemaOutdatedError as error:
            raise NotInOrderError(
                f"数据库为版本 {error.current}，程序需要 {error.needed}", "运行 jiuzhu init"
            ) from error
        except SchemaUnknownError as error:
            raise NotInOrderError(
                f"数据库版本 {error.current} 比程序新", "安装与数据库相符的程序版本，或恢复备份"
            ) from error
    return f"版本 {head_revision()}"


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    """The database; a missing SQLite file is not made by looking for it."""
    path = sqlite_files.file_of(settings.database_url)
    if path is not None and not path.exists():
        raise NotInOrderError(f"没有 {path}", "运行 jiuzhu init，或从备份恢复（jiuzhu restore）")
    database = open_database(settings.database_url)
    try:
        yield database
    finally:
        database.dispose()


def places(settings: Settings) -> dict[str, Path]:
    """The folders that are written to, by what they hold; PostgreSQL's is on a machine of its own."""
    found = {"材料": settings.upload_dir, "外发": settings.outgoing_dir}
    path = sqlite_files.file_of(settings.database_url)
    return found if path is None else {"数据库": path.parent, **found}


def disks(settings: Settings) -> dict[str, Path]:
    """One folder on each disk that is written to, by what the disk holds."""
    on_disk: dict[int, list[tuple[str, Path]]] = {}
    for name, place in places(settings).items():
        on_disk.setdefault(_present(place).stat().st_dev, []).append((name, place))
    return {"、".join(name for name, _ in held): held[0][1] for held in on_disk.values()}


def least_space(settings: Settings) -> int:
    """The bytes that must be free: room for one more copy of an SQLite file, which a backup or a migration writes."""
    path = sqlite_files.file_of(settings.database_url)
    return max(LEAST_SPACE, path.stat().st_size) if path is not None and path.exists() else LEAST_SPACE


def space_in(folder: Path, least_bytes: int) -> str:
    """The disk of a folder has room left."""
    free = shutil.disk_usage(_present(folder)).free
    found = f"{folder} 所在磁盘剩余 {free / _GB:.1f} GB"
    if free < least_bytes:
        raise NotInOrderError(found, f"清理或扩容到至少 {least_bytes / _GB:.1f} GB")
    return found


def writable(folder: Path) -> str:
    """The folder can be written, or made where it is not there yet."""
    present = _present(folder)
    if not present.is_dir() or not os.access(present, os.W_OK | os.X_OK):
        raise NotInOrderError(f"{folder} 不可写", f"让运行服务的账号可以写入 {present}")
    return f"{folder} 可写" if folder.exists() else f"{folder} 尚未使用，需要时自动建立"


def _present(path: Path) -> Path:
    """The path, or the nearest folder above it that exists."""
    return next(place for place in (path.absolute(), *path.absolute().parents) if place.exists())

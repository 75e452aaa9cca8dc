"""Restoring a backup into an empty place: everything is checked before the database is put where it belongs."""

import os
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.cli.backups import papers
from engine.cli.backups.inspection import Inspected, inspect_copy
from engine.cli.backups.making import POSTGRESQL_ADVICE, flush
from engine.cli.backups.manifest import BackupRefusedError, FileDigest, Manifest, manifest_of, papers_of
from engine.clock import SystemClock
from engine.config import Settings
from engine.services.unit_of_work import Resources
from engine.store import sqlite_files
from engine.store.database import Database, open_database
from engine.store.encryption import FieldCipher
from engine.store.migrations import SchemaOutdatedError, head_revision, require_current

_OWNER_ONLY = 0o600


def restore(settings: Settings, backup: Path, *, with_papers: bool) -> Manifest:
    """Put a backup where the settings want database and papers; both places must be empty.

    Raises:
        KeyFileError: there is no key file; without it nothing can be checked, and nothing could be read.
        BackupRefusedError: the place is taken, or the backup is not what its manifest says.
    """
    target = sqlite_files.file_of(settings.database_url)
    if target is None:
        raise BackupRefusedError(POSTGRESQL_ADVICE)
    cipher = FieldCipher.load(settings.key_file)
    manifest = Manifest.read(manifest_of(backup), cipher)
    archive = papers_of(backup) if with_papers and manifest.papers else None
    _require_room(settings, target, archive)
    _require_papers_as_packed(manifest, archive)
    resources = Resources(open_database(settings.database_url), cipher, SystemClock(), settings)
    try:
        with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as folder:
            copy = Path(folder) / target.name
            _restore(resources, backup, manifest, copy, archive)
            flush(copy)
            copy.replace(target)
            flush(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise BackupRefusedError(f"恢复没有完成，数据库没有放到位：{error}") from error
    return manifest


def _restore(resources: Resources, backup: Path, manifest: Manifest, copy: Path, archive: Path | None) -> None:
    shutil.copyfile(backup, copy)
    copy.chmod(_OWNER_ONLY)
    if FileDigest.of(copy) != manifest.database:
        raise BackupRefusedError(f"{backup} 与清单的校验值不符：备份已损坏或被改动")
    _require_same(manifest, inspect_copy(resources, copy))
    database = open_database(f"sqlite:///{copy}")
    try:
        _refuse_newer_schema(database)
        if archive is not None:
            papers.unpack(replace(resources, database=database), archive)
            os.sync()
    finally:
        database.dispose()


def _require_room(settings: Settings, target: Path, archive: Path | None) -> None:
    if not sqlite_files.is_free(target):
        raise BackupRefusedError(f"{target} 不是空的（或旁边留有 -wal 文件）：只能恢复到空的位置，原有数据请先移走")
    folder = settings.upload_dir
    if archive is not None and folder.exists() and any(folder.iterdir()):
        raise BackupRefusedError(f"材料文件夹 {folder} 不是空的：只能恢复到空的位置，原有材料请先移走")


def _require_papers_as_packed(manifest: Manifest, archive: Path | None) -> None:
    if archive is None or manifest.papers is None:
        return
    if not archive.is_file():
        raise BackupRefusedError(f"没有 {archive}：请一并放回，或用 --without-documents 只恢复数据库")
    if FileDigest.of(archive) != manifest.papers.file:
        raise BackupRefusedError(f"{archive} 与清单的校验值不符：备份已损坏或被改动")


def _require_same(manifest: Manifest, found: Inspected) -> None:
    differing = sorted(
        name for name in manifest.rows.keys() | found.rows.keys() if manifest.rows.get(name) != found.rows.get(name)
    )
    if differing:
        raise BackupRefusedError(f"恢复后的行数与清单不符：{'、'.join(differing)}")
    if found.schema_revision != head_revision():
        return
    if (found.chain_heads, found.broken_links) != (manifest.chain_heads, manifest.broken_links):
        raise BackupRefusedError("恢复后的办理记录链与清单不符")


def _refuse_newer_schema(database: Database) -> None:
    """Let an older schema pass: `jiuzhu init` brings it up to date."""
    try:
        require_current(database)
    except SchemaOutdatedError:
        return

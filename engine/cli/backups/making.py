"""Making a backup beside a running server: complete and checked, or not there at all."""

import os
import sqlite3
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.cli.backups import papers
from engine.cli.backups.inspection import inspect_copy
from engine.cli.backups.manifest import BackupRefusedError, FileDigest, Manifest, PackedPapers, manifest_of, papers_of
from engine.clock import real_now
from engine.services.unit_of_work import Resources
from engine.store import sqlite_files
from engine.store.database import open_database

POSTGRESQL_ADVICE = (
    "这个命令只用于 SQLite。PostgreSQL 请用 pg_dump --format=custom，或基础备份（pg_basebackup）加 WAL 归档；"
    "恢复用 pg_restore。见 docs/operating.md“Backup”一节"
)


def make_backup(resources: Resources, target: Path, *, with_papers: bool) -> Manifest:
    """Copy the database into the new file `target`, check the copy, and write its manifest last.

    Raises:
        BackupRefusedError: not SQLite, `target` is there already, no room, or the copy does not pass the checks.
    """
    source = sqlite_files.file_of(resources.database.url)
    if source is None:
        raise BackupRefusedError(POSTGRESQL_ADVICE)
    for path in (target, manifest_of(target), papers_of(target)):
        if path.exists():
            raise BackupRefusedError(f"{path} 已存在：备份从不覆盖文件，请换一个名称")
    try:
        with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as folder:
            return _make(resources, source, target, Path(folder), with_papers=with_papers)
    except (OSError, sqlite3.Error) as error:
        raise BackupRefusedError(f"备份没有完成，没有留下文件：{error}") from error


def _make(resources: Resources, source: Path, target: Path, folder: Path, *, with_papers: bool) -> Manifest:
    copy = folder / target.name
    sqlite_files.copy_consistently(source, copy)
    found = inspect_copy(resources, copy)
    packed = _pack(resources, copy) if with_papers else None
    manifest = Manifest(
        made_at=real_now().isoformat(),
        schema_revision=found.schema_revision,
        current_key_id=resources.cipher.current_id,
        key_ids=tuple(sorted(resources.cipher.key_ids)),
        database=FileDigest.of(copy),
        rows=found.rows,
        chain_heads=found.chain_heads,
        broken_links=found.broken_links,
        papers=packed,
    )
    manifest_of(copy).write_text(manifest.as_text(resources.cipher), encoding="utf-8")
    written = [copy, *([papers_of(copy)] if packed else []), manifest_of(copy)]
    for path in written:
        flush(path)
    for path in written:
        path.replace(target.parent / path.name)
    flush(target.parent)
    return manifest


def _pack(resources: Resources, copy: Path) -> PackedPapers:
    database = open_database(f"sqlite:///{copy}")
    try:
        return papers.pack(replace(resources, database=database), papers_of(copy))
    finally:
        database.dispose()


def flush(path: Path) -> None:
    """Return when a file, or the entries of a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

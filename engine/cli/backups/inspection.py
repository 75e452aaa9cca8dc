"""What a copy of a database holds, read from the copy itself."""

from dataclasses import dataclass, replace
from pathlib import Path

from engine.cli.backups.manifest import BackupRefusedError
from engine.services import audit_chain
from engine.services.audit_chain import ChainHead
from engine.services.personal_data import person_fields
from engine.services.unit_of_work import Resources, UnitOfWork, read
from engine.store import contents, encrypted_rows, sqlite_files
from engine.store.database import open_database
from engine.store.encryption import CiphertextRefusedError
from engine.store.migrations import current_revision, head_revision


@dataclass(frozen=True, slots=True)
class Inspected:
    """The schema of a copy, its rows by table, and its chains; no chains are read on another release's schema."""

    schema_revision: str | None
    rows: dict[str, int]
    chain_heads: tuple[ChainHead, ...]
    broken_links: int


def inspect_copy(resources: Resources, path: Path) -> Inspected:
    """What the database in the file `path` holds, read with the keys of `resources`; the file is whole afterwards.

    Raises:
        BackupRefusedError: the file is damaged, or the keys do not decrypt it.
    """
    if damage := sqlite_files.damage_of(path):
        raise BackupRefusedError(f"数据库文件已损坏：{'；'.join(damage[:5])}")
    database = open_database(f"sqlite:///{path}")
    copy = replace(resources, database=database)
    try:
        revision, rows = current_revision(database), contents.row_counts(database)
        if revision != head_revision():
            return Inspected(revision, rows, (), 0)
        read(copy, _require_readable)
        broken, heads = audit_chain.verify(copy)
        return Inspected(revision, rows, tuple(heads), len(broken))
    finally:
        database.dispose()


def _require_readable(work: UnitOfWork) -> None:
    try:
        for person in encrypted_rows.sample_people(work.session):
            person_fields(work, person, ("name", "id_number", "phone"))
    except CiphertextRefusedError as error:
        raise BackupRefusedError(f"密钥文件不能解密这个数据库（{error}）：请放回原来的密钥文件") from error

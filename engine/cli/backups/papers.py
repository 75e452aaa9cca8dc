"""The papers of cases as one archive, each checked against the digest in the database."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

from engine.cli.backups.manifest import BackupRefusedError, FileDigest, PackedPapers
from engine.services import documents
from engine.services.unit_of_work import Resources, UnitOfWork, read
from engine.store import contents

_OWNER_ONLY = 0o600


def pack(copy: Resources, archive: Path) -> PackedPapers:
    """Put every paper that the database `copy` knows into a new archive; leaves out those that are gone or changed."""
    count, damaged = read(copy, lambda work: _pack(work, archive))
    return PackedPapers(FileDigest.of(archive), count, damaged)


def unpack(copy: Resources, archive: Path) -> int:
    """Put the papers of an archive where the settings of `copy` want them; how many.

    Only what the database knows is written, under the name the database gives it.

    Raises:
        BackupRefusedError: a paper is not the one the database knows.
    """
    known = {path.name: (sha256, path) for _, sha256, path in read(copy, lambda work: list(_places(work)))}
    count = 0
    with tarfile.open(archive) as tar:
        for member in tar:
            sha256, path = known.get(Path(member.name).name, ("", Path()))
            file = tar.extractfile(member)
            content = file.read() if file else b""
            if hashlib.sha256(content).hexdigest() != sha256:
                raise BackupRefusedError(f"{archive} 中的 {member.name} 与数据库登记的校验值不符")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            count += 1
    return count


def _pack(work: UnitOfWork, archive: Path) -> tuple[int, tuple[str, ...]]:
    """How many papers were packed, and the ids of those that were not."""
    count, damaged = 0, []
    with tarfile.open(archive, "x", format=tarfile.PAX_FORMAT) as tar:
        for document_id, sha256, path in _places(work):
            content = path.read_bytes() if path.is_file() else b""
            if hashlib.sha256(content).hexdigest() != sha256:
                damaged.append(document_id)
                continue
            member = tarfile.TarInfo(f"{path.parent.name}/{path.name}")
            member.size, member.mode = len(content), _OWNER_ONLY
            tar.addfile(member, io.BytesIO(content))
            count += 1
    return count, tuple(damaged)


def _places(work: UnitOfWork) -> Iterator[tuple[str, str, Path]]:
    """Id, digest and place of every paper."""
    for paper in contents.papers(work.session):
        yield str(paper.document_id), paper.sha256, documents.path_of(work, paper.document_id)

"""What stands beside a backup: what it holds, its digests, and a seal that only the keys of the installation make."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

import click

from engine.services.audit_chain import ChainHead
from engine.store.encryption import FieldCipher

FORMAT: Final = 1
_CHUNK: Final = 1 << 20
_SEAL: Final = "seal"
_SEAL_KIND: Final = "backup"


class BackupRefusedError(click.ClickException):
    """A backup cannot be made or used; nothing was changed."""


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file's size and digest."""

    size_bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """The size and digest of a file as it lies there."""
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
        return cls(size, digest.hexdigest())


@dataclass(frozen=True, slots=True)
class PackedPapers:
    """The archive of papers: how many it holds, and the ids of those that were missing or changed on disk."""

    file: FileDigest
    count: int
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `made_at` is real time (ISO, UTC), the ids of keys are not the keys."""

    made_at: str
    schema_revision: str | None
    current_key_id: str
    key_ids: tuple[str, ...]
    database: FileDigest
    rows: dict[str, int]
    chain_heads: tuple[ChainHead, ...]
    broken_links: int
    papers: PackedPapers | None

    def as_text(self, cipher: FieldCipher) -> str:
        """The manifest as it is written, with its seal."""
        content = {"format": FORMAT, **asdict(self)}
        return json.dumps({**content, _SEAL: _seal(content, cipher)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def read(cls, path: Path, cipher: FieldCipher) -> Self:
        """The manifest in a file.

        Raises:
            BackupRefusedError: there is none, it was changed, or other keys sealed it.
        """
        content = _content_of(path)
        seal = content.pop(_SEAL, "")
        if not hmac.compare_digest(str(seal), _seal(content, cipher)):
            raise BackupRefusedError(f"{path} 被改动过，或密钥文件不属于这份备份")
        missing = sorted(set(content["key_ids"]) - cipher.key_ids)
        if missing:
            raise BackupRefusedError(f"密钥文件中没有这份备份所用的密钥 {'、'.join(missing)}：请放回当时的密钥文件")
        return cls._from(content)

    @classmethod
    def _from(cls, content: dict[str, Any]) -> Self:
        papers = content["papers"]
        return cls(
            made_at=content["made_at"],
            schema_revision=content["schema_revision"],
            current_key_id=content["current_key_id"],
            key_ids=tuple(content["key_ids"]),
            database=FileDigest(**content["database"]),
            rows=content["rows"],
            chain_heads=tuple(ChainHead(**head) for head in content["chain_heads"]),
            broken_links=content["broken_links"],
            papers=papers and PackedPapers(FileDigest(**papers["file"]), papers["count"], tuple(papers["damaged"])),
        )


def manifest_of(backup: Path) -> Path:
    """Where the manifest of a backup lies."""
    return backup.with_name(f"{backup.name}.json")


def papers_of(backup: Path) -> Path:
    """Where the papers of a backup lie."""
    return backup.with_name(f"{backup.name}.documents.tar")


def _content_of(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BackupRefusedError(f"没有备份清单 {path}：备份没有完成，或清单没有一并保存") from error
    except (OSError, ValueError) as error:
        raise BackupRefusedError(f"{path} 不是备份清单") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise BackupRefusedError(f"{path} 不是本版本认识的备份清单")
    return content


def _seal(content: dict[str, Any], cipher: FieldCipher) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return cipher.blind_index(_SEAL_KIND, hashlib.sha256(text.encode()).hexdigest()).hex()

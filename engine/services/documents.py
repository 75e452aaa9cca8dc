"""Papers of a case: checked by content, kept outside the database under their id, with their digest inside."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from engine.domain.authority import Action
from engine.domain.signed_in import SignedInPerson
from engine.errors import FieldError, InvalidInputError, JiuzhuError, NotFoundError, UnavailableError
from engine.services import audit
from engine.services.access import require_case
from engine.services.idempotency import write_once
from engine.services.unit_of_work import Resources, UnitOfWork, read
from engine.store import cases
from engine.store.tables.cases import DocumentRow

LARGEST_DOCUMENT: Final = 20_000_000
LARGEST_CASE: Final = 200_000_000
TABLE: Final = "document"
_SIGNATURES: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


@dataclass(frozen=True, slots=True)
class UploadedPaper:
    """A file as it was sent; `kind` says for which question."""

    name: str
    content: bytes
    kind: str | None = None


class DocumentNotFoundError(NotFoundError):
    """There is no such paper in this case."""

    code = "document_not_found"


class DocumentRefusedError(InvalidInputError):
    """The file is of no accepted type, empty or too large."""

    code = "document_refused"


class DocumentDamagedError(JiuzhuError):
    """The stored bytes are not those that were uploaded."""

    code = "document_damaged"


def add_document(work: UnitOfWork, case_id: UUID, name: str, content: bytes, kind: str | None = None) -> dict[str, Any]:
    """Keep an uploaded paper of a case; the type is read from the content, the name is only shown.

    `kind` says for which question it was uploaded; only the audit keeps it.

    Raises:
        DocumentRefusedError: not a PDF, JPEG or PNG, empty, or larger than allowed.
    """
    case = require_case(work, case_id, Action.READ_CASE, lock=True)
    media_type = media_type_of(content)
    _refuse_too_much(work, case_id, len(content))
    document_id = work.new_id()
    path = path_of(work, document_id)
    _keep_on_disk(path, content)
    digest = hashlib.sha256(content).hexdigest()
    work.session.add(
        DocumentRow(
            id=document_id,
            county_code=case.county_code,
            case_id=case_id,
            shown_name=work.resources.cipher.encrypt(
                _shown_name(name), table=TABLE, row_id=document_id, column="shown_name"
            ),
            media_type=media_type,
            size_bytes=len(content),
            sha256=digest,
            uploaded_by=work.actor,
            uploaded_at=work.now,
        )
    )
    audit.record(work, "document_added", case=case, object_id=document_id, detail={"sha256": digest, "kind": kind})
    return {"document_id": str(document_id), "media_type": media_type, "size": len(content), "sha256": digest}


def upload(
    resources: Resources, person: SignedInPerson, key: str | None, case_id: UUID, paper: UploadedPaper
) -> dict[str, Any]:
    """The answer to an upload, once per key; what was laid on disk for one that came to nothing is removed."""
    laid: set[UUID] = set()

    def add(work: UnitOfWork) -> dict[str, Any]:
        added = add_document(work, case_id, paper.name, paper.content, paper.kind)
        laid.add(UUID(added["document_id"]))
        return added

    body = [paper.name, paper.kind, hashlib.sha256(paper.content).hexdigest()]
    try:
        answer = write_once(resources, person, key, f"add_document:{case_id}", body, add)
        laid.discard(UUID(answer["document_id"]))
        return answer
    finally:
        if laid:
            read(resources, lambda work: _remove_unknown(work, laid))


def _remove_unknown(work: UnitOfWork, document_ids: Iterable[UUID]) -> None:
    """Remove the bytes of papers that the database does not know; where it cannot be asked they stay."""
    for document_id in document_ids:
        if cases.document_of(work.session, document_id) is None:
            path_of(work, document_id).unlink(missing_ok=True)


def documents_of(work: UnitOfWork, case_id: UUID) -> list[dict[str, Any]]:
    """The papers of a case, oldest first."""
    require_case(work, case_id, Action.READ_CASE)
    return [document_item(work, row) for row in cases.documents_of(work.session, case_id)]


def document_item(work: UnitOfWork, row: DocumentRow) -> dict[str, Any]:
    """One paper as lists show it."""
    return {
        "document_id": str(row.id),
        "file_name": work.resources.cipher.decrypt(row.shown_name, table=TABLE, row_id=row.id, column="shown_name"),
        "media_type": row.media_type,
        "size": row.size_bytes,
        "uploaded_by": row.uploaded_by,
        "uploaded_at": row.uploaded_at.isoformat(),
    }


def content_of(work: UnitOfWork, case_id: UUID, document_id: UUID) -> tuple[dict[str, Any], bytes]:
    """A paper and its bytes, for who may read the case; reading is recorded.

    Raises:
        DocumentDamagedError: the bytes do not have the digest that was recorded.
    """
    case = require_case(work, case_id, Action.READ_CASE)
    row = cases.document_of(work.session, document_id)
    if row is None or row.case_id != case_id:
        raise DocumentNotFoundError(f"document {document_id} is not of case {case_id}")
    content = path_of(work, document_id).read_bytes()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise DocumentDamagedError(f"document {document_id} has changed on disk")
    audit.record(work, "document_read", case=case, object_id=document_id)
    return document_item(work, row), content


def require_documents(work: UnitOfWork, case_id: UUID, document_ids: Iterable[UUID]) -> None:
    """Refuse ids that are not papers of this case."""
    wanted = set(document_ids)
    if wanted and wanted - cases.known_documents(work.session, case_id, wanted):
        raise InvalidInputError([FieldError("", "引用的文件不存在或不属于本个案，请重新上传")])


def media_type_of(content: bytes) -> str:
    """The type that the content shows, whatever its name says."""
    if not content:
        raise DocumentRefusedError([FieldError("file", "文件是空的")])
    if len(content) > LARGEST_DOCUMENT:
        raise DocumentRefusedError([FieldError("file", "单个文件不能超过 20 MB")])
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    raise DocumentRefusedError([FieldError("file", "只接受 PDF、JPG、PNG 文件")])


def _shown_name(name: str) -> str:
    """The name as it is shown: what cannot be printed is left out."""
    return "".join(character for character in name if character.isprintable())[:200] or "未命名"


def path_of(work: UnitOfWork, document_id: UUID) -> Path:
    """Where the bytes of a paper lie: under its id, never under its name."""
    name = document_id.hex
    return Path(work.resources.settings.upload_dir) / name[-2:] / name


def _keep_on_disk(path: Path, content: bytes) -> None:
    """Write the bytes and wait until they are on disk: the row that follows must never point to nothing.

    Raises:
        UnavailableError: the disk is full or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UnavailableError(f"papers cannot be kept: {error.strerror}") from error


def _refuse_too_much(work: UnitOfWork, case_id: UUID, size: int) -> None:
    if sum(row.size_bytes for row in cases.documents_of(work.session, case_id)) + size > LARGEST_CASE:
        raise DocumentRefusedError([FieldError("file", "本个案的文件合计不能超过 200 MB")])

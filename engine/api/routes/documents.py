"""Papers of a case: listed, uploaded, handed out as files."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import IdempotencyKey
from engine.schemas.cases import DocumentItem, DocumentList, StoredDocument
from engine.services import documents
from engine.services.documents import UploadedPaper
from engine.services.unit_of_work import read, write

router = APIRouter(prefix="/api/cases/{case_id}/documents", tags=["documents"])


@router.get("")
def list_documents(case_id: UUID, person: CurrentPerson, resources: AppResources) -> DocumentList:
    """The papers of a case, oldest first."""
    items = read(resources, lambda work: documents.documents_of(work, case_id), person=person)
    return DocumentList(items=[DocumentItem.model_validate(item) for item in items])


@router.post("", status_code=201)
def add_document(
    case_id: UUID,
    file: Annotated[UploadFile, File()],
    person: CurrentPerson,
    resources: AppResources,
    kind: Annotated[str | None, Form(max_length=100, pattern=r"^[a-z0-9_./-]*$")] = None,
    idempotency_key: IdempotencyKey = None,
) -> StoredDocument:
    """Add a paper; its type is read from its content. `kind` says for which question it was uploaded."""
    paper = UploadedPaper(file.filename or "", file.file.read(), kind)
    return StoredDocument.model_validate(documents.upload(resources, person, idempotency_key, case_id, paper))


@router.get("/{document_id}", response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}})
def download_document(case_id: UUID, document_id: UUID, person: CurrentPerson, resources: AppResources) -> Response:
    """The content of a paper, as a file to be saved; reading is recorded."""
    item, content = write(resources, lambda work: documents.content_of(work, case_id, document_id), person=person)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(item['file_name'], safe='')}",  # RFC 5987
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=item["media_type"], headers=headers)

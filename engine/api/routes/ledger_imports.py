"""Ledgers of former years: brought, looked at, confirmed by a second person, taken over in the background."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, Cursor, IdempotencyKey, Limit
from engine.schemas.entered import DivisionCode
from engine.schemas.ledger import (
    LedgerImportDetail,
    LedgerImportPage,
    LedgerLayoutBody,
    LedgerProblemPage,
)
from engine.services import ledger_uploads, ledger_views
from engine.services.idempotency import write_once
from engine.services.ledger_uploads import ChosenLayout
from engine.services.unit_of_work import Resources, UnitOfWork, read, write

router = APIRouter(prefix="/api/imports", tags=["imports"])


@router.get("")
def list_imports(
    person: CurrentPerson, resources: AppResources, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> LedgerImportPage:
    """The ledgers of the person's units, newest first."""
    page = read(resources, lambda work: ledger_views.imports_for(work, cursor, limit), person=person)
    return LedgerImportPage.model_validate(page)


@router.post("", status_code=201)
def upload(
    file: Annotated[UploadFile, File()],
    unit: Annotated[DivisionCode, Form()],
    person: CurrentPerson,
    resources: AppResources,
    idempotency_key: IdempotencyKey = None,
) -> LedgerImportDetail:
    """Bring a ledger (.xlsx or CSV) of a unit; its rows are read in the background."""
    name, content = file.filename or "", file.file.read()
    inspection = ledger_uploads.inspect(content)
    answer = write_once(
        resources,
        person,
        idempotency_key,
        "upload_ledger",
        [name, unit, hashlib.sha256(content).hexdigest()],
        lambda work: {"import_id": str(ledger_uploads.upload(work, unit, name, content, inspection).id)},
    )
    return _detail(resources, person, UUID(answer["import_id"]))


@router.get("/{import_id}")
def show(import_id: UUID, person: CurrentPerson, resources: AppResources) -> LedgerImportDetail:
    """One ledger: how far it is, its columns and its first rows."""
    return _detail(resources, person, import_id)


@router.put("/{import_id}/layout")
def change_layout(
    import_id: UUID, entered: LedgerLayoutBody, person: CurrentPerson, resources: AppResources
) -> LedgerImportDetail:
    """Say which column is what, and read the file again by it."""
    chosen = ChosenLayout(entered.sheet, entered.header_row, entered.columns, entered.constants)
    ledger_uploads.change_layout(resources, person, import_id, chosen)
    return _detail(resources, person, import_id)


@router.get("/{import_id}/problems")
def list_problems(
    import_id: UUID,
    person: CurrentPerson,
    resources: AppResources,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> LedgerProblemPage:
    """What is wrong with which row, and what to write instead, in the order of the file."""
    page = read(resources, lambda work: ledger_views.problems_of(work, import_id, cursor, limit), person=person)
    return LedgerProblemPage.model_validate(page)


@router.get("/{import_id}/problems.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def download_problems(import_id: UUID, person: CurrentPerson, resources: AppResources) -> Response:
    """The whole list of problems as a file for a spreadsheet."""
    content = read(resources, lambda work: ledger_views.problems_as_csv(work, import_id), person=person)
    headers = {"Content-Disposition": "attachment; filename*=UTF-8''ledger-problems.csv"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/{import_id}/confirm")
def confirm(
    import_id: UUID, person: CurrentPerson, resources: AppResources, idempotency_key: IdempotencyKey = None
) -> LedgerImportDetail:
    """Let all rows become closed cases; only a ledger without errors, only by another person than brought it."""

    def confirmed(work: UnitOfWork) -> dict[str, str]:
        return {"import_id": str(ledger_uploads.confirm(work, import_id).id)}

    write_once(resources, person, idempotency_key, f"confirm_ledger:{import_id}", None, confirmed)
    return _detail(resources, person, import_id)


@router.delete("/{import_id}")
def discard(import_id: UUID, person: CurrentPerson, resources: AppResources) -> LedgerImportDetail:
    """Give an import up before it is taken over; its file and rows are removed."""
    write(resources, lambda work: ledger_uploads.discard(work, import_id).id, person=person)
    return _detail(resources, person, import_id)


def _detail(resources: Resources, person: CurrentPerson, import_id: UUID) -> LedgerImportDetail:
    shown = read(resources, lambda work: ledger_views.import_detail(work, import_id), person=person)
    return LedgerImportDetail.model_validate(shown)

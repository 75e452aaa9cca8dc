"""Checking diagrams, tables and forms before anybody runs them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import UploadFile

from engine.api.current_person import AppResources, CurrentPerson
from engine.schemas.validation import ValidationAnswer
from engine.services.bundle_checks import check_files

MOST_FILES = 1000
router = APIRouter(prefix="/api", tags=["bundles"])


async def uploaded_files(request: Request) -> list[tuple[str, bytes]]:
    """Name and content of every file in a multipart body, whatever its field is called."""
    async with request.form(max_files=MOST_FILES) as form:
        uploads = [part for _, part in form.multi_items() if isinstance(part, UploadFile)]
        return [(upload.filename or "", await upload.read()) for upload in uploads]


@router.post(
    "/validate",
    openapi_extra={
        "requestBody": {
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "additionalProperties": {"type": "string", "format": "binary"},
                    }
                }
            }
        }
    },
)
def validate_files(
    files: Annotated[list[tuple[str, bytes]], Depends(uploaded_files)],
    _person: CurrentPerson,
    resources: AppResources,
) -> ValidationAnswer:
    """What is wrong with diagrams, tables and forms (files of a multipart body), and how to mend it."""
    return ValidationAnswer.model_validate(check_files(files, resources.clock.now()))

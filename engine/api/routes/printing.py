"""Documents on paper: a notice, or the whole file of a case."""

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Response

from engine.api.current_person import AppResources, CurrentPerson
from engine.services import printing
from engine.services.printing.pages import Printed
from engine.services.unit_of_work import write

router = APIRouter(prefix="/api/cases/{case_id}", tags=["printing"])
PDF = "application/pdf"


@router.get("/notices/{notice_id}/pdf", response_class=Response, responses={200: {"content": {PDF: {}}}})
def notice_pdf(case_id: UUID, notice_id: UUID, person: CurrentPerson, resources: AppResources) -> Response:
    """A notice as it is handed to the household; printing is recorded."""
    return _saved(write(resources, lambda work: printing.print_notice(work, case_id, notice_id), person=person))


@router.get("/file.pdf", response_class=Response, responses={200: {"content": {PDF: {}}}})
def case_file_pdf(case_id: UUID, person: CurrentPerson, resources: AppResources) -> Response:
    """Everything a case consists of, for who may reveal personal data; printing is recorded."""
    return _saved(write(resources, lambda work: printing.print_case_file(work, case_id), person=person))


def _saved(printed: Printed) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(printed.file_name, safe='')}",  # RFC 5987
        "X-Content-Type-Options": "nosniff",
    }
    return Response(printed.content, media_type=PDF, headers=headers)

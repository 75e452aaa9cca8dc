"""Documents on paper: the papers of a case, its whole file, and the register of a unit."""

from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from engine.api.current_person import AppResources, CurrentPerson
from engine.schemas.papers import PaperList
from engine.services import printing
from engine.services.printing.pages import PaperFormat, Printed
from engine.services.unit_of_work import read, write

router = APIRouter(prefix="/api", tags=["printing"])
MEDIA_TYPES: Final = {
    PaperFormat.PDF: "application/pdf",
    PaperFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {media_type: {} for media_type in MEDIA_TYPES.values()}}
}
PaperId = Annotated[str, Path(max_length=80, pattern=r"^[a-z_-]+(-[0-9a-f-]{36})?$")]


@router.get("/cases/{case_id}/papers")
def case_papers(case_id: UUID, person: CurrentPerson, resources: AppResources) -> PaperList:
    """The papers of a case: what each is, where it stands, and whether the person may print it."""
    items = read(resources, lambda work: printing.list_papers(work, case_id), person=person)
    return PaperList.model_validate({"items": items})


@router.get("/cases/{case_id}/papers/{paper_id}/{paper_format}", response_class=Response, responses=_FILES)
def case_paper(
    case_id: UUID, paper_id: PaperId, paper_format: PaperFormat, person: CurrentPerson, resources: AppResources
) -> Response:
    """One paper of a case as PDF or Word document; printing is recorded."""
    return _saved(
        write(resources, lambda work: printing.print_paper(work, case_id, paper_id, paper_format), person=person)
    )


@router.get("/cases/{case_id}/file.pdf", response_class=Response, responses=_FILES)
def case_file_pdf(case_id: UUID, person: CurrentPerson, resources: AppResources) -> Response:
    """Everything a case consists of, for who may reveal personal data; printing is recorded."""
    return _saved(write(resources, lambda work: printing.print_case_file(work, case_id), person=person))


@router.get("/units/{unit_code}/cash-register/{paper_format}", response_class=Response, responses=_FILES)
def cash_register(
    unit_code: Annotated[str, Path(pattern=r"^\d{6}(\d{3})?$")],
    paper_format: PaperFormat,
    person: CurrentPerson,
    resources: AppResources,
    since: Annotated[date, Query()],
    until: Annotated[date, Query()],
) -> Response:
    """The cash that a county or township handed out in a period, with places for signatures; printing is recorded."""
    return _saved(
        write(
            resources,
            lambda work: printing.print_cash_register(work, unit_code, since, until, paper_format),
            person=person,
        )
    )


def _saved(printed: Printed) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(printed.file_name, safe='')}",  # RFC 5987
        "X-Content-Type-Options": "nosniff",
    }
    return Response(printed.content, media_type=MEDIA_TYPES[printed.format], headers=headers)

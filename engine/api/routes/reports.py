"""Reports from cases, the ledger, and both as files."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from engine.adapters.spreadsheets import MEDIA_TYPES
from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, CodeInPath, Cursor, DivisionFilter, Limit
from engine.domain.authority import Action, grants_for
from engine.domain.report_days import Days, year_so_far
from engine.errors import NotFoundError
from engine.schemas.entered import Day
from engine.schemas.reports import LedgerFileRequest, LedgerPage, ReportKindItem, ReportList, ReportShown
from engine.services.reports.asking import scope_of_person
from engine.services.reports.catalogue import REPORTS, make_report
from engine.services.reports.files import ReportFile, file_of_ledger, file_of_report
from engine.services.reports.ledger import LedgerPurpose, export_request, ledger_page
from engine.services.reports.tables import Report
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store.reports.scope import Grouping

router = APIRouter(prefix="/api/reports", tags=["reports"])
AskedDay = Annotated[Day | None, Query()]
GroupBy = Annotated[Grouping | None, Query()]
Format = Annotated[Literal["xlsx", "csv"], Query(alias="format")]
LINES_HEADER = "X-Report-Lines"
FILES: dict[int | str, dict[str, Any]] = {200: {"content": {media_type: {} for media_type in MEDIA_TYPES.values()}}}


@router.get("")
def list_reports(person: CurrentPerson) -> ReportList:
    """The reports there are, for whom they are for."""
    is_reader = bool(grants_for(person.grants, Action.READ_REPORTS))
    kinds = [
        ReportKindItem(name=kind.name, title=kind.title, about=kind.about, groupings=list(kind.groupings))
        for kind in REPORTS.values()
    ]
    return ReportList(
        items=kinds if is_reader else [],
        has_ledger=bool(grants_for(person.grants, Action.READ_LEDGER)),
        may_see_names=bool(grants_for(person.grants, Action.REVEAL_PERSONAL_DATA)),
    )


@router.get("/ledger")
def show_ledger(
    person: CurrentPerson,
    resources: AppResources,
    since: AskedDay = None,
    until: AskedDay = None,
    division: DivisionFilter = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> LedgerPage:
    """The ledger of the person's area with masked names, in the order of registration."""
    page = ledger_page(resources, person, _days(resources, since, until), division, cursor, limit)
    return LedgerPage.model_validate(page | {"columns": [asdict(column) for column in page["columns"]]})


@router.post("/ledger/file", response_class=Response, responses=FILES)
def export_ledger(body: LedgerFileRequest, person: CurrentPerson, resources: AppResources) -> Response:
    """The ledger as a file; the export is recorded, full names need a purpose."""
    days = _days(resources, body.since, body.until)
    purpose = LedgerPurpose(body.purpose) if body.purpose else None
    request, count = write(
        resources, lambda work: export_request(work, days, body.division, purpose, body.format), person=person
    )
    return saved(file_of_ledger(resources, request, body.format), count)


@router.get("/{name}")
def show_report(
    name: CodeInPath,
    person: CurrentPerson,
    resources: AppResources,
    since: AskedDay = None,
    until: AskedDay = None,
    division: DivisionFilter = None,
    group_by: GroupBy = None,
) -> ReportShown:
    """A report over the person's area; this year so far unless said otherwise."""
    query = _query(name, _days(resources, since, until), division, group_by)
    return ReportShown.model_validate(asdict(read(resources, query, person=person)))


@router.get("/{name}/file", response_class=Response, responses=FILES)
def export_report(
    name: CodeInPath,
    person: CurrentPerson,
    resources: AppResources,
    since: AskedDay = None,
    until: AskedDay = None,
    division: DivisionFilter = None,
    group_by: GroupBy = None,
    file_format: Format = "xlsx",
) -> Response:
    """The same report as a workbook or as CSV."""
    query = _query(name, _days(resources, since, until), division, group_by)
    report = read(resources, query, person=person)
    return saved(file_of_report(report, file_format), sum(len(table.lines) for table in report.tables))


def _query(name: str, days: Days, division: str | None, grouping: Grouping | None) -> Callable[[UnitOfWork], Report]:
    if name not in REPORTS:
        raise NotFoundError("there is no such report")

    def query(work: UnitOfWork) -> Report:
        return make_report(work, name, scope_of_person(work, Action.READ_REPORTS, days, division), grouping)

    return query


def _days(resources: Resources, since: date | None, until: date | None) -> Days:
    usual = year_so_far(resources.clock.now())
    return Days(since or usual.since, until or usual.until)


def saved(file: ReportFile, lines: int) -> Response:
    """The file as an answer, with the number of its lines in a header."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",  # RFC 5987
        "X-Content-Type-Options": "nosniff",
        LINES_HEADER: str(lines),
    }
    return StreamingResponse(file.chunks(), media_type=MEDIA_TYPES[file.file_format], headers=headers)

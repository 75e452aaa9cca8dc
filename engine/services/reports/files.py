"""Reports and the ledger as files: workbooks and CSV, made on disk or line by line, never whole in memory."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from engine.adapters.spreadsheets import FileFormat, Sheet, SheetColumn, csv_lines, write_workbook
from engine.domain.report_days import Days
from engine.services.reports.ledger import COLUMNS, NOTES, TITLE, LedgerRequest, ledger_lines
from engine.services.reports.tables import Column, Line, Report
from engine.services.unit_of_work import Resources

CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file to save: its Chinese name, its format and its tables."""

    name: str
    file_format: FileFormat
    sheets: tuple[Sheet, ...]

    def chunks(self, written: Callable[[], None] | None = None) -> Iterator[bytes]:
        """Its content piece by piece; a workbook is put together in a file without a name first."""
        if self.file_format == "csv":
            yield from csv_lines(self.sheets, written=written)
            return
        with tempfile.TemporaryFile() as out:
            write_workbook(out, self.sheets, written=written)
            yield from _pieces(out)


def file_of_report(report: Report, file_format: FileFormat) -> ReportFile:
    """A report as a file, a sheet for each of its tables; the notes stand below the last."""
    last = len(report.tables) - 1
    heading = f"{report.place}（{report.since.isoformat()} 至 {report.until.isoformat()}）"
    sheets = tuple(
        Sheet(
            name=table.title,
            heading=f"{table.title} {heading}",
            columns=_columns(table.columns),
            lines=[_cells(table.columns, line) for line in table.lines],
            totals=_cells(table.columns, table.totals) if table.totals else None,
            notes=report.notes if at == last else (),
        )
        for at, table in enumerate(report.tables)
    )
    days = f"{report.since:%Y%m%d}-{report.until:%Y%m%d}"
    return ReportFile(f"{report.title}-{days}.{file_format}", file_format, sheets)


def file_of_ledger(resources: Resources, request: LedgerRequest, file_format: FileFormat) -> ReportFile:
    """The ledger as a file whose lines are read while it is written."""
    days: Days = request.scope.days
    heading = f"{TITLE}（{days.since.isoformat()} 至 {days.until.isoformat()}）"
    lines = (_cells(COLUMNS, line) for line in ledger_lines(resources, request))
    sheet = Sheet(TITLE, heading, _columns(COLUMNS), lines, notes=NOTES)
    return ReportFile(f"{TITLE}-{days.since:%Y%m%d}-{days.until:%Y%m%d}.{file_format}", file_format, (sheet,))


def _columns(columns: Sequence[Column]) -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(column.title, column.kind.value, column.width) for column in columns)


def _cells(columns: Sequence[Column], line: Line) -> tuple[str | int | None, ...]:
    return tuple(line[column.name] for column in columns)


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    content.seek(0)
    while piece := content.read(CHUNK_BYTES):
        yield piece

"""Tables as files for spreadsheet programs: workbooks written row by row, and CSV; no cell ever calculates."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, Final, Literal

import xlsxwriter

FileFormat = Literal["xlsx", "csv"]
CellKind = Literal["text", "date", "count", "money", "share", "span"]
Value = str | int | None
MEDIA_TYPES: Final[dict[FileFormat, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
LONGEST_CELL: Final = 32_767  # what a cell of a workbook can hold
_BYTE_ORDER_MARK: Final = "\ufeff"  # spreadsheets read Chinese UTF-8 only with it
_FORMULA_STARTS: Final = (*"=+-@\t\r", *"＝＋－\uff20")  # half and full width
_FORMATS: Final[dict[CellKind, dict[str, Any]]] = {
    "text": {"text_wrap": True, "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "money": {"num_format": "#,##0.00", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "span": {"num_format": "0.0", "valign": "top"},
}
_HEADER: Final = {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"}
_LONGEST_SHEET_NAME: Final = 31
_SECONDS_PER_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its title, the kind of its values, and its width in digits."""

    title: str
    kind: CellKind
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; the lines may be drawn one by one, each with a value for every column."""

    name: str
    heading: str
    columns: Sequence[SheetColumn]
    lines: Iterable[Sequence[Value]]
    totals: Sequence[Value] | None = None
    notes: Sequence[str] = ()


def guarded(text: str) -> str:
    """`text` as a cell that no spreadsheet calculates, also after it was saved as CSV (security: control X8)."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def write_workbook(out: IO[bytes], sheets: Sequence[Sheet], *, written: Callable[[], None] | None = None) -> None:
    """Write a workbook with a sheet for each table: never more than a row in memory, `written` called after each.

    Money is written as yuan with two decimals, shares as per cent, spans as days; the title row stays in view.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        for sheet in sheets:
            _SheetWriter(book, sheet).write(written or _nobody_counts)


def csv_lines(sheets: Sequence[Sheet], *, written: Callable[[], None] | None = None) -> Iterator[bytes]:
    """The tables as CSV in UTF-8 with a byte order mark, one below the other, drawn line by line."""
    yield _BYTE_ORDER_MARK.encode()
    for number, sheet in enumerate(sheets):
        if len(sheets) > 1:
            yield _csv_line([sheet.heading]) if number == 0 else b"\r\n" + _csv_line([sheet.heading])
        yield _csv_line([column.title for column in sheet.columns])
        for line in _all_lines(sheet):
            yield _csv_line([_csv_text(value, one.kind) for value, one in zip(line, sheet.columns, strict=True)])
            (written or _nobody_counts)()


def _all_lines(sheet: Sheet) -> Iterator[Sequence[Value]]:
    yield from sheet.lines
    if sheet.totals is not None:
        yield sheet.totals


class _SheetWriter:
    """Writes one sheet from top to bottom: with constant memory no earlier row can be touched again."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        self._sheet = sheet
        self._page = book.add_worksheet(_sheet_name(sheet.name))
        self._formats = {kind: book.add_format(look) for kind, look in _FORMATS.items()}
        self._header, self._title = book.add_format(_HEADER), book.add_format({"bold": True, "font_size": 14})
        self._totals = {kind: book.add_format({**look, "bold": True, "top": 1}) for kind, look in _FORMATS.items()}
        self._note = book.add_format({"font_color": "#555555"})
        self._row = 0

    def write(self, written: Callable[[], None]) -> None:
        """The heading, the title row, the lines, the totals and the notes."""
        for at, column in enumerate(self._sheet.columns):
            self._page.set_column(at, at, column.width)
        self._page.write_string(0, 0, guarded(self._sheet.heading), self._title)
        for at, column in enumerate(self._sheet.columns):
            self._page.write_string(1, at, guarded(column.title), self._header)
        self._page.freeze_panes(2, 0)
        self._row = 2
        for line in self._sheet.lines:
            self._write_line(line, self._formats)
            written()
        if self._sheet.totals is not None:
            self._write_line(self._sheet.totals, self._totals)
            written()
        for note in self._sheet.notes:
            self._row += 1
            self._page.write_string(self._row, 0, guarded(note), self._note)

    def _write_line(self, line: Sequence[Value], formats: dict[CellKind, Any]) -> None:
        for at, (value, column) in enumerate(zip(line, self._sheet.columns, strict=True)):
            self._write_cell(at, value, column.kind, formats[column.kind])
        self._row += 1

    def _write_cell(self, at: int, value: Value, kind: CellKind, look: Any) -> None:
        if value is None:
            self._page.write_blank(self._row, at, None, look)
        elif isinstance(value, int):
            self._page.write_number(self._row, at, _as_number(value, kind), look)
        elif kind == "date":
            self._page.write_datetime(self._row, at, date.fromisoformat(value), look)
        else:
            self._page.write_string(self._row, at, guarded(value)[:LONGEST_CELL], look)


def _as_number(value: int, kind: CellKind) -> float:
    """The number a spreadsheet shows; it knows floats only, and shows two decimals of yuan exactly."""
    match kind:
        case "money":
            return value / 100
        case "share":
            return value / 1000
        case "span":
            return value / _SECONDS_PER_DAY
        case _:
            return value


def _csv_text(value: Value, kind: CellKind) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    match kind:
        case "money":
            return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
        case "share":
            return f"{value // 10}.{value % 10}%"
        case "span":
            return f"{value / _SECONDS_PER_DAY:.1f}"
        case _:
            return str(value)


def _csv_line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue().encode()


def _sheet_name(name: str) -> str:
    """A name without the signs that workbooks refuse."""
    return "".join(" " if sign in r"[]:*?/\'" else sign for sign in name)[:_LONGEST_SHEET_NAME]


def _nobody_counts() -> None:
    """What is called after each line where nobody shows progress."""

"""Ledgers as files: Excel workbooks and CSV in the encodings of Chinese offices, row by row in bounded memory."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from engine.domain.ledger.cell_values import Cell, text_of
from engine.errors import FieldError, InvalidInputError

LARGEST_FILE: Final = 20_000_000
LARGEST_UNPACKED: Final = 300_000_000
MOST_PARTS: Final = 2_000
MOST_COLUMNS: Final = 200
MOST_BLANK_ROWS: Final = 10_000
LONGEST_CELL: Final = 5_000
_PROLOGUE: Final = 65_536
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ENCODINGS: Final = ("utf-8", "gb18030")
_DELIMITERS: Final = (",", "\t", ";")
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
"""What openpyxl and zipfile raise on files that are broken or were made to break them."""


class LedgerFileRefusedError(InvalidInputError):
    """The file is no ledger that can be read: type, size or damage."""

    code = "ledger_file_refused"

    def __init__(self, message: str) -> None:
        super().__init__([FieldError("file", message)])


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the file by its place (from 0); a CSV file has one without a name."""

    number: int
    name: str
    is_hidden: bool


def sheets_of(content: bytes) -> list[Sheet]:
    """The sheets of a ledger, in order.

    Raises:
        LedgerFileRefusedError: the file is not Excel (.xlsx) or CSV, too large, or broken.
    """
    if _is_workbook(content):
        try:
            with closing(load_workbook(io.BytesIO(content), read_only=True)) as book:
                listed = [(sheet.title, sheet.sheet_state) for sheet in book.worksheets]
        except _DAMAGE as error:
            raise _broken() from error
        return [Sheet(number, name, state != "visible") for number, (name, state) in enumerate(listed)]
    _text_of_csv(content)
    return [Sheet(0, "", is_hidden=False)]


def rows_of(content: bytes, sheet: int = 0) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows of a sheet with their numbers (from 1) as the spreadsheet shows them, blank ones left out.

    Raises:
        LedgerFileRefusedError: as `sheets_of`, or the damage shows only further down.
    """
    rows = _workbook_rows(content, sheet) if _is_workbook(content) else _csv_rows(content)
    last_seen = 0
    for number, cells in rows:
        if cells:
            last_seen = number
            yield number, cells
        elif number - last_seen > MOST_BLANK_ROWS:
            return


def first_rows(content: bytes, sheet: int, count: int) -> list[Sequence[Cell]]:
    """The first `count` rows of a sheet, blank ones included, so that their place is their number."""
    found: list[Sequence[Cell]] = []
    for number, cells in rows_of(content, sheet):
        if number > count:
            break
        found += [()] * (number - 1 - len(found))
        found.append(cells)
    return found


def rows_announced(content: bytes, sheet: int) -> int | None:
    """How many rows a sheet says it has; nothing where it does not say. Only good for showing progress."""
    if not _is_workbook(content):
        return content.count(b"\n") + 1
    try:
        with closing(load_workbook(io.BytesIO(content), read_only=True)) as book:
            return book.worksheets[sheet].max_row
    except _DAMAGE as error:
        raise _broken() from error


def _is_workbook(content: bytes) -> bool:
    """Whether the content is a workbook; refuses what is neither a workbook nor text."""
    if not content:
        raise LedgerFileRefusedError("文件是空的")
    if len(content) > LARGEST_FILE:
        raise LedgerFileRefusedError("文件不能超过 20 MB，请按年份或乡镇拆分")
    if content.startswith(_OLE):
        raise LedgerFileRefusedError("旧版 .xls 或带密码的文件不能读取，请去掉密码并另存为 .xlsx")
    if not content.startswith(_ZIP):
        return False
    _refuse_bomb(content)
    return True


def _refuse_bomb(content: bytes) -> None:
    """Refuse archives that unpack to too much, or whose XML defines entities: no office program writes these."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise LedgerFileRefusedError("文件展开后过大，请只保留台账数据后另存")
            if "xl/workbook.xml" not in archive.namelist():
                raise LedgerFileRefusedError("不是 Excel 文件，请另存为 .xlsx 或 CSV")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        if b"<!DOCTYPE" in opened.read(_PROLOGUE):
                            raise LedgerFileRefusedError("文件含有不允许的 XML 声明")
    except _DAMAGE as error:
        raise _broken() from error


def _broken() -> LedgerFileRefusedError:
    return LedgerFileRefusedError("文件已损坏，请在 Excel 或 WPS 中打开后另存为 .xlsx")


def _workbook_rows(content: bytes, sheet: int) -> Iterator[tuple[int, Sequence[Cell]]]:
    try:
        with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
            opened = book.worksheets[sheet]
            opened.reset_dimensions()  # some programs announce one cell only, and the rest would be left out
            for number, row in enumerate(opened.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
                yield number, _without_blank_end([_cell(value) for value in row])
    except _DAMAGE as error:
        raise _broken() from error


def _without_blank_end(cells: Sequence[Cell]) -> Sequence[Cell]:
    used = max((column for column, cell in enumerate(cells, 1) if cell is not None and text_of(cell)), default=0)
    return cells[:used]


def _cell(value: object) -> Cell:
    """Rich text and the like become plain text."""
    if value is None or isinstance(value, int | float):
        return value
    return value[:LONGEST_CELL] if isinstance(value, str) else _other(value)


def _other(value: object) -> Cell:
    return value if hasattr(value, "isoformat") else text_of(str(value))[:LONGEST_CELL]  # type: ignore[return-value]  # dates and times of the Cell union


def _csv_rows(content: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    text = _text_of_csv(content)
    delimiter = _delimiter_of(text)
    csv.field_size_limit(1_000_000)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            yield number, _without_blank_end([cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]])
    except csv.Error as error:
        raise LedgerFileRefusedError("CSV 文件格式不对，请在 Excel 中另存为 .xlsx") from error


def _text_of_csv(content: bytes) -> str:
    """The text of a CSV file: UTF-8 with or without a mark, UTF-16 with a mark, else GB18030."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    for encoding in _ENCODINGS:
        try:
            return _without_nul(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise LedgerFileRefusedError("无法识别文件的编码，请另存为 .xlsx，或 UTF-8、GB18030 编码的 CSV")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return _without_nul(content.decode(encoding))
    except UnicodeDecodeError as error:
        raise LedgerFileRefusedError("文件的编码前后不一致，请另存为 .xlsx") from error


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise LedgerFileRefusedError("不是台账文件，请上传 .xlsx 或 CSV")
    return text


def _delimiter_of(text: str) -> str:
    """The separator that the first lines hold most of."""
    head = "\n".join(islice(io.StringIO(text), 20))
    return max(_DELIMITERS, key=head.count)

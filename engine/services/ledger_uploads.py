"""Bringing a ledger: the file is kept encrypted, its columns are understood, and a person may correct that."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from engine.adapters import ledger_files
from engine.adapters.ledger_files import LedgerFileRefusedError, Sheet
from engine.domain.authority import Action
from engine.domain.divisions import Division, division_of
from engine.domain.ledger.cell_values import CellProblem, text_of
from engine.domain.ledger.columns import (
    CONSTANT_FIELDS,
    HEADER_WITHIN_ROWS,
    Header,
    Layout,
    LedgerField,
    find_header,
    is_in_wan,
    layout_of,
)
from engine.domain.ledger.words import category_of, cause_of, method_of, track_of
from engine.domain.signed_in import SignedInPerson
from engine.errors import FieldError, InvalidInputError
from engine.services import audit
from engine.services.ledger_access import (
    TABLE,
    LedgerHasErrorsError,
    LedgerKnownError,
    LedgerNotReadyError,
    LedgerOnePersonError,
    require_import,
    require_in,
)
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.services.units_in_force import unit_in_force
from engine.store import ledger
from engine.store.tables.ledger import LedgerImportRow

PREVIEW_ROWS: Final = 10
LONGEST_FILE_NAME: Final = 200
_CHECKS: Final = {
    LedgerField.TRACK: track_of,
    LedgerField.CAUSE: cause_of,
    LedgerField.CATEGORY: category_of,
    LedgerField.METHOD: method_of,
}


@dataclass(frozen=True, slots=True)
class ChosenLayout:
    """What a person says about a file: sheet (from 0), header row (from 1), columns (from 0) and constants."""

    sheet: int
    header_row: int
    columns: Mapping[LedgerField, int]
    constants: Mapping[LedgerField, str]


@dataclass(frozen=True, slots=True)
class Outline:
    """What is shown of a file before it is read: its sheets, the header and the rows below it, as text."""

    sheets: Sequence[Sheet]
    header: Header
    rows: Sequence[tuple[int, Sequence[str]]]

    def as_json(self) -> str:
        """The outline as it is kept, to be encrypted."""
        sheets = [[sheet.number, sheet.name, sheet.is_hidden] for sheet in self.sheets]
        header = [self.header.row, list(self.header.texts)]
        return json.dumps([sheets, header, [[number, list(cells)] for number, cells in self.rows]], ensure_ascii=False)

    @staticmethod
    def of_json(text: str) -> "Outline":
        """The outline that was kept."""
        sheets, (row, texts), rows = json.loads(text)
        return Outline(
            [Sheet(*sheet) for sheet in sheets], Header(row, tuple(texts)), [(number, cells) for number, cells in rows]
        )


@dataclass(frozen=True, slots=True)
class Inspection:
    """What looking into a file came to: no transaction is open while it is looked into."""

    sheet: int
    outline: Outline
    layout: Layout
    rows_announced: int | None


def inspect(content: bytes) -> Inspection:
    """The first sheet that is not hidden and has a header of a ledger, with the layout it suggests.

    Raises:
        LedgerFileRefusedError: the file is no ledger that can be read.
    """
    sheets = ledger_files.sheets_of(content)
    for sheet in sheets:
        if sheet.is_hidden:
            continue
        header = find_header(ledger_files.first_rows(content, sheet.number, HEADER_WITHIN_ROWS))
        if header is not None:
            outline = Outline(sheets, header, _rows_below(content, sheet.number, header.row))
            announced = ledger_files.rows_announced(content, sheet.number)
            return Inspection(sheet.number, outline, layout_of(header), announced)
    raise LedgerFileRefusedError(f"前 {HEADER_WITHIN_ROWS} 行没有找到表头：须有“姓名”“身份证号”“救助金额”等列名")


def inspect_as(content: bytes, chosen: ChosenLayout) -> Inspection:
    """The file as a person says it is to be read.

    Raises:
        InvalidInputError: a sheet, column or value does not exist.
    """
    sheets = ledger_files.sheets_of(content)
    if chosen.sheet >= len(sheets):
        raise InvalidInputError([FieldError("sheet", "文件没有这个工作表")])
    header = _header_at(content, chosen)
    _check(chosen, header)
    outline = Outline(sheets, header, _rows_below(content, chosen.sheet, header.row))
    layout = Layout(header.row, chosen.columns, chosen.constants, is_in_wan(header.texts, chosen.columns))
    return Inspection(chosen.sheet, outline, layout, ledger_files.rows_announced(content, chosen.sheet))


def upload(work: UnitOfWork, unit_code: str, file_name: str, content: bytes, inspection: Inspection) -> LedgerImportRow:
    """Keep a ledger of a unit and let it be read, once its columns are understood.

    Raises:
        LedgerKnownError: exactly this file was brought before.
        NotPermittedError: the person may not bring ledgers of this unit.
    """
    unit = _unit_of(work, unit_code)
    require_in(work, unit, Action.UPLOAD_LEDGER)
    digest = hashlib.sha256(content).hexdigest()
    if ledger.import_with_digest(work.session, unit.county_code, digest) is not None:
        raise LedgerKnownError("this file was brought before")
    import_id = work.new_id()
    row = LedgerImportRow(
        id=import_id,
        county_code=unit.county_code,
        unit_code=unit.code,
        sha256=digest,
        size_bytes=len(content),
        file_name=_sealed(work, import_id, "file_name", _shown_name(file_name)),
        content=_sealed(work, import_id, "content", content),
        attempt=0,
        uploaded_by=work.actor,
        uploaded_at=work.now,
    )
    _start_reading(work, row, inspection)
    work.session.add(row)
    work.session.flush()
    _record(work, "ledger_uploaded", row)
    return row


def change_layout(
    resources: Resources, person: SignedInPerson, import_id: UUID, chosen: ChosenLayout
) -> LedgerImportRow:
    """Read the file again by the layout that a person has chosen; what was read before is forgotten.

    Raises:
        LedgerNotReadyError: the import was confirmed or has ended.
        InvalidInputError: a sheet, column or value does not exist.
    """
    before = ("mapping", "reading", "checked")

    def file_of(work: UnitOfWork) -> bytes:
        row = require_import(work, import_id, Action.UPLOAD_LEDGER)
        _require_status(row, before)
        return content_of(work, row)

    inspection = inspect_as(read(resources, file_of, person=person), chosen)

    def start_again(work: UnitOfWork) -> LedgerImportRow:
        row = _locked(work, import_id, before, Action.UPLOAD_LEDGER)
        ledger.forget_rows(work.session, row.id)
        _start_reading(work, row, inspection)
        _record(work, "ledger_layout_changed", row)
        return row

    return write(resources, start_again, person=person)


def confirm(work: UnitOfWork, import_id: UUID) -> LedgerImportRow:
    """Let a ledger without errors be taken over; confirming it again changes nothing.

    Raises:
        LedgerHasErrorsError: a row is wrong, or there is none.
        LedgerOnePersonError: the person brought the file.
        LedgerNotReadyError: the file is not read yet, or the import has ended otherwise.
    """
    row = require_import(work, import_id, Action.CONFIRM_LEDGER, lock=True)
    person = work.require_person()
    if row.status in {"applying", "applied"} and row.confirmed_by == person.username:
        return row
    _require_status(row, ("checked",))
    if row.uploaded_by == person.username:
        raise LedgerOnePersonError(f"{person.username} brought import {import_id}")
    if row.error_rows or not row.record_count:
        raise LedgerHasErrorsError(f"import {import_id} has {row.error_rows} wrong rows")
    row.status, row.confirmed_by, row.confirmed_at, row.worked_at = "applying", person.username, work.now, None
    _record(work, "ledger_confirmed", row)
    return row


def discard(work: UnitOfWork, import_id: UUID) -> LedgerImportRow:
    """Give an import up before it is taken over: its file and rows are removed."""
    actions = (Action.UPLOAD_LEDGER, Action.CONFIRM_LEDGER)
    row = _locked(work, import_id, ("mapping", "reading", "checked", "failed"), *actions)
    ledger.forget_rows(work.session, row.id)
    row.content, row.status, row.ended_at = None, "discarded", work.now
    _record(work, "ledger_discarded", row)
    return row


def outline_of(work: UnitOfWork, row: LedgerImportRow) -> Outline:
    """What is shown of the file of an import."""
    text = work.resources.cipher.decrypt(row.outline, table=TABLE, row_id=row.id, column="outline")
    return Outline.of_json(text)


def stored_layout(row: LedgerImportRow, header: Header) -> Layout:
    """The layout by which an import is read."""
    columns = {LedgerField(name): int(column) for name, column in row.columns.items()}
    constants = {LedgerField(name): str(value) for name, value in row.constants.items()}
    return Layout(row.header_row, columns, constants, is_in_wan(header.texts, columns))


def content_of(work: UnitOfWork, row: LedgerImportRow) -> bytes:
    """The file of an import, in clear."""
    sealed = ledger.content_of(work.session, row.id)
    if sealed is None:
        raise LedgerNotReadyError(f"the file of import {row.id} was removed")
    return work.resources.cipher.decrypt_bytes(sealed, table=TABLE, row_id=row.id, column="content")


def file_name_of(work: UnitOfWork, row: LedgerImportRow) -> str:
    """The name under which the file was brought."""
    return work.resources.cipher.decrypt(row.file_name, table=TABLE, row_id=row.id, column="file_name")


def _unit_of(work: UnitOfWork, unit_code: str) -> Division:
    return division_of(unit_in_force(work, unit_code, path="unit").code, "unit")


def _locked(work: UnitOfWork, import_id: UUID, statuses: Sequence[str], *actions: Action) -> LedgerImportRow:
    row = require_import(work, import_id, *actions, lock=True)
    _require_status(row, statuses)
    return row


def _require_status(row: LedgerImportRow, statuses: Sequence[str]) -> None:
    if row.status not in statuses:
        raise LedgerNotReadyError(f"import {row.id} is {row.status}")


def _start_reading(work: UnitOfWork, row: LedgerImportRow, inspection: Inspection) -> None:
    """Begin at the first row; what is still missing has to be chosen by a person before."""
    layout = inspection.layout
    row.sheet, row.rows_announced = inspection.sheet, inspection.rows_announced
    row.outline = _sealed(work, row.id, "outline", inspection.outline.as_json())
    row.header_row = layout.header_row
    row.columns = {wanted.value: column for wanted, column in layout.columns.items()}
    row.constants = {wanted.value: value for wanted, value in layout.constants.items()}
    row.status = "mapping" if layout.missing else "reading"
    row.attempt += 1
    row.rows_read, row.worked_at = layout.header_row, None
    row.record_count = row.error_rows = row.notice_count = row.skipped_rows = 0
    row.total_fen = row.numbered_rows = 0


def _rows_below(content: bytes, sheet: int, header_row: int) -> list[tuple[int, list[str]]]:
    rows = ledger_files.rows_of(content, sheet)
    below = ((number, [text_of(cell)[:60] for cell in cells]) for number, cells in rows if number > header_row)
    return [row for row, _ in zip(below, range(PREVIEW_ROWS), strict=False)]


def _header_at(content: bytes, chosen: ChosenLayout) -> Header:
    """The header in the chosen row; where the file has it found there, with the row above joined to it."""
    first = ledger_files.first_rows(content, chosen.sheet, HEADER_WITHIN_ROWS)
    found = find_header(first)
    if found is not None and found.row == chosen.header_row:
        return found
    if not 1 <= chosen.header_row <= len(first):
        raise InvalidInputError([FieldError("header_row", f"表头应在前 {HEADER_WITHIN_ROWS} 行内")])
    return Header(chosen.header_row, tuple(text_of(cell) for cell in first[chosen.header_row - 1]))


def _check(chosen: ChosenLayout, header: Header) -> None:
    errors = [
        FieldError(f"columns.{wanted.value}", "文件没有这一列")
        for wanted, column in chosen.columns.items()
        if column >= max(len(header.texts), 1)
    ]
    for wanted, value in chosen.constants.items():
        if wanted not in CONSTANT_FIELDS:
            errors.append(FieldError(f"constants.{wanted.value}", "这一项不能统一填写"))
        elif (read := _CHECKS.get(wanted)) is not None and isinstance(problem := read(value), CellProblem):
            errors.append(FieldError(f"constants.{wanted.value}", f"{problem.message}，{problem.fix}"))
    if errors:
        raise InvalidInputError(errors)


def _sealed(work: UnitOfWork, import_id: UUID, column: str, value: str | bytes) -> bytes:
    return work.resources.cipher.encrypt(value, table=TABLE, row_id=import_id, column=column)


def _shown_name(name: str) -> str:
    return "".join(character for character in name if character.isprintable())[:LONGEST_FILE_NAME] or "未命名"


def _record(work: UnitOfWork, action: str, row: LedgerImportRow) -> None:
    detail: dict[str, Any] = {"unit": row.unit_code, "sha256": row.sha256, "records": row.record_count}
    audit.record(work, action, county_code=row.county_code, object_id=row.id, detail=detail)

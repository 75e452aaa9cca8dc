"""Ledgers on their way in as people see them: where each stands, what it says, what is wrong with it."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from engine.domain.authority import Action, grants_for
from engine.domain.divisions import division_of
from engine.domain.ledger.columns import CONSTANT_FIELDS, NEEDED, LedgerField, column_name
from engine.domain.masking import masked_identity_number, masked_name, masked_phone
from engine.errors import NotPermittedError
from engine.services.ledger_access import may_in, require_import
from engine.services.ledger_uploads import file_name_of, outline_of
from engine.services.paging import (
    cursor_of,
    dated_position_of,
    listed,
    numbered_cursor_of,
    numbered_position_of,
    page_of,
)
from engine.services.unit_of_work import UnitOfWork
from engine.store import ledger, staff
from engine.store.tables.ledger import LedgerImportRow, LedgerProblemRow

READERS: Final = (Action.UPLOAD_LEDGER, Action.CONFIRM_LEDGER)
_MASKS: Final = {
    LedgerField.NAME: masked_name,
    LedgerField.ID_NUMBER: masked_identity_number,
    LedgerField.PHONE: masked_phone,
}
_TITLES: Final = ("行号", "列", "栏目", "级别", "问题", "怎样改")
_SEVERITIES: Final = {"error": "错误", "notice": "提示"}
_BYTE_ORDER_MARK: Final = "\ufeff"  # spreadsheets read Chinese UTF-8 only with it


def imports_for(work: UnitOfWork, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the ledgers of the person's units, newest first."""
    person = work.require_person()
    areas = [grant for action in READERS for grant in grants_for(person.grants, action)]
    if not areas:
        raise NotPermittedError(f"{person.username} has nothing to do with ledgers")
    rows = ledger.imports_page(work.session, areas, dated_position_of(cursor), limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(row.uploaded_at, row.id))
    return listed(list(items_of(work, *shown)), next_cursor)


def items_of(work: UnitOfWork, *rows: LedgerImportRow) -> Iterator[dict[str, Any]]:
    """Ledgers as lists show them."""
    units = staff.unit_names(work.session, {row.unit_code for row in rows})
    people = {name for row in rows for name in (row.uploaded_by, row.confirmed_by) if name}
    names = staff.display_names(work.session, people)
    for row in rows:
        yield {
            **_item(work, row),
            "unit_name": units.get(row.unit_code),
            "uploaded_by_name": names.get(row.uploaded_by),
            "confirmed_by_name": names.get(row.confirmed_by or ""),
        }


def import_detail(work: UnitOfWork, import_id: UUID) -> dict[str, Any]:
    """One ledger with its columns and first rows; personal data are masked."""
    row = require_import(work, import_id, *READERS)
    outline = outline_of(work, row)
    columns = {LedgerField(name): int(column) for name, column in row.columns.items()}
    return {
        **next(items_of(work, row)),
        "sheet": row.sheet,
        "sheets": [
            {"number": sheet.number, "name": sheet.name, "is_hidden": sheet.is_hidden} for sheet in outline.sheets
        ],
        "header_row": row.header_row,
        "headers": list(outline.header.texts),
        "columns": [
            {
                "field": wanted,
                "label": wanted.label,
                "column": columns.get(wanted),
                "constant": row.constants.get(wanted.value),
                "is_needed": wanted in NEEDED,
                "may_be_constant": wanted in CONSTANT_FIELDS,
            }
            for wanted in LedgerField
        ],
        "preview": [
            {
                "row": number,
                "cells": {
                    wanted.value: _masked(wanted, cells[column])
                    for wanted, column in columns.items()
                    if column < len(cells)
                },
            }
            for number, cells in outline.rows
        ],
    }


def problems_of(work: UnitOfWork, import_id: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of what is wrong with the rows of a ledger, in the order of the file."""
    row = require_import(work, import_id, *READERS)
    rows = ledger.problems_page(work.session, row.id, numbered_position_of(cursor), limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda one: numbered_cursor_of(one.row_no, one.id))
    return listed([_problem(row, one) for one in shown], next_cursor)


def problems_as_csv(work: UnitOfWork, import_id: UUID) -> bytes:
    """Everything that is wrong with a ledger as CSV for a spreadsheet: row, column, what, and what to write."""
    row = require_import(work, import_id, *READERS)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(_TITLES)
    for one in ledger.all_problems(work.session, row.id):
        shown = _problem(row, one)
        severity = _SEVERITIES[one.severity]
        writer.writerow([one.row_no, shown["column"] or "", shown["label"], severity, one.message, one.fix])
    return (_BYTE_ORDER_MARK + out.getvalue()).encode()


def _item(work: UnitOfWork, row: LedgerImportRow) -> dict[str, Any]:
    unit = division_of(row.unit_code)
    is_other_person = work.actor != row.uploaded_by
    is_clean = row.error_rows == 0 and row.record_count > 0
    done, total = _progress(row)
    return {
        "import_id": str(row.id),
        "unit": row.unit_code,
        "file_name": file_name_of(work, row),
        "status": row.status,
        "done": done,
        "total": total,
        "record_count": row.record_count,
        "error_rows": row.error_rows,
        "notice_count": row.notice_count,
        "skipped_rows": row.skipped_rows,
        "total_fen": row.total_fen,
        "failure": row.failure,
        "uploaded_by": row.uploaded_by,
        "uploaded_at": row.uploaded_at.isoformat(),
        "confirmed_by": row.confirmed_by,
        "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "can_confirm": row.status == "checked"
        and is_clean
        and is_other_person
        and may_in(work, unit, Action.CONFIRM_LEDGER),
        "can_change": row.status in {"mapping", "reading", "checked"} and may_in(work, unit, Action.UPLOAD_LEDGER),
    }


def _progress(row: LedgerImportRow) -> tuple[int, int | None]:
    """Rows read of those announced, or rows numbered of all records; what was announced wrongly is raised."""
    if row.status == "reading":
        announced = row.rows_announced
        return row.rows_read, max(announced, row.rows_read) if announced else None
    if row.status == "applying":
        return row.numbered_rows, row.record_count
    return row.rows_read, row.rows_read


def _masked(wanted: LedgerField, text: str) -> str:
    if wanted is LedgerField.REMARK:
        return "…" if text else ""
    mask = _MASKS.get(wanted)
    return mask(text) if mask and text else text


def _problem(row: LedgerImportRow, one: LedgerProblemRow) -> dict[str, Any]:
    column = row.columns.get(one.field)
    return {
        "row": one.row_no,
        "column": None if column is None else column_name(int(column)),
        "field": one.field,
        "label": LedgerField(one.field).label,
        "code": one.code,
        "severity": one.severity,
        "message": one.message,
        "fix": one.fix,
    }

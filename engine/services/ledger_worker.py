"""Taking ledgers further in the background, batch by batch: a worker that dies is followed by the next one."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from engine.adapters import ledger_files
from engine.adapters.ledger_files import LedgerFileRefusedError
from engine.clock import real_now
from engine.domain.divisions import division_of
from engine.domain.ledger.cell_values import Cell
from engine.domain.ledger.records import RowReader
from engine.domain.local_time import local_date
from engine.errors import JiuzhuError, UnavailableError
from engine.services import ledger_numbering, ledger_rows
from engine.services.ledger_places import places_within
from engine.services.ledger_rows import Batch
from engine.services.ledger_uploads import content_of, outline_of, stored_layout
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import ledger
from engine.store.tables.ledger import LedgerImportRow

logger = logging.getLogger(__name__)

BATCH: Final = 500
MOST_RECORDS: Final = 50_000
SILENT_AFTER: Final = timedelta(seconds=30)
TOO_MANY: Final = f"超过 {MOST_RECORDS} 行，请按年份或乡镇拆分后导入"
BROKEN: Final = "读取时出现未预料的问题，请将文件另存为 .xlsx 后重新上传"


@dataclass(slots=True)
class OpenFile:
    """A ledger that this worker is reading: by which attempt, up to which row, and what follows."""

    import_id: UUID
    attempt: int
    position: int
    reader: RowReader
    rows: Iterator[tuple[int, Sequence[Cell]]]


class LedgerWorker:
    """Reads and takes over ledgers; each batch is one transaction, so that any other worker can go on after it."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._open: OpenFile | None = None
        self._own: UUID | None = None

    def advance(self) -> bool:
        """Do one batch of the import that has waited longest; whether there was one."""
        silent_since = real_now() - SILENT_AFTER
        found = read(self._resources, lambda work: ledger.next_work(work.session, self._own, silent_since))
        if found is None:
            self._own = self._open = None
            return False
        self._own = found.import_id
        try:
            if found.status == "reading":
                self._read_batch(found.import_id)
            else:
                ledger_numbering.number_or_take_over(self._resources, found.import_id)
        except UnavailableError:
            raise
        except LedgerFileRefusedError as error:
            self._fail(found.import_id, error.errors[0].message)
        except Exception as error:  # noqa: BLE001 - the edge of a job: the import ends, and a person sees why
            self._end_broken(found.import_id, error)
        return True

    def _end_broken(self, import_id: UUID, error: Exception) -> None:
        """A defect ends the import instead of being met again for ever; the log names it without the row's content."""
        code = error.code if isinstance(error, JiuzhuError) else type(error).__name__
        logger.error("ledger_failed import=%s reason=%s", import_id, code)
        self._fail(import_id, BROKEN)

    def _read_batch(self, import_id: UUID) -> None:
        opened = self._file_of(import_id)
        rows = list(islice(opened.rows, BATCH))
        batch = ledger_rows.read_rows(opened.reader, rows)
        is_last = len(rows) < BATCH
        last_row = rows[-1][0] if rows else opened.position

        def keep(work: UnitOfWork) -> bool:
            row = ledger.lock_import(work.session, import_id)
            if row is None or not _is_where(row, opened):
                return False
            _keep_batch(work, row, batch, last_row, is_last=is_last)
            return True

        if write(self._resources, keep):
            opened.position = last_row
        else:
            self._open = None
        if is_last:
            self._open = None

    def _file_of(self, import_id: UUID) -> OpenFile:
        """The file in hand, or opened at the row after the last one that was kept."""
        if self._open is None or self._open.import_id != import_id:
            self._open = read(self._resources, lambda work: _opened(work, import_id))
        return self._open

    def _fail(self, import_id: UUID, message: str) -> None:
        self._open = None

        def end(work: UnitOfWork) -> None:
            row = ledger.lock_import(work.session, import_id)
            if row is not None and row.status in ledger.WORKED_ON:
                ledger.forget_rows(work.session, import_id)
                row.status, row.failure, row.content, row.ended_at = "failed", message, None, work.now

        write(self._resources, end)


def _opened(work: UnitOfWork, import_id: UUID) -> OpenFile:
    row = ledger.import_of(work.session, import_id)
    if row is None:
        raise LedgerFileRefusedError("文件已被移除")
    layout = stored_layout(row, outline_of(work, row).header)
    places = places_within(work, division_of(row.unit_code))
    rows = ledger_files.rows_of(content_of(work, row), row.sheet)
    done = row.rows_read
    return OpenFile(
        import_id=import_id,
        attempt=row.attempt,
        position=done,
        reader=RowReader(layout, places, local_date(work.now)),
        rows=((number, cells) for number, cells in rows if number > done),
    )


def _is_where(row: LedgerImportRow, opened: OpenFile) -> bool:
    """Whether the import still stands where this worker left it: no other worker, no other layout came between."""
    return row.status == "reading" and row.attempt == opened.attempt and row.rows_read == opened.position


def _keep_batch(work: UnitOfWork, row: LedgerImportRow, batch: Batch, last_row: int, *, is_last: bool) -> None:
    ledger_rows.keep(work, row, batch)
    row.rows_read, row.worked_at = last_row, real_now()
    if row.record_count > MOST_RECORDS:
        raise LedgerFileRefusedError(TOO_MANY)
    if is_last:
        ledger_rows.finish(work, row)

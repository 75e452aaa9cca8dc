"""Taking a confirmed ledger over: case numbers batch by batch, then everything at one commit (ADR-0015)."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from engine.clock import real_now
from engine.domain.local_time import local_date
from engine.services import audit
from engine.services.ledger_rows import known_payments, problem_row
from engine.services.registration import reference_of
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store import cases, ledger
from engine.store.ledger_takeover import take_over
from engine.store.tables.ledger import LedgerImportRow, LedgerRecordRow

BATCH: Final = 1_000


def number_or_take_over(resources: Resources, import_id: UUID) -> None:
    """Give the next rows their case numbers; when all have theirs, let them become cases together."""

    def one_step(work: UnitOfWork) -> None:
        row = ledger.lock_import(work.session, import_id)
        if row is None or row.status != "applying":
            return
        records = ledger.unnumbered_records(work.session, import_id, BATCH)
        row.worked_at = real_now()
        if records:
            _number(work, row, records)
        else:
            _take_over(work, row)

    write(resources, one_step)


def _number(work: UnitOfWork, row: LedgerImportRow, records: Sequence[LedgerRecordRow]) -> None:
    if _turned_out_known(work, row, records):
        return
    references: list[dict[str, Any]] = []
    for year, of_year in groupby(sorted(records, key=lambda one: (one.year, one.row_no)), key=lambda one: one.year):
        same_year = list(of_year)
        first = cases.reserve_numbers(work.session, row.county_code, year, len(same_year))
        references += [
            {
                "id": record.id,
                "county_code": record.county_code,
                "reference": reference_of(row.county_code, year, first + place),
            }
            for place, record in enumerate(same_year)
        ]
    ledger.number_records(work.session, references)
    row.numbered_rows += len(references)


def _turned_out_known(work: UnitOfWork, row: LedgerImportRow, records: Sequence[LedgerRecordRow]) -> bool:
    """Whether a row was paid or imported since the file was checked: the import goes back to be looked at."""
    prepared = [
        {
            "row_no": record.row_no,
            "identity_index": record.identity_index,
            "name_index": record.name_index,
            "paid_on": record.paid_on,
            "amount_fen": record.amount_fen,
        }
        for record in records
    ]
    known = known_payments(work, row.county_code, prepared)
    if not known:
        return False
    ledger.add_records(work.session, [], [problem_row(work, row, number, problem) for number, problem in known])
    ledger.withdraw_numbers(work.session, row.id)
    row.status, row.error_rows, row.numbered_rows = "checked", ledger.error_rows_of(work.session, row.id), 0
    row.confirmed_by = row.confirmed_at = row.worked_at = None
    audit.record(work, "ledger_sent_back", county_code=row.county_code, object_id=row.id)
    return True


def _take_over(work: UnitOfWork, row: LedgerImportRow) -> None:
    bundle_number = work.resources.bundles.number_in_force(work.session, local_date(work.now))
    take_over(work.session, row, bundle_number)
    ledger.forget_rows(work.session, row.id)
    row.status, row.content, row.ended_at, row.worked_at = "applied", None, work.now, None
    audit.record(
        work,
        "ledger_applied",
        county_code=row.county_code,
        object_id=row.id,
        detail={"unit": row.unit_code, "cases": row.record_count, "total_fen": row.total_fen},
    )

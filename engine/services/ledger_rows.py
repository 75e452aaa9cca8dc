"""Rows of a ledger made ready to become cases: encrypted for their final place, compared with what is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from engine.domain.ledger.cell_values import Cell
from engine.domain.ledger.columns import LedgerField
from engine.domain.ledger.records import LedgerRecord, RowProblem, RowReader
from engine.domain.local_time import local_date, utc_of
from engine.domain.masking import masked_name
from engine.services.ledger_access import TABLE as IMPORT_TABLE
from engine.services.registration import area_type_of, cause_text
from engine.services.unit_of_work import UnitOfWork
from engine.store import ledger
from engine.store.encryption import FieldCipher
from engine.store.ledger import PriorPayment
from engine.store.tables.ledger import LedgerImportRow

IN_KIND: Final = "in_kind"


@dataclass(slots=True)
class Batch:
    """What some rows of a ledger say, before the database is asked about them."""

    records: list[tuple[int, LedgerRecord]] = field(default_factory=list)
    problems: list[tuple[int, RowProblem]] = field(default_factory=list)
    skipped_rows: int = 0


def read_rows(reader: RowReader, rows: Iterable[tuple[int, Sequence[Cell]]]) -> Batch:
    """The records and problems of rows, by their numbers in the file."""
    batch = Batch()
    for number, cells in rows:
        if reader.is_no_record(cells):
            batch.skipped_rows += 1
            continue
        reading = reader.read(cells)
        batch.problems += [(number, problem) for problem in reading.problems]
        if reading.record is not None:
            batch.records.append((number, reading.record))
    return batch


def keep(work: UnitOfWork, row: LedgerImportRow, batch: Batch) -> None:
    """Keep what a batch came to, with the payments that the system knows already as errors."""
    prepared = [_prepared(work, row, number, record) for number, record in batch.records]
    problems = [*batch.problems, *known_payments(work, row.county_code, prepared)]
    ledger.add_records(
        work.session, prepared, [problem_row(work, row, number, problem) for number, problem in problems]
    )
    row.record_count += len(prepared)
    row.total_fen += sum(record.amount_fen for _, record in batch.records)
    row.skipped_rows += batch.skipped_rows
    row.notice_count += sum(problem.is_notice for _, problem in problems)
    row.error_rows += len({number for number, problem in problems if not problem.is_notice})


def finish(work: UnitOfWork, row: LedgerImportRow) -> None:
    """The whole file is read: compare its rows with each other; a person may look at it now."""
    repeated = [(number, _repeated(first)) for number, first in ledger.rows_with_fingerprint(work.session, row.id)]
    ledger.add_records(work.session, [], [problem_row(work, row, number, problem) for number, problem in repeated])
    row.error_rows = ledger.error_rows_of(work.session, row.id)
    row.status, row.worked_at = "checked", None


def known_payments(
    work: UnitOfWork, county_code: str, prepared: Sequence[dict[str, Any]]
) -> list[tuple[int, RowProblem]]:
    """The rows that say what a paid case says: the same person, day and amount."""
    identities = {one["identity_index"] for one in prepared if one["identity_index"] is not None}
    names = {one["name_index"] for one in prepared if one["identity_index"] is None}
    known: dict[tuple[bytes, date, int], PriorPayment] = {}
    for payment in ledger.payments_to(work.session, identities, names):
        for index in (payment.identity_index, payment.name_index):
            if index is not None:
                known[index, local_date(payment.paid_at), payment.amount_fen] = payment
    found: list[tuple[int, RowProblem]] = []
    for one in prepared:
        key = (one["identity_index"] or one["name_index"], one["paid_on"], one["amount_fen"])
        if key in known:
            found.append((one["row_no"], _known(known[key], county_code)))
    return found


def _known(payment: PriorPayment, county_code: str) -> RowProblem:
    """The other case by its number, within the county only."""
    where = payment.reference if payment.county_code == county_code else "其他区县的个案"
    message = f"系统中已有这笔发放（{where}）"
    return RowProblem(LedgerField.NAME, "payment_known", message, "同一人、同一天、同一金额已登记，请删除本行")


def _repeated(first_row: int) -> RowProblem:
    message = f"与第 {first_row} 行重复"
    fix = "同一人、同一事由、同一天、同一金额只保留一行"
    return RowProblem(LedgerField.NAME, "row_repeated", message, fix)


def problem_row(work: UnitOfWork, row: LedgerImportRow, number: int, problem: RowProblem) -> dict[str, Any]:
    """The columns of one `ledger_problem`."""
    return {
        "id": work.new_id(),
        "county_code": row.county_code,
        "import_id": row.id,
        "row_no": number,
        "field": problem.field.value,
        "code": problem.code,
        "severity": "notice" if problem.is_notice else "error",
        "message": problem.message,
        "fix": problem.fix,
    }


def _prepared(work: UnitOfWork, row: LedgerImportRow, number: int, record: LedgerRecord) -> dict[str, Any]:
    """The columns of one `ledger_record`; ciphertexts are bound to the case and person they will be of."""
    cipher = work.resources.cipher
    case_id, person_id = work.new_id(), work.new_id()
    identity_index = cipher.blind_index("id_number", record.id_number) if record.id_number else None
    name_index = cipher.blind_index("name", record.name)
    town_code = record.place.town_code or record.place.county_code
    return {
        "id": case_id,
        "county_code": row.county_code,
        "import_id": row.id,
        "row_no": number,
        "fingerprint": _fingerprint(cipher, record),
        "reference": None,
        "applicant_id": person_id,
        "award_id": work.new_id(),
        "disbursement_id": work.new_id(),
        "town_code": town_code,
        "village_code": record.place.village_code,
        "area_type": area_type_of(town_code),
        "track": record.track.value if record.track else None,
        "cause": record.cause.value,
        "cause_key": cipher.blind_index("cause", cause_text(record.cause, None)),
        "category": record.category.value if record.category else None,
        "household_size": record.household_size,
        "description": cipher.encrypt(record.remark, table="relief_case", row_id=case_id, column="description"),
        "masked_applicant": masked_name(record.name),
        "name": cipher.encrypt(record.name, table="person", row_id=person_id, column="name"),
        "name_index": name_index,
        "id_number": _sealed(cipher, record.id_number, person_id, "id_number"),
        "identity_index": identity_index,
        "phone": _sealed(cipher, record.phone, person_id, "phone"),
        "applied_on": record.applied_on,
        "paid_on": record.paid_on,
        "applied_at": utc_of(record.applied_on, time(0)),
        "decided_at": utc_of(record.decided_on, time(0)),
        "paid_at": utc_of(record.paid_on, time(0)),
        "year": record.applied_on.year,
        "tally_owner": identity_index.hex() if identity_index else None,
        "method": record.method,
        "line_kind": "in_kind" if record.method == IN_KIND else "money",
        "amount_fen": record.amount_fen,
        "lines": [{"method": record.method, "amount_fen": record.amount_fen, "goods": None, "stages": []}],
    }


def _sealed(cipher: FieldCipher, value: str | None, person_id: UUID, column: str) -> bytes | None:
    return cipher.encrypt(value, table="person", row_id=person_id, column=column) if value else None


def _fingerprint(cipher: FieldCipher, record: LedgerRecord) -> bytes:
    person = record.id_number or f"{record.name}:{record.place.code}"
    text = f"{person}:{record.cause.value}:{record.paid_on.isoformat()}:{record.amount_fen}"
    return cipher.blind_index(IMPORT_TABLE, text)

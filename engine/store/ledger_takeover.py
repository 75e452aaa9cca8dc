"""Letting the prepared rows of a ledger become cases: a few statements of the database, whatever their number."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Insert, String, case, cast, func, insert, literal, select
from sqlalchemy.orm import DeclarativeBase, Session

from engine.domain.case_codes import CaseStatus, Channel
from engine.store.database import insert_or, table_of
from engine.store.tables.cases import CaseRow, PersonRow
from engine.store.tables.ledger import LedgerImportRow, LedgerRecordRow
from engine.store.tables.payments import AwardClaimRow, AwardTallyRow
from engine.store.tables.relief import AwardRow, DisbursementRow

IMPORTED = "imported"
NOT_RECORDED = "not_recorded"
RECORD = LedgerRecordRow
_Columns = dict[str, ColumnElement[Any] | Any]


def take_over(session: Session, ledger: LedgerImportRow, bundle_number: int) -> None:
    """Every prepared row of the import becomes a closed case with its person, award, payment and claim."""
    session.execute(_copy(CaseRow, _case(ledger, bundle_number), ledger.id))
    session.execute(_copy(PersonRow, _person(), ledger.id))
    session.execute(_copy(AwardRow, _award(ledger), ledger.id))
    session.execute(_copy(DisbursementRow, _disbursement(), ledger.id))
    dialect = session.get_bind().dialect.name
    session.execute(_claims(dialect, ledger.id))
    session.execute(_tallies(dialect, ledger.id))


def _copy(target: type[DeclarativeBase], values: _Columns, import_id: UUID) -> Insert:
    """One INSERT … SELECT: nothing passes through this process."""
    table = table_of(target)
    chosen = [_typed(table.c[name], value) for name, value in values.items()]
    return insert(table).from_select(list(values), select(*chosen).where(RECORD.import_id == import_id))


def _typed(column: Column[Any], value: Any) -> ColumnElement[Any]:
    return value if isinstance(value, ColumnElement) else literal(value, column.type)


def _case(ledger: LedgerImportRow, bundle_number: int) -> _Columns:
    """Facts that a ledger does not hold are left empty; it counts from the day applied for."""
    return {
        "id": RECORD.id.expression,
        "county_code": RECORD.county_code.expression,
        "reference": RECORD.reference.expression,
        "town_code": RECORD.town_code.expression,
        "village_code": RECORD.village_code.expression,
        "area_type": RECORD.area_type.expression,
        "status": CaseStatus.PAID_CLOSED.value,
        "track": RECORD.track.expression,
        "cause": RECORD.cause.expression,
        "cause_key": RECORD.cause_key.expression,
        "category": RECORD.category.expression,
        "category_confirmed": False,
        "channel": Channel.IMPORTED.value,
        "needs_immediate": False,
        "over_capacity": False,
        "household_size": RECORD.household_size.expression,
        "description": RECORD.description.expression,
        "applicant_id": RECORD.applicant_id.expression,
        "masked_applicant": RECORD.masked_applicant.expression,
        "received_at": RECORD.applied_at.expression,
        "accepted_at": RECORD.applied_at.expression,
        "decided_at": RECORD.decided_at.expression,
        "policy_date": RECORD.applied_on.expression,
        "policy": {},
        "bundle_number": bundle_number,
        "registered_by": ledger.uploaded_by,
        "registered_at": RECORD.applied_at.expression,
        "closed_at": RECORD.paid_at.expression,
        "import_id": RECORD.import_id.expression,
        "revision": 1,
    }


def _person() -> _Columns:
    return {
        "id": RECORD.applicant_id.expression,
        "county_code": RECORD.county_code.expression,
        "case_id": RECORD.id.expression,
        "kind": "applicant",
        "name": RECORD.name.expression,
        "name_index": RECORD.name_index.expression,
        "id_number": RECORD.id_number.expression,
        "identity_index": RECORD.identity_index.expression,
        "phone": RECORD.phone.expression,
    }


def _award(ledger: LedgerImportRow) -> _Columns:
    is_goods = RECORD.method == "in_kind"
    return {
        "id": RECORD.award_id.expression,
        "county_code": RECORD.county_code.expression,
        "case_id": RECORD.id.expression,
        "kind": IMPORTED,
        "level": NOT_RECORDED,
        "amount_fen": case((is_goods, 0), else_=RECORD.amount_fen),
        "in_kind_value_fen": case((is_goods, RECORD.amount_fen), else_=0),
        "lines": RECORD.lines.expression,
        "proposed_by": ledger.uploaded_by,
        "decided_by": ledger.confirmed_by,
        "decided_at": RECORD.decided_at.expression,
    }


def _disbursement() -> _Columns:
    return {
        "id": RECORD.disbursement_id.expression,
        "county_code": RECORD.county_code.expression,
        "case_id": RECORD.id.expression,
        "award_id": RECORD.award_id.expression,
        "line_no": 1,
        "instalment_no": 1,
        "is_staged": False,
        "method": RECORD.method.expression,
        "fund_source": NOT_RECORDED,
        "amount_fen": RECORD.amount_fen.expression,
        "planned_on": RECORD.paid_on.expression,
        "status": "paid",
        "paid_at": RECORD.paid_at.expression,
        "revision": 1,
    }


def _claims(dialect: str, import_id: UUID) -> Insert:
    """The person's claim for the cause and year, where no other case holds it."""
    columns = [
        "identity_index",
        "cause_key",
        "year",
        "line_kind",
        "override_of",
        "case_id",
        "county_code",
        "claimed_at",
    ]
    claims = select(
        RECORD.identity_index,
        RECORD.cause_key,
        RECORD.year,
        RECORD.line_kind,
        literal(""),
        RECORD.id,
        RECORD.county_code,
        RECORD.decided_at,
    ).where(RECORD.import_id == import_id, RECORD.identity_index.is_not(None))
    return insert_or(dialect, AwardClaimRow).from_select(columns, claims).on_conflict_do_nothing()


def _tallies(dialect: str, import_id: UUID) -> Insert:
    """What the persons were given in each year counts toward their limit of that year."""
    sums = (
        select(
            literal("person_year"),
            RECORD.tally_owner,
            cast(RECORD.year, String(10)),
            cast(func.sum(RECORD.amount_fen), AwardTallyRow.__table__.c.total_fen.type),
        )
        .where(RECORD.import_id == import_id, RECORD.tally_owner.is_not(None))
        .group_by(RECORD.tally_owner, RECORD.year)
    )
    adding = insert_or(dialect, AwardTallyRow).from_select(["kind", "owner", "period", "total_fen"], sums)
    return adding.on_conflict_do_update(
        index_elements=["kind", "owner", "period"],
        set_={"total_fen": table_of(AwardTallyRow).c.total_fen + adding.excluded.total_fen},
    )

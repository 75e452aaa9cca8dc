"""Guards inside the database: what is written for ever cannot be changed or removed, not even by hand.

Triggers only guard, they never compute (ADR-0010); a migration that copies a table has to create them again.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import DDL, event
from sqlalchemy.schema import ExecutableDDLElement

import engine.store.tables  # noqa: F401 - makes every table known to Base.metadata
from engine.store.orm import Base

UNPAID: Final = "OLD.status <> 'paid'"
# A bundle is what its hash says, and what was published stays as it was published; only its status goes on.
SAME_BUNDLE: Final = (
    "OLD.number = NEW.number AND OLD.hash = NEW.hash AND OLD.author = NEW.author"
    " AND (OLD.status = 'draft' OR NEW.status <> 'draft' AND OLD.approver = NEW.approver"
    " AND OLD.effective_from = NEW.effective_from)"
)

# Table -> the condition under which an UPDATE is allowed; None = never.
APPEND_ONLY: Final[dict[str, str | None]] = {
    "audit_entry": None,
    "audit_seal": None,
    "submission": None,
    "decision_record": None,
    "standby_fund_entry": None,
    "recovery_entry": None,
    "aid_stock_entry": None,
    "nonfiscal_entry": None,
    "deadline_breach": (
        "OLD.completed_late_at IS NULL AND OLD.due_at = NEW.due_at AND OLD.key = NEW.key"
        " AND OLD.recorded_at = NEW.recorded_at AND OLD.deadline_id = NEW.deadline_id"
    ),
    "breach_note": None,
    "check_consent": "OLD.status = 'given'",
    "disbursement": UNPAID,
    "bundle": SAME_BUNDLE,
    "bundle_file": None,
}


def statements(dialect: str) -> Iterator[tuple[str, str]]:
    """The DDL of all guards for `sqlite` or `postgresql`, each with the table it belongs to."""
    for table, permitted_update in APPEND_ONLY.items():
        permitted_delete = UNPAID if permitted_update == UNPAID else None
        yield table, _guard(dialect, table, "UPDATE", permitted_update)
        yield table, _guard(dialect, table, "DELETE", permitted_delete)


def _guard(dialect: str, table: str, verb: str, permitted: str | None) -> str:
    condition = f" WHEN (NOT ({permitted}))" if permitted else ""
    trigger = f"CREATE TRIGGER guard_{table}_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW{condition}"
    if dialect == "sqlite":
        return f"{trigger} BEGIN SELECT RAISE(ABORT, '{table} rows are kept as they are'); END"
    return f"{trigger} EXECUTE FUNCTION refuse_change()"


REFUSE_CHANGE: Final = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '% rows are kept as they are', TG_TABLE_NAME; END $$"
)


def _ddl(text: str, dialect: str) -> ExecutableDDLElement:
    return DDL(text).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy


def _attach() -> None:
    for dialect in ("sqlite", "postgresql"):
        for table, text in statements(dialect):
            guarded = Base.metadata.tables[table]
            if dialect == "postgresql":
                event.listen(guarded, "after_create", _ddl(REFUSE_CHANGE.replace("%", "%%"), dialect))
            event.listen(guarded, "after_create", _ddl(text, dialect))


_attach()

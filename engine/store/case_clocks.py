"""The deadlines of one case while a step changes them: plain records, since every step reads and writes them all."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.store.database import ask, save_rows, table_of
from engine.store.tables.deadlines import DeadlineRow


@dataclass(slots=True)
class ClockRecord:
    """One deadline as its row keeps it; what has a default here follows from the life of the clock."""

    id: UUID
    county_code: str
    case_id: UUID
    instance_id: UUID
    town_code: str
    case_reference: str
    key: str
    occurrence: int
    instalment_no: int | None
    element_id: str
    initial_due_at: datetime | None
    kind: str = ""
    anchor: str = ""
    limits: list[Any] = field(default_factory=list)
    basis: str = ""
    started_at: datetime | None = None
    due_at: datetime | None = None
    provisional: bool = False
    status: str = ""
    level: int = 0
    next_mark_at: datetime | None = None
    next_level: int | None = None
    stopped_at: datetime | None = None
    stop_reason: str | None = None
    is_breached: bool = False
    revision: int = 0


_NAMES = tuple(one.name for one in fields(ClockRecord))
_COLUMNS = table_of(DeadlineRow).columns
_CLOCKS = select(*(_COLUMNS[name] for name in _NAMES)).where(_COLUMNS.case_id == bindparam("case"))
_IN_ORDER = _CLOCKS.order_by(_COLUMNS.id)


def clocks_of(session: Session, case_id: UUID) -> list[ClockRecord]:
    """All deadlines of a case in the order of their start, to be changed in memory and written by `save_clocks`."""
    rows = ask(session, _IN_ORDER, {"case": case_id})
    return [ClockRecord(*row) for row in rows]


def save_clocks(session: Session, clocks: Sequence[ClockRecord]) -> None:
    """Write deadlines as they are now, new ones and known ones together; the caller has locked their case."""
    values = [{name: getattr(clock, name) for name in _NAMES} for clock in clocks]
    save_rows(session, DeadlineRow, values, changing=frozenset(_NAMES) - {"id", "county_code"})

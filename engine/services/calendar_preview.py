"""What importing the list of a year would move, worked out without changing anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from engine.domain import deadline_life
from engine.domain.working_calendar import calendar_year_from_lists
from engine.services.clocks import deadline_from, pauses_by_deadline
from engine.services.unit_of_work import UnitOfWork
from engine.store import deadlines
from engine.store.tables.deadlines import DeadlineRow


@dataclass(frozen=True, slots=True)
class DueDateMove:
    """An open deadline whose due time (UTC; nothing while it is paused) would be another."""

    row: DeadlineRow
    due_at: datetime | None
    provisional: bool


def moves_of_year(
    work: UnitOfWork, year: int, off: Iterable[date | str], makeup: Iterable[date | str]
) -> Sequence[DueDateMove]:
    """What importing the list would move, by case number; nothing is changed.

    Raises:
        InvalidCalendarError: the list is not plausible.
    """
    calendar = work.reference.calendar.with_year(year, calendar_year_from_lists(year, off, makeup))
    rows = deadlines.open_touching(work.session, year)
    pauses = pauses_by_deadline(work, rows)
    moves: list[DueDateMove] = []
    for row in rows:
        after = deadline_life.recount(deadline_from(row, pauses.get(row.id, ()), calendar), calendar).due
        due_at, provisional = (after.due_at, after.provisional) if after else (None, False)
        if (due_at, provisional) != (row.due_at, row.provisional):
            moves.append(DueDateMove(row, due_at, provisional))
    return moves

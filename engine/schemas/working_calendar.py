"""The working calendar as the API gives and takes it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from engine.schemas.entered import Day, Entered, Moment, Shown

MOST_DAYS = 366


class CalendarDay(Shown):
    """A day that is not what its weekday says: `off`, or a `makeup` working day."""

    on: date
    kind: str


class CalendarYear(Shown):
    """The official list of a year; not `published` where only the fixed holidays are known."""

    year: int
    published: bool
    version: str | None
    source: str | None
    imported_by: str | None
    imported_at: datetime | None
    days: list[CalendarDay]


class CalendarList(Entered):
    """The official list of a year to be put in place."""

    off: Annotated[list[Day], Field(max_length=MOST_DAYS)]
    makeup: Annotated[list[Day], Field(max_length=MOST_DAYS)]
    source: Annotated[str, Field(min_length=1, max_length=200)]


class CalendarImport(Shown):
    """What an import changed: `recomputed` open deadlines have another due time."""

    year: int
    version: str
    recomputed: int


class DueDateMove(Shown):
    """An open deadline whose due time an import would move; no time while it is paused."""

    case_id: UUID
    reference: str
    division: str
    key: str
    status: str
    due_at: datetime | None
    provisional: bool
    new_due_at: datetime | None
    new_provisional: bool


class CalendarPreview(Shown):
    """What an import would change: the days, and the due times, of which `moves` lists the first 2000."""

    year: int
    recomputed: int
    cases: int
    days_added: list[CalendarDay]
    days_removed: list[CalendarDay]
    moves: list[DueDateMove]


class ClockSetting(Entered):
    """The business time of a test."""

    now: Moment


class ClockShown(Shown):
    """Where the business time stands."""

    now: datetime

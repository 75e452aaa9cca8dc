"""The working calendar as the database knows it, read again when a year has been imported."""

from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from sqlalchemy.orm import Session

from engine.domain.working_calendar import WorkingCalendar, YearOfDays
from engine.store import deadlines


@dataclass(slots=True)
class CalendarShelf:
    """Keeps the calendar of the latest imports; safe to share between threads."""

    _versions: dict[int, str] | None = None
    _calendar: WorkingCalendar = field(default_factory=lambda: WorkingCalendar({}))
    _lock: Lock = field(default_factory=Lock)

    def current(self, session: Session) -> WorkingCalendar:
        """The calendar with every year imported so far; one small query tells whether it is still the latest."""
        versions = deadlines.calendar_versions(session)
        if versions != self._versions:
            days = deadlines.calendar_days(session)
            with self._lock:
                self._calendar = _calendar_of(versions, days)
                self._versions = versions
        return self._calendar

    @property
    def version(self) -> str:
        """Which imports the calendar last handed out rests on."""
        return ",".join(f"{year}:{version}" for year, version in sorted((self._versions or {}).items())[-2:])


def _calendar_of(versions: dict[int, str], days: list[tuple[date, str]]) -> WorkingCalendar:
    listed: dict[int, dict[str, set[date]]] = {year: {"off": set(), "makeup": set()} for year in versions}
    for on, kind in days:
        listed[on.year][kind].add(on)
    return WorkingCalendar(
        {year: YearOfDays(frozenset(kinds["off"]), frozenset(kinds["makeup"])) for year, kinds in listed.items()}
    )

"""What rules every case, as the database knows it: the working calendar, the local standards, the policy texts."""

from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from sqlalchemy.orm import Session

from engine.domain.policy_in_force import (
    AwardLimit,
    LocalStandard,
    PolicyText,
    limits_in_force,
    standard_in_force,
    texts_in_force,
)
from engine.domain.working_calendar import WorkingCalendar, YearOfDays
from engine.store import deadlines, reference

_LATEST_YEARS = 2


@dataclass(frozen=True, slots=True)
class Reference:
    """The calendar and the policy values at one moment."""

    calendar: WorkingCalendar
    calendar_versions: dict[int, str]
    standards: tuple[LocalStandard, ...]
    texts: tuple[PolicyText, ...]
    limits: tuple[AwardLimit, ...] = ()

    @property
    def calendar_version(self) -> str:
        """Which imports the calendar rests on."""
        latest = sorted(self.calendar_versions.items())[-_LATEST_YEARS:]
        return ",".join(f"{year}:{version}" for year, version in latest)

    def standard_fen(self, division: str, area_type: str, on: date) -> int | None:
        """The monthly standard of a division on a day, in fen; nothing when none is entered."""
        found = standard_in_force(self.standards, division, area_type, on)
        return found.standard_fen if found else None

    def texts_on(self, on: date) -> frozenset[str]:
        """The codes of the policy texts in force on a day."""
        return texts_in_force(self.texts, on)

    def award_limits(self, division: str, on: date) -> dict[str, int]:
        """The limits on awards in a division on a day, in fen by kind; none unless somebody has entered them."""
        return limits_in_force(self.limits, division, on)


@dataclass(slots=True)
class ReferenceShelf:
    """Keeps the days of the calendar until a year is imported anew; safe to share between threads."""

    _calendar_versions: dict[int, str] | None = None
    _calendar: WorkingCalendar = field(default_factory=lambda: WorkingCalendar({}))
    _lock: Lock = field(default_factory=Lock)

    def current(self, session: Session) -> Reference:
        """What holds now: one small query, and the days of the calendar only when they have changed."""
        rows = reference.reference_rows(session)
        calendar = self._calendar_of(session, rows.calendar_versions)
        return Reference(calendar, rows.calendar_versions, rows.standards, rows.texts, rows.limits)

    def _calendar_of(self, session: Session, versions: dict[int, str]) -> WorkingCalendar:
        with self._lock:
            if versions != self._calendar_versions:
                self._calendar = _calendar_from(versions, deadlines.calendar_days(session))
                self._calendar_versions = versions
            return self._calendar


def _calendar_from(versions: dict[int, str], days: list[tuple[date, str]]) -> WorkingCalendar:
    listed: dict[int, dict[str, set[date]]] = {year: {"off": set(), "makeup": set()} for year in versions}
    for on, kind in days:
        listed[on.year][kind].add(on)
    return WorkingCalendar(
        {year: YearOfDays(frozenset(kinds["off"]), frozenset(kinds["makeup"])) for year, kinds in listed.items()}
    )

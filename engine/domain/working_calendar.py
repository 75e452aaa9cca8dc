"""The working calendar: which dates are working days, from the yearly lists of the State Council.

Years without a list are calculated from weekends and the fixed holidays, and what depends on them is provisional.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import Final

from engine.errors import FieldError, InvalidInputError

SATURDAY: Final = 5

# Holidays with a fixed date in 全国年节及纪念日放假办法 (2024), article 2: they are off whatever the yearly list says.
FIXED_HOLIDAYS: Final = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


class InvalidCalendarError(InvalidInputError):
    """A yearly list cannot be taken into the working calendar; `errors` names each date and why."""

    code = "calendar_invalid"


@dataclass(frozen=True, slots=True)
class YearOfDays:
    """The official list of one year: dates off, and weekend dates worked instead (调休上班日)."""

    off: frozenset[date]
    makeup: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working days of all years, and the hours of business; safe to share between threads."""

    days: Mapping[int, YearOfDays]
    fixed_holidays: frozenset[tuple[int, int]] = FIXED_HOLIDAYS
    opens_at: time = time(9)
    closes_at: time = time(18)
    _ordinals: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))

    def with_year(self, year: int, days: YearOfDays) -> "WorkingCalendar":
        """The same calendar with the official list of `year` added or replaced."""
        return WorkingCalendar({**self.days, year: days}, self.fixed_holidays, self.opens_at, self.closes_at)

    def is_published(self, year: int) -> bool:
        """Whether the official list of `year` is known."""
        return year in self.days

    def is_working_day(self, on: date) -> bool:
        """Whether `on` is a Monday to Friday that is not off, or a makeup workday."""
        listed = self.days.get(on.year)
        if listed is None:
            return on.weekday() < SATURDAY and (on.month, on.day) not in self.fixed_holidays
        return on in listed.makeup or (on.weekday() < SATURDAY and on not in listed.off)

    def working_days_in(self, year: int) -> int:
        """How many working days `year` has."""
        return len(self._working_ordinals(year))

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and including `until`; 0 when `until` is not later."""
        if until <= after:
            return 0
        whole_years = sum(self.working_days_in(year) for year in range(after.year, until.year))
        return whole_years + self._position_after(until) - self._position_after(after)

    def nth_working_day_after(self, on: date, n: int) -> date:
        """The n-th working day (n >= 1) later than `on`."""
        if n < 1:
            raise ValueError(f"counting forward needs at least 1 working day, not {n}")
        year, index = on.year, self._position_after(on) + n - 1
        while index >= self.working_days_in(year):
            index -= self.working_days_in(year)
            year += 1
        return date.fromordinal(self._working_ordinals(year)[index])

    def nth_working_day_before(self, on: date, n: int) -> date:
        """The n-th working day (n >= 1) earlier than `on`."""
        if n < 1:
            raise ValueError(f"counting back needs at least 1 working day, not {n}")
        year, index = on.year, bisect_left(self._working_ordinals(on.year), on.toordinal()) - n
        while index < 0:
            year -= 1
            index += self.working_days_in(year)
        return date.fromordinal(self._working_ordinals(year)[index])

    def roll_forward(self, on: date) -> date:
        """`on` itself when it is a working day, else the next working day."""
        return on if self.is_working_day(on) else self.nth_working_day_after(on, 1)

    def _position_after(self, on: date) -> int:
        """How many working days the year of `on` has up to and including `on`."""
        return bisect_right(self._working_ordinals(on.year), on.toordinal())

    def _working_ordinals(self, year: int) -> tuple[int, ...]:
        """Day numbers of the working days of `year`, worked out once per year."""
        known = self._ordinals.get(year)
        if known is None:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            known = tuple(day for day in range(first, last + 1) if self.is_working_day(date.fromordinal(day)))
            self._ordinals[year] = known
        return known


def calendar_year_from_lists(year: int, off: Iterable[date | str], makeup: Iterable[date | str]) -> YearOfDays:
    """The checked list of `year` from dates or ISO texts.

    Raises:
        InvalidCalendarError: a text is no date, a date is twice in the lists or outside the year, a makeup workday
            is no weekend day, no date is off, or the fixed New Year holiday is missing.
    """
    errors: list[FieldError] = []
    off_dates = _dates_of("off", year, off, errors)
    makeup_dates = _dates_of("makeup", year, makeup, errors)
    errors += [
        FieldError(path, f"{on.isoformat()} 不是周六或周日，不能作为调休上班日")
        for path, on in makeup_dates
        if on.weekday() < SATURDAY
    ]
    listed_off, listed_makeup = {on for _, on in off_dates}, {on for _, on in makeup_dates}
    errors += [
        FieldError(path, f"{on.isoformat()} 同时列为放假和上班") for path, on in makeup_dates if on in listed_off
    ]
    if not errors and date(year, 1, 1) not in listed_off:
        errors.append(FieldError("off", f"放假日期缺少 {year} 年元旦，请核对是否导入了完整的通知"))
    if errors:
        raise InvalidCalendarError(errors)
    return YearOfDays(frozenset(listed_off), frozenset(listed_makeup))


def _dates_of(name: str, year: int, entries: Iterable[date | str], errors: list[FieldError]) -> list[tuple[str, date]]:
    """The readable dates of one list with their field paths; what is wrong is added to `errors`."""
    found: list[tuple[str, date]] = []
    seen: set[date] = set()
    for number, entry in enumerate(entries):
        path = f"{name}.{number}"
        on = _date_of(entry)
        if on is None:
            errors.append(FieldError(path, f"“{entry}”不是有效日期，应写作 {year}-01-01"))
        elif on.year != year:
            errors.append(FieldError(path, f"{on.isoformat()} 不在 {year} 年内"))
        elif on in seen:
            errors.append(FieldError(path, f"{on.isoformat()} 重复"))
        else:
            seen.add(on)
            found.append((path, on))
    return found


def _date_of(entry: date | str) -> date | None:
    if isinstance(entry, date):
        return entry
    try:
        return date.fromisoformat(entry.strip())
    except ValueError:
        return None


def dates_from(first: date, last: date) -> tuple[date, ...]:
    """All dates from `first` to `last`, both included: a block of an official list."""
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))

"""The official calendars of 2025 and 2026 for counting tests, written out by hand."""

from datetime import date

import pytest

from engine.domain.working_calendar import WorkingCalendar, YearOfDays, calendar_year_from_lists, dates_from


def _block(first: str, last: str) -> tuple[date, ...]:
    return dates_from(date.fromisoformat(first), date.fromisoformat(last))


@pytest.fixture(scope="session")
def official_years() -> dict[int, YearOfDays]:
    """The lists of the State Council; every date of a block is off, weekends included."""
    return {
        2025: calendar_year_from_lists(
            2025,
            off=(
                *_block("2025-01-01", "2025-01-01"),
                *_block("2025-01-28", "2025-02-04"),
                *_block("2025-04-04", "2025-04-06"),
                *_block("2025-05-01", "2025-05-05"),
                *_block("2025-05-31", "2025-06-02"),
                *_block("2025-10-01", "2025-10-08"),
            ),
            makeup=("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
        ),
        2026: calendar_year_from_lists(
            2026,
            off=(
                *_block("2026-01-01", "2026-01-03"),
                *_block("2026-02-15", "2026-02-23"),
                *_block("2026-04-04", "2026-04-06"),
                *_block("2026-05-01", "2026-05-05"),
                *_block("2026-06-19", "2026-06-21"),
                *_block("2026-09-25", "2026-09-27"),
                *_block("2026-10-01", "2026-10-07"),
            ),
            makeup=("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
        ),
    }


@pytest.fixture(scope="session")
def official_calendar(official_years: dict[int, YearOfDays]) -> WorkingCalendar:
    """A calendar that knows the lists of 2025 and 2026 and no other year."""
    return WorkingCalendar(official_years)

"""The days of reports are those of Chongqing, both ends included."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.domain.report_days import MOST_MONTHS, Days, year_so_far
from engine.errors import InvalidInputError


def test_days_begin_and_end_at_local_midnight() -> None:
    days = Days(date(2026, 3, 1), date(2026, 3, 31))

    assert days.starts_at == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert days.ends_at == datetime(2026, 3, 31, 16, tzinfo=UTC)


def test_months_go_over_the_end_of_a_year() -> None:
    assert [month.code for month in Days(date(2025, 11, 30), date(2026, 1, 1)).months] == [
        "2025-11",
        "2025-12",
        "2026-01",
    ]


@pytest.mark.parametrize(
    ("since", "until", "are_whole"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), True),
        (date(2024, 2, 1), date(2024, 2, 28), False),
        (date(2026, 1, 1), date(2026, 12, 31), True),
        (date(2026, 1, 2), date(2026, 1, 31), False),
    ],
)
def test_whole_months_begin_and_end_with_a_month(since: date, until: date, are_whole: bool) -> None:
    assert Days(since, until).are_whole_months is are_whole


@pytest.mark.parametrize(
    ("since", "until"),
    [
        pytest.param(date(2026, 3, 2), date(2026, 3, 1), id="the wrong way round"),
        pytest.param(date(2020, 1, 1), date(2025, 1, 1), id="a month too many"),
        pytest.param(date(1, 1, 1), date(1, 1, 2), id="before anything"),
        pytest.param(date(2026, 1, 1), date(9999, 12, 31), id="for ever"),
    ],
)
def test_days_that_cannot_be_counted_are_refused(since: date, until: date) -> None:
    with pytest.raises(InvalidInputError):
        Days(since, until)


def test_five_years_are_counted() -> None:
    assert len(Days(date(2021, 1, 1), date(2025, 12, 31)).months) == MOST_MONTHS


def test_the_year_so_far_ends_on_the_local_day() -> None:
    assert year_so_far(datetime(2025, 12, 31, 16, 30, tzinfo=UTC)) == Days(date(2026, 1, 1), date(2026, 1, 1))

"""Local dates and clock times of the city: everything is stored in UTC and counted in Asia/Shanghai."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LOCAL_ZONE: Final = ZoneInfo("Asia/Shanghai")
CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far ahead of ours the clock of whoever enters a time may run."""


def local_date(moment: datetime) -> date:
    """The date in Asia/Shanghai of an aware `moment`."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} names no time zone")
    return moment.astimezone(LOCAL_ZONE).date()


def utc_of(on: date, at: time) -> datetime:
    """The UTC moment at which clocks in Asia/Shanghai show `at` on the date `on`."""
    return datetime.combine(on, at, tzinfo=LOCAL_ZONE).astimezone(UTC)


def end_of_day(moment: datetime) -> datetime:
    """The UTC moment at which the day of `moment` ends in Asia/Shanghai and the next begins."""
    return utc_of(local_date(moment) + timedelta(days=1), time.min)

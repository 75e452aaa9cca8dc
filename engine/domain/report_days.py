"""The days a report speaks of, and the months in them, as the offices count them in Asia/Shanghai."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from engine.domain.local_time import local_date, utc_of
from engine.errors import FieldError, InvalidInputError

MOST_MONTHS: Final = 60
_EARLIEST: Final = date(1949, 10, 1)
_LATEST: Final = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @property
    def code(self) -> str:
        """`2026-03`."""
        return f"{self.year}-{self.month:02d}"

    @property
    def label(self) -> str:
        """`2026年3月`."""
        return f"{self.year}年{self.month}月"

    @property
    def next(self) -> "Month":
        """The month after."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def starts_at(self) -> datetime:
        """Its first moment, in UTC."""
        return utc_of(self.first_on, time(0))

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a report, both included.

    Raises:
        InvalidInputError: they are the wrong way round, or more than `MOST_MONTHS` months.
    """

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise InvalidInputError([FieldError("until", "结束日期早于开始日期")])
        if self.since < _EARLIEST or self.until > _LATEST:
            raise InvalidInputError([FieldError("since", "日期超出可统计的范围")])
        if len(self.months) > MOST_MONTHS:
            raise InvalidInputError([FieldError("since", f"一次最多统计 {MOST_MONTHS} 个月，请缩小期间")])

    @property
    def starts_at(self) -> datetime:
        """The first moment that belongs to them, in UTC."""
        return utc_of(self.since, time(0))

    @property
    def ends_at(self) -> datetime:
        """The first moment after them, in UTC."""
        return utc_of(self.until + timedelta(days=1), time(0))

    @property
    def months(self) -> tuple[Month, ...]:
        """The months they touch, in order; no more than one beyond `MOST_MONTHS`."""
        found = [Month(self.since.year, self.since.month)]
        while found[-1].next.first_on <= self.until and len(found) <= MOST_MONTHS:
            found.append(found[-1].next)
        return tuple(found)

    @property
    def are_whole_months(self) -> bool:
        """Whether they begin with a month and end with one."""
        return self.since.day == 1 and (self.until + timedelta(days=1)).day == 1


def year_so_far(now: datetime) -> Days:
    """From the first of January to today."""
    today = local_date(now)
    return Days(date(today.year, 1, 1), today)

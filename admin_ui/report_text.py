"""Periods of reports by name, and their figures in words; the API counts, nothing is worked out here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from admin_ui.api_shapes import ReportColumn
from admin_ui.money_text import yuan_text

Value = str | int | None
NOTHING: Final = "—"
_SECONDS_PER_DAY: Final = 86_400
PERIODS: Final = {
    "year": "本年",
    "quarter": "本季度",
    "month": "本月",
    "last-month": "上月",
    "last-year": "上年",
    "custom": "自选",
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a report, both included."""

    since: date
    until: date


def period_named(code: str, today: date) -> Period:
    """The whole months of a name of `PERIODS`; a period of one's own begins as this year."""
    first_of_quarter = 3 * ((today.month - 1) // 3) + 1
    match code:
        case "month":
            return _months(today.year, today.month, 1)
        case "last-month":
            before = today.replace(day=1) - timedelta(days=1)
            return _months(before.year, before.month, 1)
        case "quarter":
            return _months(today.year, first_of_quarter, 3)
        case "last-year":
            return _months(today.year - 1, 1, 12)
        case _:
            return _months(today.year, 1, 12)


def _months(year: int, month: int, count: int) -> Period:
    last = month + count - 1
    after = date(year + last // 12, last % 12 + 1, 1)
    return Period(date(year, month, 1), after - timedelta(days=1))


def figure_text(value: Value, kind: str) -> str:
    """A value of a report as people read it: yuan, per cent, days; text as it is."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    match kind:
        case "money":
            return yuan_text(value)
        case "share":
            return f"{value // 10}.{value % 10}%"
        case "span":
            return f"{value / _SECONDS_PER_DAY:.1f}"
        case _:
            return f"{value:,}"


def line_texts(columns: Iterable[ReportColumn], line: Mapping[str, Value]) -> dict[str, str]:
    """A line by the titles of its columns."""
    return {column["title"]: figure_text(line.get(column["name"]), column["kind"]) for column in columns}

"""The official holiday list of a year as offices have it: lines or a CSV of days, read into what the API takes."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_KINDS: Final = {"off": "off", "放假": "off", "makeup": "makeup", "上班": "makeup"}
LONGEST_RANGE: Final = 31


@dataclass(frozen=True, slots=True)
class HolidayList:
    """The days of one year that differ from a plain week, and what could not be read."""

    off: list[str]
    makeup: list[str]
    problems: list[str]


def read_holiday_list(text: str, year: int) -> HolidayList:
    """The list in lines such as `2027-02-06至2027-02-12,放假` or `2027-02-14,makeup`; a heading is passed over."""
    days: dict[str, set[str]] = {"off": set(), "makeup": set()}
    problems: list[str] = []
    for number, line in enumerate(text.replace("\ufeff", "").splitlines(), 1):
        cleaned = line.strip().replace("，", ",")
        if not cleaned or cleaned.startswith("#") or (number == 1 and not _DAY.search(cleaned)):
            continue
        kind = next((kind for word, kind in _KINDS.items() if cleaned.lower().endswith(word)), None)
        try:
            found = _days_in(cleaned)
        except ValueError:
            found = []
        if kind is None or not found or any(day.year != year for day in found):
            problems.append(f"第 {number} 行无法识别，应为“{year}-01-01,放假”或“{year}-01-04,上班”")
            continue
        days[kind] |= {day.isoformat() for day in found}
    return HolidayList(sorted(days["off"]), sorted(days["makeup"]), problems)


def _days_in(line: str) -> list[date]:
    """The day of a line, or all from its first to its second."""
    named = [date(int(year), int(month), int(day)) for year, month, day in _DAY.findall(line)]
    if len(named) != 2:
        return named if len(named) == 1 else []
    span = (named[1] - named[0]).days
    if not 0 <= span <= LONGEST_RANGE:
        return []
    return [named[0] + timedelta(days=step) for step in range(span + 1)]

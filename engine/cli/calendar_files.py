"""Official holiday lists as files: JSON `{"year", "off", "makeup", "source"}` or CSV with the columns on, kind."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.domain.working_calendar import InvalidCalendarError
from engine.errors import FieldError

KINDS: Final = ("off", "makeup")


@dataclass(frozen=True, slots=True)
class HolidayList:
    """The list of one year as written; nothing of it is checked yet."""

    year: int
    off: list[str]
    makeup: list[str]
    source: str


def read_holiday_list(path: Path) -> HolidayList:
    """The list in a file; raises InvalidCalendarError when it is no such file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return _from_json(text, path) if path.suffix.lower() == ".json" else _from_csv(text, path)
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise InvalidCalendarError([FieldError(path.name, f"不是放假安排文件：{error}")]) from error


def _from_json(text: str, path: Path) -> HolidayList:
    content = json.loads(text)
    return HolidayList(
        int(content["year"]), list(content["off"]), list(content["makeup"]), str(content.get("source", path.name))
    )


def _from_csv(text: str, path: Path) -> HolidayList:
    rows = list(csv.DictReader(text.splitlines()))
    unknown = sorted({row["kind"] for row in rows} - set(KINDS))
    if unknown or not rows:
        raise ValueError(f"kind 只能是 off 或 makeup，不能是 {'、'.join(unknown) or '空'}")
    days = {kind: [row["on"].strip() for row in rows if row["kind"] == kind] for kind in KINDS}
    return HolidayList(int(rows[0]["on"][:4]), days["off"], days["makeup"], path.name)

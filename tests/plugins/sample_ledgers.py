"""Ledgers as offices keep them: workbooks and CSV files of invented people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from relief_office import identity_number

TITLES = (
    "姓名",
    "身份证号",
    "联系电话",
    "家庭人口",
    "村（社区）",
    "救助类型",
    "困难原因",
    "救助金额（元）",
    "发放方式",
    "发放日期",
)
FIELDS = ("name", "id_number", "phone", "people", "village", "track", "cause", "amount", "method", "paid_on")
SURNAMES = "赵钱孙李周吴郑王冯陈"


def id_of(number: int) -> str:
    """The invented identity number of the person in the row of this number."""
    return identity_number(number % 1000, born=f"19{50 + number // 1000 % 50:02d}0101")


def ledger_row(number: int, **changes: Any) -> list[Any]:
    """One correct row about an invented person, with `changes` by the names in `FIELDS`."""
    values: dict[str, Any] = {
        "name": f"{SURNAMES[number % 10]}台账",
        "id_number": id_of(number),
        "phone": "13800001234",
        "people": 3,
        "village": "和平社区",
        "track": "急难型",
        "cause": "火灾",
        "amount": 1260.5,
        "method": "现金",
        "paid_on": date(2025, 3, 5),
    }
    return list({**values, **changes}.values())


def workbook(
    rows: Iterable[Sequence[Any]], *, titles: Sequence[str] = TITLES, above: Sequence[Sequence[Any]] = ()
) -> bytes:
    """An .xlsx file with the rows below a header, and whatever stands above that."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (*above, titles, *rows):
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_file(rows: Iterable[Sequence[Any]], encoding: str, *, titles: Sequence[str] = TITLES) -> bytes:
    """A CSV file as Excel writes it, in one of the encodings offices use."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(titles)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)

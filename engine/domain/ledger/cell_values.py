"""What one cell of a ledger says: money, a day, a number of people; whatever Excel or a person made of it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from engine.domain.money import FEN_PER_YUAN

Cell: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | Decimal | None
"""A value as the file holds it; formulas are there as their last result."""

FIRST_DAY: Final = date(2000, 1, 1)
LARGEST_YUAN: Final = Decimal(1_000_000_000)
FEN_PER_WAN: Final = 10_000 * FEN_PER_YUAN
EXCEL_DIGITS: Final = ".15g"  # Excel keeps and shows 15 significant digits; more is the noise of binary fractions
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # 2000-01-01 and 2099-12-31 as Excel counts days
_SERIAL_ZERO: Final = date(1899, 12, 30)

_AMOUNT: Final = re.compile(
    r"(?P<sign>-)?(?:[¥￥]|RMB|人民币)?(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    r"(?P<unit>万)?元?[整正]?",
    re.IGNORECASE,
)
_DAY_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})",
        r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?",
        r"(\d{4})(\d{2})(\d{2})",
    )
)
_CLOCK_TIME: Final = re.compile(r"[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_MONTH_ONLY: Final = re.compile(r"\d{4}[-/.年]\d{1,2}月?")
_PEOPLE: Final = re.compile(r"(\d{1,2})[人口]?")
_ERROR_VALUES: Final = frozenset({"#REF!", "#VALUE!", "#N/A", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "####"})


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why a cell cannot be taken over, and what to write instead; never repeats what stands in the cell."""

    code: str
    message: str
    fix: str


def text_of(cell: Cell) -> str:
    """The cell as one line of half-width text; empty for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return format(cell, EXCEL_DIGITS)
    return " ".join(unicodedata.normalize("NFKC", str(cell)).replace("\u200b", "").split()).lstrip("'")


def amount_fen_of(cell: Cell, *, in_wan: bool = False) -> int | CellProblem:
    """The whole fen of a sum in yuan (or in 10,000 yuan where the header says so), exactly."""
    text = text_of(cell).replace(" ", "")
    if text.upper() in _ERROR_VALUES:
        return CellProblem("formula_error", "公式出错", "在 Excel 中改正公式，或直接填写金额")
    if isinstance(cell, bool | datetime | date | time | timedelta):
        return _not_an_amount()
    written = _AMOUNT.fullmatch(text)
    if written is None:
        return _not_an_amount()
    if written["sign"]:
        return CellProblem("amount_negative", "金额是负数", "台账导入不冲账，请删除本行，或填写实际发放的金额")
    number = Decimal(written["number"].replace(",", ""))
    fen = number * (FEN_PER_WAN if in_wan or written["unit"] else FEN_PER_YUAN)
    if fen != fen.to_integral_value():
        return CellProblem("amount_decimals", "金额多于两位小数", "填写到分，如 1260.50")
    if fen == 0:
        return CellProblem("amount_zero", "金额是 0", "填写实际发放的金额；没有发放的行请删除")
    if fen >= LARGEST_YUAN * FEN_PER_YUAN:
        return CellProblem("amount_too_large", "金额过大", "核对金额的单位是元还是分")
    return int(fen)


def _not_an_amount() -> CellProblem:
    return CellProblem("amount_unreadable", "金额不是数字", "填写以元为单位的数字，如 1260.50")


def day_of(cell: Cell, today: date) -> date | CellProblem:
    """The day a cell names: a date of Excel, its serial number, or one of the ways in which people write it."""
    day = _day_of(cell)
    if isinstance(day, CellProblem):
        return day
    if day > today:
        return CellProblem("date_in_future", "日期晚于今天", "核对年份，如 2024-03-05")
    if day < FIRST_DAY:
        return CellProblem("date_too_early", "日期早于 2000 年", "年份写四位，如 2024-03-05")
    return day


def _day_of(cell: Cell) -> date | CellProblem:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _CLOCK_TIME.sub("", text_of(cell))
    compact = text.replace(" ", "")
    if compact.isdigit() and _FIRST_SERIAL <= int(compact) <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(days=int(compact))
    for pattern in _DAY_PATTERNS:
        if (written := pattern.fullmatch(compact)) is not None:
            return _existing_day(*(int(part) for part in written.groups()))
    if _MONTH_ONLY.fullmatch(compact):
        return CellProblem("date_without_day", "只有年月，没有日", "补上日，如 2024-03-05")
    return CellProblem("date_unreadable", "日期无法识别", "写成年-月-日，如 2024-03-05")


def _existing_day(year: int, month: int, day: int) -> date | CellProblem:
    try:
        return date(year, month, day)
    except ValueError:
        return CellProblem("date_does_not_exist", "没有这一天", "核对月和日，如 2024-02-29")


def people_of(cell: Cell) -> int | CellProblem:
    """How many people a household counts, 1 to 99."""
    written = _PEOPLE.fullmatch(text_of(cell).replace(" ", ""))
    if written is None or int(written[1]) == 0:
        return CellProblem("people_unreadable", "人数不是 1 至 99 的整数", "填写家庭人口数，如 3")
    return int(written[1])


def is_damaged_number(cell: Cell) -> bool:
    """Whether Excel has made a number of a long code: its last digits are lost for ever."""
    return isinstance(cell, int | float) or re.fullmatch(r"\d(\.\d+)?E\+\d+", text_of(cell), re.IGNORECASE) is not None

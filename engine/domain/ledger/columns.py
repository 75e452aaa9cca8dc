"""The columns of a ledger: which field a Chinese header names, and where the header stands."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Final

from engine.domain.ledger.cell_values import Cell, text_of

HEADER_WITHIN_ROWS: Final = 20
LEAST_RECOGNISED: Final = 3
_BRACKETS: Final = re.compile(r"[(（\[【].*?[)）\]】]")
_NOISE: Final = re.compile(r"[\s*:：、/\\]+")


class LedgerField(StrEnum):
    """What a column of a ledger may hold."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    HOUSEHOLD_SIZE = "household_size"
    TOWN = "town"
    VILLAGE = "village"
    TRACK = "track"
    CAUSE = "cause"
    CATEGORY = "category"
    APPLIED_ON = "applied_on"
    DECIDED_ON = "decided_on"
    AMOUNT = "amount"
    METHOD = "method"
    PAID_ON = "paid_on"
    REMARK = "remark"

    @property
    def label(self) -> str:
        """The usual header in Chinese."""
        return HEADERS[self][0]

    @property
    def is_personal(self) -> bool:
        """Whether its cells tell who somebody is, and are masked for others."""
        return self in PERSONAL


# The first word of each list is what staff see; the others are what offices write.
HEADERS: Final[Mapping[LedgerField, tuple[str, ...]]] = {
    LedgerField.NAME: (
        "姓名",
        "救助对象",
        "救助对象姓名",
        "对象姓名",
        "申请人",
        "申请人姓名",
        "户主",
        "户主姓名",
        "受助人",
    ),
    LedgerField.ID_NUMBER: ("身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码", "证件号", "身份证件号码"),
    LedgerField.PHONE: ("联系电话", "电话", "手机", "手机号", "手机号码", "电话号码", "联系方式"),
    LedgerField.HOUSEHOLD_SIZE: ("人数", "救助人数", "家庭人口", "家庭人口数", "家庭人数", "人口数", "享受人数"),
    LedgerField.TOWN: ("乡镇（街道）", "乡镇", "乡镇街道", "街道", "镇街", "镇乡", "街镇", "所属乡镇", "镇乡街道"),
    LedgerField.VILLAGE: (
        "村（社区）",
        "村社区",
        "村",
        "社区",
        "村居",
        "所属村",
        "村名",
        "村居委会",
        "单位",
        "区划代码",
    ),
    LedgerField.TRACK: ("救助类型", "救助类别", "类型", "临时救助类型"),
    LedgerField.CAUSE: (
        "困难原因",
        "致困原因",
        "救助原因",
        "致困事由",
        "救助事由",
        "申请原因",
        "困难类型",
        "事由",
        "原因",
    ),
    LedgerField.CATEGORY: ("对象类别", "人员类别", "家庭类别", "对象类型", "困难类别", "身份类别"),
    LedgerField.APPLIED_ON: ("申请日期", "申请时间", "受理日期", "受理时间", "登记日期"),
    LedgerField.DECIDED_ON: ("审批日期", "审批时间", "批准日期", "批准时间", "决定日期"),
    LedgerField.AMOUNT: ("救助金额", "金额", "发放金额", "实发金额", "救助标准", "救助资金", "补助金额", "批准金额"),
    LedgerField.METHOD: ("发放方式", "救助方式", "支付方式", "发放形式", "发放途径"),
    LedgerField.PAID_ON: (
        "发放日期",
        "发放时间",
        "支付日期",
        "打卡日期",
        "拨付日期",
        "发放年月日",
        "救助时间",
        "救助日期",
    ),
    LedgerField.REMARK: ("备注", "情况说明", "困难情况", "说明", "基本情况"),
}
PERSONAL: Final = frozenset({LedgerField.NAME, LedgerField.ID_NUMBER, LedgerField.PHONE, LedgerField.REMARK})
NEEDED: Final = (
    LedgerField.NAME,
    LedgerField.ID_NUMBER,
    LedgerField.CAUSE,
    LedgerField.AMOUNT,
    LedgerField.METHOD,
    LedgerField.PAID_ON,
)
CONSTANT_FIELDS: Final = frozenset(
    {LedgerField.TRACK, LedgerField.CAUSE, LedgerField.CATEGORY, LedgerField.METHOD, LedgerField.VILLAGE}
)
"""What may be the same for the whole file instead of a column of its own."""

_FIELDS: Final = {word: field for field, words in HEADERS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet: the number of its last row (from 1), and the text above each column (from 0)."""

    row: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a ledger keeps what: the row after which records begin, and the column of each field (from 0)."""

    header_row: int
    columns: Mapping[LedgerField, int]
    constants: Mapping[LedgerField, str] = field(default_factory=dict)
    amount_in_wan: bool = False

    @property
    def missing(self) -> tuple[LedgerField, ...]:
        """The needed fields that have neither a column nor one value for all rows."""
        return tuple(needed for needed in NEEDED if needed not in self.columns and needed not in self.constants)

    def cell(self, cells: Sequence[Cell], wanted: LedgerField) -> Cell:
        """The cell of a field; what was given for the whole file where there is no column or the cell is empty."""
        column = self.columns.get(wanted)
        cell = cells[column] if column is not None and column < len(cells) else None
        return cell if text_of(cell) else self.constants.get(wanted)


def field_of(header: str) -> LedgerField | None:
    """The field that a header names, whatever unit or remark stands in brackets."""
    whole = _NOISE.sub("", unicodedata.normalize("NFKC", header))
    bare = _NOISE.sub("", _BRACKETS.sub("", unicodedata.normalize("NFKC", header)))
    without_brackets = re.sub(r"[()\[\]]", "", whole)
    return next((_FIELDS[text] for text in (whole, without_brackets, bare) if text in _FIELDS), None)


def find_header(rows: Sequence[Sequence[Cell]]) -> Header | None:
    """The header among the first rows of a sheet: the row, or the pair of rows, in which most fields are recognised.

    Headers of two rows come from merged cells: a group above, the columns below it.
    """
    within = rows[:HEADER_WITHIN_ROWS]
    candidates = [Header(number, _texts(row)) for number, row in enumerate(within, 1)]
    candidates += [
        Header(number, _joined(upper, lower))
        for number, (upper, lower) in enumerate(pairwise(within), 2)
        if _looks_like_header(lower)
    ]
    best = max(candidates, key=lambda header: (len(recognised(header)), -header.row), default=None)
    return best if best is not None and len(recognised(best)) >= LEAST_RECOGNISED else None


def recognised(header: Header) -> dict[LedgerField, int]:
    """The fields that a header names, each with its first column."""
    found: dict[LedgerField, int] = {}
    for column, text in enumerate(header.texts):
        named = field_of(text)
        if named is not None:
            found.setdefault(named, column)
    return found


def layout_of(header: Header) -> Layout:
    """The layout that a header suggests; a person may change it."""
    columns = recognised(header)
    return Layout(header.row, columns, {}, is_in_wan(header.texts, columns))


def is_in_wan(texts: Sequence[str], columns: Mapping[LedgerField, int]) -> bool:
    """Whether the header of the amounts says that they are in 10,000 yuan."""
    column = columns.get(LedgerField.AMOUNT)
    return column is not None and column < len(texts) and "万元" in texts[column]


def column_name(column: int) -> str:
    """The letters above a column in a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _texts(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(text_of(cell) for cell in row)


def _joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> tuple[str, ...]:
    """Per column the lower text, or the upper one where the cells are merged downwards."""
    return tuple(_per_column(_texts(upper), _texts(lower)))


def _per_column(upper: Sequence[str], lower: Sequence[str]) -> Iterator[str]:
    for column in range(max(len(upper), len(lower))):
        above = upper[column] if column < len(upper) else ""
        below = lower[column] if column < len(lower) else ""
        yield below or above


def _looks_like_header(row: Sequence[Cell]) -> bool:
    """Whether all that stands in the row are words that name a field, or their number is small beside them."""
    texts = [text for text in _texts(row) if text]
    named = sum(field_of(text) is not None for text in texts)
    return bool(texts) and 2 * named >= len(texts)

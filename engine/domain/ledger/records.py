"""One row of a ledger as the relief it records, or everything that is wrong with it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from engine.domain.case_codes import Category, Cause, Track
from engine.domain.divisions import Division
from engine.domain.identity_number import identity_number_problem, normalised_identity_number
from engine.domain.ledger import words
from engine.domain.ledger.cell_values import (
    Cell,
    CellProblem,
    amount_fen_of,
    day_of,
    is_damaged_number,
    people_of,
    text_of,
)
from engine.domain.ledger.columns import Layout, LedgerField
from engine.domain.ledger.places import LedgerPlaces
from engine.domain.phone import normalised_phone, phone_problem

LONGEST_NAME: Final = 50
LONGEST_REMARK: Final = 1000
_TOTALS: Final = ("合计", "总计", "小计", "累计", "共计", "本页", "本月")
_READABLE_WITHOUT: Final = "没有身份证号，不能查重"

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class LedgerRecord:
    """A payment that was made before this system: to whom, why, how much, when. Money in fen."""

    name: str
    id_number: str | None
    phone: str | None
    household_size: int
    place: Division
    track: Track | None
    cause: Cause
    category: Category | None
    applied_on: date
    decided_on: date
    paid_on: date
    amount_fen: int
    method: str
    remark: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something wrong (or, as a notice, doubtful) with one field of a row; never repeats what was entered."""

    field: LedgerField
    code: str
    message: str
    fix: str
    is_notice: bool = False


@dataclass(slots=True)
class RowReading:
    """What reading one row came to: a record when nothing is wrong with it."""

    record: LedgerRecord | None = None
    problems: list[RowProblem] = field(default_factory=list)


def is_no_record(cells: Sequence[Cell], layout: Layout) -> bool:
    """Whether the row is blank, a total, a repeated header or a note below the table: nobody is named in it.

    A row with an identity number is always a record; one without name, number and amount is none.
    """
    if text_of(layout.cell(cells, LedgerField.ID_NUMBER)):
        return _is_header_again(cells, layout)
    named = text_of(layout.cell(cells, LedgerField.NAME)).replace(" ", "")
    first = next((text for cell in cells if (text := text_of(cell).replace(" ", ""))), "")
    if first.startswith(_TOTALS) or named.startswith(_TOTALS):
        return True
    return not named and not text_of(layout.cell(cells, LedgerField.AMOUNT))


def _is_header_again(cells: Sequence[Cell], layout: Layout) -> bool:
    """Printed ledgers repeat their header on every page."""
    text = text_of(layout.cell(cells, LedgerField.ID_NUMBER))
    return not any(character.isdigit() for character in text) and text.startswith(("身份证", "证件", "公民身份"))


class RowReader:
    """Reads the rows of one ledger, all on the same day and against the same units."""

    def __init__(self, layout: Layout, places: LedgerPlaces, today: date) -> None:
        self._layout, self._places, self._today = layout, places, today

    def is_no_record(self, cells: Sequence[Cell]) -> bool:
        """Whether the row is blank, a total, a repeated header or a note."""
        return is_no_record(cells, self._layout)

    def read(self, cells: Sequence[Cell]) -> RowReading:
        """The record of a row, or its problems; notices stand beside a record."""
        return _Row(self._layout, self._places, self._today, cells).reading()


class _Row:
    """One row while it is read; collects what is wrong with it."""

    def __init__(self, layout: Layout, places: LedgerPlaces, today: date, cells: Sequence[Cell]) -> None:
        self._layout, self._places, self._today, self._cells = layout, places, today, cells
        self._problems: list[RowProblem] = []

    def reading(self) -> RowReading:
        """Everything the row says, read field by field so that all its problems are found at once."""
        paid_on = self._needed(LedgerField.PAID_ON, self._day)
        values: dict[str, Any] = {
            "name": self._name(),
            "id_number": self._id_number(),
            "phone": self._phone(),
            "household_size": self._optional(LedgerField.HOUSEHOLD_SIZE, people_of) or 1,
            "place": self._place(),
            "track": self._optional(LedgerField.TRACK, words.track_of),
            "cause": self._needed(LedgerField.CAUSE, words.cause_of),
            "category": self._optional(LedgerField.CATEGORY, words.category_of),
            "amount_fen": self._needed(LedgerField.AMOUNT, self._amount),
            "method": self._needed(LedgerField.METHOD, words.method_of),
            "remark": text_of(self._cell(LedgerField.REMARK))[:LONGEST_REMARK],
        }
        decided_on = self._optional(LedgerField.DECIDED_ON, self._day) or paid_on
        applied_on = self._optional(LedgerField.APPLIED_ON, self._day) or decided_on
        self._check_order(applied_on, decided_on, paid_on)
        if any(not problem.is_notice for problem in self._problems):
            return RowReading(None, self._problems)
        record = LedgerRecord(applied_on=applied_on, decided_on=decided_on, paid_on=paid_on, **values)
        return RowReading(record, self._problems)

    def _cell(self, wanted: LedgerField) -> Cell:
        return self._layout.cell(self._cells, wanted)

    def _needed(self, wanted: LedgerField, read: Callable[[Cell], _Value | CellProblem]) -> Any:
        if not text_of(self._cell(wanted)):
            self._refuse(wanted, _empty(wanted))
            return None
        return self._optional(wanted, read)

    def _optional(self, wanted: LedgerField, read: Callable[[Cell], _Value | CellProblem]) -> Any:
        cell = self._cell(wanted)
        if not text_of(cell):
            return None
        value = read(cell)
        if isinstance(value, CellProblem):
            self._refuse(wanted, value)
            return None
        return value

    def _refuse(self, wanted: LedgerField, problem: CellProblem) -> None:
        self._problems.append(RowProblem(wanted, problem.code, problem.message, problem.fix))

    def _day(self, cell: Cell) -> date | CellProblem:
        return day_of(cell, self._today)

    def _amount(self, cell: Cell) -> int | CellProblem:
        return amount_fen_of(cell, in_wan=self._layout.amount_in_wan)

    def _name(self) -> str:
        name = text_of(self._cell(LedgerField.NAME)).replace(" ", "")
        if not name:
            self._refuse(LedgerField.NAME, _empty(LedgerField.NAME))
        elif len(name) > LONGEST_NAME or any(character.isdigit() for character in name):
            self._refuse(
                LedgerField.NAME, CellProblem("name_unreadable", "姓名含数字或过长", "只填写一个人的姓名，核对列的对应")
            )
        return name

    def _id_number(self) -> str | None:
        cell = self._cell(LedgerField.ID_NUMBER)
        if not text_of(cell):
            notice = RowProblem(
                LedgerField.ID_NUMBER, "id_number_missing", _READABLE_WITHOUT, "有证件的请补上号码", is_notice=True
            )
            self._problems.append(notice)
            return None
        if is_damaged_number(cell):
            damaged = CellProblem(
                "id_number_damaged", "身份证号被表格存成了数字，末几位已丢失", "把该列设为文本格式后重新填写号码"
            )
            self._refuse(LedgerField.ID_NUMBER, damaged)
            return None
        number = normalised_identity_number(text_of(cell))
        problem = identity_number_problem(number, self._today)
        if problem is not None:
            fix = "对照证件填写 18 位号码；没有号码的请留空"
            self._refuse(LedgerField.ID_NUMBER, CellProblem("id_number_invalid", problem, fix))
            return None
        return number

    def _phone(self) -> str | None:
        """A phone number that cannot be right is left out: it is no reason to lose the row."""
        cell = self._cell(LedgerField.PHONE)
        phone = normalised_phone(text_of(cell)) if text_of(cell) else None
        if phone is not None and phone_problem(phone) is not None:
            notice = RowProblem(
                LedgerField.PHONE, "phone_left_out", "电话号码不正确，未采用", "可改正后导入", is_notice=True
            )
            self._problems.append(notice)
            return None
        return phone

    def _place(self) -> Division | None:
        found = self._places.find(self._cell(LedgerField.TOWN), self._cell(LedgerField.VILLAGE))
        if isinstance(found, CellProblem):
            at = LedgerField.VILLAGE if text_of(self._cell(LedgerField.VILLAGE)) else LedgerField.TOWN
            self._refuse(at, found)
            return None
        return found

    def _check_order(self, applied_on: date | None, decided_on: date | None, paid_on: date | None) -> None:
        for earlier, later, at in self._pairs(applied_on, decided_on, paid_on):
            if earlier > later:
                wrong = CellProblem("dates_out_of_order", "申请、审批、发放的日期先后不对", "核对日期")
                self._refuse(at, wrong)

    @staticmethod
    def _pairs(
        applied_on: date | None, decided_on: date | None, paid_on: date | None
    ) -> Iterator[tuple[date, date, LedgerField]]:
        if applied_on and decided_on:
            yield applied_on, decided_on, LedgerField.APPLIED_ON
        if decided_on and paid_on:
            yield decided_on, paid_on, LedgerField.DECIDED_ON


def _empty(wanted: LedgerField) -> CellProblem:
    fix = "有公式的单元格请在 Excel 中重新计算并保存" if wanted is LedgerField.AMOUNT else "补上内容"
    return CellProblem("empty", f"没有填写{wanted.label}", fix)

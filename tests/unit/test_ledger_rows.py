"""Headers, units and whole rows of ledgers: what is recognised, skipped, or wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.domain.divisions import Division, division_of
from engine.domain.identity_number import check_character
from engine.domain.ledger.cell_values import CellProblem
from engine.domain.ledger.columns import HEADERS, Layout, LedgerField, column_name, field_of, find_header, layout_of
from engine.domain.ledger.places import LedgerPlaces, PlaceUnit
from engine.domain.ledger.records import RowReader
from engine.domain.roles import UnitKind

TODAY = date(2026, 3, 10)
COUNTY, TOWN, VILLAGE = "500101", "500101018", "500101018001"
FIELDS = list(LedgerField)
LAYOUT = Layout(1, {wanted: place for place, wanted in enumerate(FIELDS)})


def unit(name: str, code: str) -> PlaceUnit:
    return PlaceUnit(name, UnitKind.VILLAGE if len(code) == 12 else UnitKind.TOWNSHIP, division_of(code))


UNITS = (
    unit("牌楼街道", TOWN),
    unit("龙沙镇", "500101102"),
    unit("和平社区", VILLAGE),
    unit("团结村", "500101018002"),
    unit("团结村", "500101102002"),
)
IN_COUNTY = LedgerPlaces(division_of(COUNTY), UNITS)
IN_TOWN = LedgerPlaces(division_of(TOWN), UNITS)


def number(last: str = "001", born: str = "19800101") -> str:
    return f"500101{born}{last}" + check_character(f"500101{born}{last}")


def cells(**changes: Any) -> list[Any]:
    values: dict[str, Any] = {
        "name": "赵台账",
        "id_number": number(),
        "phone": "13800001234",
        "household_size": 3,
        "town": "牌楼街道",
        "village": "和平社区",
        "track": "急难型",
        "cause": "火灾",
        "category": "低保",
        "applied_on": "2025-03-01",
        "decided_on": "2025-03-03",
        "amount": "1,260.50",
        "method": "现金",
        "paid_on": "2025-03-05",
        "remark": "厨房失火",
    }
    values.update(changes)
    return [values[wanted.value] for wanted in FIELDS]


def read(places: LedgerPlaces = IN_COUNTY, layout: Layout = LAYOUT, **changes: Any) -> Any:
    return RowReader(layout, places, TODAY).read(cells(**changes))


def test_a_correct_row_is_a_record() -> None:
    record = read().record

    assert record.place == Division(COUNTY, TOWN, VILLAGE)
    assert (record.name, record.id_number, record.amount_fen) == ("赵台账", number(), 126_050)
    assert (record.applied_on, record.decided_on, record.paid_on) == (
        date(2025, 3, 1),
        date(2025, 3, 3),
        date(2025, 3, 5),
    )
    assert record.remark == "厨房失火"


def test_missing_dates_are_those_of_the_next_step_and_one_person_is_a_household() -> None:
    record = read(applied_on=None, decided_on="", household_size=None).record

    assert record.applied_on == record.decided_on == record.paid_on == date(2025, 3, 5)
    assert record.household_size == 1


@pytest.mark.parametrize(
    ("changes", "at", "code"),
    [
        pytest.param({"name": ""}, "name", "empty", id="no name"),
        pytest.param({"name": number()}, "name", "name_unreadable", id="a number for a name"),
        pytest.param({"name": "长" * 51}, "name", "name_unreadable", id="a name without end"),
        pytest.param({"id_number": "12345"}, "id_number", "id_number_invalid", id="a short number"),
        pytest.param(
            {"id_number": number()[:-1] + "A"}, "id_number", "id_number_invalid", id="a wrong check character"
        ),
        pytest.param({"id_number": 5.00101e17}, "id_number", "id_number_damaged", id="a number that Excel rounded"),
        pytest.param({"household_size": "许多"}, "household_size", "people_unreadable", id="many people"),
        pytest.param({"village": "不存在村"}, "village", "unit_unknown", id="an unknown village"),
        pytest.param({"town": "不存在镇"}, "village", "unit_unknown", id="an unknown township"),
        pytest.param({"town": "", "village": ""}, "town", "unit_missing", id="no place"),
        pytest.param({"town": "", "village": "团结村"}, "village", "unit_ambiguous", id="two villages of one name"),
        pytest.param({"village": "500103001001"}, "village", "unit_unknown", id="a village elsewhere"),
        pytest.param({"track": "其他型"}, "track", "track_unknown", id="a third track"),
        pytest.param({"cause": "心情"}, "cause", "cause_unknown", id="no cause"),
        pytest.param({"cause": None}, "cause", "empty", id="an empty cause"),
        pytest.param({"category": "贵宾"}, "category", "category_unknown", id="an unknown category"),
        pytest.param({"amount": "许多"}, "amount", "amount_unreadable", id="much money"),
        pytest.param({"amount": None}, "amount", "empty", id="a formula that was never calculated"),
        pytest.param({"method": "微信"}, "method", "method_unknown", id="an unknown way to pay"),
        pytest.param({"paid_on": "2025-02-30"}, "paid_on", "date_does_not_exist", id="no such day"),
        pytest.param({"paid_on": "2027-01-01"}, "paid_on", "date_in_future", id="a day to come"),
        pytest.param(
            {"applied_on": "2025-03-04"}, "applied_on", "dates_out_of_order", id="applied after it was decided"
        ),
        pytest.param({"decided_on": "2025-03-06"}, "decided_on", "dates_out_of_order", id="decided after it was paid"),
    ],
)
def test_a_wrong_cell_names_its_field_and_what_to_write(changes: dict[str, Any], at: str, code: str) -> None:
    reading = read(**changes)

    assert reading.record is None
    assert [(problem.field.value, problem.code) for problem in reading.problems] == [(at, code)]
    assert reading.problems[0].message
    assert reading.problems[0].fix


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    reading = read(name="", amount="x", paid_on="y", village="z")

    assert {problem.field.value for problem in reading.problems} == {"name", "amount", "paid_on", "village"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"id_number": ""}, "id_number_missing"), ({"phone": "12"}, "phone_left_out")],
)
def test_a_doubtful_cell_is_a_notice_beside_the_record(changes: dict[str, Any], code: str) -> None:
    reading = read(**changes)

    assert reading.record is not None
    assert [(problem.code, problem.is_notice) for problem in reading.problems] == [(code, True)]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"name": "合计", "id_number": ""}, id="a total"),
        pytest.param({"name": "小 计", "id_number": None}, id="a subtotal"),
        pytest.param({"name": "", "id_number": "", "amount": ""}, id="a note"),
        pytest.param({"name": "姓名", "id_number": "身份证号"}, id="the header on the next page"),
    ],
)
def test_totals_notes_and_headers_are_no_records(row: dict[str, Any]) -> None:
    assert RowReader(LAYOUT, IN_COUNTY, TODAY).is_no_record(cells(**row))


def test_a_row_with_an_identity_number_is_never_left_out() -> None:
    assert not RowReader(LAYOUT, IN_COUNTY, TODAY).is_no_record(cells(name="", amount=""))


def test_one_value_may_stand_for_the_whole_file() -> None:
    columns = {wanted: place for wanted, place in LAYOUT.columns.items() if wanted is not LedgerField.METHOD}

    record = read(layout=Layout(1, columns, {LedgerField.METHOD: "实物"})).record

    assert record.method == "in_kind"


@pytest.mark.parametrize(
    ("town", "village", "code"),
    [
        ("牌楼街道", "和平社区", VILLAGE),
        ("牌楼", "和平居委会", VILLAGE),
        ("", "和平", VILLAGE),
        ("龙沙镇", "团结村", "500101102002"),
        ("", VILLAGE, VILLAGE),
        ("", "龙沙镇", "500101102"),
        ("龙沙镇", "", "500101102"),
    ],
)
def test_a_place_is_found_by_name_or_code(town: str, village: str, code: str) -> None:
    found = IN_COUNTY.find(town, village)

    assert isinstance(found, Division)
    assert found.code == code


def test_a_townships_ledger_needs_no_township_and_reaches_no_other() -> None:
    assert IN_TOWN.find("", "") == Division(COUNTY, TOWN)
    assert IN_TOWN.find("", "团结村") == Division(COUNTY, TOWN, "500101018002")
    other = IN_TOWN.find("龙沙镇", "")
    assert isinstance(other, CellProblem)
    assert other.code == "unit_unknown"


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("救助金额（元）", LedgerField.AMOUNT),
        ("村（社区）", LedgerField.VILLAGE),
        ("乡镇/街道", LedgerField.TOWN),
        (" 姓 名 ", LedgerField.NAME),
        ("身份证号码\n（18位）", LedgerField.ID_NUMBER),
        ("序号", None),
        ("", None),
    ],
)
def test_a_header_is_understood_with_its_remarks(header: str, named: LedgerField | None) -> None:
    assert field_of(header) is named


def test_no_header_means_two_things() -> None:
    words = [word for synonyms in HEADERS.values() for word in synonyms]

    assert len(words) == len(set(words))


def test_a_header_below_a_title_is_found() -> None:
    rows = [
        ["牌楼街道2025年临时救助台账"],
        [],
        ["序号", "姓名", "身份证号", "救助金额（万元）"],
        [1, "赵台账", number(), 0.1],
    ]

    header = find_header(rows)

    assert header is not None
    layout = layout_of(header)
    assert (layout.header_row, layout.columns[LedgerField.AMOUNT], layout.amount_in_wan) == (3, 3, True)
    assert layout.missing == (LedgerField.CAUSE, LedgerField.METHOD, LedgerField.PAID_ON)


def test_a_header_of_merged_cells_is_read_from_both_rows() -> None:
    rows = [
        ["救助对象", None, "救助金额", "发放日期"],
        ["姓名", "身份证号", None, None],
        ["赵台账", number(), 1, "2025"],
    ]

    header = find_header(rows)

    assert header is not None
    assert (header.row, header.texts) == (2, ("姓名", "身份证号", "救助金额", "发放日期"))


def test_a_table_of_something_else_has_no_header() -> None:
    assert find_header([["品名", "数量", "单价"], ["大米", 3, 50]]) is None


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_in_a_spreadsheet(column: int, name: str) -> None:
    assert column_name(column) == name

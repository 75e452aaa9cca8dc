"""What cells of ledgers mean: money exactly, days in all their spellings, and words of offices as codes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.case_codes import Category, Cause, Track
from engine.domain.ledger.cell_values import CellProblem, amount_fen_of, day_of, is_damaged_number, people_of
from engine.domain.ledger.words import category_of, cause_of, method_of, track_of

TODAY = date(2026, 3, 10)
FEN = st.integers(1, 99_999_999_999)
DAYS = st.dates(date(2000, 1, 1), TODAY)


def full_width(text: str) -> str:
    """The text as Chinese keyboards write it."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def code_of(value: object) -> str:
    assert isinstance(value, CellProblem), value
    return value.code


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        pytest.param(1260, 126_000, id="a whole number"),
        pytest.param(1260.5, 126_050, id="a number of Excel"),
        pytest.param(0.1 + 0.2, 30, id="the noise of binary fractions"),
        pytest.param(1_234_567.89, 123_456_789, id="a large number of Excel"),
        pytest.param("1260", 126_000, id="text"),
        pytest.param(f" {full_width('1,260.5')} ", 126_050, id="full width"),
        pytest.param("1,260.50", 126_050, id="separators"),
        pytest.param("1,234,567", 123_456_700, id="two separators"),
        pytest.param("￥1,260", 126_000, id="a sign before"),
        pytest.param("¥1260.00", 126_000, id="another sign before"),
        pytest.param("1260元", 126_000, id="yuan after"),
        pytest.param("1260元整", 126_000, id="yuan even"),
        pytest.param("0.126万元", 126_000, id="ten thousands"),
        pytest.param("1.2万", 1_200_000, id="ten thousands without yuan"),
        pytest.param(Decimal("0.01"), 1, id="one fen"),
    ],
)
def test_an_amount_is_read_to_the_fen(cell: Any, fen: int) -> None:
    assert amount_fen_of(cell) == fen


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        pytest.param("一千二百", "amount_unreadable", id="Chinese numerals"),
        pytest.param("1,26", "amount_unreadable", id="a separator in the wrong place"),
        pytest.param("12,34.5", "amount_unreadable", id="groups of two"),
        pytest.param("1.260,50", "amount_unreadable", id="a decimal comma"),
        pytest.param("1 260 和 300", "amount_unreadable", id="two amounts"),
        pytest.param("", "amount_unreadable", id="nothing"),
        pytest.param(True, "amount_unreadable", id="a yes"),
        pytest.param(datetime(2025, 3, 5), "amount_unreadable", id="a day"),  # noqa: DTZ001 - as Excel gives it
        pytest.param(float("nan"), "amount_unreadable", id="no number"),
        pytest.param(float("inf"), "amount_unreadable", id="no end"),
        pytest.param("-5", "amount_negative", id="negative"),
        pytest.param(-5.0, "amount_negative", id="negative number"),
        pytest.param("0", "amount_zero", id="zero"),
        pytest.param("12.345", "amount_decimals", id="less than a fen"),
        pytest.param("9999999999", "amount_too_large", id="ten thousand million"),
        pytest.param(1e300, "amount_unreadable", id="a number in powers of ten"),
        pytest.param("#REF!", "formula_error", id="a broken formula"),
    ],
)
def test_what_is_no_amount_is_said_to_be_none(cell: Any, code: str) -> None:
    assert code_of(amount_fen_of(cell)) == code


@given(FEN)
def test_every_amount_comes_back_from_every_way_to_write_it(fen: int) -> None:
    yuan = Decimal(fen) / 100
    grouped = f"{yuan:,.2f}"

    assert {amount_fen_of(text) for text in (str(yuan), grouped, f"¥{grouped}元", f"{yuan:.2f}")} == {fen}
    assert amount_fen_of(float(yuan)) == fen
    assert amount_fen_of(f"{yuan / 10_000:f}", in_wan=True) == fen


@given(st.text(max_size=20) | st.floats() | st.integers())
def test_any_cell_is_an_amount_above_zero_or_a_problem(cell: Any) -> None:
    found = amount_fen_of(cell)

    assert isinstance(found, CellProblem) or 0 < found < 100_000_000_000


@pytest.mark.parametrize(
    "cell",
    [
        "2024-3-5",
        "2024-03-05",
        "2024/3/5",
        "2024.03.05",
        full_width("2024.3.5"),
        "2024年3月5日",
        "2024年03月05号",
        "2024 年 3 月 5 日",
        "20240305",
        20240305,
        45356,
        "45356",
        45356.0,
        "2024-03-05 00:00:00",
        "2024/3/5 14:30",
        datetime(2024, 3, 5, 14, 30),  # noqa: DTZ001 - as Excel gives it
        date(2024, 3, 5),
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Any) -> None:
    assert day_of(cell, TODAY) == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        pytest.param("2024年3月", "date_without_day", id="a month"),
        pytest.param("2024.3", "date_without_day", id="a month with a dot"),
        pytest.param("24.3.5", "date_unreadable", id="a year of two digits"),
        pytest.param("3月5日", "date_unreadable", id="no year"),
        pytest.param("去年", "date_unreadable", id="words"),
        pytest.param(12.5, "date_unreadable", id="a small number"),
        pytest.param("2024-02-30", "date_does_not_exist", id="no such day"),
        pytest.param("2026-03-11", "date_in_future", id="tomorrow"),
        pytest.param("1999-12-31", "date_too_early", id="long ago"),
    ],
)
def test_what_is_no_day_is_said_to_be_none(cell: Any, code: str) -> None:
    assert code_of(day_of(cell, TODAY)) == code


@given(DAYS)
def test_every_day_comes_back_from_every_way_to_write_it(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    spellings = [
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        serial,
        str(serial),
        float(serial),
        day,
    ]

    assert {day_of(cell, TODAY) for cell in spellings} == {day}


@given(st.text(max_size=20) | st.floats() | st.integers() | st.dates() | st.none() | st.timedeltas())
def test_any_cell_is_a_possible_day_or_a_problem(cell: Any) -> None:
    found = day_of(cell, TODAY)

    assert isinstance(found, CellProblem) or date(2000, 1, 1) <= found <= TODAY


@pytest.mark.parametrize(
    ("cell", "people"),
    [(3, 3), (3.0, 3), ("3人", 3), ("12口", 12), (full_width("3"), 3), ("3.5", None), (0, None), ("三", None)],
)
def test_people_are_counted_in_whole_numbers(cell: Any, people: int | None) -> None:
    found = people_of(cell)

    assert found == people or (people is None and code_of(found) == "people_unreadable")


@pytest.mark.parametrize(
    ("cell", "is_damaged"),
    [
        (5.00101198001e17, True),
        (500101198001010011, True),
        ("5.00101E+17", True),
        ("50010119800101001X", False),
        ("'500101198001010012", False),
    ],
)
def test_a_number_that_excel_has_rounded_is_recognised(cell: Any, is_damaged: bool) -> None:
    assert is_damaged_number(cell) is is_damaged


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("火灾", Cause.FIRE),
        ("因住房失火", Cause.FIRE),
        ("车祸受伤", Cause.TRAFFIC_ACCIDENT),
        ("因病住院", Cause.MEDICAL),
        ("子女上学学费", Cause.EDUCATION),
        ("medical", Cause.MEDICAL),
        ("其他", Cause.OTHER),
        ("车祸后住院", None),
        ("家里困难", None),
        ("", None),
    ],
)
def test_a_cause_is_understood_only_when_one_is_meant(text: str, cause: Cause | None) -> None:
    found = cause_of(text)

    assert found == cause or (cause is None and code_of(found) == "cause_unknown")


def test_words_of_offices_are_codes() -> None:
    assert category_of("低保户") is Category.DIBAO
    assert track_of("支出型救助对象") is Track.EXPENDITURE
    assert (method_of("打卡发放"), method_of("现金"), method_of("实物")) == ("bank", "cash", "in_kind")
    assert {code_of(read("？")) for read in (category_of, track_of, method_of)} == {
        "category_unknown",
        "track_unknown",
        "method_unknown",
    }


@pytest.mark.parametrize("code", [*Cause, *Category, *Track], ids=lambda code: f"{type(code).__name__}.{code}")
def test_every_code_is_understood_by_its_chinese_name(code: Any) -> None:
    read = {Cause: cause_of, Category: category_of, Track: track_of}[type(code)]

    assert read(code.label) is code


@given(st.text(max_size=30))
def test_a_problem_never_repeats_what_stands_in_the_cell(text: str) -> None:
    planted = f"{text}500101199001011234"
    for read in (amount_fen_of, lambda cell: day_of(cell, TODAY), people_of, cause_of, category_of, method_of):
        found = read(planted)  # type: ignore[operator]
        if isinstance(found, CellProblem):
            assert "500101199001011234" not in f"{found.message}{found.fix}"


def test_a_duration_is_neither_day_nor_amount() -> None:
    assert code_of(amount_fen_of(timedelta(hours=3))) == "amount_unreadable"
    assert code_of(day_of(timedelta(hours=3), TODAY)) == "date_unreadable"

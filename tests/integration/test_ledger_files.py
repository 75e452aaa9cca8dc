"""Ledger files as they come: encodings, sheets, damage, and files made to break the reader."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sample_ledgers import TITLES, csv_file, ledger_row, saved, workbook

from engine.adapters.ledger_files import (
    MOST_BLANK_ROWS,
    MOST_COLUMNS,
    LedgerFileRefusedError,
    first_rows,
    rows_announced,
    rows_of,
    sheets_of,
)

WORDS = st.text(st.characters(codec="gb18030", exclude_categories=("Cs", "Cc")), max_size=20)


def refusal(content: bytes) -> str:
    with pytest.raises(LedgerFileRefusedError) as refused:
        list(rows_of(content))
    return refused.value.errors[0].message


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_csv_file_is_read_in_its_encoding(encoding: str) -> None:
    rows = list(rows_of(csv_file([ledger_row(1)], encoding)))

    assert rows[0] == (1, list(TITLES))
    assert rows[1][1][4] == "和平社区"


@given(st.lists(WORDS, min_size=1, max_size=5), st.sampled_from(["utf-8", "gb18030"]))
def test_any_chinese_text_is_read_in_both_encodings(words: list[str], encoding: str) -> None:
    content = csv_file([["中文", *words, "完"]], encoding)

    assert list(rows_of(content))[1][1] == ["中文", *words, "完"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_separator_is_found(delimiter: str) -> None:
    content = f"姓名{delimiter}救助金额\n赵台账{delimiter}1260.50\n".encode()

    assert [cells for _, cells in rows_of(content)] == [["姓名", "救助金额"], ["赵台账", "1260.50"]]


def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    content = workbook([ledger_row(1), [None] * 10, ["", " "], ledger_row(2)], above=[["台账"], []])

    assert [number for number, _ in rows_of(content)] == [1, 3, 4, 7]
    assert [len(row) for row in first_rows(content, 0, 4)] == [1, 0, 10, 10]
    assert rows_announced(content, 0) == 7


def test_hidden_sheets_are_known_as_hidden() -> None:
    book = Workbook()
    book.active.title = "说明"  # type: ignore[union-attr]
    hidden = book.create_sheet("旧数据")
    hidden.sheet_state = "hidden"
    book.create_sheet("台账").append(["姓名"])

    assert [(sheet.name, sheet.is_hidden) for sheet in sheets_of(saved(book))] == [
        ("说明", False),
        ("旧数据", True),
        ("台账", False),
    ]


def test_cells_are_values_and_never_formulas() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["赵台账", "=1+1", datetime(2025, 3, 5), True, 1260.5])  # noqa: DTZ001 - as Excel keeps it

    ((_, cells),) = rows_of(saved(book))

    assert cells == ["赵台账", None, datetime(2025, 3, 5), True, 1260.5]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "空", id="nothing"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(600), "xls", id="an old or protected workbook"),
        pytest.param(b"PK\x03\x04" + bytes(100), "损坏", id="half an archive"),
        pytest.param(zipped(word__document=b"<w/>"), "不是 Excel", id="another archive"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(64), "台账|编码", id="a picture"),
        pytest.param(b"\xff\xff\xff\xfe\x80", "编码", id="no text"),
        pytest.param(bytes(20_000_001), "20 MB", id="too large"),
        pytest.param(b"\xef\xbb\xbf\xff", "编码", id="half UTF-8"),
        pytest.param(b'"' + b"x" * 1_100_000, "CSV", id="a cell without end"),
    ],
)
def test_what_is_no_ledger_is_refused_in_words(content: bytes, words: str) -> None:
    assert any(word in refusal(content) for word in words.split("|"))


def test_an_archive_that_unpacks_to_very_much_is_refused_unread() -> None:
    bomb = zipped(xl__workbook=b"x", **{"xl__big.xml": b""})
    out = io.BytesIO(bomb)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(301):
                part.write(bytes(1_000_000))
    tracemalloc.start()

    message = refusal(out.getvalue())

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "过大" in message
    assert most < 5_000_000


def test_entities_are_refused() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><workbook>&a;</workbook>'

    assert "XML" in refusal(zipped(**{"xl__workbook.xml": laughs}))


def test_a_sheet_is_not_followed_into_endless_blank_rows_or_columns() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "姓名"
    sheet.cell(row=MOST_BLANK_ROWS + 5, column=1).value = "赵台账"
    sheet.cell(row=2, column=MOST_COLUMNS + 1).value = "太远"

    assert [(number, list(cells)) for number, cells in rows_of(saved(book))] == [(1, ["姓名"])]


def test_fifty_thousand_rows_are_read_in_bounded_memory() -> None:
    content = csv_file([ledger_row(number) for number in range(2_000)] * 25, "gb18030")
    tracemalloc.start()

    count = sum(1 for _ in rows_of(content))

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 50_001
    assert most < 40_000_000


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xef\xbb\xbf"]))
def test_any_bytes_are_rows_or_a_refusal(content: bytes, start: bytes) -> None:
    rows: list[Any] = []
    with suppress(LedgerFileRefusedError):
        rows += rows_of(start + content)

    assert all(number >= 1 and cells for number, cells in rows)

"""Reads a workbook as a spreadsheet program would: values, number formats, frozen rows, formulas."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from lxml import etree

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
ReadValue = str | float | None


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One sheet; `formats` holds the number format of every cell beside `rows`."""

    name: str
    rows: list[list[ReadValue]]
    formats: list[list[str]]
    frozen_rows: int
    formulas: int
    widths: list[float]


def read_workbook(content: bytes) -> list[ReadSheet]:
    """All sheets of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
        book = etree.fromstring(parts.read("xl/workbook.xml"))
        names = [sheet.get("name", "") for sheet in book.iterfind(".//m:sheet", NS)]
        formats = _formats(parts.read("xl/styles.xml"))
        return [
            _sheet(name, parts.read(f"xl/worksheets/sheet{number}.xml"), formats)
            for number, name in enumerate(names, 1)
        ]


def _formats(styles: bytes) -> list[str]:
    root = etree.fromstring(styles)
    own = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iterfind(".//m:numFmt", NS)}
    return [own.get(one.get("numFmtId"), one.get("numFmtId", "")) for one in root.iterfind("m:cellXfs/m:xf", NS)]


def _sheet(name: str, content: bytes, formats: list[str]) -> ReadSheet:
    root = etree.fromstring(content)
    pane = root.find(".//m:pane", NS)
    rows: list[list[ReadValue]] = []
    shown: list[list[str]] = []
    for row in root.iterfind(".//m:row", NS):
        while len(rows) < int(row.get("r", "1")):
            rows.append([])
            shown.append([])
        for cell in row.iterfind("m:c", NS):
            at = _column(cell.get("r", "A1"))
            rows[-1] += [None] * (at + 1 - len(rows[-1]))
            shown[-1] += [""] * (at + 1 - len(shown[-1]))
            rows[-1][at], shown[-1][at] = _value(cell), formats[int(cell.get("s", "0"))]
    return ReadSheet(
        name=name,
        rows=rows,
        formats=shown,
        frozen_rows=int(pane.get("ySplit", "0")) if pane is not None and pane.get("state") == "frozen" else 0,
        formulas=len(root.findall(".//m:f", NS)),
        widths=[float(one.get("width", "0")) for one in root.iterfind(".//m:col", NS)],
    )


def _value(cell: etree._Element) -> ReadValue:
    if cell.get("t") == "inlineStr":
        return "".join(cell.itertext())
    value = cell.find("m:v", NS)
    return float(value.text) if value is not None and value.text else None


def _column(reference: str) -> int:
    letters = re.sub(r"\d", "", reference)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

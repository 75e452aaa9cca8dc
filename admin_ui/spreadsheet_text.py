"""Tables as CSV that a spreadsheet opens as text: no cell becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = (*"=+-@\t\r", *"＝＋－\uff20")  # half and full width
_BYTE_ORDER_MARK = "\ufeff"  # spreadsheets read Chinese UTF-8 only with it


def csv_of(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The table as CSV in UTF-8, every cell quoted."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(titles)
    writer.writerows([cell_text(cell) for cell in row] for row in rows)
    return (_BYTE_ORDER_MARK + out.getvalue()).encode()


def cell_text(text: str) -> str:
    """`text` as a cell that no spreadsheet calculates (security: control X8)."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text

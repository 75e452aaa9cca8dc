"""Files to and from a bank: CSV (UTF-8) and a fixed-width format (GB18030), both with control sums.

The formats are laid down in docs/bank-files.md.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from engine.domain.bank_payments import AnswerFile, BankResult, OrderFile, PaymentAnswer, PaymentOrder
from engine.errors import FieldError, InvalidInputError

FileFormat = Literal["csv", "fixed"]

ORDER_COLUMNS: Final = ("file_number", "payment_key", "amount_fen", "account", "holder", "reference")
ANSWER_COLUMNS: Final = (
    *("file_number", "payment_key", "amount_fen", "result", "answered_at"),
    *("bank_reference", "reason"),
)
TOTAL: Final = "TOTAL"
VERSION: Final = "01"
GB18030: Final = "gb18030"
LOCAL: Final = ZoneInfo("Asia/Shanghai")
RESULTS: Final[Mapping[str, BankResult]] = {"paid": "paid", "returned": "returned", "1": "paid", "0": "returned"}
LARGEST_FILE: Final = 20_000_000
_FORMULA: Final = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # with their full-width forms


class BankFileRefusedError(InvalidInputError):
    """The file is not in the agreed format, or its control sums are wrong; nothing of it was read in."""

    code = "bank_file_refused"

    def __init__(self, line: int, problem: str) -> None:
        super().__init__([FieldError(f"line.{line}", f"第 {line} 行：{problem}")])
        self.line = line


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of fixed width in bytes; numbers are right-aligned with zeros, texts left-aligned with blanks."""

    name: str
    width: int
    is_number: bool = False


_HEAD: Final = (
    *(_Column("kind", 1), _Column("version", 2), _Column("number", 20), _Column("county_code", 6)),
    *(_Column("made_at", 14), _Column("rows", 8, is_number=True), _Column("total_fen", 16, is_number=True)),
)
_ORDER: Final = (
    *(_Column("kind", 1), _Column("line", 8, is_number=True), _Column("key", 32)),
    *(_Column("amount_fen", 16, is_number=True), _Column("account", 32), _Column("holder", 200)),
    _Column("reference", 30),
)
_ANSWER: Final = (
    *(_Column("kind", 1), _Column("line", 8, is_number=True), _Column("key", 32)),
    *(_Column("amount_fen", 16, is_number=True), _Column("result", 1), _Column("answered_at", 14)),
    *(_Column("bank_reference", 64), _Column("reason", 200)),
)
_TAIL: Final = (
    *(_Column("kind", 1), _Column("rows", 8, is_number=True), _Column("total_fen", 16, is_number=True)),
    _Column("sha256", 64),
)


def order_file_content(file: OrderFile, file_format: FileFormat) -> bytes:
    """The bytes of an order file; the same orders always give the same bytes."""
    return _orders_as_csv(file) if file_format == "csv" else _orders_fixed(file)


def read_answers(content: bytes) -> AnswerFile:
    """What a bank's file says, whichever of the two formats it is in.

    Raises:
        BankFileRefusedError: it is in neither format, or number of rows, sum or digest do not agree.
    """
    if len(content) > LARGEST_FILE:
        raise BankFileRefusedError(1, "文件过大")
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith(b"R" + VERSION.encode()):
        return _answers_fixed(content, digest)
    return _answers_from_csv(content, digest)


def _orders_as_csv(file: OrderFile) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(ORDER_COLUMNS)
    for order in file.orders:
        rows.writerow([file.number, *_cells(order)])
    rows.writerow([TOTAL, len(file.orders), file.total_fen, "", "", ""])
    return text.getvalue().encode("utf-8-sig")


def _cells(order: PaymentOrder) -> list[str]:
    return [order.key, str(order.amount_fen), order.account, _plain(order.holder), _plain(order.reference)]


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _orders_fixed(file: OrderFile) -> bytes:
    head = {
        "kind": "H",
        "version": VERSION,
        "number": file.number,
        "county_code": file.county_code,
        "made_at": f"{file.made_at.astimezone(LOCAL):%Y%m%d%H%M%S}",
        "rows": str(len(file.orders)),
        "total_fen": str(file.total_fen),
    }
    lines = [_line(_HEAD, head)]
    for number, order in enumerate(file.orders, 1):
        values = {
            "kind": "D",
            "line": str(number),
            "key": order.key,
            "amount_fen": str(order.amount_fen),
            "account": order.account,
            "holder": order.holder,
            "reference": order.reference,
        }
        lines.append(_line(_ORDER, values))
    body = b"".join(lines)
    tail = {
        "kind": "T",
        "rows": str(len(file.orders)),
        "total_fen": str(file.total_fen),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return body + _line(_TAIL, tail)


def _line(columns: Sequence[_Column], values: Mapping[str, str]) -> bytes:
    parts = []
    for column in columns:
        encoded = values[column.name].encode(GB18030)
        if len(encoded) > column.width:
            raise BankFileRefusedError(1, f"{column.name} 超过 {column.width} 字节")
        parts.append(encoded.rjust(column.width, b"0") if column.is_number else encoded.ljust(column.width))
    return b"".join(parts) + b"\r\n"


def _answers_from_csv(content: bytes, digest: str) -> AnswerFile:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BankFileRefusedError(1, "既不是固定宽度格式，也不是 UTF-8 的 CSV") from error
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    if not rows or tuple(rows[0]) != ANSWER_COLUMNS:
        raise BankFileRefusedError(1, f"首行应为 {','.join(ANSWER_COLUMNS)}")
    if len(rows) < 2 or rows[-1][0] != TOTAL or len(rows[-1]) < 3:
        raise BankFileRefusedError(len(rows), "缺少末行合计")
    entries = [_named(row, number) for number, row in enumerate(rows[1:-1], 2)]
    numbers = {entry["file_number"] for _, entry in entries}
    if len(numbers) > 1:
        raise BankFileRefusedError(2, "一个文件只能反馈一个代发文件")
    answers = [_answer(entry, line) for line, entry in entries]
    file = AnswerFile(numbers.pop() if numbers else "", digest, answers)
    return _balanced(file, rows[-1][1], rows[-1][2], len(rows))


def _named(row: Sequence[str], line: int) -> tuple[int, dict[str, str]]:
    if len(row) != len(ANSWER_COLUMNS):
        raise BankFileRefusedError(line, f"应为 {len(ANSWER_COLUMNS)} 列")
    return line, dict(zip(ANSWER_COLUMNS, row, strict=True))


def _answers_fixed(content: bytes, digest: str) -> AnswerFile:
    lines = content.split(b"\r\n")
    if lines[-1:] != [b""] or len(lines) < 3:
        raise BankFileRefusedError(len(lines), "缺少首行、末行，或末行未以回车换行结束")
    lines.pop()
    head = _parts(_HEAD, lines[0], 1)
    tail = _parts(_TAIL, lines[-1], len(lines))
    body = b"".join(line + b"\r\n" for line in lines[:-1])
    if tail["kind"] != "T" or tail["sha256"] != hashlib.sha256(body).hexdigest():
        raise BankFileRefusedError(len(lines), "末行校验值不符")
    entries = [(number, _parts(_ANSWER, line, number)) for number, line in enumerate(lines[1:-1], 2)]
    answers = [_answer({**entry, "payment_key": entry["key"]}, line) for line, entry in entries]
    if (head["rows"], head["total_fen"]) != (tail["rows"], tail["total_fen"]):
        raise BankFileRefusedError(1, "首行与末行的控制总数不一致")
    return _balanced(AnswerFile(head["number"], digest, answers), tail["rows"], tail["total_fen"], len(lines))


def _parts(columns: Sequence[_Column], line: bytes, number: int) -> dict[str, str]:
    if len(line) != sum(column.width for column in columns):
        raise BankFileRefusedError(number, "行长度不符")
    return dict(_cut(columns, line, number))


def _cut(columns: Sequence[_Column], line: bytes, number: int) -> Iterator[tuple[str, str]]:
    start = 0
    for column in columns:
        part = line[start : start + column.width]
        start += column.width
        try:
            text = part.decode(GB18030).strip(" ")
        except UnicodeDecodeError as error:
            raise BankFileRefusedError(number, f"{column.name} 不是 GB18030 文字") from error
        yield column.name, text


def _answer(entry: Mapping[str, str], line: int) -> PaymentAnswer:
    if entry["result"] not in RESULTS:
        raise BankFileRefusedError(line, "结果应为 paid 或 returned（固定宽度格式为 1 或 0）")
    return PaymentAnswer(
        key=entry["payment_key"],
        amount_fen=_number(entry["amount_fen"], line),
        result=RESULTS[entry["result"]],
        answered_at=_moment(entry["answered_at"], line),
        bank_reference=entry["bank_reference"],
        reason=entry["reason"][:200],
    )


def _number(text: str, line: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 16:
        raise BankFileRefusedError(line, "金额应为以分计的整数")
    return int(text)


def _moment(text: str, line: int) -> datetime:
    """A time as the file gives it: fourteen digits in Beijing time, or ISO 8601 with its offset."""
    try:
        if len(text) == 14 and text.isdigit():
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=LOCAL)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BankFileRefusedError(line, "时间格式不正确") from error
    if moment.tzinfo is None:
        raise BankFileRefusedError(line, "时间缺少时区")
    return moment


def _balanced(file: AnswerFile, rows: str, total_fen: str, line: int) -> AnswerFile:
    if _number(rows, line) != len(file.answers) or _number(total_fen, line) != file.total_fen:
        raise BankFileRefusedError(line, "合计笔数或金额与明细不符")
    if not file.number[:6].isdigit() or len(file.number) < 7:
        raise BankFileRefusedError(2, "文件编号不正确")
    return file

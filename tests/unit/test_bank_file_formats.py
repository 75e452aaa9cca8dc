"""Answer files of banks: both formats say the same, and one changed byte refuses the whole file."""

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.adapters.bank_files import BankFileRefusedError, order_file_content, read_answers
from engine.domain.bank_payments import OrderFile, PaymentAnswer, PaymentOrder

NUMBER = "500101202603100001"
AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
PAID = PaymentAnswer("1" * 32, 70_000, "paid", AT, "B001")
RETURNED = PaymentAnswer("2" * 32, 30_000, "returned", AT, "B002", "户名不符")


def fixed(answers: list[PaymentAnswer]) -> bytes:
    """A file as docs/bank-files.md lays it down, written a second time on purpose."""
    total = sum(answer.amount_fen for answer in answers)
    body = f"R01{NUMBER:<20}500101{'20260311100000'}{len(answers):08}{total:016}\r\n".encode()
    for line, answer in enumerate(answers, 1):
        code = "1" if answer.result == "paid" else "0"
        body += f"A{line:08}{answer.key}{answer.amount_fen:016}{code}20260311100000{answer.bank_reference:<64}".encode()
        body += answer.reason.encode("gb18030").ljust(200) + b"\r\n"
    return body + f"T{len(answers):08}{total:016}{hashlib.sha256(body).hexdigest()}\r\n".encode()


CSV = (
    "file_number,payment_key,amount_fen,result,answered_at,bank_reference,reason\r\n"
    f"{NUMBER},{'1' * 32},70000,paid,2026-03-11T10:00:00+08:00,B001,\r\n"
    f"{NUMBER},{'2' * 32},30000,returned,20260311100000,B002,户名不符\r\n"
    "TOTAL,2,100000,,,,\r\n"
)


@pytest.mark.parametrize("content", [fixed([PAID, RETURNED]), CSV.encode(), CSV.encode("utf-8-sig")])
def test_both_formats_say_the_same(content: bytes) -> None:
    file = read_answers(content)

    assert (file.number, file.county_code, file.total_fen) == (NUMBER, "500101", 100_000)
    assert list(file.answers) == [PAID, RETURNED]


@given(st.integers(0, len(fixed([PAID, RETURNED])) - 1), st.integers(1, 255))
def test_a_changed_byte_of_a_fixed_file_refuses_it(place: int, change: int) -> None:
    content = bytearray(fixed([PAID, RETURNED]))
    content[place] ^= change

    with pytest.raises(BankFileRefusedError):
        read_answers(bytes(content))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("TOTAL,2", "TOTAL,3"),
        ("TOTAL,2,100000", "TOTAL,2,100001"),
        ("TOTAL,2,100000,,,,\r\n", ""),
        (",70000,", ",700.00,"),
        (",paid,", ",perhaps,"),
        ("+08:00", ""),
        (f"{NUMBER},{'2' * 32}", f"500101202603100002,{'2' * 32}"),
        (",B001,", ",B001,,"),
        ("payment_key", "key"),
        ("TOTAL,2,100000,,,,", "TOTAL"),
    ],
)
def test_a_csv_file_that_does_not_agree_with_itself_is_refused(old: str, new: str) -> None:
    assert old in CSV
    with pytest.raises(BankFileRefusedError):
        read_answers(CSV.replace(old, new).encode())


@given(st.binary(max_size=300))
def test_whatever_is_no_bank_file_is_refused(content: bytes) -> None:
    with pytest.raises(BankFileRefusedError):
        read_answers(content)


@given(st.text(st.characters(codec="gb18030", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=50))
def test_every_line_of_an_order_file_has_its_width_whatever_the_holder_is_called(holder: str) -> None:
    order = PaymentOrder("1" * 32, 70_000, "500101-2026-000001", "6222020000000000012", holder)
    content = order_file_content(OrderFile(NUMBER, "500101", AT, [order]), "fixed")

    head, line, tail = content.split(b"\r\n")[:3]
    assert (len(head), len(line), len(tail)) == (67, 319, 89)

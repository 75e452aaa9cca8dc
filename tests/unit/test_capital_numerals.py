"""Sums in capital numerals read back as the same sum, and as the payment rules write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.capital_numerals import DIGITS, capital_yuan

PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(text: str) -> int:
    """The fen of a sum in capitals, by a reader that knows nothing of how it was written."""
    parts = re.fullmatch(r"(?:(.+)元)?零?(?:(.)角)?(?:(.)分|整)", text)
    assert parts, text
    yuan, jiao, fen = parts.groups()
    return integer(yuan or "零") * 100 + DIGITS.index(jiao or "零") * 10 + DIGITS.index(fen or "零")


def integer(text: str) -> int:
    for sign, worth in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.partition(sign)
        if found:
            return integer(head) * worth + (integer(tail) if tail else 0)
    total = digit = 0
    for letter in text:
        if letter in PLACES:
            total, digit = total + digit * PLACES[letter], 0
        else:
            digit = DIGITS.index(letter)
    return total + digit


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_any_sum_reads_back_as_itself(amount_fen: int) -> None:
    written = capital_yuan(amount_fen)

    assert read_back(written) == amount_fen
    assert "零零" not in written


@pytest.mark.parametrize(
    ("amount_fen", "written"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (1_000, "壹拾元整"),
        (70_000, "柒佰元整"),
        (126_050, "壹仟贰佰陆拾元伍角整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (1_000_100, "壹万零壹元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_100_000, "壹亿零壹仟元整"),
        (1_000_010_000_000, "壹佰亿零壹拾万元整"),
    ],
)
def test_sums_are_written_as_the_payment_rules_say(amount_fen: int, written: str) -> None:
    assert capital_yuan(amount_fen) == written


@pytest.mark.parametrize("amount_fen", [-1, 10**18])
def test_what_is_no_sum_is_refused(amount_fen: int) -> None:
    with pytest.raises(ValueError, match="no sum"):
        capital_yuan(amount_fen)

"""Fen inside, yuan for people, no float between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.money import InvalidMoneyError, fen_of_yuan, is_whole_yuan, yuan_entry, yuan_text


def full_width(text: str) -> str:
    """As an input method for Chinese may write it."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("630", 63_000),
        ("1260.5", 126_050),
        ("1260.50", 126_050),
        ("0.01", 1),
        ("0.1", 10),
        ("0.29", 29),
        ("999999999.99", 99_999_999_999),
        (" 630 ", 63_000),
        (full_width("630.50"), 63_050),
    ],
)
def test_yuan_texts_become_fen(text, fen):
    assert fen_of_yuan(text) == fen


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1.", ".5", "1.234", "1,260", "1e3", "1234567890", "NaN", "一百", "1 260", "630元"]
)
def test_other_writings_are_refused_with_the_field(text):
    with pytest.raises(InvalidMoneyError) as refused:
        fen_of_yuan(text, "requested")

    assert [error.path for error in refused.value.errors] == ["requested"]


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (0, "0.00"),
        (1, "0.01"),
        (63_000, "630.00"),
        (126_050, "1,260.50"),
        (123_456_789, "1,234,567.89"),
        (-126_050, "-1,260.50"),
    ],
)
def test_fen_are_shown_with_separators_and_two_decimals(fen, shown):
    assert yuan_text(fen) == shown


@given(fen=st.integers(0, 99_999_999_999))
def test_what_the_entry_shows_is_read_back(fen):
    assert fen_of_yuan(yuan_entry(fen)) == fen


@pytest.mark.parametrize(("fen", "is_whole"), [(63_000, True), (63_010, False), (0, True), (1, False)])
def test_whole_yuan(fen, is_whole):
    assert is_whole_yuan(fen) is is_whole

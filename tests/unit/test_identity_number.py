"""Identity numbers: shape, date of birth, check character. All numbers are made up or the standard's example."""

import string
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.identity_number import (
    IdentityKind,
    birth_date,
    check_character,
    identity_kind,
    identity_number_problem,
    is_identity_number,
    normalised_identity_number,
    other_document_problem,
)

TODAY = date(2026, 3, 10)


def full_width(text: str) -> str:
    """As an input method for Chinese may write it."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def with_check(first_seventeen: str) -> str:
    return first_seventeen + check_character(first_seventeen)


@pytest.mark.parametrize("number", ["11010519491231002X", "500000190001010015", with_check("50010120260310001")])
def test_valid_numbers_pass(number):
    assert identity_number_problem(number, TODAY) is None


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        pytest.param("500000190001010016", "校验位", id="wrong check digit"),
        pytest.param("500000190002290012", "不存在", id="29 February 1900"),
        pytest.param(with_check("50010120261301001"), "不存在", id="month 13"),
        pytest.param(with_check("50010100000101001"), "不存在", id="year 0"),
        pytest.param(with_check("50010120260311001"), "晚于今天", id="born tomorrow"),
        pytest.param("11010519491231002x", "末位", id="small x, not normalised"),
        pytest.param("1101051949123100X2", "前 17 位", id="X in the middle"),
        pytest.param("01010519491231002X", "前 17 位", id="area begins with 0"),
        pytest.param(full_width("11010519491231002X"), "前 17 位", id="full-width digits, not normalised"),
        pytest.param("110105491231002", "18 位", id="fifteen digits of the old kind"),
        pytest.param("", "18 位", id="empty"),
        pytest.param("5000001900010100150", "18 位", id="one too many"),
        pytest.param("50000019000101001\n", "前 17 位", id="line end in place of the check"),
    ],
)
def test_invalid_numbers_are_explained(number, problem):
    assert problem in identity_number_problem(number, TODAY)


def test_the_explanation_does_not_repeat_the_number():
    assert "500000" not in identity_number_problem("500000190001010016", TODAY)


def test_birth_on_the_present_day_is_possible_and_on_the_next_is_not():
    number = with_check("50010120260310001")

    assert is_identity_number(number, date(2026, 3, 10))
    assert not is_identity_number(number, date(2026, 3, 9))


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        pytest.param("11010519491231002x", "11010519491231002X", id="small x"),
        pytest.param(" 110105 19491231 002X\n", "11010519491231002X", id="blanks"),
        pytest.param(full_width("11010519491231002X"), "11010519491231002X", id="full-width"),
        pytest.param("110105\u300019491231002" + full_width("x"), "11010519491231002X", id="ideographic space"),
    ],
)
def test_normalising_makes_one_writing_of_a_number(text, stored):
    assert normalised_identity_number(text) == stored


@pytest.mark.parametrize(
    ("first_seventeen", "kind"),
    [
        ("50010119800101001", IdentityKind.RESIDENT),
        ("81000019800101001", IdentityKind.HK_MACAO_TAIWAN_RESIDENT),
        ("82000019800101001", IdentityKind.HK_MACAO_TAIWAN_RESIDENT),
        ("83000019800101001", IdentityKind.HK_MACAO_TAIWAN_RESIDENT),
        ("91115619800101001", IdentityKind.FOREIGN_PERMANENT_RESIDENT),
    ],
)
def test_permits_of_the_same_make_are_checked_alike(first_seventeen, kind):
    number = with_check(first_seventeen)

    assert is_identity_number(number, TODAY)
    assert identity_kind(number) is kind


def test_the_date_of_birth_is_read():
    assert birth_date("11010519491231002X") == date(1949, 12, 31)


@pytest.mark.parametrize(("text", "is_valid"), [("E1234", True), ("E123", False), ("E" * 30, True), ("E" * 31, False)])
def test_other_documents_have_five_to_thirty_characters(text, is_valid):
    assert (other_document_problem(text) is None) is is_valid


VALID = st.builds(
    lambda area, born, order: with_check(f"{area}{born:%Y%m%d}{order:03}"),
    st.integers(110000, 659999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


@settings(max_examples=120, deadline=None)
@given(number=VALID, place=st.integers(0, 16), digit=st.sampled_from(string.digits))
def test_one_mistyped_digit_is_always_found(number, place, digit):
    mistyped = number[:place] + digit + number[place + 1 :]

    assert is_identity_number(number, TODAY)
    assert mistyped == number or not is_identity_number(mistyped, TODAY)


@settings(max_examples=120, deadline=None)
@given(number=VALID, place=st.integers(0, 15))
def test_two_swapped_neighbours_are_always_found(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert swapped == number or not is_identity_number(swapped, TODAY)


@settings(max_examples=120, deadline=None)
@given(text=st.text(max_size=24))
def test_no_text_breaks_the_check(text):
    identity_number_problem(normalised_identity_number(text), TODAY)

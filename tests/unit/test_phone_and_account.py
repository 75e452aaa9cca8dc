"""Phone numbers, bank accounts, and the masks of personal data."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.bank_account import AccountKind, account_problem, normalised_account, passes_luhn
from engine.domain.masking import masked_account, masked_identity_number, masked_name, masked_phone
from engine.domain.phone import is_mobile, normalised_phone, phone_problem

CARD, ACCOUNT = AccountKind.CARD, AccountKind.ACCOUNT


def full_width(text: str) -> str:
    """As an input method for Chinese may write it."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@pytest.mark.parametrize(
    ("number", "is_valid"),
    [
        ("13812341234", True),
        ("19912341234", True),
        ("12812341234", False),
        ("1381234123", False),
        ("138123412345", False),
        ("02312345678", True),
        ("023-12345678", True),
        ("0833-1234567", True),
        ("023-123456", False),
        ("02-12345678", False),
        ("023--12345678", False),
        ("12345678", False),
        ("13812341234\n", False),
        ("", False),
    ],
)
def test_mobile_and_landline_numbers(number, is_valid):
    assert (phone_problem(number) is None) is is_valid


def test_only_mobiles_receive_text_messages():
    assert is_mobile("13812341234")
    assert not is_mobile("023-12345678")


def test_numbers_are_stored_half_width_and_without_blanks():
    assert normalised_phone(f" {full_width('138')} 1234 1234 ") == "13812341234"
    assert normalised_account(f"6222 {full_width('0202')} 0000 0000") == "6222020200000000"


@pytest.mark.parametrize(
    ("number", "kind", "is_valid"),
    [
        pytest.param("4111111111111111", CARD, True, id="16 digits"),
        pytest.param("6222020200000000002", CARD, False, id="19 digits, wrong check"),
        pytest.param("4111111111111112", CARD, False, id="wrong check digit"),
        pytest.param("411111111111111", CARD, False, id="15 digits"),
        pytest.param("41111111111111111111", CARD, False, id="20 digits"),
        pytest.param("411111111111111X", CARD, False, id="a letter"),
        pytest.param("4111111111111112", ACCOUNT, True, id="a passbook has no check digit"),
        pytest.param("12345678", ACCOUNT, True, id="8 digits"),
        pytest.param("1234567", ACCOUNT, False, id="7 digits"),
        pytest.param("1" * 32, ACCOUNT, True, id="32 digits"),
        pytest.param("1" * 33, ACCOUNT, False, id="33 digits"),
        pytest.param("", ACCOUNT, False, id="empty"),
    ],
)
def test_accounts_by_kind(number, kind, is_valid):
    assert (account_problem(number, kind) is None) is is_valid


def test_the_explanation_does_not_repeat_the_account():
    assert "41111" not in account_problem("4111111111111112", CARD)


@settings(max_examples=120, deadline=None)
@given(
    payload=st.text(string.digits, min_size=15, max_size=18),
    place=st.integers(0, 14),
    digit=st.sampled_from("0123456789"),
)
def test_each_card_has_one_check_digit_and_one_mistyped_digit_is_found(payload, place, digit):
    cards = [payload + check for check in string.digits if passes_luhn(payload + check)]

    assert len(cards) == 1
    assert payload[place] == digit or not passes_luhn(payload[:place] + digit + cards[0][place + 1 :])


@pytest.mark.parametrize(
    ("mask", "plain", "shown"),
    [
        (masked_identity_number, "500000190001011002", "500***********1002"),
        (masked_identity_number, "E12345678", "E12**5678"),
        (masked_identity_number, "E1234", "*****"),
        (masked_phone, "13812341234", "138****1234"),
        (masked_phone, "023-12345678", "023*****5678"),
        (masked_phone, "123", "***"),
        (masked_account, "4111111111111234", "****1234"),
        (masked_account, "1234567", "****"),
        (masked_name, "张三", "张*"),
        (masked_name, "张小明", "张*明"),
        (masked_name, "欧阳小明", "欧**明"),
        (masked_name, "张", "*"),
        (masked_name, "", ""),
    ],
)
def test_masks_show_only_what_the_policy_allows(mask, plain, shown):
    assert mask(plain) == shown


@settings(max_examples=100, deadline=None)
@given(text=st.text(string.ascii_letters + string.digits, max_size=40))
def test_no_mask_shows_a_whole_text(text):
    masks = (masked_identity_number, masked_phone, masked_account, masked_name)

    assert all("*" in mask(text) or not text for mask in masks)

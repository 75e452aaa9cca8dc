"""Amounts in FEEL: decimals of 34 digits, never floats."""

from decimal import Decimal

import pytest

from engine.feel import compile_expression


def value_of(text: str, **scope: object) -> object:
    return compile_expression(text).evaluate(scope)


@pytest.mark.parametrize(
    "statement",
    [
        "0.1 + 0.2 = 0.3",
        "1.005 * 100 = 100.5",
        "round half up(2.5, 0) = 3",
        "round half up(-2.5, 0) = -3",
        "round half up(1.005, 2) = 1.01",
        "round half down(2.5, 0) = 2",
        "round up(1.121, 2) = 1.13",
        "decimal(2.5, 0) = 2",
        "round half up(123456, -3) = 123000",
        "0.1 * 3 = 0.3",
        "1.1 + 2.2 = 3.3",
        "0.07 * 100 = 7",
        "4.35 * 100 = 435",
        "1.15 * 3 = 3.45",
        "round half up(0.285 * 100, 0) = 29",
        "round half up(1.115, 2) = 1.12",
        "round half up(-1.115, 2) = -1.12",
        "round half up(0.5, 0) = 1",
        "round half up(1.5, 0) = 2",
        "71700 * 3 / 12 = 17925",
        "round half up(71700 * 2 / 3, 0) = 47800",
        "9007199254740993 + 2 = 9007199254740995",
        "1234567890123456.78 * 100 = 123456789012345678",
        "sum(for i in 1..1000 return 0.01) = 10",
        "1 / 3 * 3 = 0.9999999999999999999999999999999999",
        "9999999999999999999999999999999999 + 0 = 9999999999999999999999999999999999",
        "100 * 1.1 = 110",
        "sum([0.1, 0.2, 0.3]) = 0.6",
        "mean([0.1, 0.2]) = 0.15",
        "modulo(-7.5, 2) = 0.5",
        "-2 ** 2 = 4",
        "2 + 3 * 4 ** 2 / 8 = 8",
        "floor(-0.01) = -1",
        'number("1,234.50", ",", ".") = 1234.5',
    ],
)
def test_amounts_are_exact(statement):
    assert value_of(statement) is True


def test_a_third_has_34_digits():
    third = value_of("1 / 3")

    assert third == Decimal("0.3333333333333333333333333333333333")


def test_floats_of_the_caller_enter_by_their_shortest_text():
    total = value_of("a + b", a=0.1, b=0.2)

    assert total == Decimal("0.3")


@pytest.mark.parametrize("text", ["1 / 0", "0 / 0", "sqrt(-1)", "log(0)", "9e6000 * 9e6000", "1 + null", '1 + "1"'])
def test_impossible_arithmetic_gives_null(text):
    assert value_of(text) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [("1.50", "1.5"), ("1e3", "1000"), ("0.00001", "0.00001"), ("-0.0", "0"), ("100", "100"), ("1.5e-3", "0.0015")],
)
def test_numbers_are_written_without_exponent_and_trailing_zeros(text, written):
    assert value_of(f"string({text})") == written

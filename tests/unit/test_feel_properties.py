"""What holds for every value and every text."""

import contextlib
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import BUILT_IN, FeelError, compile_expression, compile_unary_tests, from_json, to_json
from engine.feel.temporal import Date, DaysDuration, MonthsDuration
from engine.feel.temporal_text import read_any, write

WORDS = [
    *sorted(BUILT_IN),
    "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between",
    "instance of", "function(", "(", ")", "[", "]", "{", "}", ",", ".", ":", "..", "+", "-", "*", "/", "**", "=", "!=",
    "<", ">", ">=", "1", "2.5", '"a"', '"[a-z]+"', "x", "名", "true", "null", "item", "partial", "?", '@"2026-01-01"',
    '@"P1D"', '@"P1M"', '@"10:00:00Z"', "@", ";", "//", "/*",
]  # fmt: skip
ARGUMENTS = [
    "x",
    "名",
    "1",
    "-3",
    "2.5",
    '"a"',
    '"$"',
    '"(a"',
    "true",
    "null",
    "[1..3]",
    "[]",
    "{}",
    '@"P1D"',
    '@"10:00:00"',
]
SCOPE = {"x": 3, "名": [{"a": 1}, {"a": None}]}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
dates = st.builds(Date.from_ordinal, st.integers(-(10**9), 10**9))


def try_everything(text: str) -> None:
    """Only FeelError may come out of any text in any place."""
    for strict in (False, True):
        with contextlib.suppress(FeelError):
            to_json(compile_expression(text).evaluate(SCOPE, strict=strict))
        with contextlib.suppress(FeelError):
            compile_unary_tests(text).matches(3, SCOPE, strict=strict)


@settings(max_examples=60, deadline=timedelta(seconds=5))
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=15).map(" ".join))
def test_texts_of_feel_words_give_a_value_or_a_feel_error(text):
    try_everything(text)


@settings(max_examples=60, deadline=timedelta(seconds=5))
@given(st.text(max_size=30))
def test_any_text_gives_a_value_or_a_feel_error(text):
    try_everything(text)


@settings(max_examples=60, deadline=timedelta(seconds=5))
@given(st.sampled_from(sorted(BUILT_IN)), st.lists(st.sampled_from(ARGUMENTS), max_size=4))
def test_functions_take_any_arguments(name, arguments):
    try_everything(f"{name}({', '.join(arguments)})")


@given(json_values)
def test_json_comes_back_unchanged(value):
    assert to_json(from_json(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_number_is_read_as_it_is_written(number):
    text = compile_expression("string(n)").evaluate({"n": number})

    assert compile_expression(f"n = {text}").evaluate({"n": number}) is True


@given(dates)
def test_a_date_is_read_as_it_is_written(day):
    assert read_any(write(day)) == day
    assert Date.from_ordinal(day.ordinal) == day


@given(st.integers(-(10**20), 10**20).map(DaysDuration) | st.integers(-(10**6), 10**6).map(MonthsDuration))
def test_a_duration_is_read_as_it_is_written(length):
    assert read_any(write(length)) == length


@given(dates, dates)
def test_the_order_of_dates_agrees_with_their_distance(one, other):
    scope = {"a": one, "b": other}

    assert compile_expression('(a - b > @"P0D") = (a > b)').evaluate(scope) is True
    assert compile_expression("b + (a - b) = a").evaluate(scope) is True


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_cents_add_up_exactly(one, other, parts):
    scope = {"a": Decimal(one) / 100, "b": Decimal(other) / 100, "n": parts}

    assert compile_expression("(a + b) - b = a").evaluate(scope) is True
    assert compile_expression("modulo(a, n) >= 0 and modulo(a, n) < n").evaluate(scope) is True

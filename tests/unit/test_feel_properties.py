"""What holds for every value and every text."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.feel import BUILT_IN, compile_expression, from_json, to_json
from engine.feel.temporal import Date, DaysDuration, MonthsDuration
from engine.feel.temporal_text import read_any, write
from tests.plugins.feel_text_cost import is_trouble
from tests.plugins.feel_text_grammar import NAMES, NUMBERS, STRINGS, TEMPORALS, feel_text

ARGUMENTS = (*NAMES, *NUMBERS, *STRINGS, *TEMPORALS, "true", "null", "[1..3]", "[]", "{}", "function(x) x")

MEASURED = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],  # explaining would trace what is measured
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
dates = st.builds(Date.from_ordinal, st.integers(-(10**9), 10**9))


@settings(MEASURED, max_examples=80)
@given(st.data())
def test_no_sentence_word_list_attack_or_damaged_text_misbehaves(data):
    text = feel_text(lambda below: data.draw(st.integers(0, below - 1)))

    assert is_trouble(text) is None, text


@settings(MEASURED, max_examples=60)
@given(st.text(max_size=30))
def test_any_text_gives_a_value_or_a_feel_error(text):
    assert is_trouble(text) is None


@settings(MEASURED, max_examples=100)
@given(st.sampled_from(sorted(BUILT_IN)), st.lists(st.sampled_from(ARGUMENTS), max_size=4))
def test_functions_take_any_arguments(name, arguments):
    assert is_trouble(f"{name}({', '.join(arguments)})") is None


@given(json_values)
def test_json_comes_back_unchanged(value):
    assert to_json(from_json(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_number_is_read_as_it_is_written(number):
    text = compile_expression("string(n)").evaluate({"n": number})

    assert compile_expression(f"n = {text}").evaluate({"n": number}) is True


rows = st.lists(st.dictionaries(st.sampled_from(["a", "b", "名"]), json_values, max_size=3) | json_values, max_size=4)


@pytest.mark.parametrize(
    "text",
    [
        "rows",
        "count(rows)",
        "rows[1]",
        "rows[-1].a",
        "rows[a > 0]",
        "rows[item = null]",
        "rows[名 != null].b",
        "rows.a",
        "for row in rows return row",
        "for row in rows, other in row return [row, other]",
        "some row in rows satisfies row.a = 1",
        "{all: rows, first: all[1], again: for row in all return row.a}",
        "for row in rows return {a: row, b: rows[1]}",
        "distinct values(rows)",
        "rows = rows",
    ],
)
@given(rows=rows)
def test_a_list_of_the_caller_is_read_as_if_it_had_been_converted(text, rows):
    compiled = compile_expression(text)

    assert compiled.evaluate({"rows": rows}) == compiled.evaluate({"rows": from_json(rows)})
    assert compiled.evaluate({"rows": tuple(rows)}) == compiled.evaluate({"rows": from_json(rows)})


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

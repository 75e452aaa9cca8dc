"""No text may hang, crash or grow: attacks end in a typed error or in a value, soon."""

import contextlib
from time import process_time
from types import MappingProxyType

import pytest

from engine.feel import Budget, FeelBudgetError, FeelError, FeelSyntaxError, compile_expression, to_json
from engine.feel.compiled_cache import CompiledCache
from tests.plugins.feel_attacks import HARMLESS, LABORIOUS, SCOPE, TOO_EXPENSIVE, WRONG
from tests.plugins.feel_text_cost import is_trouble

GENEROUS_SECONDS = 1.0
"""Of processor time; the budget of steps keeps each below 0.25 s on an idle machine."""


@pytest.mark.parametrize("text", TOO_EXPENSIVE.values(), ids=TOO_EXPENSIVE.keys())
def test_attacks_end_in_a_budget_error(text):
    started = process_time()

    with pytest.raises(FeelBudgetError):
        compile_expression(text).evaluate(SCOPE)

    assert process_time() - started < GENEROUS_SECONDS


@pytest.mark.parametrize(("text", "value"), HARMLESS.values(), ids=HARMLESS.keys())
def test_attacks_that_have_a_harmless_value(text, value):
    started = process_time()

    assert compile_expression(text).evaluate(SCOPE) == value
    assert process_time() - started < GENEROUS_SECONDS


@pytest.mark.parametrize("text", LABORIOUS.values(), ids=LABORIOUS.keys())
def test_attacks_that_are_allowed_to_end_in_a_value_end_soon(text):
    assert is_trouble(text) is None


@pytest.mark.parametrize("text", WRONG)
def test_attacks_in_other_languages_are_no_feel(text):
    assert is_trouble(text) is None
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)


def test_an_index_into_nothing_looks_for_no_nearest_name():
    entries = ",".join(f"unknown_nam{number}: 1" for number in range(200))
    started = process_time()

    with contextlib.suppress(FeelError):
        compile_expression(f"{{{entries}, r: for i in 1..5000 return null[unknown_name]}}.r").evaluate({}, strict=True)

    assert process_time() - started < GENEROUS_SECONDS


@pytest.mark.parametrize("wrap", [tuple, lambda rows: MappingProxyType({str(row["a"]): row for row in rows})])
def test_collections_of_the_caller_are_converted_once(wrap):
    started = process_time()

    compile_expression("count(for i in 1..5000 return rows)").evaluate({"rows": wrap(SCOPE["members"])})

    assert process_time() - started < GENEROUS_SECONDS


def test_objects_of_the_caller_show_no_attributes():
    class Secret:
        password = "x"

    with pytest.raises(FeelError):
        compile_expression("secret.password").evaluate({"secret": Secret()})


def test_a_caller_can_set_the_budget():
    loop = compile_expression("for i in 1..1000 return i * i")

    assert len(to_json(loop.evaluate({}))) == 1000
    with pytest.raises(FeelBudgetError):
        loop.evaluate({}, budget=Budget(steps=500))
    with pytest.raises(FeelBudgetError):
        loop.evaluate({}, budget=Budget(list_length=999))


def test_ordinary_work_stays_far_inside_the_budget():
    text = "sum(for m in members return if m.a > 10 then m.a * 2 + 1 else 0)"

    assert compile_expression(text).evaluate({"members": SCOPE["members"]}, strict=True) > 0


def test_a_text_is_compiled_once():
    assert compile_expression("cached + 1") is compile_expression("cached + 1")
    assert compile_expression("cached + 1") is not compile_expression("cached + 1", names=frozenset({"a b"}))


def test_the_cache_forgets_what_was_not_used_for_longest():
    compiled: list[str] = []
    cache = CompiledCache(lambda text, _names: compiled.append(text) or text.upper(), most=20)

    for text in ("aaaaaaaa", "bbbbbbbb", "aaaaaaaa", "cccccccc", "aaaaaaaa", "bbbbbbbb"):
        cache.get(text, frozenset())

    assert compiled == ["aaaaaaaa", "bbbbbbbb", "cccccccc", "bbbbbbbb"]
    assert len(cache) == 2


def test_errors_are_not_cached():
    cache = CompiledCache(lambda text, _names: int(text))

    with pytest.raises(ValueError, match="invalid literal"):
        cache.get("x", frozenset())

    assert len(cache) == 0

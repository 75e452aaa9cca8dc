"""No text may hang, crash or grow: attacks end in a typed error or in a value, soon."""

import contextlib
from time import process_time
from types import MappingProxyType

import pytest

from engine.feel import Budget, FeelBudgetError, FeelError, compile_expression, to_json
from engine.feel.compiled_cache import CompiledCache

SCOPE = {"big": list(range(4000)), "text": "a" * 90_000, "members": [{"a": n} for n in range(3000)]}
GENEROUS_SECONDS = 1.0
"""Of processor time; the budget of steps keeps each below 0.25 s on an idle machine."""

DOUBLING = "for i in 1..58 return [partial[-1], partial[-1]]"

TOO_EXPENSIVE = {
    "sums in a loop": "for i in 1..4000 return sum(big)",
    "loops in loops": "for i in 1..5000 return count(for j in 1..5000 return j)",
    "cross product": "some x in big, y in big, z in big satisfies x + y + z < 0",
    "huge range": "for i in 1..100000000 return i",
    "range of dates": 'for i in @"0001-01-01"..@"9999-01-01" return i',
    "long text": "text + text",
    "many long texts": "for i in 1..5000 return substring(text, 2)",
    "joined texts": "string join(for i in 1..5000 return text)",
    "growing replacement": 'replace(text, "a", "bbbbbbbbbbbbbbbbbbbb")',
    "exponent": "10 ** 101",
    "powers": "for i in 1..5000 return 1.0001 ** 99.5",
    "roots": "for i in 1..5000 return sqrt(i)",
    "thousands of digits": "for i in 1..5000 return [string(1e6000), string(2e6000)]",
    "nested brackets": "(" * 2000 + "1" + ")" * 2000,
    "nested lists": "[" * 61 + "]" * 61,
    "nested conditions": "if true then 1 else " * 200 + "1",
    "minus signs": "-" * 3000 + "1",
    "long sum": "+".join(["1"] * 201),
    "long path": "a" + ".b" * 300,
    "long conjunction": " and ".join(["true"] * 300),
    "many comparisons": "1" + "=1" * 1000,
    "long text of the expression": "1" * 10_001,
    "many tokens": "[" + ",".join(["1"] * 2500) + "]",
    "recursion": "{f: function(n) f(n) + f(n), r: f(1)}.r",
    "self application": "(function(x) x(x))(function(x) x(x))",
    "doubling compared": f"{{a: {DOUBLING}, b: {DOUBLING}, c: a = b}}.c",
    "doubling identical": f"{{a: {DOUBLING}, b: {DOUBLING}, c: is(a, b)}}.c",
    "doubling written": f"string({DOUBLING})",
    "doubling flattened": f"flatten({DOUBLING})",
    "doubling returned": DOUBLING,
    "deep value": "{a: for i in 1..300 return [partial[-1]], c: a = a}.c",
    "nested filter": "members[count(members[a > 3]) > 1]",
    "sorting by a search": "sort(big, function(x, y) every z in big satisfies z > x)",
    "backtracking on purpose": 'matches(substring(text, 1, 500), "^(a+)+\\1$b")',
    "patterns": 'for i in 1..5000 return matches("a", "(a{900}|b)" + string(i))',
    "pattern over a long text": 'matches(text, "(a*)*(a*)*b")',
    "ranges from text": 'for i in 1..5000 return range("[1.." + string(i) + "]")',
    "types of long lists": "for i in 1..5000 return members instance of list<context<a: number>>",
    "zones": 'for i in 1..5000 return time("10:00:00@Europe/" + string(i))',
    "members of long lists": "for i in 1..5000 return members.a",
    "texts of long lists": "for i in 1..5000 return string(big)",
}


@pytest.mark.parametrize("text", TOO_EXPENSIVE.values(), ids=TOO_EXPENSIVE.keys())
def test_attacks_end_in_a_budget_error(text):
    started = process_time()

    with pytest.raises(FeelBudgetError):
        compile_expression(text).evaluate(SCOPE)

    assert process_time() - started < GENEROUS_SECONDS


HARMLESS = {
    "catastrophic pattern": ('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")', False),
    "pattern beyond its size": ('matches("a", "(a{1,50}){1,90}b")', None),
    "overflow": ("9e6000 * 9e6000", None),
    "tower": ("10 ** 100 ** 100", None),
    "calls nested": ("not(" * 40 + "true" + ")" * 40, True),
    "python": ('"__class__".__class__.__mro__', None),
    "python call": ("__import__", None),
}


@pytest.mark.parametrize(("text", "value"), HARMLESS.values(), ids=HARMLESS.keys())
def test_attacks_that_have_a_harmless_value(text, value):
    started = process_time()

    assert compile_expression(text).evaluate(SCOPE) == value
    assert process_time() - started < GENEROUS_SECONDS


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

"""The built-in functions: every example of their documentation is true; patterns; ranges."""

import re

import pytest

from engine.feel import BUILT_IN, compile_expression

EXAMPLES = [
    (name, example)
    for name, function in sorted(BUILT_IN.items())
    for example in re.findall(r"`([^`]+)`", function.documentation)
]


def value_of(text: str, **scope: object) -> object:
    return compile_expression(text).evaluate(scope)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_documented_examples_are_true(name, example):
    assert value_of(example) is True, name


def test_every_function_has_documentation_and_an_example():
    undocumented = {name for name, function in BUILT_IN.items() if not function.documentation}
    without_example = BUILT_IN.keys() - {name for name, _ in EXAMPLES}

    assert undocumented == set()
    assert without_example == {"now", "today"}


@pytest.mark.parametrize(
    "statement",
    [
        'substring(string: "foobar", start position: 3) = "obar"',
        'number(from: "1.000,5", grouping separator: ".", decimal separator: ",") = 1000.5',
        "round half up(n: 2.5, scale: 0) = 3",
        'substring("𠀀b", 2) = "b"',
        "list replace([2, 4, 7], function(item, newItem) item < newItem, 5) = [5, 5, 7]",
        "sort([{n: 2}, {n: 1}], function(x, y) x.n < y.n)[1].n = 1",
        "sqrt(n: 4) = null",
        "abs(1, 1) = null",
        'sum([1, "a"]) = null',
        'date("2026-13-01") = null',
    ],
)
def test_calls(statement):
    assert value_of(statement) is True


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "found"),
    [
        ("500103200001011234", "^[0-9]{17}[0-9X]$", "", True),
        ("渝中区", r"^\\p{IsCJKUnifiedIdeographs}+$", "", True),
        ("abba", r"(a)(b)\\2\\1", "", True),
        ("abab", r"^(ab)\\1$", "", True),
        ("Mary\\nJones", "Mary.Jones", "", False),
        ("Mary\\nJones", "Mary.Jones", "s", True),
        ("ABC", "abc", "i", True),
        ("ABC", "[^b]BC", "i", True),
        ("K", "[^k]", "i", False),
        ("x", "[A-Z-[OI]]", "i", True),
        ("o", "[A-Z-[OI]]", "i", False),
        ("m", r"\\p{Lu}", "i", False),
        ("a.b", "a.b", "q", True),
        ("axb", "a.b", "q", False),
        ("helloworld", " hello [ ]? world ", "x", True),
        ("b", "^b$", "m", True),
        ("a", "(", "", None),
        ("a", "[a-c-1-4]", "", None),
        ("a", "a", "k", None),
        ("a", r"(a)\\2", "", None),
        ("aaa", "^a{2,3}$", "", True),
        ("aaaa", "^a{2,3}$", "", False),
        ("foobar", "^(foo|bar)*?$", "", True),
    ],
)
def test_patterns_of_xpath(text, pattern, flags, found):
    assert value_of(f'matches("{text}", "{pattern}", "{flags}")') is found


@pytest.mark.parametrize(
    ("call", "result"),
    [
        ('replace("0231234567", "([0-9]{3})([0-9]+)", "$1-$2")', "023-1234567"),
        ('replace("reluctant", "r.*?t", "X")', "Xant"),
        ('replace("a/b/c", "/", "$", "q")', "a$b$c"),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("abc", "x*", "-")', None),
        ('replace("abc", "b", "$")', None),
        ('split("a;b;c;;", ";")', ["a", "b", "c", "", ""]),
        ('split("John Doe", "\\\\s")', ["John", "Doe"]),
    ],
)
def test_replacing_and_splitting(call, result):
    assert value_of(call) == result


@pytest.mark.parametrize(
    ("call", "result"),
    [
        ("before([1..10), 10)", True),
        ("before([1..10], [10..20])", False),
        ("meets([1..5), [5..10])", False),
        ("overlaps([1..5), [5..8])", False),
        ("overlaps before([1..5), (1..5])", True),
        ("overlaps after((1..5], [1..5))", True),
        ("finishes([5..10), [1..10])", False),
        ("includes([1..10], (1..10))", True),
        ("during(1, (1..10])", False),
        ("starts((1..5], (1..10])", True),
        ("started by([1..10], [1..5))", True),
        ("coincides([1..5], (1..5])", False),
        ('before(1, "a")', None),
    ],
)
def test_relations_of_ranges(call, result):
    assert value_of(call) is result

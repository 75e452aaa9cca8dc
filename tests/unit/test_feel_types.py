"""What can be known of types before anything is evaluated."""

import contextlib

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.feel import BUILT_IN, FeelError, compile_expression
from engine.feel.function_types import result_of
from engine.feel.text_types import types_of_assignments, types_of_cell, types_of_expression
from engine.feel.value_types import (
    ANY,
    BOOLEAN,
    NULL,
    NUMBER,
    STRING,
    ValueType,
    common_type,
    context_of,
    list_of,
)
from engine.feel.values import type_name
from tests.plugins.feel_text_grammar import feel_text

NAMES = {
    "姓名": STRING,
    "人数": NUMBER,
    "同意": BOOLEAN,
    "日": ValueType("date"),
    "成员": list_of(context_of({"年龄": NUMBER, "关系": STRING})),
    "未知": ANY,
    "约数": NUMBER.unsure(),
}

NEVER = [
    ('"三" > 2', 5),
    ("姓名 > 3", 4),
    ("姓名 = 3", 4),
    ("人数 + 姓名", 4),
    ("日 + 3", 3),
    ('日 > "2026-01-01"', 3),
    ("人数 and 同意", 1),
    ("if 人数 then 1 else 2", 1),
    ("-姓名", 1),
    ("姓名 between 1 and 3", 4),
    ('人数 in ["a".."b"]', 4),
    ("姓名 in (1, 2)", 4),
    ("姓名 in [[1..2], [3..4]]", 4),
    ('[1.."b"]', 1),
    ("姓名.upper", 4),
    ('成员[年龄 > "3"]', 7),
    ("成员[姓名]", 4),
    ("some 人 in 成员 satisfies 人.年龄", 24),
    ("for 人 in 成员 return 人.年龄 + 人.关系", 25),
    ("substring(人数, 1)", 10),
    ("substring(姓名)", 10),
    ("sum(成员.关系)", 4),
    ("not(人数)", 4),
    ("count(成员) = 姓名", 11),
    ('(if 同意 then 1 else null) > "a"', 26),
    ("(日 - 日).days = 姓名", 14),
]

ALWAYS_POSSIBLE = [
    "未知 > 3",
    "未知 + 姓名",
    "人数 = null",
    "null > 3",
    '日 - 日 > @"P3D"',
    '日 + @"P1M" > date(姓名)',
    "成员[1].年龄 + 1",
    '成员[年龄 > 60 and 关系 = "配偶"].关系',
    "sum(成员.年龄) / count(成员)",
    "string(人数) + 姓名",
    "人数 in (1, [3..5], > 9)",
    "5 in [[2..4], [5..6]]",
    "[1, 2] in [[1, 2], [3]]",
    'if 同意 then 1 else "a"',
    "max(人数, 3) > 2",
    "{a: 人数, b: a + 1}.b + 1",
    "(function(x) x + 1)(人数)",
    "deadline(姓名) > 未知",
    "date(人数, 1, 1) = 日",
    "some x in 1..人数 satisfies x = 2",
]


@pytest.mark.parametrize(("text", "column"), NEVER)
def test_what_never_works_is_found_with_its_place(text, column):
    found = types_of_expression(text, NAMES).mismatches

    assert [(one.line, one.column, one.is_sure) for one in found] == [(1, column, True)]
    assert found[0].fix


@pytest.mark.parametrize("text", ALWAYS_POSSIBLE)
def test_what_can_work_is_let_through(text):
    assert types_of_expression(text, NAMES).mismatches == ()


def test_a_type_that_is_only_stated_is_not_relied_upon():
    found = types_of_expression('约数 = "a"', NAMES).mismatches

    assert [one.is_sure for one in found] == [False]


@pytest.mark.parametrize(
    ("cell", "tested", "mismatches"),
    [
        ("> 3", STRING, 1),
        ('"a", "b"', NUMBER, 1),
        ("true", NUMBER, 1),
        ("? > 3", STRING, 1),
        ("not(3)", STRING, 1),
        ("[1..3], 7", NUMBER, 0),
        ("人数 > 3", STRING, 0),
        ('["a", "b"]', STRING, 0),
        ("null", NUMBER, 0),
        ("-", NUMBER, 0),
        ("> 3", ANY, 0),
    ],
)
def test_cells_are_held_against_what_they_test(cell, tested, mismatches):
    assert len(types_of_cell(cell, tested, NAMES).mismatches) == mismatches


def test_later_assignments_know_the_types_of_earlier_ones():
    found = types_of_assignments('合计 = 人数 * 2; 文 = "a"; 错 = 合计 > 文', NAMES)

    assert dict(found.targets) == {"合计": NUMBER, "文": STRING, "错": BOOLEAN}
    assert len(found.mismatches) == 1


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("成员.年龄", "list<number>"),
        ("成员[年龄 > 3]", "list<context>"),
        ("成员[1]", "context"),
        ("日 - 日", "days and time duration"),
        ('日 + @"P1M"', "date"),
        ("for i in 1..3 return string(i)", "list<string>"),
        ("[1..3]", "range<number>"),
        ('[1, "a"]', "list"),
        ("未知", "Any"),
        ("if 同意 then null else 人数", "number"),
    ],
)
def test_types_of_values(text, written):
    assert str(types_of_expression(text, NAMES).result) == written


def test_null_fits_every_type():
    assert common_type([NULL, NUMBER, NULL]) == NUMBER
    assert common_type([NULL]) == ANY
    assert common_type([NUMBER, STRING]) == ANY


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_a_function_gives_the_type_that_is_known_of_it(name):
    """The examples of the documentation are equations: neither side may be of another type than the other."""
    for text in BUILT_IN[name].documentation.split("`")[1::2]:
        if "is(" not in text and "null" not in text:
            assert types_of_expression(text, {}).mismatches == (), text
    assert result_of(name, ()) is not None


@settings(max_examples=150, deadline=None, phases=[Phase.generate, Phase.shrink])
@given(st.data())
def test_a_type_that_is_known_is_the_type_of_the_value(data):
    text = feel_text(lambda below: data.draw(st.integers(0, below - 1)))[:300]
    scope = {"x": 3, "名": "a", "n": 5}
    with contextlib.suppress(FeelError):
        known = types_of_expression(text, {"x": NUMBER, "名": STRING, "n": NUMBER})
        value = compile_expression(text).evaluate(scope)
        if known.result.is_known and value is not None and not known.mismatches:
            assert known.result.name == type_name(value), text

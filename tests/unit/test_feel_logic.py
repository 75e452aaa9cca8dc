"""Three-valued logic, cells of tables, and the strict mode of the engine."""

import pytest

from engine.feel import (
    FeelError,
    FeelNameError,
    FeelNullError,
    FeelTypeError,
    compile_expression,
    compile_unary_tests,
)

T, F, N = True, False, None


def value_of(text: str, **scope: object) -> object:
    return compile_expression(text).evaluate(scope)


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (T, T, T, T),
        (T, F, F, T),
        (T, N, N, T),
        (F, T, F, T),
        (F, F, F, F),
        (F, N, F, N),
        (N, T, N, T),
        (N, F, F, N),
        (N, N, N, N),
    ],
)
def test_and_or(one, other, both, either):
    assert value_of("a and b", a=one, b=other) is both
    assert value_of("a or b", a=one, b=other) is either


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("not(null)", N),
        ("null = null", T),
        ("null != 1", T),
        ("1 = null", F),
        ('1 = "1"', N),
        ("null > 3", N),
        ("null in [1..3]", N),
        ("5 in (1, 2, > 4)", T),
        ("5 in ]1..5[", F),
        ("5 in [1..5]", T),
        ("null between 1 and 3", N),
        ("if null then 1 else 2", 2),
        ("count(null)", N),
        ("[1, 2] = [1, 2]", T),
        ("{a: 1} = {a: 1}", T),
        ("{}.missing", N),
        ("null.missing", N),
        ("some x in [] satisfies x", F),
        ("every x in [] satisfies x", T),
        ("true and some x in [1, 2] satisfies x > 1", T),
    ],
)
def test_null_is_an_unanswered_question(text, value):
    assert value_of(text) == value


@pytest.mark.parametrize(
    ("cell", "value", "matches"),
    [
        ("-", None, T),
        ('"urgent", "expenditure"', "urgent", T),
        ('not("urgent")', "urgent", F),
        ('not("urgent")', "expenditure", T),
        ("[1..3]", 3, T),
        ("[1..3)", 3, F),
        ("> 5, < 2", 1, T),
        ("> limit", 11, T),
        ("limit", 10, T),
        ("null", None, T),
        ("true", None, F),
        ("false", None, F),
        ("true", T, T),
        ("true", F, F),
        ("true", "true", N),
        ("local.flag", None, F),
        ("limit = 10", None, T),
        ("> 5", None, N),
        ("? > 5 and ? < 9", 7, T),
        ('contains(?, "渝")', "渝中", T),
        ('["a", "b"]', "b", T),
        ('@"2026-01-01"', "2026-01-01", N),
        ("!= 3", 4, T),
        ("not(> 5)", None, N),
    ],
)
def test_cells(cell, value, matches):
    assert compile_unary_tests(cell).matches(value, {"limit": 10, "local": {"flag": True}}) is matches


def strictly(text: str, **scope: object) -> object:
    return compile_expression(text).evaluate(scope, strict=True)


@pytest.mark.parametrize(
    ("text", "error", "column"),
    [
        ("unknown + 1", FeelNameError, 1),
        ("declared + 1", FeelNullError, 10),
        ("declared > 1", FeelNullError, 10),
        ("1 + declared * 2", FeelNullError, 14),
        ("-declared", FeelNullError, 1),
        ("if declared then 1 else 2", FeelNullError, 1),
        ("declared between 1 and 2", FeelNullError, 10),
        ('1 < "a"', FeelTypeError, 3),
        ('1 - "a"', FeelTypeError, 3),
        ("1 / 0", FeelTypeError, 3),
        ("nobody(1)", FeelNameError, 1),
        ("label(1)", FeelNameError, 6),
        ("members[agge > 1]", FeelNameError, 9),
    ],
)
def test_strict_mode_refuses_with_the_position(text, error, column):
    with pytest.raises(error) as refused:
        strictly(text, declared=None, label="x", members=[{"age": 3}])

    assert refused.value.column == column


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("declared = null", T),
        ("declared != null", F),
        ("declared = true", F),
        ("if declared != null then 1 else 2", 2),
        ("answers.facts_disputed = true", F),
        ("declared.reason_code != null", F),
        ("answers.missing != null", F),
        ("declared in [1..3]", N),
        ("declared and false", F),
        ("count(members[income > 300])", 1),
    ],
)
def test_strict_mode_lets_questions_about_null_through(text, value):
    scope = {"declared": None, "answers": {}, "members": [{"income": 400}, {"name": "no income", "income": 1}]}

    assert strictly(text, **scope) == value


def test_a_member_that_only_some_have_reads_as_null_in_strict_filters():
    assert strictly("members[disabled = true]", members=[{"disabled": True}, {}]) == [{"disabled": True}]


def test_functions_are_handed_in_with_positional_or_named_arguments():
    functions = {"deadline": lambda key, extra=0: f"{key}+{extra}"}

    assert compile_expression('deadline("urgent.pay")').evaluate({}, functions=functions) == "urgent.pay+0"
    assert compile_expression('deadline(key: "x", extra: 2)').evaluate({}, functions=functions) == "x+2"
    with pytest.raises(FeelError):
        compile_expression("deadline(1, 2, 3)").evaluate({}, functions=functions)


def test_the_clock_is_handed_in():
    assert value_of("now()") is None
    with pytest.raises(FeelNameError):
        strictly("today()")
    assert compile_expression("today()").evaluate({}, functions={"today": lambda: 1}) == 1

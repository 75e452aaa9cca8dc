"""Names with blanks, signs and Chinese characters, and the messages for what is not FEEL."""

import pytest

from engine.feel import (
    FeelNameError,
    FeelSyntaxError,
    Reference,
    compile_assignments,
    compile_expression,
    compile_unary_tests,
)


def value_of(text: str, scope: dict[str, object], *names: str) -> object:
    return compile_expression(text, names=frozenset(names)).evaluate(scope)


@pytest.mark.parametrize(
    ("text", "scope", "names", "value"),
    [
        ("家庭人口 > 3", {"家庭人口": 4}, [], True),
        ("户.成员[年龄 < 18].姓名", {"户": {"成员": [{"姓名": "甲", "年龄": 9}]}}, [], ["甲"]),
        ("Full Name", {"Full Name": "x"}, ["Full Name"], "x"),
        ("family-size + 1", {"family-size": 1}, ["family-size"], 2),
        ("loan.monthly rate", {"loan": {"monthly rate": 2}}, [], 2),
        ("{月 收入: 2, x: 月 收入 * 12}.x", {}, [], 24),
        ("for 家庭 成员 in [1] return 家庭 成员 + 1", {}, [], [2]),
        ("(function(本 金, 年限) 本 金 * 年限)(2, 3)", {}, [], 6),
        ("date and time and true", {"date and time": True}, ["date and time"], True),
        ("{if: 1}.if", {}, [], 1),
        ("每月·收入", {"每月·收入": 1}, [], 1),
        ("人均月收入_元 <= 低保标准 * 1.5", {"人均月收入_元": 900, "低保标准": 717}, [], True),
        ("sum(for 人 in 成员 return 人.收入)", {"成员": [{"收入": 1}, {"收入": 2}]}, [], 3),
        ('some 人 in 成员 satisfies 人.关系 = "配偶"', {"成员": [{"关系": "配偶"}]}, [], True),
        ('if 是否本地 then 姓名 else "外地"', {"是否本地": True, "姓名": "张三"}, [], "张三"),
        ("{合计: 一月 + 二月, 平均: 合计 / 2}.平均", {"一月": 1, "二月": 3}, [], 2),
        ("申请 日期", {"申请 日期": "x"}, ["申请 日期"], "x"),
        ("𠮷野家", {"𠮷野家": 1}, [], 1),
    ],
)
def test_names(text, scope, names, value):
    assert value_of(text, scope, *names) == value


@pytest.mark.parametrize(
    "text", ["\u0430bc + 1", "ab\u200bc", "a\u202eb", "\uff21ge", "\ufb01le", "\u03b1\u03b2", "a\u00adb", "x\ufeff"]
)
def test_look_alike_and_invisible_letters_are_refused(text):
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)


def test_errors_tell_line_and_column():
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression("a +\n  b ＋ c")

    assert (refused.value.line, refused.value.column) == (2, 5)
    assert str(refused.value).startswith("第 2 行第 5 列：")


def test_an_unknown_name_is_answered_with_the_nearest_known_one():
    with pytest.raises(FeelNameError) as refused:
        compile_expression("家庭人囗 > 3").evaluate({"家庭人口": 4}, strict=True)

    assert refused.value.fix == "您是否要写“家庭人口”"


def test_comments_are_ignored():
    assert value_of("1 // one\n + /* and\n another */ 1", {}) == 2


def test_references_leave_out_what_the_expression_binds():
    compiled = compile_expression(
        "policy.award_rates.cap_x > limit(case.size) and (some m in case.members satisfies m.age > 60)"
    )

    assert compiled.references == (
        Reference(("policy", "award_rates", "cap_x"), 1, 1),
        Reference(("case", "size"), 1, 34),
        Reference(("case", "members"), 1, 60),
    )
    assert compiled.function_calls == (Reference(("limit",), 1, 28),)
    assert not compiled.constant


@pytest.mark.parametrize(
    ("text", "constant"),
    [("1 = 1", True), ("count([1]) > 0", True), ("[1, 2][item > x]", False), ("f()", False), ("[1][item > 0]", True)],
)
def test_constants_depend_on_nothing(text, constant):
    assert compile_expression(text).constant is constant


def test_assignments_see_those_before_them_and_change_nothing():
    scope = {"单价": 3}
    compiled = compile_assignments("数量 = 2; 合计 = 单价 * 数量;")

    assert compiled.targets == ("数量", "合计")
    assert compiled.evaluate(scope) == {"数量": 2, "合计": 6}
    assert scope == {"单价": 3}
    assert [reference.path for reference in compiled.references] == [("单价",)]


def test_chinese_names_in_cells_and_scripts():
    assert compile_unary_tests("> 低保标准").matches(800, {"低保标准": 717}) is True
    assert compile_unary_tests('"重病", "火灾"').matches("火灾", {}) is True
    assert compile_assignments("救助金额 = 标准 * 人数; 是否超限 = 救助金额 > 1000").evaluate(
        {"标准": 717, "人数": 2}
    ) == {"救助金额": 1434, "是否超限": True}

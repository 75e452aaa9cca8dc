"""What a process owner reads who has written something that is no FEEL: where it is, and what to write instead."""

import pytest

from engine.feel import (
    BUILT_IN,
    FeelError,
    compile_assignments,
    compile_expression,
    compile_unary_tests,
    habits,
)

KNOWN = {
    "家庭人口": 4,
    "收入": 5,
    "kind": "illness",
    "a": 1,
    "b": 2,
    "on": None,
    "items": [1],
    "case": {"persons": 3, "cause": "illness", "members": [{"age": 3}]},
}

SIGNS = [
    ("家庭人口 ＞ 3", 6, "请改为半角 >"),
    ("家庭人口 ≥ 3", 6, "请改为半角 >="),
    ("a ≠ 1", 3, "请改为半角 !="),
    ("a ＝ 1", 3, "请改为半角 ="),
    ("max（1，2）", 4, "请改为半角 ("),
    ("max(1，2)", 6, "请改为半角 ,"),
    ("[1、2]", 3, "请改为半角 ,"),
    ("a × b", 3, "请改为半角 *"),
    ("a ÷ b", 3, "请改为半角 /"),
    ("a － b", 3, "请改为半角 -"),
    ("case。cause", 5, "请改为半角 ."),
    ("kind = “急难”", 8, '请改为半角 "'),
    ("kind = ‘急难’", 8, '请改为半角 "'),
    ("kind = 「急难」", 8, '请改为半角 "'),
    ("kind = '急难'", 8, '文字用英文双引号，如 "困难"'),
    ("kind = `急难`", 8, '文字用英文双引号，如 "困难"'),
    ('"急难', 1, '在文字末尾补上 "'),
    ("¥100", 1, "只写数，不写货币符号"),
    ("50%", 3, "百分数写成小数，如 0.3；求余数用 modulo(a, b)"),
    ("$a", 1, "变量直接写名称，不加 $ 或 ${}"),
    ("{{ a }}", 2, "直接写名称，不加 {{ }}"),
    ("a\u200b + 1", 2, "请删除该字符后重新输入"),
    ("\u0430 + 1", 1, "名称只能使用汉字、拉丁字母、数字和下划线"),
    ("年齢Ａ", 1, "请改为 年齢A"),
]

OPERATORS = [
    ("a == 1", 3, "比较相等写一个 ="),
    ("a && b", 3, "FEEL 用 and 表示“并且”"),
    ("a || b", 3, "FEEL 用 or 表示“或者”"),
    ("!a", 1, "“不等于”写 !=，“非”写 not(…)"),
    ("a <> b", 3, "不等于写 !="),
    ("a =< b", 4, "小于等于写 <="),
    ("a => 1", 4, "大于等于写 >="),
    ("a ^ 2", 3, "乘方写 **，如 2 ** 3"),
    ("a += 1", 4, "不能写 +=；脚本任务里写 名称 = 名称 + 值"),
    ("a := 1", 1, "不能写 :=；脚本任务里赋值写 名称 = 值"),
    ("a ?? b", 3, "写 if x != null then x else 其他值；空值的成员读作空值"),
    ("b ? a : 1", 1, "条件写 if 条件 then 甲 else 乙"),
    ("1 < a < 5", 7, "请写 x in (1..5) 或用 and 连接"),
    ("a > 1 and < 5", 11, "比较的左边要重写一遍，如 1 <= x and x <= 5，或写 x in [1..5]"),
    ("a in 1..5", 7, "区间写在方括号里，如 [1..5]"),
    ("a between 1 to 5", 13, "请写 x between 1 and 5，或 x in [1..5]"),
    ("a in {1, 2}", 7, "几个值写 x in (1, 2)"),
    ("a not in (1, 2)", 3, "请写 not(x in y)"),
    ("a is null", 3, "判断空值写 x = null 或 x != null"),
    ("not a", 1, "参数写在括号里：not(a)"),
]

WORDS = [
    ("a = True", 5, "请写 true"),
    ("a = None", 5, "请写 null"),
    ("a = FALSE", 5, "请写 false"),
    ("a = 空", 5, "请写 null"),
    ("a AND b", 3, "请写 and"),
    ("a 并且 b", 3, "请写 and"),
    ("a 或者 b", 3, "请写 or"),
    ("a 大于 b", 3, "请写 >"),
    ("如果 a 那么 b 否则 1", 1, "条件写 if 条件 then 甲 else 乙"),
    ("if a then b", 12, "if … then … 之后需要 else"),
    ("a if b else 1", 3, "条件写 if 条件 then 甲 else 乙"),
    ("if (a) { b } else { a }", 8, "条件写 if 条件 then 甲 else 乙"),
    ("for x in items", 15, "for … in … 之后需要 return"),
    ("every x in items x > 1", 12, "some/every … in … 之后需要 satisfies"),
    ("[x for x in items]", 4, "逐项计算写 for x in 列表 return …，筛选写 列表[条件]"),
    ("lambda x: x", 1, "函数写 function(x) 表达式"),
    ("return a", 1, "只写表达式，不写 return"),
    ("a;", 2, "表达式只有一个，不用分号结束"),
    ("import os", 1, "表达式只能使用给出的名称和 FEEL 函数"),
]

VALUES = [
    ("2026-09-21 > on", 1, '日期写 @"2026-09-21"'),
    ('@"2026-02-30"', 1, '例如 @"2026-09-21"、@"10:30:00"、@"P3D"、@"P1M"'),
    ("3天", 2, '时长写 @"P3D"'),
    ("2 小时", 3, '时长写 @"PT2H"'),
    ("100元", 4, "数后面不写单位"),
    ("1,000", 2, "数里不写千分位逗号，如 1000"),
    ('f"{a}"', 2, '文字前不加字母；连接写 "共" + string(数) + "人"'),
    ("", 1, "请填写表达式"),
    ("(a + 2", 1, "请补上与之配对的右括号"),
    ("a + 2)", 6, "请删除，或补上与之配对的左括号"),
    ("a +", 4, "请补全后半部分"),
    ("items.0", 6, "列表第几项写 列表[1]"),
]

FUNCTIONS = [
    ("len(items)", 1, "列表的项数写 count(列表)，字数写 string length(文字)"),
    ("str(a)", 1, "写成文字用 string(值)"),
    ("int(kind)", 1, "文字转数用 number(文字)，取整用 floor(数)"),
    ("round(a, 2)", 1, "四舍五入用 round half up(数, 小数位)"),
    ("kind.upper()", 11, "写 upper case(文字)"),
    ('kind.startswith("a")', 16, "写 starts with(文字, 开头)"),
    ("items.append(2)", 13, "写 append(列表, 值)"),
    ('kind.contains("a")', 14, "函数写在前面：contains(值, …)"),
    ("datetime.now()", 1, '日期写 date("2026-09-21") 或 @"2026-09-21"'),
    ("IF(a, 1, 2)", 1, "条件写 if 条件 then 甲 else 乙"),
    ("SUM(items)", 1, "请写 sum(…)"),
    ("string_length(kind)", 1, "请写 string length(…)"),
    ("isnull(a)", 1, "判断空值写 x = null 或 x != null"),
    ("cont(items)", 1, "您是否要写“count”"),
    ("count items", 1, "参数写在括号里：count(items)"),
    ("lists contains(items, 1)", 1, "您是否要写“list contains”"),
]

MEANING = [
    ("家庭人囗 > 3", 1, "您是否要写“家庭人口”"),
    ("knd = 1", 1, "您是否要写“kind”"),
    ("未知名称 > 3", 1, "请检查名称，或先给该变量赋值"),
    ("收 入 > 3", 1, "请检查名称（名称里一般没有空格），或在两者之间补上运算符、逗号"),
    ('"三" > 2', 5, "数不加引号；文字转数用 number(文字)，数写成文字用 string(数)"),
    ('"共" + a', 5, "数不加引号；文字转数用 number(文字)，数写成文字用 string(数)"),
    ('@"2026-09-21" > "2026-09-20"', 15, '文字先转换：date(文字)，或写成 @"2026-09-21" 这样的值'),
    ("on > 3", 4, "请先判断是否为 null"),
    ("if on then 1 else 2", 1, "请先判断是否为 null"),
    ("a / 0", 3, "请先判断数值"),
    ("items[0]", 0, "序号从 1 开始，最后一项写 [-1]"),
    ('case["cause"]', 0, '按名称取值写 x.名称，或 get value(x, "名称")'),
]

WRONG = SIGNS + OPERATORS + WORDS + VALUES + FUNCTIONS + MEANING


@pytest.mark.parametrize(("text", "column", "fix"), WRONG, ids=[text for text, _, _ in WRONG])
def test_a_wrong_text_is_answered_with_where_and_what_to_write(text, column, fix):
    with pytest.raises(FeelError) as refused:
        compile_expression(text).evaluate(KNOWN, strict=True)

    error = refused.value
    assert (error.line, error.column, error.fix) == (1 if column else 0, column, fix)
    assert error.message


def test_there_are_at_least_sixty_wrong_texts():
    assert len(WRONG) >= 60


@pytest.mark.parametrize("text", [text for text, _, _ in SIGNS + OPERATORS[:2]])
def test_cells_and_assignments_answer_the_same(text):
    answers = []
    for compile_text, prefix in ((compile_expression, ""), (compile_unary_tests, ""), (compile_assignments, "x = ")):
        with pytest.raises(FeelError) as refused:
            compile_text(prefix + text)
        answers.append((refused.value.column - len(prefix), refused.value.fix))

    assert len(set(answers)) == 1


def test_no_function_of_feel_is_called_a_habit():
    assert (habits.CALLS.keys() | habits.WORDS.keys()) & BUILT_IN.keys() == {
        "append",
        "now",
        "today",
    }  # behind a dot they are none


def test_the_line_is_told_as_well():
    with pytest.raises(FeelError) as refused:
        compile_expression("if a > 1\nthen 1\nelse len(b)").evaluate(KNOWN, strict=True)

    assert str(refused.value) == (
        "第 3 行第 6 列：不认识的名称“len”。列表的项数写 count(列表)，字数写 string length(文字)"
    )


@pytest.mark.parametrize(
    "text",
    [
        "{if: 1, then: 2}.if",
        "{空: 1}.空 + 1",
        "2026 - 09 - 21",
        "a // 一行注释",
        'if kind = "illness" then 1 else 2',
        "{len: function(x) count(x), r: len([1])}.r",
        "for len in [1] return len",
        "some text in [1] satisfies text = 1",
    ],
)
def test_right_texts_are_not_taken_for_habits(text):
    assert compile_expression(text).evaluate(KNOWN, strict=True) is not None

"""Writes the syntax reference for process owners (Chinese): `python -m engine.feel.reference > docs/feel.md`.

Functions come from their docstrings; every example is an expression that is true.
"""

import re
import sys
from collections.abc import Iterator

from engine.feel.budgets import DEFAULT_BUDGET, MAX_CHAIN, MAX_NESTING, MAX_TEXT_LENGTH, MAX_TOKENS, MAX_VALUE_DEPTH
from engine.feel.functions import BuiltIn
from engine.feel.habits import CALLS, WORDS
from engine.feel.library import BUILT_IN, FAMILIES
from engine.feel.reference_examples import SECTIONS, Example

_EXAMPLE = re.compile(r"`([^`]+)`")
_HEADINGS = {
    "functions_conversions": "转换",
    "functions_strings": "文字",
    "functions_numbers": "数与真假",
    "functions_lists": "列表",
    "functions_statistics": "合计与统计",
    "functions_contexts": "上下文",
    "functions_dates": "日期与时间",
    "functions_ranges": "区间关系",
}

_INTRODUCTION = """\
# FEEL 语法手册

流程图的条件和赋值、决策表的单元格、表单的规则都用 FEEL 书写。它是 DMN 1.5 标准的表达式语言，\
只计算值，不修改数据，不能访问文件、网络和程序。

本手册由 `python -m engine.feel.reference` 从函数说明生成，下面每个例子都是结果为真的表达式，并在测试中逐条核对。

符号一律用半角：`( ) [ ] { } , . : " = < >`。写错时，系统指出第几行第几列、错在哪里、应当怎么写。
"""

_STRICT = """\
## 空值与严格方式

空值 `null` 表示没有填写或不知道。`null = null` 为真；`null > 3`、`null + 1` 的结果仍是空值；\
`and`、`or` 按三值逻辑计算。

流程中的表达式按**严格方式**计算：名称不认识、用空值比较大小或做算术、类型不符、除数为零、调用的不是函数，都会停下来报告位置，\
不会悄悄当作空值继续。所以先判断再计算：`if x != null then x + 1 else 0`。

- 上下文里没有的成员读作空值；已声明而未赋值的变量是空值，可以写 `x = null`、`x != null`。
- 条件的结果必须是 `true` 或 `false`。
- 决策表的单元格 `true` 只与 `true` 相符；没有填写（空值）的输入不与它相符。
"""

_API = """\
## 给程序员

`engine.feel` 是独立的包，只依赖解析器 lark，可以单独发布。

```python
from engine.feel import FeelError, compile_assignments, compile_expression, compile_unary_tests, to_json

condition = compile_expression("家庭人口 > 3 and case.local")       # 编译一次，按文字缓存
condition.evaluate({"家庭人口": 4, "case": {"local": True}}, strict=True)   # True
condition.references                                                # 用到的名称及其位置
compile_unary_tests("[1..3], > 7").matches(2, {})                   # 决策表单元格：True、False 或 None
compile_assignments("a = 1; b = a + 1").evaluate({})                # 脚本任务：{"a": 1, "b": 2}
to_json(compile_expression("1.50 * 2").evaluate({}))                # 3：可以存入流程数据的值
```

- 除 `FeelError`（及调用方交来的函数自己的异常）外不抛出其他异常；\
`code`、`message`、`fix`、`line`、`column` 供界面显示。
- 数是 34 位十进制数，从不经过浮点数；进入时 `int`、`float`、`Decimal` 都转为十进制数。
- `names` 说明含空格或符号的名称；`functions` 交来自己的函数，`now` 和 `today` 也由此给出，包本身不看时钟。
- `engine.feel.text_types` 不经计算就找出不可能成立的运算，例如 `"三" > 2`。
"""


def reference() -> str:
    """The whole reference as Markdown."""
    parts = [_INTRODUCTION]
    parts += [_section(title, examples) for title, examples in SECTIONS.items()]
    parts += [_STRICT, _functions(), _habits(), _budgets(), _API]
    return "\n".join(parts)


def _section(title: str, examples: tuple[Example, ...]) -> str:
    rows = "".join(f"| {_cell(example.what)} | {_code(example.text)} |\n" for example in examples)
    return f"## {title}\n\n| 含义 | 例子 |\n|---|---|\n{rows}"


def _functions() -> str:
    parts = ['## 函数\n\n方括号里的参数可以不写。参数也可以写名称：`substring(string: "救助", start position: 2)`。\n']
    for family in FAMILIES:
        name = family.__name__.rpartition(".")[2]
        rows = "".join(_row(function) for function in BUILT_IN.values() if _family_of(function) == name)
        parts.append(f"### {_HEADINGS[name]}\n\n| 函数 | 说明 | 例子 |\n|---|---|---|\n{rows}")
    return "\n".join(parts)


def _family_of(function: BuiltIn) -> str:
    return function.overloads[0].implementation.__module__.rpartition(".")[2]


def _row(function: BuiltIn) -> str:
    calls = dict.fromkeys(overload.written(function.name) for overload in function.overloads)
    meaning = _EXAMPLE.sub("", function.documentation).strip()
    return f"| {_lines(calls)} | {_cell(meaning)} | {_lines(_EXAMPLE.findall(function.documentation))} |\n"


def examples() -> Iterator[str]:
    """Every example of the reference; each is true."""
    for section in SECTIONS.values():
        yield from (example.text for example in section)
    for function in BUILT_IN.values():
        yield from _EXAMPLE.findall(function.documentation)


def _habits() -> str:
    words = {(f"x.{word}(…)" if word in BUILT_IN else word): fix for word, fix in {**CALLS, **WORDS}.items()}
    rows = "".join(f"| {_code(word)} | {_cell(fix)} |\n" for word, fix in words.items())
    return f"## 其他语言的写法\n\n| 写成了 | 应当 |\n|---|---|\n{rows}"


def _budgets() -> str:
    budget = DEFAULT_BUDGET
    return f"""\
## 限制

每段文字和每次计算都有上限，超出时报告“超出限制”，不会拖慢或占满服务器。

| 限制 | 上限 |
|---|---|
| 一段文字的长度 | {MAX_TEXT_LENGTH:,} 字 |
| 一段文字里的数、名称和符号 | {MAX_TOKENS:,} 个 |
| 括号嵌套 | {MAX_NESTING} 层 |
| 连写的运算（`a + b + …`、`a.b.c…`） | {MAX_CHAIN} 项 |
| 一次计算的步数（函数按参数长短计步） | {budget.steps:,} 步 |
| 列表 | {budget.list_length:,} 项 |
| 文字值 | {budget.string_length:,} 字 |
| 乘方的指数 | {budget.exponent} |
| 列表和上下文互相嵌套 | {MAX_VALUE_DEPTH} 层 |
| 结果的大小 | {budget.result_size:,} 项 |
"""


def _lines(texts: "dict[str, None] | list[str]") -> str:
    return "<br>".join(_code(text) for text in texts)


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    """Text inside a table, where a bar would end the cell."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())

"""Guesses from a text that is no FEEL what its author meant; asked only after the text has been refused."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

_ORDERS = frozenset({"LT", "LE", "GT", "GE", "EQ", "NE"})
_OPENING, _CLOSING = frozenset({"LPAR", "LSQB", "LBRACE"}), frozenset({"RPAR", "RSQB", "RBRACE"})
_IF = "条件写 if 条件 then 甲 else 乙"
_LOOP = "逐项计算写 for x in 列表 return …，筛选写 列表[条件]"
_FUNCTION = "函数写 function(x) 表达式"
_AGAIN = "比较的左边要重写一遍，如 1 <= x and x <= 5，或写 x in [1..5]"
_UNITS = {"天": "D", "日": "D", "个月": "M", "月": "M", "年": "Y", "day": "D", "days": "D", "month": "M", "months": "M"}


class Token(Protocol):
    """Kind and text; `start` and `end` are offsets into the text."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Tokens = Sequence[Token]


def syntax_hint(tokens: Tokens, position: int) -> str | None:
    """What to write instead, for a text that went wrong at the token number `position`; None if nothing is known."""
    return next((hint for rule in _RULES if (hint := rule(tokens, position)) is not None), None)


def end_hint(tokens: Tokens) -> str | None:
    """What is still to be written after the last token of a text that is not complete."""
    kinds = [token.kind for token in tokens]
    return next(
        (hint for begun, ended, hint in _PARTS if sum(kinds.count(kind) for kind in begun) > kinds.count(ended)), None
    )


_PARTS = (
    (("IF",), "THEN", "if 之后需要 then"),
    (("IF",), "ELSE", "if … then … 之后需要 else"),
    (("FOR",), "RETURN", "for … in … 之后需要 return"),
    (("SOME", "EVERY"), "SATISFIES", "some/every … in … 之后需要 satisfies"),
)


def _kind(tokens: Tokens, position: int) -> str:
    return tokens[position].kind if 0 <= position < len(tokens) else ""


def _words(tokens: Tokens) -> Iterator[str]:
    for token in tokens:
        if token.kind in ("NAME", "KEY"):
            yield from token.text.split()


def _of_keys(tokens: Tokens, position: int) -> str | None:
    """A colon outside braces makes a key of everything before it: `if a: b`, `lambda x: x`, `b ? a : c`."""
    if _kind(tokens, position) != "KEY":
        return None
    words = tokens[position].text.split()
    if _kind(tokens, position + 1) == "COLON" and _kind(tokens, position + 2) == "EQ":
        return "不能写 :=；脚本任务里赋值写 名称 = 值"
    if "?" in words or words[0] in ("if", "else", "elif"):
        return _IF
    return {"for": _LOOP, "lambda": _FUNCTION, "def": _FUNCTION}.get(words[0], "冒号只用于 {名称: 值} 和命名参数")


def _of_signs(tokens: Tokens, position: int) -> str | None:
    """Two signs of which FEEL knows one: `=<`, `=>`, `+=`, `++`, `->`."""
    pair = (tokens[position - 1].text if position else "") + tokens[position].text
    is_arrow = (
        pair == "=>" and _kind(tokens, position - 2) in ("NAME", "RPAR") and _kind(tokens, position + 1) != "NUMBER"
    )
    if _kind(tokens, position) == "ARROW" or pair == "=>":
        return "大于等于写 >=；" + _FUNCTION if is_arrow else _FUNCTION if pair != "=>" else "大于等于写 >="
    if pair in ("+=", "-=", "*=", "/="):
        return f"不能写 {pair}；脚本任务里写 名称 = 名称 {pair[0]} 值"
    return {"=<": "小于等于写 <=", "++": "加一写 x + 1", "!==": "不等于写 !=", "!==!=": "不等于写 !="}.get(pair)


def _of_half_comparisons(tokens: Tokens, position: int) -> str | None:
    after = _kind(tokens, position - 1)
    return _AGAIN if _kind(tokens, position) in _ORDERS and after in ("AND", "OR") else None


def _of_conditions(tokens: Tokens, position: int) -> str | None:
    kinds = [token.kind for token in tokens]
    if kinds[position] in ("IF", "THEN", "ELSE") or (kinds[position] == "LBRACE" and "IF" in kinds[:position]):
        return _IF
    return None


def _of_loops(tokens: Tokens, position: int) -> str | None:
    kinds = [token.kind for token in tokens]
    if kinds[position] == "FOR" or (kinds[0] == "FOR" and "RETURN" not in kinds):
        return _LOOP
    if kinds[position] == "RETURN":
        return "只写表达式，不写 return"
    return None


def _of_ranges(tokens: Tokens, position: int) -> str | None:
    kinds = [token.kind for token in tokens]
    if "BETWEEN" in kinds[:position] and (kinds[position] == "COMMA" or tokens[position].text == "to"):
        return "请写 x between 1 and 5，或 x in [1..5]"
    return "区间写在方括号里，如 [1..5]" if kinds[position] == "DOTS" else None


def _of_braces(tokens: Tokens, position: int) -> str | None:
    if _kind(tokens, position) == "LBRACE" and _kind(tokens, position - 1) == "LBRACE":
        return "直接写名称，不加 {{ }}"
    if _kind(tokens, position - 1) != "LBRACE":
        return None
    if "FUNCTION" in [token.kind for token in tokens[:position]]:
        return "函数体不加大括号：" + _FUNCTION
    if _kind(tokens, position - 2) == "IN":
        return "几个值写 x in (1, 2)"
    return "列表写 [1, 2]；大括号只用于 {名称: 值}"


def _of_texts(tokens: Tokens, position: int) -> str | None:
    before = tokens[position - 1] if position else None
    is_text = tokens[position].kind == "STRING"
    if (
        is_text
        and before is not None
        and before.text in ("f", "F", "r", "b", "u")
        and before.end == tokens[position].start
    ):
        return '文字前不加字母；连接写 "共" + string(数) + "人"'
    return "两段文字之间写 +" if is_text and before is not None and before.kind == "STRING" else None


def _of_numbers(tokens: Tokens, position: int) -> str | None:
    """A number and something that does not belong to it: `3天`, `100元`, `1,000`, `0x1F`."""
    token = tokens[position]
    if _kind(tokens, position - 1) != "NUMBER":
        return None
    number = tokens[position - 1].text
    if token.kind == "COMMA" and len(_text(tokens, position + 1)) == 3:
        return "数里不写千分位逗号，如 1000"
    if token.kind != "NAME":
        return None
    if token.text in _UNITS:
        return f'时长写 @"P{number}{_UNITS[token.text]}"'
    if token.text in ("小时", "hour", "hours", "分钟", "minutes"):
        return f'时长写 @"PT{number}{"H" if token.text[0] in "小h" else "M"}"'
    if token.text in ("元", "万元", "分", "人", "户", "岁"):
        return "数后面不写单位"
    return "数和名称之间缺少运算符；名称不能以数字开头，数里不写 _ 和字母"


def _text(tokens: Tokens, position: int) -> str:
    return tokens[position].text if 0 <= position < len(tokens) else ""


def _of_places(tokens: Tokens, position: int) -> str | None:
    """What is wrong at the very beginning, behind `@`, at a semicolon."""
    token = tokens[position]
    if _kind(tokens, position - 1) == "AT":
        return '@ 后面写双引号文字，如 @"2026-09-21"'
    if token.kind == "SEMICOLON":
        return "表达式只有一个，不用分号结束"
    if position == 0 and token.kind in ("TIMES", "DIVIDE", "POWER", "DOT", "PLUS", "AND", "OR"):
        return f"{token.text} 左边缺少数或名称"
    if token.kind == "NAME" and _kind(tokens, position - 1) == "NAME":
        return "函数的参数写在括号里，如 count(列表)"
    if token.kind == "DOT" or token.text.startswith("."):
        return "列表第几项写 列表[1]"
    return None


def _of_assignments(tokens: Tokens, position: int) -> str | None:
    return (
        "脚本任务的每一项写 名称 = 值，之间用英文分号"
        if "SEMICOLON" in {one.kind for one in tokens[:position]}
        else None
    )


_RULES: tuple[Callable[[Tokens, int], str | None], ...] = (
    _of_keys,
    _of_signs,
    _of_half_comparisons,
    _of_texts,
    _of_ranges,
    _of_numbers,
    _of_braces,
    _of_conditions,
    _of_loops,
    _of_places,
    _of_assignments,
)

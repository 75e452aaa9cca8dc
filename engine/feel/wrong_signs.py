# ruff: noqa: RUF001 (look-alike signs are what this file is about)
"""Habits from other keyboards and languages, each answered with what to write in FEEL instead."""

import unicodedata
from collections.abc import Sequence
from typing import Protocol

from engine.feel.errors import FeelSyntaxError

_HALF_WIDTH = {
    "“": '"', "”": '"', "„": '"', "＂": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": '"', "’": '"', "‚": '"',
    "＞": ">", "＜": "<", "＝": "=", "≥": ">=", "≧": ">=", "≤": "<=", "≦": "<=", "≠": "!=", "（": "(", "）": ")",
    "，": ",", "、": ",", "；": ";", "：": ":", "。": ".", "．": ".", "＋": "+", "－": "-",
    "—": "-", "–": "-", "−": "-",
    "×": "*", "＊": "*", "÷": "/", "／": "/", "？": "?", "！": "!=", "【": "[", "】": "]", "［": "[", "］": "]",
    "｛": "{", "｝": "}", "《": '"', "》": '"', "…": "..", "＠": "@",
}  # fmt: skip

_PROGRAMMING = {
    "&": ("&", "FEEL 用 and 表示“并且”"),
    "|": ("|", "FEEL 用 or 表示“或者”"),
    "!": ("!", "“不等于”写 !=，“非”写 not(…)"),
    "'": ("单引号", '文字用英文双引号，如 "困难"'),
    "`": ("`", '文字用英文双引号，如 "困难"'),
    "%": ("%", "百分数写成小数，如 0.3；求余数用 modulo(a, b)"),
    "^": ("^", "乘方写 **，如 2 ** 3"),
    "#": ("#", "注释写 // 或 /* */"),
    "$": ("$", "变量直接写名称，不加 $ 或 ${}"),
    "\\": ("\\", "反斜杠只能出现在双引号文字里"),
    "~": ("~", "不等于写 !=，区间写 [1..5]"),
}

_ALLOWED_SCRIPTS = ("LATIN", "CJK", "IDEOGRAPHIC", "DIGIT", "FULLWIDTH", "HALFWIDTH")


class PlacedText(Protocol):
    """A token: text and where it stands."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


def refuse_sign(text: str, position: int | None, line: int, column: int) -> None:
    """Raise the fitting error for the character at `position`, or for a name (`position` None) with foreign letters."""
    if position is None:
        _refuse_letters(text, line, column)
        return
    sign = text[position]
    if sign in _HALF_WIDTH:
        kind = "弯引号或中文引号" if _HALF_WIDTH[sign] == '"' else "全角或特殊符号"
        raise FeelSyntaxError(f"不能使用{kind} {sign}", line=line, column=column, fix=f"请改为半角 {_HALF_WIDTH[sign]}")
    if sign in _PROGRAMMING:
        name, fix = _PROGRAMMING[sign]
        raise FeelSyntaxError(f"FEEL 中没有 {name}", line=line, column=column, fix=fix)
    if sign == '"':
        raise FeelSyntaxError("文字缺少结束的双引号", line=line, column=column, fix='在文字末尾补上 "')
    if text.startswith("/*", position):
        raise FeelSyntaxError("注释缺少结束标记", line=line, column=column, fix="在注释末尾补上 */")
    if unicodedata.category(sign) == "Sc":
        raise FeelSyntaxError(f"不能使用货币符号 {sign}", line=line, column=column, fix="只写数，不写货币符号")
    _refuse_invisible(sign, line, column)


def _refuse_invisible(sign: str, line: int, column: int) -> None:
    if unicodedata.category(sign) in ("Cf", "Cc", "Co", "Cs", "Cn"):
        raise FeelSyntaxError(
            f"含有不可见或控制字符 U+{ord(sign):04X}", line=line, column=column, fix="请删除该字符后重新输入"
        )


def _refuse_letters(name: str, line: int, column: int) -> None:
    if name.isascii():
        return
    plain = unicodedata.normalize("NFKC", name)
    if plain != name:
        raise FeelSyntaxError(f"名称“{name}”含有全角或变体字符", line=line, column=column, fix=f"请改为 {plain}")
    for offset, letter in enumerate(name):
        if not (letter.isascii() or letter == "·" or is_allowed_letter(letter)):
            raise FeelSyntaxError(
                f"名称“{name}”含有不允许的字母 {letter}（U+{ord(letter):04X}）",
                line=line,
                column=column + offset,
                fix="名称只能使用汉字、拉丁字母、数字和下划线",
            )


def is_allowed_letter(letter: str) -> bool:
    """Whether a non-ASCII letter may stand in a name: Latin, Han and pictographs, so that look-alikes cannot hide."""
    return letter >= "\U0001f300" or unicodedata.name(letter, "").split(" ", 1)[0].split("-", 1)[0] in _ALLOWED_SCRIPTS


def refuse_habits(tokens: Sequence[PlacedText]) -> None:
    """Raise for `==`, `not in`, `is None` and other signs of neighbouring languages."""
    before = ""
    for position, token in enumerate(tokens):
        after = tokens[position + 1].text if position + 1 < len(tokens) else ""
        if token.kind == "EQ" and after == "=":
            _refuse(token, "FEEL 中没有 ==", "比较相等写一个 =")
        if token.kind == "LT" and after == ">" and before != "function":
            _refuse(token, "FEEL 中没有 <>", "不等于写 !=")
        if token.kind == "NAME" and token.text == "not" and after == "in":
            _refuse(token, "FEEL 中没有 not in", "请写 not(x in y)")
        if token.kind == "NAME" and token.text == "is" and after in ("null", "not", "None", "true", "false"):
            _refuse(token, "FEEL 中没有 is", "判断空值写 x = null 或 x != null")
        if token.kind == "NAME" and token.text == "?" and after in ("?", "."):
            _refuse(token, f"FEEL 中没有 ?{after}", "写 if x != null then x else 其他值；空值的成员读作空值")
        if _is_date(tokens[position : position + 5]):
            _refuse(token, "这是减法，不是日期", '日期写 @"2026-09-21"')
        before = token.text


def _is_date(tokens: Sequence[PlacedText]) -> bool:
    """Whether a year, a month and a day stand side by side without blanks: `2026-09-21`."""
    texts = [token.text for token in tokens]
    return (
        len(texts) == 5
        and texts[1] == texts[3]
        and texts[1] in ("-", "/")
        and [len(part) for part in texts[::2]] == [4, 2, 2]
        and "".join(texts[::2]).isdigit()
        and tokens[4].column == tokens[0].column + 8
    )


def _refuse(token: PlacedText, message: str, fix: str) -> None:
    raise FeelSyntaxError(message, line=token.line, column=token.column, fix=fix)

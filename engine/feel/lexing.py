"""Text into raw tokens: numbers, strings, names and signs, each with its position."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from engine.feel.budgets import MAX_TEXT_LENGTH, MAX_TOKENS, too_expensive
from engine.feel.errors import FeelSyntaxError
from engine.feel.wrong_signs import refuse_habits, refuse_sign

KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "of",
        "function",
        "external",
        "true",
        "false",
        "null",
    ]
)


@dataclass(frozen=True, slots=True)
class RawToken:
    """One token; `kind` is the terminal of the grammar, `start` and `end` are offsets into the text."""

    kind: str
    text: str
    start: int
    end: int
    line: int
    column: int

    def as_kind(self, kind: str) -> "RawToken":
        """The same token read as another terminal."""
        return replace(self, kind=kind)


_TOKEN = re.compile(
    r"""
    (?P<SPACE>[ \t\r\n\f\v\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|//[^\n\r]*|/\*.*?\*/)
  | (?P<NUMBER>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<STRING>"(?:[^"\\]|\\.)*")
  | (?P<NAME>(?:[^\W\d]|[\U0001F300-\U0001FAFF])(?:[\w·]|[\U0001F300-\U0001FAFF])*)
  | (?P<SIGN>\*\*|\.\.|<=|>=|!=|->|[-+*/<>=(){}\[\],.:;?@|&!'%^~`$\#\\])
    """,
    re.VERBOSE | re.DOTALL,
)

_SIGN_KINDS = {
    "**": "POWER", "..": "DOTS", "<=": "LE", ">=": "GE", "!=": "NE", "->": "ARROW", "-": "MINUS", "+": "PLUS",
    "*": "TIMES", "/": "DIVIDE", "<": "LT", ">": "GT", "=": "EQ", "(": "LPAR", ")": "RPAR", "{": "LBRACE",
    "}": "RBRACE", "[": "LSQB", "]": "RSQB", ",": "COMMA", ".": "DOT", ":": "COLON", ";": "SEMICOLON",
    "?": "NAME", "@": "AT", "'": "APOSTROPHE",
}  # fmt: skip


def raw_tokens(text: str) -> list[RawToken]:
    """The tokens of `text` without blanks and comments; refuses over-long texts and foreign signs."""
    if len(text) > MAX_TEXT_LENGTH:
        raise too_expensive("文本长度", MAX_TEXT_LENGTH)
    tokens = list(islice(_scan(text), MAX_TOKENS + 1))
    if len(tokens) > MAX_TOKENS:
        raise too_expensive("数字、名称和符号的个数", MAX_TOKENS)
    refuse_habits(tokens)
    return tokens


def _scan(text: str) -> Iterator[RawToken]:
    position, line, line_start = 0, 1, 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        column = position - line_start + 1
        if match is None:
            refuse_sign(text, position, line, column)
            raise FeelSyntaxError(f"不能识别的字符 {text[position]!r}", line=line, column=column)
        kind, value = str(match.lastgroup), match.group()
        if kind != "SPACE":
            yield _token(kind, value, match, line, column)
        newlines = value.count("\n")
        if newlines:
            line += newlines
            line_start = position + value.rindex("\n") + 1
        position = match.end()


def _token(kind: str, value: str, match: "re.Match[str]", line: int, column: int) -> RawToken:
    if kind == "NAME":
        refuse_sign(value, None, line, column)
        kind = value.upper() if value in KEYWORDS else "NAME"
    elif kind == "SIGN":
        if value not in _SIGN_KINDS:
            refuse_sign(match.string, match.start(), line, column)
            raise FeelSyntaxError(f"这里不能使用 {value}", line=line, column=column)
        kind = _SIGN_KINDS[value]
    return RawToken(kind, value, match.start(), match.end(), line, column)

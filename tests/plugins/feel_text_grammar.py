"""Makes FEEL texts from a stream of choices: sentences of the grammar, lists of its words, and damaged ones.

Whoever chooses (chance, Hypothesis or a coverage-guided fuzzer) steers what comes out; the same choices give the same
text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from engine.feel import BUILT_IN
from engine.feel.lexing import KEYWORDS
from tests.plugins.feel_attacks import ATTACKS

Choose = Callable[[int], int]
"""A number from 0 up to below the argument."""

MOST_PIECES = 60
MOST_CHARACTERS = 12_000
"""More than a text may have, so that this limit is tried as well."""
NAMES = ("x", "名", "big", "text", "members", "case", "nested", "unknown", "item", "partial", "f", "n", "?", "户 口")
MEMBERS = ("a", "年龄", "months", "days", "time offset", "start", "value", "year", "nothing")
NUMBERS = (
    "0", "1", "2", "3", "-1", "60", "100", "4000", "5000", "2.5", "0.1", "1e6000", "1e-6000", "9" * 34, "1" * 400,
    ".5", "1e99", "-0",
)  # fmt: skip
STRINGS = (
    '""', '"a"', '"三"', '"困难"', '"(a+)+$"', '"(a*)*b"', '"[a-z-[aeiou]]{1,50}"', '"(a{1,50}){1,50}"', '"$1$1$1"',
    '"2026-09-21"', '"P1Y"', '"P999999999D"', '"10:00:00@Asia/Shanghai"', '"\\u4e09\\U01F40E"', '"[1..5]"', '"smixq"',
    '"' + "ab" * 300 + '"', '"' + "(" * 50 + "a" + ")" * 50 + '"', '"\\\\p{L}+"', '"(a|b|ab)*c"', '"a{0,999}"',
)  # fmt: skip
TEMPORALS = (
    '@"2026-09-21"', '@"-999999999-01-01"', '@"10:00:00"', '@"10:00:00Z"', '@"2026-09-21T10:30:00@Asia/Shanghai"',
    '@"P1D"', '@"P1M"', '@"PT0.000000001S"', '@"P999999999Y"', '@"-P3DT4H"', '@"2024-02-29T24:00:00+14:00"',
)  # fmt: skip
OPERATORS = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "..")
TYPES = (
    "number", "string", "list<number>", "context<a: number>", "function<Any> -> Any", "date and time", "Any",
    "range<number>",
)  # fmt: skip
SIGNS = ("(", ")", "[", "]", "{", "}", ",", ".", ":", ";", "?", "@", "//", "/*", "*/", "not(")
WORDS = (*sorted(KEYWORDS), *NAMES, *NUMBERS, *STRINGS, *TEMPORALS, *OPERATORS, *SIGNS, *BUILT_IN)
STRANGE = (
    "＞", "“", "，", "==", "&&", "'", "\x00", "\u200b", "\u202e", "\ud800", "𠀀", "é", "\n", "\t", "\\", "%", "#", '"',
)  # fmt: skip
BUILT_IN_NAMES = tuple(sorted(BUILT_IN))


@dataclass(slots=True)
class Writer:
    """Writes one text; `left` bounds how many pieces it still gets."""

    choose: Choose
    left: int = MOST_PIECES
    _rules: tuple[Callable[[], str], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Line up the rules; those named twice are chosen twice as often."""
        self._rules = (
            *(self._operation, self._operation, self._call, self._call, self._call, self._loop, self._filter),
            *(self._condition, self._list, self._context, self._path, self._function, self._test, self._recursion),
        )

    def one_of(self, choices: Sequence[str]) -> str:
        """One of the texts."""
        return choices[self.choose(len(choices))]

    def expression(self) -> str:
        """An expression that is not longer than what is left."""
        self.left -= 1
        if self.left <= 0 or self.choose(4) == 0:
            return self._plain()
        return self._rules[self.choose(len(self._rules))]()

    def _plain(self) -> str:
        return self.one_of((NAMES, NAMES, NUMBERS, STRINGS, TEMPORALS, ("true", "false", "null"))[self.choose(6)])

    def _operation(self) -> str:
        sign = self.one_of(OPERATORS)
        times = (1, 1, 1, 1, 2, 3, 150)[self.choose(7)]
        return f"({self.expression()}" + repeated(f" {sign} {self.expression()}", times) + ")"

    def _call(self) -> str:
        name = self.one_of((BUILT_IN_NAMES, BUILT_IN_NAMES, NAMES)[self.choose(3)])
        arguments = [self.expression() for _ in range(self.choose(4))]
        return f"{name}({', '.join(arguments)})"

    def _loop(self) -> str:
        kind = self.choose(4)
        names = [self.one_of(("i", "j", "x", "n")) for _ in range(1 + self.choose(3) // 2)]
        over = ", ".join(
            f"{name} in {self.one_of(('1..5000', '1..70', 'big', 'members', self.expression()))}" for name in names
        )
        body = self.expression()
        return f"for {over} return {body}" if kind > 1 else f"{('some', 'every')[kind]} {over} satisfies {body}"

    def _filter(self) -> str:
        return f"{self.expression()}[{self.expression()}]"

    def _condition(self) -> str:
        return f"if {self.expression()} then {self.expression()} else {self.expression()}"

    def _list(self) -> str:
        return "[" + repeated(f"{self.expression()}, ", (0, 1, 2, 3, 200)[self.choose(5)]) + self.expression() + "]"

    def _context(self) -> str:
        entries = [f"{self.one_of(MEMBERS)}: {self.expression()}" for _ in range(self.choose(4))]
        return "{" + ", ".join(entries) + "}"

    def _path(self) -> str:
        return f"({self.expression()}).{self.one_of(MEMBERS)}"

    def _function(self) -> str:
        return f"(function({self.one_of(('x', 'f', 'n'))}) {self.expression()})({self.expression()})"

    def _recursion(self) -> str:
        return "{f: function(n) " + self.expression() + ", r: f(" + self.expression() + ")}.r"

    def _test(self) -> str:
        one, other = self.expression(), self.expression()
        bracket = self.one_of(("[]", "()", "][", "(]"))
        return (
            f"{one} instance of {self.one_of(TYPES)}",
            f"{one} between {other} and {self.expression()}",
            f"{one} in {bracket[0]}{other}..{self.expression()}{bracket[1]}",
            f"{one} in (> {other}, < {self.expression()})",
            f"{self.one_of(('<', '>=', '!='))} {one}",
        )[self.choose(5)]


def repeated(piece: str, times: int) -> str:
    """The piece several times, as often as a text has room for."""
    return piece * min(times, MOST_CHARACTERS // (len(piece) + 1))


def feel_text(choose: Choose) -> str:
    """A text: most are sentences, some are words in a row, attacks, or damaged."""
    writer = Writer(choose)
    kind = choose(10)
    if kind < 5:
        text = writer.expression()
    elif kind < 7:
        text = "; ".join(f"{writer.one_of(NAMES)} = {writer.expression()}" for _ in range(1 + choose(3)))
    elif kind < 8:
        text = " ".join(writer.one_of(WORDS) for _ in range(1 + choose(25)))
    else:
        text = writer.one_of(ATTACKS)
    for _ in range((0, 0, 0, 1, 1, 2, 4)[choose(7)]):
        text = damaged(choose, text, writer)[:MOST_CHARACTERS]
    return text


def damaged(choose: Choose, text: str, writer: Writer) -> str:
    """The text with one piece lost, doubled, moved, repeated, wrapped or replaced."""
    start = choose(len(text) + 1)
    end = min(len(text), start + choose(20))
    piece, times = text[start:end], (2, 3, 60, 300)[choose(4)]
    return (
        text[:start] + text[end:],
        text[:end] + piece + text[end:],
        text[:start] + repeated(piece, times) + text[end:],
        text[:start] + writer.one_of(STRANGE) + text[end:],
        text[:start] + writer.one_of(WORDS) + text[end:],
        text[:start] + writer.expression() + text[end:],
        f"{writer.one_of(BUILT_IN_NAMES)}({text}, {writer.expression()})",
        f"for i in 1..{(50, 500, 5000)[choose(3)]} return {text}",
        f"[{text}, {text}]",
        piece + text[:start] + text[end:],
    )[choose(10)]

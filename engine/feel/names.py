"""Names with blanks and signs: which tokens make one name, which brackets belong to a range."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise

from engine.feel.budgets import MAX_NESTING, too_expensive
from engine.feel.errors import FeelSyntaxError
from engine.feel.habits import word_hint
from engine.feel.lexing import KEYWORDS, RawToken, raw_tokens
from engine.feel.syntax_hints import end_hint
from engine.feel.wrong_signs import refuse_sign

PROPERTY_NAMES = frozenset({"time offset", "start included", "end included"})
TYPE_NAMES = frozenset({"days and time duration", "years and months duration", "date and time"})

_COMPARED_LENGTH, _COMPARED_NAMES = 60, 1000

_WORDS = frozenset({"NAME", *(word.upper() for word in KEYWORDS)})
_KEY_PARTS = _WORDS | {"NUMBER", "DOT", "DIVIDE", "MINUS", "APOSTROPHE", "PLUS", "TIMES"}
_KEY_BORDERS = frozenset({"LBRACE", "COMMA", "LPAR", "LT"})

_OPENING = frozenset({"LPAR", "LSQB", "LBRACE", "RANGE_OPEN"})
_CLOSING = frozenset({"RPAR", "RSQB", "RBRACE", "RANGE_CLOSE"})
_BEFORE_OPERAND = frozenset(
    [
        "LPAR",
        "COMMA",
        "COLON",
        "DOTS",
        "SEMICOLON",
        "PLUS",
        "MINUS",
        "TIMES",
        "DIVIDE",
        "POWER",
        "EQ",
        "NE",
        "LT",
        "LE",
        "GT",
        "GE",
        "AND",
        "OR",
        "IF",
        "THEN",
        "ELSE",
        "IN",
        "RETURN",
        "SATISFIES",
        "BETWEEN",
        "LBRACE",
    ]
)
_OPERAND_START = frozenset(
    [
        "NUMBER",
        "STRING",
        "NAME",
        "AT",
        "TRUE",
        "FALSE",
        "NULL",
        "IF",
        "FOR",
        "SOME",
        "EVERY",
        "FUNCTION",
        "LPAR",
        "LSQB",
        "LBRACE",
        "MINUS",
        "LT",
        "LE",
        "GT",
        "GE",
    ]
)


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of several tokens: by their tokens, and the lengths that begin with a first token."""

    by_tokens: dict[tuple[str, ...], str]
    lengths: dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class _Index:
    """The known names and those that the text itself declares."""

    known: _Names
    own: _Names

    @property
    def names(self) -> list[str]:
        """All of them."""
        return [*self.own.by_tokens.values(), *self.known.by_tokens.values()]

    def longest(self, tokens: list[RawToken], position: int) -> tuple[int, str]:
        """How many tokens from here make the longest name, and that name; one token if it is not the first of any."""
        first = tokens[position].text
        lengths = {*self.own.lengths.get(first, ()), *self.known.lengths.get(first, ())}
        for length in sorted(lengths, reverse=True) if lengths else ():
            parts = tuple(token.text for token in tokens[position : position + length])
            name = self.own.by_tokens.get(parts) or self.known.by_tokens.get(parts)
            if name is not None and len(parts) == length:
                return length, name
        return 1, first


def named_tokens(text: str, names: frozenset[str], built_in: frozenset[str]) -> list[RawToken]:
    """The tokens of `text` with every name in one piece and every bracket in its role."""
    tokens = _with_keys(raw_tokens(text))
    own = {name for name in _declared_names(tokens) if not name.isidentifier()}
    merged = list(_merged(tokens, _Index(_known_names(names | built_in), _names_of(own))))
    ranged = _with_range_brackets(merged)
    _check_brackets(ranged)
    return ranged


def _with_keys(tokens: list[RawToken]) -> list[RawToken]:
    """Join the tokens before each colon, and the untyped parameters of functions, into keys."""
    result: list[RawToken] = []
    in_parameters = 0
    for position, token in enumerate(tokens):
        if token.kind == "COLON":
            _close_key(result, token)
        elif token.kind == "LPAR" and position and tokens[position - 1].kind == "FUNCTION":
            in_parameters = 1
        elif in_parameters and token.kind in ("COMMA", "RPAR"):
            _close_parameter(result)
            in_parameters = 0 if token.kind == "RPAR" else 1
        result.append(token)
    return result


def _close_key(result: list[RawToken], colon: RawToken) -> None:
    start = len(result)
    while start and result[start - 1].kind not in _KEY_BORDERS:
        start -= 1
    parts = result[start:]
    if len(parts) == 1 and parts[0].kind in ("STRING", "KEY"):
        return
    if not parts or parts[0].kind == "NUMBER" or any(part.kind not in _KEY_PARTS for part in parts):
        fix = (word_hint(result[0].text) if result else None) or "冒号只用于 {名称: 值} 和命名参数"
        raise FeelSyntaxError("冒号前面应为名称", line=colon.line, column=colon.column, fix=fix)
    result[start:] = [_joined(parts).as_kind("KEY")]


def _close_parameter(result: list[RawToken]) -> None:
    start = len(result)
    while start and result[start - 1].kind in _WORDS:
        start -= 1
    if start < len(result) and result[start - 1].kind in ("LPAR", "COMMA"):
        result[start:] = [_joined(result[start:]).as_kind("KEY")]


def _joined(parts: Sequence[RawToken]) -> RawToken:
    text = parts[0].text
    for before, after in pairwise(parts):
        text += (" " if after.start > before.end else "") + after.text
    first, last = parts[0], parts[-1]
    return RawToken("NAME", text, first.start, last.end, first.line, first.column)


def _declared_names(tokens: list[RawToken]) -> Iterator[str]:
    """Names the text itself declares: keys, parameters and loop variables."""
    for position, token in enumerate(tokens):
        if token.kind == "KEY":
            yield token.text
        elif token.kind == "STRING" and position + 1 < len(tokens) and tokens[position + 1].kind == "COLON":
            yield token.text[1:-1]
        elif token.kind == "IN":
            start = position
            while start and tokens[start - 1].kind in ("NAME", "AND", "OR"):
                start -= 1
            if position - start > 1 and start and tokens[start - 1].kind in ("FOR", "SOME", "EVERY", "COMMA"):
                yield _joined(tokens[start:position]).text


@lru_cache(maxsize=64)
def _known_names(names: frozenset[str]) -> _Names:
    return _names_of(name for name in names | TYPE_NAMES if not name.isidentifier())


def _names_of(names: Iterable[str]) -> _Names:
    by_tokens: dict[tuple[str, ...], str] = {}
    lengths: dict[str, set[int]] = {}
    for name in names:
        try:
            parts = tuple(token.text for token in raw_tokens(name))
        except FeelSyntaxError:
            continue  # a key that only a string can spell
        if len(parts) > 1:
            by_tokens[parts] = name
            lengths.setdefault(parts[0], set()).add(len(parts))
    return _Names(by_tokens, {first: sorted(found, reverse=True) for first, found in lengths.items()})


def _merged(tokens: list[RawToken], index: _Index) -> Iterator[RawToken]:
    position, after_dot = 0, False
    while position < len(tokens):
        token = tokens[position]
        length = 1
        if token.kind in _WORDS:
            length, name = index.longest(tokens, position)
            if length > 1:
                token = RawToken("NAME", name, token.start, tokens[position + length - 1].end, token.line, token.column)
            elif after_dot:
                length = _adjacent_words(tokens, position)
                token = _joined(tokens[position : position + length])
            else:
                _refuse_adjacent(tokens, position, index)
        elif token.kind == "APOSTROPHE":
            refuse_sign(token.text, 0, token.line, token.column)
        yield token
        after_dot = token.kind == "DOT"
        position += length


def _adjacent_words(tokens: list[RawToken], position: int) -> int:
    end = position + 1
    while end < len(tokens) and tokens[end].kind == "NAME":
        end += 1
    return end - position


def _refuse_adjacent(tokens: list[RawToken], position: int, index: _Index) -> None:
    """Two names side by side mean nothing: a missing operator, a misspelt name or another language's word."""
    token = tokens[position]
    if token.kind != "NAME":
        return
    end = position + _adjacent_words(tokens, position)
    if end - position == 1:
        if token.text in ("True", "False", "None"):
            raise _unknown(token, f"FEEL 中没有 {token.text}", word_hint(token.text) or "")
        return
    parts = tokens[position:end]
    for part in parts:
        if (hint := word_hint(part.text)) is not None:
            raise _unknown(part, f"FEEL 中没有 {part.text}", hint)
    joined = _joined(parts)
    if token.text in ("not", "count", "sum", "min", "max", "date", "string", "number"):
        raise _unknown(token, f"{token.text} 是函数", f"参数写在括号里：{token.text}({parts[1].text})")
    raise _unknown(joined, f"不认识的名称“{joined.text}”", _fix_of_adjacent(joined, tokens, index))


def _fix_of_adjacent(joined: RawToken, tokens: Sequence[RawToken], index: _Index) -> str:
    near = nearest(joined.text, index.names)
    if near:
        return f"您是否要写“{near}”"
    return end_hint(tokens) or "请检查名称（名称里一般没有空格），或在两者之间补上运算符、逗号"


def _unknown(token: RawToken, message: str, fix: str) -> FeelSyntaxError:
    return FeelSyntaxError(message, line=token.line, column=token.column, fix=fix)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like `name`, if one looks alike at all."""
    candidates = sorted(other for other in known if len(other) <= _COMPARED_LENGTH)[:_COMPARED_NAMES]
    return next(iter(get_close_matches(name[:_COMPARED_LENGTH], candidates, n=1, cutoff=0.6)), None)


def _with_range_brackets(tokens: list[RawToken]) -> list[RawToken]:
    """Tell `]1..3[` apart from lists and filters."""
    result: list[RawToken] = []
    awaiting_end = [False]  # for each open bracket: whether `..` stands since the last comma
    for position, token in enumerate(tokens):
        role = token
        if token.kind == "RSQB" and (position == 0 or result[-1].kind in _BEFORE_OPERAND):
            role = token.as_kind("RANGE_OPEN")
        elif token.kind == "LSQB" and awaiting_end[-1] and not _starts_operand(tokens, position + 1):
            role = token.as_kind("RANGE_CLOSE")
        _follow(role.kind, awaiting_end)
        result.append(role)
    return result


def _follow(kind: str, awaiting_end: list[bool]) -> None:
    if kind in _OPENING:
        awaiting_end.append(False)
    elif kind in _CLOSING and len(awaiting_end) > 1:
        awaiting_end.pop()
    elif kind in ("DOTS", "COMMA"):
        awaiting_end[-1] = kind == "DOTS"


def _starts_operand(tokens: list[RawToken], position: int) -> bool:
    return position < len(tokens) and tokens[position].kind in _OPERAND_START


def _check_brackets(tokens: list[RawToken]) -> None:
    """Refuse too deep nesting, and say which bracket has no partner."""
    opened: list[RawToken] = []
    for token in tokens:
        if token.kind in _OPENING:
            opened.append(token)
            if len(opened) > MAX_NESTING:
                raise too_expensive("括号嵌套层数", MAX_NESTING)
        elif token.kind in _CLOSING:
            if not opened:
                raise _unknown(token, f"多余的 {token.text}", "请删除，或补上与之配对的左括号")
            opened.pop()
    if opened:
        raise _unknown(opened[-1], f"括号 {opened[-1].text} 没有结束", "请补上与之配对的右括号")

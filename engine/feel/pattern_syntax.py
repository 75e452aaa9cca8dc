"""Regular expressions of XPath (as the DMN standard demands) to a program for the matcher."""

from dataclasses import dataclass

from engine.feel.character_classes import ESCAPED_CLASSES, Accepts, CharacterSet, category, negated_category

MAX_PATTERN_LENGTH = 1000
MAX_PROGRAM_LENGTH = 3000
MAX_GROUP_DEPTH = 30
MAX_GROUPS = 20

_SINGLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"} | {sign: sign for sign in "\\|.?*+(){}[]-^$"}


class PatternError(ValueError):
    """Not a pattern of XPath, or larger than allowed."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step of the program; `kind` is `set`, `split`, `jump`, `save`, `start`, `end`, `back` or `match`."""

    kind: str
    first: int = 0
    second: int = 0
    characters: CharacterSet | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """Instructions, the number of groups, and whether it looks back at groups."""

    instructions: tuple[Instruction, ...]
    groups: int
    looks_back: bool


Code = list[Instruction]


def parse_pattern(pattern: str, *, dot_all: bool, ignore_blanks: bool, literal: bool) -> Program:
    """The program of a pattern; raises PatternError."""
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise PatternError("pattern too long")
    if literal:
        code = [_one(character) for character in pattern]
        return Program((*code, Instruction("match")), 0, looks_back=False)
    parser = _PatternParser(_without_blanks(pattern) if ignore_blanks else pattern, dot_all)
    code = parser.alternatives(0)
    if parser.position != len(parser.pattern):
        raise PatternError("unbalanced bracket")
    return Program((*code, Instruction("match")), parser.groups, parser.looks_back)


def _without_blanks(pattern: str) -> str:
    kept, depth, escaped = [], 0, False
    for sign in pattern:
        if sign in " \t\n\r" and depth == 0:
            continue
        kept.append(sign)
        if not escaped:
            depth += (sign == "[") - (sign == "]" and depth > 0)
        escaped = sign == "\\" and not escaped
    return "".join(kept)


def _one(character: str) -> Instruction:
    return Instruction("set", characters=CharacterSet(singles=frozenset(character)))


_NEWLINES = CharacterSet(singles=frozenset("\n\r"), negated=True)
_EVERYTHING = CharacterSet(negated=True)


class _PatternParser:
    """Recursive descent over one pattern; jumps in code are relative until the whole is put together."""

    def __init__(self, pattern: str, dot_all: bool) -> None:
        self.pattern = pattern
        self.position = 0
        self.groups = 0
        self.looks_back = False
        self._closed: set[int] = set()
        self._dot = _EVERYTHING if dot_all else _NEWLINES

    def _peek(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def _take(self) -> str:
        sign = self._peek()
        if not sign:
            raise PatternError("pattern ends too early")
        self.position += 1
        return sign

    def _skip(self, sign: str) -> bool:
        if self.pattern.startswith(sign, self.position):
            self.position += len(sign)
            return True
        return False

    def alternatives(self, depth: int) -> Code:
        """Branches separated by `|`."""
        if depth > MAX_GROUP_DEPTH:
            raise PatternError("groups too deep")
        branches = [self._branch(depth)]
        while self._skip("|"):
            branches.append(self._branch(depth))
        code = branches.pop()
        for branch in reversed(branches):
            code = [Instruction("split", 1, len(branch) + 2), *branch, Instruction("jump", len(code) + 1), *code]
        return _limited(code)

    def _branch(self, depth: int) -> Code:
        code: Code = []
        while self._peek() and self._peek() not in "|)":
            code += self._quantified(self._atom(depth))
            _limited(code)
        return code

    def _atom(self, depth: int) -> Code:
        sign = self._take()
        if sign == "(":
            return self._group(depth)
        if sign == "[":
            return [Instruction("set", characters=self._set(0))]
        if sign == "\\":
            return [self._escape()]
        if sign == ".":
            return [Instruction("set", characters=self._dot)]
        if sign in "^$":
            return [Instruction("start" if sign == "^" else "end")]
        if sign in "?*+{}]":
            raise PatternError(f"misplaced {sign}")
        return [_one(sign)]

    def _group(self, depth: int) -> Code:
        number = None
        if self._skip("?"):
            if not self._skip(":"):
                raise PatternError("unknown kind of group")
        else:
            self.groups += 1
            number = self.groups
            if number > MAX_GROUPS:
                raise PatternError("too many groups")
        code = self.alternatives(depth + 1)
        if not self._skip(")"):
            raise PatternError("missing )")
        if number is None:
            return code
        self._closed.add(number)
        return [Instruction("save", number * 2), *code, Instruction("save", number * 2 + 1)]

    def _escape(self) -> Instruction:
        sign = self._take()
        if sign.isdigit():
            return self._back_reference(sign)
        accepts = self._class_escape(sign)
        if accepts is not None:
            return Instruction("set", characters=CharacterSet(classes=(accepts,)))
        if sign not in _SINGLE_ESCAPES:
            raise PatternError(f"unknown escape {sign}")
        return _one(_SINGLE_ESCAPES[sign])

    def _class_escape(self, sign: str) -> Accepts | None:
        if sign not in "pP":
            return ESCAPED_CLASSES.get(sign)
        end = self.pattern.find("}", self.position)
        if not self._skip("{") or end < 0:
            raise PatternError("category without braces")
        name = self.pattern[self.position : end]
        self.position = end + 1
        accepts = category(name) if sign == "p" else negated_category(name)
        if accepts is None:
            raise PatternError(f"unknown category {name}")
        return accepts

    def _back_reference(self, sign: str) -> Instruction:
        number = int(sign)
        while self._peek().isdigit() and number * 10 + int(self._peek()) <= self.groups:
            number = number * 10 + int(self._take())
        if number not in self._closed:
            raise PatternError("reference to a group that is not there")
        self.looks_back = True
        return Instruction("back", number)

    def _set(self, depth: int) -> CharacterSet:
        if depth > MAX_GROUP_DEPTH:
            raise PatternError("subtractions too deep")
        negated = self._skip("^")
        singles: set[str] = set()
        ranges: list[tuple[int, int]] = []
        classes: list[Accepts] = []
        less = None
        while not self._skip("]"):
            if less is not None:
                raise PatternError("subtraction must come last")
            if self._skip("-["):
                less = self._set(depth + 1)
                continue
            is_first = not (singles or ranges or classes)
            self._set_member(singles, ranges, classes, is_first=is_first)
        if not (singles or ranges or classes):
            raise PatternError("empty set")
        return CharacterSet(frozenset(singles), tuple(ranges), tuple(classes), negated, less)

    def _set_member(
        self, singles: set[str], ranges: list[tuple[int, int]], classes: list[Accepts], *, is_first: bool
    ) -> None:
        sign = self._take()
        if sign == "[":
            raise PatternError("bracket inside a set")
        if sign == "-" and not is_first and self._peek() != "]" and not self.pattern.startswith("-[", self.position):
            raise PatternError("a hyphen must stand first or last in a set")
        if sign == "\\":
            escaped = self._take()
            accepts = self._class_escape(escaped)
            if accepts is not None:
                classes.append(accepts)
                return
            if escaped not in _SINGLE_ESCAPES:
                raise PatternError(f"unknown escape {escaped}")
            sign = _SINGLE_ESCAPES[escaped]
        following = self.pattern[self.position : self.position + 2]
        if following[:1] == "-" and following[1:] not in ("", "]", "["):
            self.position += 1
            ranges.append(self._range(sign))
        else:
            singles.add(sign)

    def _range(self, low: str) -> tuple[int, int]:
        high = self._take()
        if high == "\\":
            high = _SINGLE_ESCAPES.get(self._take(), "")
        if not high or ord(high) < ord(low):
            raise PatternError("range upside down")
        return ord(low), ord(high)

    def _quantified(self, atom: Code) -> Code:
        least, most = 1, 1
        sign = self._peek()
        if not sign or sign not in "?*+{":
            return atom
        self.position += 1
        if sign == "{":
            least, most = self._counts()
        else:
            least, most = {"?": (0, 1), "*": (0, -1), "+": (1, -1)}[sign]
        return _repeated(atom, least, most, lazy=self._skip("?"))

    def _counts(self) -> tuple[int, int]:
        end = self.pattern.find("}", self.position)
        low, comma, high = self.pattern[self.position : max(end, self.position)].partition(",")
        if end < 0 or not _is_count(low) or (high and not _is_count(high)):
            raise PatternError("bad quantifier")
        self.position = end + 1
        least = int(low)
        most = int(high) if high else -1 if comma else least
        if 0 <= most < least:
            raise PatternError("quantifier upside down")
        return least, most


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _repeated(atom: Code, least: int, most: int, *, lazy: bool) -> Code:
    """`atom` at least and at most so many times; `most` of -1 has no limit."""
    if len(atom) * max(least, most, 1) > MAX_PROGRAM_LENGTH:
        raise PatternError("pattern too large")
    code = atom * least
    if most < 0:
        size = len(atom)
        return [*code, _split(1, size + 2, lazy), *atom, Instruction("jump", -size - 1)]
    for left in range(most - least, 0, -1):
        code += [_split(1, (len(atom) + 1) * left, lazy), *atom]
    return _limited(code)


def _split(preferred: int, other: int, lazy: bool) -> Instruction:
    return Instruction("split", other, preferred) if lazy else Instruction("split", preferred, other)


def _limited(code: Code) -> Code:
    if len(code) > MAX_PROGRAM_LENGTH:
        raise PatternError("pattern too large")
    return code

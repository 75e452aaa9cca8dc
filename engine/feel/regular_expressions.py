"""Matching of XPath patterns in linear time: all possibilities advance together, one character at a time.

Patterns that look back at a group (`(a)\\1`) cannot be matched so; they are tried one after the other, and every try
is charged to the evaluation's budget, as is every step of the others.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.feel.character_classes import case_variants
from engine.feel.pattern_syntax import Instruction, PatternError, Program, parse_pattern

Charge = Callable[[int], None]
_Slots = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A match: where the whole and each group start and end, -1 for groups that took no part."""

    slots: tuple[int, ...]

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.slots[0]

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.slots[1]

    @property
    def groups(self) -> int:
        """Number of groups of the pattern."""
        return len(self.slots) // 2 - 1

    def group(self, number: int, text: str) -> str:
        """The text of a group, empty if it took no part."""
        start, end = self.slots[number * 2], self.slots[number * 2 + 1]
        return text[start:end] if start >= 0 <= end else ""


@dataclass(frozen=True, slots=True)
class Regex:
    """A compiled pattern."""

    program: Program
    ignore_case: bool
    multi_line: bool

    def search(self, text: str, start: int, charge: Charge) -> Found | None:
        """The first match at or after `start`."""
        if self.program.looks_back:
            return self._search_backtracking(text, start, charge)
        return self._search_linear(text, start, charge)

    def find_all(self, text: str, charge: Charge) -> Iterator[Found]:
        """All matches from left to right that do not overlap."""
        position = 0
        while position <= len(text):
            found = self.search(text, position, charge)
            if found is None:
                return
            yield found
            position = found.end if found.end > found.start else found.end + 1

    def _search_linear(self, text: str, start: int, charge: Charge) -> Found | None:
        best: _Slots | None = None
        threads: list[tuple[int, _Slots]] = []
        nothing = (-1,) * (self.program.groups * 2 + 2)
        for position in range(start, len(text) + 1):
            if best is None:
                threads.append((0, (position, *nothing[1:])))
            reached = self._closure(threads, text, position, charge)
            threads = []
            for place, slots in reached:
                instruction = self.program.instructions[place]
                if instruction.kind == "match":
                    best = (slots[0], position, *slots[2:])
                    break
                if position < len(text) and self._accepts(instruction, text[position]):
                    threads.append((place + 1, slots))
            charge(1 + len(reached) // 4)
            if best is not None and not threads:
                break
        return None if best is None else Found(best)

    def _closure(
        self, threads: list[tuple[int, _Slots]], text: str, position: int, charge: Charge
    ) -> list[tuple[int, _Slots]]:
        """Follow everything that needs no character, in order of preference; each place is reached once."""
        seen: set[int] = set()
        reached: list[tuple[int, _Slots]] = []
        pending = list(reversed(threads))
        while pending:
            place, slots = pending.pop()
            if place in seen:
                continue
            seen.add(place)
            instruction = self.program.instructions[place]
            if instruction.kind in ("set", "match"):
                reached.append((place, slots))
            else:
                pending.extend(reversed(self._next(instruction, place, slots, text, position)))
        charge(len(seen) // 4)
        return reached

    def _next(
        self, instruction: Instruction, place: int, slots: _Slots, text: str, position: int
    ) -> list[tuple[int, _Slots]]:
        match instruction.kind:
            case "jump":
                return [(place + instruction.first, slots)]
            case "split":
                return [(place + instruction.first, slots), (place + instruction.second, slots)]
            case "save":
                number = instruction.first
                return [(place + 1, (*slots[:number], position, *slots[number + 1 :]))]
            case "start":
                return [(place + 1, slots)] if self._at_start(text, position) else []
            case _:
                return [(place + 1, slots)] if self._at_end(text, position) else []

    def _at_start(self, text: str, position: int) -> bool:
        return position == 0 or (self.multi_line and text[position - 1] == "\n" and position < len(text))

    def _at_end(self, text: str, position: int) -> bool:
        return position == len(text) or (self.multi_line and text[position] == "\n")

    def _accepts(self, instruction: Instruction, character: str) -> bool:
        characters = instruction.characters
        if characters is None:
            return False
        return characters.accepts(character, case_variants(character) if self.ignore_case else character)

    def _search_backtracking(self, text: str, start: int, charge: Charge) -> Found | None:
        nothing = (-1,) * (self.program.groups * 2 + 2)
        for first in range(start, len(text) + 1):
            found = self._try_at(first, (first, *nothing[1:]), text, charge)
            if found is not None:
                return found
        return None

    def _try_at(self, start: int, slots: _Slots, text: str, charge: Charge) -> Found | None:
        pending = [(0, start, slots)]
        while pending:
            charge(1)
            place, position, slots = pending.pop()
            instruction = self.program.instructions[place]
            if instruction.kind == "match":
                return Found((slots[0], position, *slots[2:]))
            if instruction.kind == "back":
                length = self._repeats(Found(slots).group(instruction.first, text), text, position)
                if length is not None:
                    pending.append((place + 1, position + length, slots))
            elif instruction.kind == "set":
                if position < len(text) and self._accepts(instruction, text[position]):
                    pending.append((place + 1, position + 1, slots))
            else:
                following = self._next(instruction, place, slots, text, position)
                pending.extend((next_place, position, new) for next_place, new in reversed(following))
        return None

    def _repeats(self, group: str, text: str, position: int) -> int | None:
        """The length of the group's text if it stands here again."""
        here = text[position : position + len(group)]
        if here == group:
            return len(group)
        if self.ignore_case and len(here) == len(group):
            same = all(case_variants(one) & case_variants(other) for one, other in zip(here, group, strict=True))
            return len(group) if same else None
        return None


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, flags: str) -> Regex:
    """A pattern with XPath flags: s (dot matches line ends), m (lines), i (case), x (ignore blanks), q (literal)."""
    if not set(flags) <= set("smixq"):
        raise PatternError("unknown flag")
    program = parse_pattern(pattern, dot_all="s" in flags, ignore_blanks="x" in flags, literal="q" in flags)
    return Regex(program, ignore_case="i" in flags, multi_line="m" in flags)


def expand(replacement: str, found: Found, text: str, *, literal: bool) -> str:
    """The replacement with `$1` and `\\$` resolved; raises PatternError for other uses of `$` and `\\`."""
    if literal:
        return replacement
    parts, position = [], 0
    while position < len(replacement):
        sign, following = replacement[position], replacement[position + 1 : position + 2]
        position += 1
        if sign == "\\":
            if following not in ("\\", "$"):
                raise PatternError("bad escape in replacement")
            parts.append(following)
            position += 1
        elif sign == "$":
            number, position = _group_number(replacement, position, found.groups)
            parts.append(found.group(number, text) if number <= found.groups else "")
        else:
            parts.append(sign)
    return "".join(parts)


def _group_number(replacement: str, position: int, groups: int) -> tuple[int, int]:
    if not replacement[position : position + 1].isdigit():
        raise PatternError("$ without a number in replacement")
    number = int(replacement[position])
    position += 1
    while replacement[position : position + 1].isdigit() and number * 10 + int(replacement[position]) <= groups:
        number = number * 10 + int(replacement[position])
        position += 1
    return number, position

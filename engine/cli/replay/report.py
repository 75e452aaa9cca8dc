"""Shows what came of a replay: a line per case and a table of differences for people, all of it for programs."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from engine.cli.replay.differences import Difference
from engine.cli.replay.playing import Played
from engine.cli.replay.typical_cases import TypicalCase

EQUAL: Final = "一致"
DIFFERENT: Final = "不一致"
HEADINGS: Final = ("位置", "应为", "实际")
WIDEST_CELL: Final = 60


@dataclass(frozen=True, slots=True)
class Result:
    """One case, how it was played, and what its comparison found."""

    case: TypicalCase
    played: Played
    found: tuple[Difference, ...]

    @property
    def differences(self) -> list[Difference]:
        """What is not as expected."""
        return [one for one in self.found if not one.is_unread]

    @property
    def unread(self) -> list[Difference]:
        """What nobody knows how to compare."""
        return [one for one in self.found if one.is_unread]

    @property
    def is_equal(self) -> bool:
        """Whether everything that can be compared was as expected."""
        return not self.differences


def lines_of(result: Result) -> Iterator[str]:
    """A line for the case and, where it differs or was not compared to the last part, a table."""
    word = EQUAL if result.is_equal else f"{DIFFERENT}（{len(result.differences)} 处）"
    word += f"（{len(result.unread)} 处未比对）" if result.unread else ""
    yield f"{result.case.case_id:<8}{word}  {result.case.title}"
    if result.found:
        shown = (*result.differences, *result.unread)
        yield from _table([HEADINGS, *((one.place, one.expected, one.actual) for one in shown)])


def summary_of(results: Sequence[Result]) -> str:
    """How many cases were equal and how many were not."""
    equal = sum(result.is_equal for result in results)
    return f"共 {len(results)} 个个案：{equal} 个{EQUAL}，{len(results) - equal} 个{DIFFERENT}"


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """The whole result for programs."""
    return {
        "equal": sum(result.is_equal for result in results),
        "different": sum(not result.is_equal for result in results),
        "cases": [_case_as_json(result) for result in results],
    }


def _case_as_json(result: Result) -> dict[str, Any]:
    failure = result.played.failure
    return {
        "id": result.case.case_id,
        "title": result.case.title,
        "equal": result.is_equal,
        "played_to_the_end": failure is None,
        "failure": None if failure is None else asdict(failure),
        "seconds": round(result.played.seconds, 3),
        "differences": [_as_json(one) for one in result.differences],
        "not_compared": [_as_json(one) for one in result.unread],
    }


def _as_json(one: Difference) -> dict[str, str]:
    return {"place": one.place, "expected": one.expected, "actual": one.actual}


def _table(rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    cut = [tuple(_cut(cell) for cell in row) for row in rows]
    widths = [max(_width(row[column]) for row in cut) for column in range(len(HEADINGS))]
    for row in cut:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield f"        {'  '.join(cells).rstrip()}"


def _cut(text: str) -> str:
    """`text` in one line, shortened to `WIDEST_CELL` columns."""
    shown, room = "", WIDEST_CELL - 1
    for character in " ".join(text.split()):
        room -= _width(character)
        if room < 0:
            return f"{shown}…"
        shown += character
    return shown


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)

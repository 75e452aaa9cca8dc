"""Which rows of a table can match together, and which inputs no row matches."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Final

from engine.bpmn.dmn.analysis.columns import Column, Stretch, bits, union

MAX_STEPS: Final = 200_000
"""Combinations of stretches that one search looks at."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rows, by number, and an input for each column that tests something on which both match."""

    first: int
    second: int
    example: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Inputs that no row matches, each as words for the columns that test something.

    `is_complete` is false where the search was given up, or where cells that are no comparisons may leave more gaps.
    """

    examples: tuple[tuple[str, ...], ...]
    is_complete: bool


def overlaps(columns: Sequence[Column], rows: int) -> Iterator[Overlap]:
    """The pairs of rows that surely match together for some input, in row order; columns count as independent."""
    for first in range(rows):
        for second in bits(_surely_together(columns, first, rows) >> (first + 1)):
            other = first + 1 + second
            example = tuple(part for column in columns for part in _example(column, first, other))
            yield Overlap(first + 1, other + 1, example)


def unclear_overlaps(columns: Sequence[Column], rows: int) -> Iterator[tuple[int, int]]:
    """The pairs of row numbers of which cells that are no comparisons hide whether they match together."""
    for first in range(rows):
        unclear = _perhaps_together(columns, first, rows) & ~_surely_together(columns, first, rows)
        for second in bits(unclear >> (first + 1)):
            yield first + 1, first + second + 2


def gaps(columns: Sequence[Column], rows: int, most: int = 20) -> Gaps:
    """The inputs that certainly no row matches, at most `most` examples; cells that depend on a case are trusted."""
    everything = (1 << rows) - 1
    perhaps, is_searched = _uncovered(columns, everything, most, lambda one: one.perhaps)
    if is_searched and not all(column.is_worked_out for column in columns):
        surely, _ = _uncovered(columns, everything, len(perhaps) + 1, lambda one: one.surely)
        is_searched = set(surely) <= set(perhaps)
    return Gaps(tuple(perhaps), is_searched)


def _uncovered(
    columns: Sequence[Column], everything: int, most: int, rows_at: Callable[[Stretch], int]
) -> tuple[list[tuple[str, ...]], bool]:
    """Examples of expected inputs on which no row is left, and whether the search came to its end."""
    found: list[tuple[str, ...]] = []
    seen: set[tuple[int, int]] = set()
    pending: list[tuple[int, int, tuple[str, ...]]] = [(0, everything, ())]
    steps = 0
    while pending and len(found) < most:
        depth, left, path = pending.pop()
        if not left:
            found.append(path)
            continue
        if depth == len(columns) or (depth, left) in seen:
            continue
        seen.add((depth, left))
        column = columns[depth]
        steps += len(column.stretches)
        if steps > MAX_STEPS:
            return found, False
        pending.extend(
            (depth + 1, left & rows_at(one), (*path, *column.shown(one.sample))) for one in reversed(column.expected)
        )
    return found, True


def _surely_together(columns: Sequence[Column], row: int, rows: int) -> int:
    """The rows, as bits, that surely match together with `row` in every column."""
    everything = (1 << rows) - 1
    masks = (union(one.surely for one in column.stretches if one.surely >> row & 1) for column in columns)
    return reduce(and_, masks, everything)


def _perhaps_together(columns: Sequence[Column], row: int, rows: int) -> int:
    """The rows, as bits, of which it is not excluded that they match together with `row`."""
    everything = (1 << rows) - 1
    masks = (union(one.perhaps for one in column.stretches if one.perhaps >> row & 1) for column in columns)
    return reduce(and_, masks, everything)


def _example(column: Column, first: int, second: int) -> tuple[str, ...]:
    both = [one.sample for one in column.stretches if one.surely >> first & one.surely >> second & 1]
    return column.shown(max(both, key=lambda sample: (sample.value is not None, sample.is_mentioned)))

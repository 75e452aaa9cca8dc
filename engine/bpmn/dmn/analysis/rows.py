"""Rows that never answer, rows whose dates have passed, and outputs that never come."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.bpmn.dmn.analysis.cells import answers, constant_of, constants_in, is_comparison
from engine.bpmn.dmn.analysis.columns import Column, bits, union
from engine.bpmn.dmn.hit_policies import HitPolicy, policy_of
from engine.bpmn.dmn.model import Cell, OutputColumn, Table
from engine.feel import FeelError, compile_expression
from engine.feel.temporal import Date, DateTime

MAX_STEPS: Final = 200_000
"""Combinations of stretches that are looked at for all rows of a table; rows after that count as living."""


class Reason(StrEnum):
    """Why a row never answers."""

    NO_INPUT = "no_input"
    SHADOWED = "shadowed"


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A row, by number, that never answers; `because_of` are the numbers of the rows that answer in its place."""

    number: int
    reason: Reason
    because_of: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LostOutput:
    """A value that an output lists but no row gives."""

    column: OutputColumn
    text: str


def dead_rows(table: Table, columns: Sequence[Column]) -> Iterator[DeadRow]:
    """The rows that surely never answer: no input matches them, or others answer for all of theirs."""
    steps = [MAX_STEPS]
    ranks = [_ranks(table, row.outputs) for row in table.rows]
    for row in range(len(table.rows)):
        if not all(union(one.perhaps for one in column.stretches) >> row & 1 for column in columns):
            yield DeadRow(row + 1, Reason.NO_INPUT)
            continue
        before = _answering_before(policy_of(table.hit_policy), ranks, row)
        covering = _covering(columns, row, before, steps) if before else None
        if covering:
            yield DeadRow(row + 1, Reason.SHADOWED, tuple(one + 1 for one in bits(covering)))


def _answering_before(policy: HitPolicy | None, ranks: Sequence[list[int] | None], row: int) -> int:
    """The rows, as bits, that answer instead of this one wherever both match."""
    match policy:
        case HitPolicy.FIRST:
            return (1 << row) - 1
        case HitPolicy.PRIORITY:
            own = ranks[row]
            return sum(
                1 << other
                for other, rank in enumerate(ranks)
                if other != row and rank is not None and own is not None and (rank, other) < (own, row)
            )
    return 0


def _ranks(table: Table, outputs: Sequence[Cell]) -> list[int] | None:
    """The places of constant outputs in the lists of values; None where one is not constant."""
    ranks = []
    for column, cell in zip(table.outputs, outputs, strict=False):
        listed = _listed(column)
        value = constant_of(cell.text) if cell.text and column.allowed else None
        if column.allowed and (value is None or listed is None):
            return None
        known = listed or []
        ranks.append(known.index(value.value) if value is not None and value.value in known else len(known))
    return ranks


def _listed(column: OutputColumn) -> list[object] | None:
    """The values an output lists, where they are plain constants."""
    try:
        expression = compile_expression(f"[{column.allowed}]")
        value = expression.evaluate({}) if expression.constant else None
    except FeelError:
        return None
    return value if isinstance(value, list) else None


def _covering(columns: Sequence[Column], row: int, before: int, steps: list[int]) -> int | None:
    """The rows of `before` that match on all inputs of `row`; None where they do not, or the search was given up."""
    used = 0
    seen: set[tuple[int, int]] = set()
    pending = [(0, before)]
    while pending:
        depth, left = pending.pop()
        if not left:
            return None
        if depth == len(columns):
            used |= left & -left
            continue
        steps[0] -= len(columns[depth].stretches)
        if steps[0] < 0:
            return None
        for one in columns[depth].stretches:
            step = (depth + 1, left & one.surely)
            if one.perhaps >> row & 1 and step not in seen:
                seen.add(step)
                pending.append(step)
    return used


def expired_rows(table: Table, today: Date) -> Iterator[tuple[int, str]]:
    """The rows, by number, with a cell that only dates before `today` match, and that cell."""
    for row in table.rows:
        for cell in row.inputs:
            if _is_over(cell.text, today):
                yield row.number, cell.text
                break


def _is_over(text: str, today: Date) -> bool:
    """Whether a cell compares with dates and matches none from today on."""
    if not is_comparison(text):
        return False
    constants = [one.value for one in constants_in([text])]
    days = [value.date if isinstance(value, DateTime) else value for value in constants]
    dates = [day for day in days if isinstance(day, Date)]
    if not dates or len(dates) < len(constants):
        return False
    start = today.ordinal
    later = {start, *(one.ordinal + step for one in dates for step in (-1, 0, 1) if one.ordinal + step >= start)}
    values = [_like(constants[0], Date.from_ordinal(day)) for day in later]
    return all(answer is False for answer in answers(text, values))


def _like(constant: object, day: Date) -> object:
    """The day as the kind of value that a constant is; a date-time stands for its last moment."""
    if not isinstance(constant, DateTime):
        return day
    return DateTime(day, constant.time)


def lost_outputs(table: Table, dead: Mapping[int, DeadRow]) -> Iterator[LostOutput]:
    """The listed output values that no living row gives; nothing where some output cell is no constant."""
    for number, column in enumerate(table.outputs):
        listed = _listed(column) if column.allowed and is_comparison(column.allowed) else None
        living = [row for row in table.rows if row.number not in dead and len(row.outputs) > number]
        texts = [row.outputs[number].text for row in living] + ([column.default] if column.default else [])
        given = [constant_of(text) for text in texts if text]
        if listed is None or any(one is None for one in given):
            continue
        values = [one.value for one in given if one is not None]
        for text, value in zip((one.text for one in constants_in([column.allowed])), listed, strict=False):
            if not any(value == other and type(value) is type(other) for other in values):
                yield LostOutput(column, text)

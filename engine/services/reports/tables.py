"""A report as tables that a screen, a workbook and a program read alike; the kinds of columns say what values mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

Value = str | int | None
Line = Mapping[str, Value]
HIDDEN: Final = "***"
"""In the place of a figure that could tell who is meant."""


class ColumnKind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    DATE = "date"
    """An ISO date in Asia/Shanghai."""
    COUNT = "count"
    MONEY = "money"
    """Whole fen."""
    SHARE = "share"
    """Thousandths; nothing where there was nothing to divide by."""
    SPAN = "span"
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the name of its values, its Chinese title, and how wide it is in a workbook (in digits)."""

    name: str
    title: str
    kind: ColumnKind = ColumnKind.COUNT
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under titles; `totals` stand below them and are no sum where a case belongs to several lines."""

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: Sequence[Line]
    totals: Line | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was asked, and the tables that answer it."""

    name: str
    title: str
    since: date
    until: date
    place: str
    """The name of the unit it speaks of."""
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    """How the figures are counted, for those who read them."""
    made_at: datetime
    group_by: str | None = None
    division: str | None = None


def share(part: int, whole: int) -> int | None:
    """`part` of `whole` in thousandths, half up."""
    return (2000 * part + whole) // (2 * whole) if whole else None

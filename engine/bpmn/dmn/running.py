"""One evaluation of a model: mode and budget of FEEL, and a record of the tables and decisions passed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from engine.feel import Budget
from engine.feel.scopes import Run

MODEL_BUDGET: Final = Budget(steps=200_000, exponent=10_000)
"""What all expressions of one question may use together; instalments over 30 years are powers of 360."""

MAX_RECORDS: Final = 200
"""How many tables and decisions of one question are recorded; functions may ask a table a thousand times."""

Functions = Mapping[str, Callable[..., object]]


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A rule that fitted; `number` counts from 1 as people read the table, `annotations` are its basis."""

    number: int
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What a decision or table was asked and what it answered, in FEEL values.

    `inputs` are the values of a table's input columns by their expression, or of a decision's requirements by name.
    """

    owner_id: str
    inputs: Mapping[str, object]
    matched: tuple[MatchedRule, ...]
    result: object


class ModelRun(Run):
    """A run of FEEL that keeps records; `strict` refuses what DMN lets pass as null."""

    __slots__ = ("records",)

    def __init__(self, functions: Functions, *, strict: bool) -> None:
        super().__init__(functions, strict, MODEL_BUDGET)
        self.records: list[Record] = []


def keep_record(run: Run, record: Record) -> None:
    """Remember what was answered if somebody wants to know; when it gets too much the newest takes the last place."""
    if isinstance(run, ModelRun):
        del run.records[MAX_RECORDS - 1 :]
        run.records.append(record)

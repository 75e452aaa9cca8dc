"""What a table answers when some of its rows match: the hit policies of DMN 1.5, 8.2.8."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from engine.feel import BUILT_IN
from engine.feel.comparisons import contains, equal
from engine.feel.scopes import Run


class HitPolicy(StrEnum):
    """How many rows may match, and which of them answer."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


AGGREGATIONS: Final = frozenset({"SUM", "MIN", "MAX", "COUNT"})
SINGLE_HIT: Final = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY})
BY_PRIORITY: Final = frozenset({HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER})


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that matches, by its number from 1, and its outputs in the order of the columns."""

    number: int
    outputs: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The rows that answer, in the order in which they do; `is_refused` where the policy is broken."""

    hits: tuple[Hit, ...]
    is_refused: bool = False


def policy_of(text: str) -> HitPolicy | None:
    """The policy of this name; None where DMN has none."""
    return HitPolicy(text) if text in HitPolicy.__members__.values() else None


def chosen(policy: HitPolicy, hits: Sequence[Hit], priorities: Sequence[object], run: Run) -> Choice:
    """Which of the matching rows answer; `priorities` holds for each output its values, the first of most weight."""
    return _CHOICES[policy](tuple(hits), priorities, run)


def _unique(hits: tuple[Hit, ...], _priorities: Sequence[object], _run: Run) -> Choice:
    return Choice(hits, is_refused=len(hits) > 1)


def _any(hits: tuple[Hit, ...], _priorities: Sequence[object], run: Run) -> Choice:
    return Choice(hits, is_refused=not all(_same(hit, hits[0], run) for hit in hits))


def _same(one: Hit, other: Hit, run: Run) -> bool:
    return all(equal(mine, theirs, run) is True for mine, theirs in zip(one.outputs, other.outputs, strict=True))


def _first(hits: tuple[Hit, ...], _priorities: Sequence[object], _run: Run) -> Choice:
    return Choice(hits[:1])


def _priority(hits: tuple[Hit, ...], priorities: Sequence[object], run: Run) -> Choice:
    return Choice(_by_priority(hits, priorities, run)[:1])


def _output_order(hits: tuple[Hit, ...], priorities: Sequence[object], run: Run) -> Choice:
    return Choice(_by_priority(hits, priorities, run))


def _all(hits: tuple[Hit, ...], _priorities: Sequence[object], _run: Run) -> Choice:
    return Choice(hits)


def _by_priority(hits: tuple[Hit, ...], priorities: Sequence[object], run: Run) -> tuple[Hit, ...]:
    """Rows by the place of their outputs in the lists of values; the first output weighs most, ties keep order."""

    def rank(hit: Hit) -> list[int]:
        return [_rank(value, values, run) for value, values in zip(hit.outputs, priorities, strict=True)]

    return tuple(sorted(hits, key=rank))


def _rank(value: object, values: object, run: Run) -> int:
    listed = values if isinstance(values, list) else []
    places = (place for place, expected in enumerate(listed) if contains(value, expected, run) is True)
    return next(places, len(listed))


_CHOICES: Final[Mapping[HitPolicy, Callable[[tuple[Hit, ...], Sequence[object], Run], Choice]]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.ANY: _any,
    HitPolicy.FIRST: _first,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.COLLECT: _all,
    HitPolicy.RULE_ORDER: _all,
    HitPolicy.OUTPUT_ORDER: _output_order,
}


def aggregated(aggregation: str, values: list[object], run: Run) -> object:
    """One value for the outputs of all matching rows; null where they cannot be put together."""
    if aggregation == "COUNT":
        return Decimal(len(values))
    return BUILT_IN[aggregation.lower()].invoke([values], run) if values else None

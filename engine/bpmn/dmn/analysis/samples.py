"""Sample values for a column: one for every stretch on which no comparison can change its answer, in order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from engine.bpmn.dmn.analysis.cells import Constant
from engine.feel.temporal import (
    NANOS_PER_DAY,
    UTC_ZONE,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    TemporalError,
    Time,
    Zone,
)
from engine.feel.values import written

OTHER_TEXT: Final = "（其他）"


@dataclass(frozen=True, slots=True)
class Sample:
    """A FEEL value and how to show it; `is_mentioned` where a cell names it."""

    value: object
    shown: str
    is_mentioned: bool = False


NULL: Final = Sample(None, "null")
_BOOLEANS: Final = (Sample(True, "true", is_mentioned=True), Sample(False, "false", is_mentioned=True))


def samples_for(constants: Sequence[Constant], *, are_booleans: bool = False, are_counts: bool = False) -> list[Sample]:
    """Null, every constant, and a value in every gap before, between and behind them, kind by kind in order."""
    values = [one.value for one in constants]
    samples = [Sample(None, "null", is_mentioned=None in values)]
    if are_booleans or any(isinstance(value, bool) for value in values):
        samples.extend(_BOOLEANS)
    samples.extend(_numbers({value for value in values if isinstance(value, Decimal)}, are_counts=are_counts))
    samples.extend(_texts([one for one in constants if isinstance(one.value, str)]))
    for kind in _KINDS:
        samples.extend(kind.samples([one for one in constants if kind.holds(one.value)]))
    return samples if len(samples) > 1 else [*samples, Sample(OTHER_TEXT, OTHER_TEXT)]


def _texts(constants: Iterable[Constant]) -> Iterator[Sample]:
    chosen = {one.value: one.text for one in constants}
    yield from (Sample(value, text, is_mentioned=True) for value, text in chosen.items())
    if chosen:
        yield Sample(OTHER_TEXT, OTHER_TEXT)


def _numbers(constants: set[Decimal], *, are_counts: bool) -> Iterator[Sample]:
    """The numbers, the middle of what lies between and a number at each end; of counts also the next whole numbers."""
    if not constants:
        return
    points = constants | {min(constants) - 1, max(constants) + 1}
    if are_counts:
        points |= {near for one in constants for near in (one - 1, one + 1)}
    points |= {(lower + upper) / 2 for lower, upper in pairwise(sorted(points))}
    for point in sorted(points):
        yield Sample(point, written(point), is_mentioned=point in constants)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of values in one order that have whole places: how to find the place of one and the value at a place."""

    holds: Callable[[object], bool]
    place: Callable[[object], int]
    at: Callable[[int], object]
    write: Callable[[str], str]

    def samples(self, constants: Sequence[Constant]) -> Iterator[Sample]:
        named = {self.place(one.value): one for one in constants}
        places = sorted(named)
        between = {low + (high - low) // 2 for low, high in pairwise(places) if high - low > 1}
        around = {near for place in places for near in (place - 1, place + 1)}
        for place in sorted({*places, *between, *around}):
            if place in named:
                yield Sample(named[place].value, named[place].text, is_mentioned=True)
            else:
                yield from self._sample(place)

    def _sample(self, place: int) -> Iterator[Sample]:
        try:
            value = self.at(place)
        except TemporalError:
            return
        yield Sample(value, self.write(written(value)))  # type: ignore[arg-type]  # every kind here is temporal


def _is_zoned(value: object, *, zoned: bool) -> bool:
    time = value.time if isinstance(value, DateTime) else value
    return isinstance(time, Time) and (time.zone is not None) is zoned


def _date_time_at(zone: Zone | None) -> Callable[[int], object]:
    def at(place: int) -> object:
        days, nanos = divmod(place, NANOS_PER_DAY)
        return DateTime(Date.from_ordinal(days), Time(nanos, zone))

    return at


def _time_at(zone: Zone | None) -> Callable[[int], object]:
    def at(place: int) -> object:
        if not 0 <= place < NANOS_PER_DAY:
            raise TemporalError("outside the day")
        return Time(place, zone)

    return at


def _place_of(value: object) -> int:
    match value:
        case Date():
            return value.ordinal
        case DateTime():
            return value.instant
        case Time():
            return value.utc_nanos
        case DaysDuration():
            return value.nanos
        case MonthsDuration():
            return value.months
    raise TypeError(type(value).__name__)


def _quoted(text: str) -> str:
    return f'@"{text}"'


def _kind(holds: Callable[[object], bool], at: Callable[[int], object]) -> _Kind:
    return _Kind(holds, _place_of, at, _quoted)


_KINDS: Final = (
    _kind(lambda value: isinstance(value, Date), Date.from_ordinal),
    _kind(lambda value: isinstance(value, DateTime) and _is_zoned(value, zoned=False), _date_time_at(None)),
    _kind(lambda value: isinstance(value, DateTime) and _is_zoned(value, zoned=True), _date_time_at(UTC_ZONE)),
    _kind(lambda value: isinstance(value, Time) and _is_zoned(value, zoned=False), _time_at(None)),
    _kind(lambda value: isinstance(value, Time) and _is_zoned(value, zoned=True), _time_at(UTC_ZONE)),
    _kind(lambda value: isinstance(value, DaysDuration), DaysDuration),
    _kind(lambda value: isinstance(value, MonthsDuration), MonthsDuration),
)

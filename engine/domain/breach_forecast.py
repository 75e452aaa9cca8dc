"""Which open duties will be breached: how long the rest took before, from the same element to the end of the duty.

Shares are thousandths, times natural seconds. Nothing is assumed about how times are spread: what happened before is
counted, leaving out those that had been done by the time an open duty has waited already.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

FEWEST: Final = 10
"""With fewer duties to compare with, nothing is said."""
MEDIAN, NINETIETH = 50, 90
BANDS: Final = (0, 100, 300, 500, 700, 900, 1001)
"""The bounds, in thousandths, between which forecasts are compared with what became of them."""
Place = tuple[str, str]
"""The key of a duty and the element at which its process stood."""


@dataclass(frozen=True, slots=True)
class PastDuty:
    """A duty that was done: how long it took from an element on, how long it had from there, and how it ended."""

    place: Place
    took_seconds: int
    had_seconds: int
    is_breached: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """How likely a breach is, how long the rest takes from the element on, and with how many it was compared."""

    risk: int
    median_seconds: int
    ninetieth_seconds: int
    compared_with: int


@dataclass(frozen=True, slots=True)
class Band:
    """What became of past duties for which a risk from `lower` to below `upper` would have been forecast."""

    lower: int
    upper: int
    number: int
    forecast: int
    breached: int


def times_by_place(past: Iterable[PastDuty]) -> Mapping[Place, Sequence[int]]:
    """How long the rest took from each place, in order."""
    found: dict[Place, list[int]] = {}
    for duty in past:
        found.setdefault(duty.place, []).append(duty.took_seconds)
    return {place: sorted(times) for place, times in found.items()}


def forecast(times: Sequence[int], waited_seconds: int, had_seconds: int) -> Forecast | None:
    """What to expect of a duty that has waited at its element for some time; `times` in order.

    Nothing where fewer than `FEWEST` took longer than that.
    """
    longer = times[bisect_right(times, waited_seconds) :]
    if len(longer) < FEWEST:
        return None
    late = len(longer) - bisect_right(longer, had_seconds)
    return Forecast(_thousandths(late, len(longer)), _at_rank(longer, MEDIAN), _at_rank(longer, NINETIETH), len(longer))


def calibration(past: Sequence[PastDuty]) -> tuple[Band, ...]:
    """Each past duty forecast from all the others when it reached its element, against what became of it."""
    by_place = times_by_place(past)
    judged = [
        (risk, duty.is_breached) for duty in past if (risk := _risk_without(by_place[duty.place], duty)) is not None
    ]
    bands = []
    for lower, upper in pairwise(BANDS):
        inside = [(risk, is_breached) for risk, is_breached in judged if lower <= risk < upper]
        if inside:
            number = len(inside)
            mean = (2 * sum(risk for risk, _ in inside) + number) // (2 * number)
            breached = _thousandths(sum(is_breached for _, is_breached in inside), number)
            bands.append(Band(lower, min(upper, 1000), number, mean, breached))
    return tuple(bands)


def _risk_without(times: Sequence[int], duty: PastDuty) -> int | None:
    others = len(times) - 1
    if others < FEWEST:
        return None
    late = len(times) - bisect_right(times, duty.had_seconds) - (duty.took_seconds > duty.had_seconds)
    return _thousandths(late, others)


def _at_rank(times: Sequence[int], percent: int) -> int:
    """The time whose rank is the percentage of their number, rounded up: always one that occurred."""
    return times[-(-len(times) * percent // 100) - 1]


def _thousandths(part: int, whole: int) -> int:
    return (2000 * part + whole) // (2 * whole)

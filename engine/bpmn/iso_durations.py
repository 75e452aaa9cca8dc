"""ISO 8601 durations and repetitions as timers write them, measured roughly in seconds."""

import re
from dataclasses import dataclass

_DURATION = re.compile(
    r"P(?=.)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?"
    r"(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d{1,9})?S)?)?\Z"
)
_SECONDS = (31_556_952, 2_629_746, 604_800, 86_400, 3_600, 60, 1)
_REPETITION = re.compile(r"R(\d{0,9})/(.+)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Repetition:
    """A repeating timer: how often (None without an end) and how many seconds lie between."""

    times: int | None
    seconds: int


def seconds_of(text: str) -> int | None:
    """The length of a duration such as `PT1H` in whole seconds, months and years by their mean; None if it is none."""
    match = _DURATION.match(text.strip())
    if match is None:
        return None
    return sum(int(part or 0) * unit for part, unit in zip(match.groups(), _SECONDS, strict=True))


def repetition_of(text: str) -> Repetition | None:
    """What `R3/PT1H` says; None for anything else, repetitions with a start date included."""
    match = _REPETITION.match(text.strip())
    seconds = seconds_of(match[2]) if match else None
    if match is None or seconds is None:
        return None
    return Repetition(int(match[1]) if match[1] else None, seconds)

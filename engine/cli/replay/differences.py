"""What differs between what a typical case expects and what was found, and how values are written side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from engine.domain.local_time import LOCAL_ZONE

NOTHING: Final = "—"
_FEN_PER_YUAN: Final = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as expected; `place` is where it stands in the case, `expected` and `actual` are texts.

    `is_unread` marks what nobody knows how to compare: people are shown it, and the case is no worse for it.
    """

    place: str
    expected: str
    actual: str
    is_unread: bool = False


def unread(place: str, expected: Any, why: str) -> Difference:
    """A part of the case that is shown to people because it could not be compared; `why` says what is not known."""
    return Difference(place, shown(expected), f"not compared: {why}", is_unread=True)


def unless_same(place: str, expected: Any, actual: Any) -> Iterator[Difference]:
    """A difference, unless both are equal and of the same kind (1 is not True, "1" is not 1)."""
    if expected != actual or isinstance(expected, bool) != isinstance(actual, bool):
        yield Difference(place, shown(expected), shown(actual))


def unless_same_moment(place: str, expected: Any, actual: datetime | None) -> Iterator[Difference]:
    """A difference, unless the text `expected` names the instant `actual`."""
    if expected is None and actual is None:
        return
    moment = moment_of(expected)
    if moment is None or moment != actual:
        yield Difference(place, shown(expected), shown(actual))


def unless_same_money(place: str, expected: Any, actual_fen: int | None) -> Iterator[Difference]:
    """A difference, unless the yuan in the text `expected` are `actual_fen`."""
    fen = fen_of(expected)
    if fen is None or fen != actual_fen:
        yield Difference(place, shown(expected), NOTHING if actual_fen is None else yuan(actual_fen))


def unknown_parts(place: str, given: Any, known: Any) -> Iterator[Difference]:
    """An unread part for each member of `given` that nobody knows how to compare: it is never passed over."""
    for name in given:
        if name not in known:
            yield unread(f"{place}.{name}", given[name], "nobody knows this part")


def missing_parts(place: str, given: Any, needed: Any) -> Iterator[Difference]:
    """An unread part for each needed member that `given` lacks: nothing is compared there."""
    for name in needed:
        if name not in given:
            yield unread(f"{place}.{name}", "a value to compare with", "missing in the file")


def moment_of(text: Any) -> datetime | None:
    """The aware time a text names, or nothing."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def fen_of(text: Any) -> int | None:
    """The fen in a text of yuan, or nothing."""
    if not isinstance(text, str):
        return None
    try:
        fen = Decimal(text) * _FEN_PER_YUAN
    except InvalidOperation:
        return None
    return int(fen) if fen == fen.to_integral_value() else None


def yuan(fen: int) -> str:
    """An amount as cases write it: whole yuan without decimals."""
    whole, rest = divmod(fen, _FEN_PER_YUAN)
    return f"{whole}.{rest:02}" if rest else str(whole)


def shown(value: Any) -> str:
    """A value as people read it; times in local time."""
    match value:
        case None:
            return NOTHING
        case datetime():
            return value.astimezone(LOCAL_ZONE).isoformat()
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return ", ".join(shown(entry) for entry in value) or NOTHING
        case _:
            return str(value)

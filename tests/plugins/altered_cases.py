"""Typical cases with one expected value altered, made from the data itself: nothing here is listed by hand.

Every leaf of `expected` is altered in turn: a truth is turned round, a number is moved by one, a time by one second, a
text is replaced by every other text that any case has at the same place, and by one that no case has. Every list gets
an entry more; lists that are complete (not "at least these") also lose entries and are put into another order.
"""

from __future__ import annotations

import copy
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

Path = tuple[str | int, ...]

INVENTED: Final = "nobody_has_this"
ONE_SECOND: Final = timedelta(seconds=1)

# Texts that ask for the same, so that one in place of the other is no difference.
AS_WAIVED: Final = re.compile(r"waived|n/a|optional_if_disputed|optional\(.*\)")
SAME_EVENTS: Final = ({"approved", "decided"}, {"notice_served", "recovery_notice_served"})
BEFORE_ANY_PAUSE: Final = "before any pause"
# Lists that say everything: an entry less or another order is wrong. The others say "at least these, in this order".
COMPLETE: Final = re.compile(
    r"policy_versions_active|expected\.(classification\.methods|breaches|escalation|escalation\[\]\.to)"
)
DERIVED: Final = re.compile(r"expected\.must_not_create(\[\]\.element_ids)?")
"""Follows from the checks, so that an entry less is noticed; its order means nothing."""


@dataclass(frozen=True)
class Alteration:
    """One case with one thing altered at `place`."""

    place: str
    what: str
    case: Mapping[str, Any]


def alterations_of(
    case: Mapping[str, Any], every_case: Sequence[Mapping[str, Any]], prose: Mapping[str, Mapping[str, str]]
) -> Iterator[Alteration]:
    """One alteration of each leaf and list of a case, of another kind from place to place, always the same.

    `prose` names the members, by part, that are only for readers.
    """
    vocabulary = _vocabulary(every_case)
    for path, value in _walk(_compared(case), ()):
        if _is_prose(path, prose):
            continue
        options = [
            (what, other)
            for what, other in _others(path, value, vocabulary)
            if not _asks_for_the_same(path, value, other, case)
        ]
        if options:
            what, other = options[zlib.crc32(placed(path).encode()) % len(options)]
            yield Alteration(placed(path), what, _with(case, path, other))


def _asks_for_the_same(path: Path, value: Any, other: Any, case: Mapping[str, Any]) -> bool:
    """Whether both words mean one thing: synonyms, and the pauses of a clock that is compared before any pause."""
    if path[-1] == "start_event":
        return any({value, other} <= words for words in SAME_EVENTS)
    if path[-1] == "rule" and isinstance(path[-2], int):
        entry = case["expected"]["deadlines"][path[-2]]
        is_initial = (entry["compare"], entry.get("note")) == ("initial", BEFORE_ANY_PAUSE)
        bare = [re.sub(" minus .*", "", text) for text in (value, other)]
        return is_initial and bare[0] == bare[1] and bare[0] in (value, other)
    return False


def placed(path: Path) -> str:
    """A path as differences write it: `expected.deadlines[0].due_at`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def general(path: Path) -> str:
    """A path without its numbers: `expected.deadlines[].due_at`."""
    return re.sub(r"\d+", "", placed(path))


def _compared(case: Mapping[str, Any]) -> dict[str, Any]:
    return {name: case[name] for name in ("expected", "policy_versions_active")}


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every list, mapping and leaf below `value`, with the way to it."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _walk(member, (*path, name))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _walk(entry, (*path, index))


def _vocabulary(cases: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Every text that some case has, by the place it stands at."""
    found: dict[str, dict[str, None]] = {}
    for case in cases:
        for path, value in _walk(_compared(case), ()):
            if isinstance(value, str):
                found.setdefault(general(path), {})[value] = None
    return {place: list(texts) for place, texts in found.items()}


def _is_prose(path: Path, prose: Mapping[str, Mapping[str, str]]) -> bool:
    return len(path) > 2 and path[-1] in prose.get(str(path[1]), {})


def _others(path: Path, value: Any, vocabulary: Mapping[str, list[str]]) -> Iterator[tuple[str, Any]]:
    match value:
        case bool():
            yield "turned round", not value
        case int():
            yield "one more", value + 1
            yield "one less", value - 1
        case None:
            yield "something", "decide_acceptance"
        case str():
            yield from _other_texts(path, value, vocabulary)
        case list():
            yield from _other_lists(path, value)
        case dict():
            yield "a member more", {**value, INVENTED: "x"}


def _other_texts(path: Path, text: str, vocabulary: Mapping[str, list[str]]) -> Iterator[tuple[str, Any]]:
    moment = _moment(text)
    if moment is not None:
        yield "one second later", (moment + ONE_SECOND).isoformat()
        yield "one second earlier", (moment - ONE_SECOND).isoformat()
        return
    if re.fullmatch(r"\d+", text):
        yield "one yuan more", str(int(text) + 1)
        yield "one fen less", f"{int(text) - 1}.99"
        return
    yield "invented", INVENTED
    if general(path) == "expected.must_not_happen[]":
        yield "turned round", "`decide_acceptance` reached before `record_payment`"
        yield "in other words", f"{text} today"
        return
    if path[-1] == "compare":  # initial and final are the same for a clock that was never paused
        return
    for other in vocabulary[general(path)]:
        if other != text and not (AS_WAIVED.fullmatch(other) and AS_WAIVED.fullmatch(text)):
            yield f"in place of {text}: {other}", other


def _other_lists(path: Path, entries: list[Any]) -> Iterator[tuple[str, Any]]:
    yield "an entry more", [*entries, _further(general(path), entries)]
    place = general(path)
    if COMPLETE.fullmatch(place) or DERIVED.fullmatch(place):
        for index in range(len(entries)):
            yield f"without entry {index}", entries[:index] + entries[index + 1 :]
    if COMPLETE.fullmatch(place) or place == "expected.path":
        for index in range(len(entries) - 1):
            one, other = entries[index : index + 2]
            if one != other:
                yield (
                    f"entries {index} and {index + 1} swapped",
                    [
                        *entries[:index],
                        other,
                        one,
                        *entries[index + 2 :],
                    ],
                )


def _further(place: str, entries: list[Any]) -> Any:
    """An entry that does not belong there."""
    match place:
        case "expected.must_not_happen":
            return "`accept_case` reached before `record_payment`"
        case "expected.must_not_create":
            return {"element_ids": ["pay_cash"], "before": None}
        case "expected.must_not_create[].element_ids":
            return "record_payment"
        case "expected.deadlines":
            return {**entries[0], "occurrence": 2}
        case _:
            return copy.deepcopy(entries[-1])


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _with(case: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy of `case` with `value` at `path`."""
    altered = copy.deepcopy(dict(case))
    target: Any = altered
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return altered

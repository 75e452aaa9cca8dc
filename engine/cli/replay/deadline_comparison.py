"""Compares the clocks of a case to the second: anchors, limits, pauses, due times, breaches, escalation."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any, Final

from engine.cli.replay.differences import (
    Difference,
    missing_parts,
    shown,
    unknown_parts,
    unless_same,
    unless_same_moment,
    unread,
)
from engine.cli.replay.observed import Alert, Clock, Observed
from engine.domain.deadline_marks import BREACH_LEVEL
from engine.domain.deadlines import Anchor

NEEDED: Final = ("name", "start_event", "start_at", "rule", "due_at", "key", "occurrence", "compare")
SELECTING: Final = ("key", "due_at")  # without these there is nothing to compare
COMPARED: Final = frozenset({*NEEDED, "instalment", "pauses", "source", "provisional"})
PAY_KEYS: Final = frozenset({"urgent.pay", "small_fast.pay"})  # one duty: policy reference, 4.1
ORDINALS: Final[Mapping[str, int]] = {"first": 1, "second": 2, "third": 3}
BEFORE_ANY_PAUSE: Final = "before any pause"
_RULE: Final = re.compile(
    r"(?P<amount>\d+)(?P<unit>WD|ND|H)(?P<roll> roll(?: to working day)?)?(?P<back> before due)?(?P<minus> minus .+)?"
)
_NAME: Final = re.compile(r"(?:(?P<ordinal>first|second|third)_|stage(?P<stage>\d+)\.)?(?P<tail>.+)")


@dataclass(frozen=True, slots=True)
class StartEvent:
    """What a word of `start_event` means: the anchors it may be, the time of the case it is, the element it is at."""

    anchors: frozenset[Anchor]
    moment: str | None = None
    elements: frozenset[str] = frozenset()


def _event(*anchors: Anchor, moment: str | None = None, elements: tuple[str, ...] = ()) -> StartEvent:
    return StartEvent(frozenset(anchors), moment, frozenset(elements))


AT_AN_ELEMENT: Final = frozenset({Anchor.REACHED, Anchor.SERVED_AT})
START_EVENTS: Final[Mapping[str, StartEvent]] = {
    "discovered": _event(Anchor.EARLIEST_KNOWN, Anchor.REACHED, moment="discovered_at", elements=("clue_received",)),
    "accepted": _event(Anchor.EARLIEST_KNOWN, Anchor.ACCEPTED_AT, moment="accepted_at"),
    "received": _event(Anchor.RECEIVED_AT, moment="received_at"),
    "emergency_relieved": _event(Anchor.EMERGENCY_RELIEVED_AT, moment="emergency_relieved_at"),
    "approved": _event(Anchor.DECIDED_AT, Anchor.REACHED, moment="decided_at"),
    "decided": _event(Anchor.DECIDED_AT, Anchor.REACHED, moment="decided_at"),
    "escalated": _event(Anchor.REACHED, elements=("conference_started",)),
    "recovery_notice_served": _event(Anchor.SERVED_AT, moment="served_at", elements=("book_receivable",)),
    "notice_served": _event(Anchor.SERVED_AT, moment="served_at"),
    "scheduled_pay": _event(Anchor.INSTALMENT_DUE),
    "referred": _event(Anchor.REACHED, elements=("answer_referral",)),
    "referral_accepted": _event(Anchor.REACHED, elements=("report_referral_result",)),
    "refused": _event(Anchor.REACHED, elements=("issue_refusal_notice",)),
    "publicity_posted": _event(Anchor.REACHED, elements=("await_objection",)),
    "second_publicity_posted": _event(Anchor.REACHED, elements=("await_objection",)),
    "objection": _event(Anchor.REACHED, elements=("register_objection",)),
}
POSTINGS: Final[Mapping[str, int]] = {"publicity_posted": 1, "second_publicity_posted": 2}
PAUSED_BY: Final[Mapping[str, frozenset[str]]] = {
    "supplement": frozenset({"await_supplement"}),
    "publicity": frozenset({"await_objection", "repost_notice"}),
    "recheck": frozenset({"call_recheck", "decide_objection", "reply_to_objector"}),
    "correction": frozenset({"correct_account"}),
}
SOURCES: Final[Mapping[str, str]] = {
    "source text clause 2d (fixed by policy)": "重庆市临时救助精准施策第二条",
    "assumption (configurable)": "本市暂定",
    "2026 Opinion of the ministries of civil affairs and finance (fixed by policy; effective date configurable)": (
        "关于进一步健全完善临时救助制度的意见"
    ),
    "Administrative Reconsideration Law art.20 (fixed)": "《行政复议法》第二十条",
}
"""What the basis of the limit's row must say for each source."""


def deadline_differences(
    place: str, expected: Sequence[Mapping[str, Any]], observed: Observed, narrative: Mapping[str, str]
) -> Iterator[Difference]:
    """Each expected clock against the clock that was started; `narrative` names the parts that are only for readers."""
    for number, entry in enumerate(expected):
        here = f"{place}[{number}]"
        yield from missing_parts(here, entry, NEEDED)
        yield from unknown_parts(here, entry, COMPARED | narrative.keys())
        if all(name in entry for name in SELECTING):
            yield from _entry_differences(here, {"occurrence": 1, "compare": "final", **entry}, observed)


def _entry_differences(place: str, entry: Mapping[str, Any], observed: Observed) -> Iterator[Difference]:
    found = _clock_of(place, entry, observed)
    if isinstance(found, Difference):
        yield found
        return
    yield from _name_differences(place, entry)
    if "start_at" in entry:
        yield from unless_same_moment(f"{place}.start_at", entry["start_at"], found.started_at)
    if "start_event" in entry:
        yield from _event_differences(f"{place}.start_event", entry, found, observed)
    if "rule" in entry:
        yield from _rule_differences(f"{place}.rule", entry, found)
    yield from _due_differences(place, entry, found)
    yield from _pause_differences(f"{place}.pauses", entry, found)
    if "source" in entry:
        yield from _source_differences(f"{place}.source", entry["source"], found)


def _source_differences(place: str, source: Any, clock: Clock) -> Iterator[Difference]:
    wanted = SOURCES.get(str(source))
    if wanted is None:
        yield unread(place, source, f"nobody knows this source; the limit rests on {clock.limit.basis}")
    elif wanted not in clock.limit.basis:
        yield Difference(place, shown(source), clock.limit.basis)


def _clock_of(place: str, entry: Mapping[str, Any], observed: Observed) -> Clock | Difference:
    """The `occurrence`-th clock with the key (and instalment) in the case and its linked processes."""
    started = [clock for clock in observed.clocks if clock.key == entry["key"]]
    if not started:
        return Difference(f"{place}.key", shown(entry["key"]), "no such clock was started")
    if "instalment" in entry:
        started = [clock for clock in started if clock.instalment == entry["instalment"]]
        if not started:
            return Difference(f"{place}.instalment", shown(entry["instalment"]), "no such clock was started")
    occurrence = entry["occurrence"]
    if not isinstance(occurrence, int) or isinstance(occurrence, bool) or not 1 <= occurrence <= len(started):
        return Difference(f"{place}.occurrence", shown(occurrence), f"{len(started)} of this key")
    return started[occurrence - 1]


def _name_differences(place: str, entry: Mapping[str, Any]) -> Iterator[Difference]:
    """A name is the key, said with its occurrence (`second_publicity_end`) or its instalment (`stage2.pay`)."""
    if "name" not in entry or entry["name"] == entry["key"]:
        return
    key = str(entry["key"])
    named = _NAME.fullmatch(str(entry["name"]))
    occurrence = named and named["ordinal"] and ORDINALS[named["ordinal"]]
    says_what = named and (named["ordinal"] or named["stage"]) and named["tail"] in (key, key.rpartition(".")[2])
    if not named or not says_what:
        yield unread(f"{place}.name", entry["name"], f"it names {key} in its own way")
    elif occurrence not in (None, entry["occurrence"]) or named["stage"] not in (None, str(entry.get("instalment"))):
        yield Difference(f"{place}.name", shown(entry["name"]), f"occurrence {shown(entry['occurrence'])} of {key}")


def _event_differences(place: str, entry: Mapping[str, Any], clock: Clock, observed: Observed) -> Iterator[Difference]:
    word = entry["start_event"]
    event = START_EVENTS.get(str(word), _event(clock.limit.anchor) if word == clock.element_id else None)
    if event is None:
        yield unread(place, word, "nobody knows this event; its time is compared")
        return
    if clock.limit.anchor not in event.anchors:
        yield Difference(place, shown(word), f"anchor {clock.limit.anchor.value}")
    elif event.moment and observed.moments.get(event.moment) != clock.started_at:
        yield Difference(place, shown(word), f"{event.moment} is {shown(observed.moments.get(event.moment))}")
    elif POSTINGS.get(str(word), entry["occurrence"]) != entry["occurrence"]:
        yield Difference(place, shown(word), f"posting {shown(entry['occurrence'])}")
    elif event.elements and clock.limit.anchor in AT_AN_ELEMENT and clock.element_id not in event.elements:
        yield Difference(place, shown(word), f"started at {clock.element_id}")


def _rule_differences(place: str, entry: Mapping[str, Any], clock: Clock) -> Iterator[Difference]:
    """Amount, unit and roll; and what the text says of pauses, where it names them and they are not listed."""
    text, limit = entry["rule"], clock.limit
    parsed = _RULE.fullmatch(str(text))
    actual = f"{abs(limit.amount)}{limit.unit.value}{' roll' if limit.roll else ''}"
    actual += " before due" if limit.amount < 0 else ""
    if parsed is None:
        yield unread(place, text, f"nobody knows this way of saying {actual}")
        return
    amount = -int(parsed["amount"]) if parsed["back"] else int(parsed["amount"])
    if (amount, parsed["unit"], bool(parsed["roll"])) != (limit.amount, limit.unit.value, limit.roll):
        yield Difference(place, shown(text), actual)
    before_any_pause = (entry["compare"], entry.get("note")) == ("initial", BEFORE_ANY_PAUSE)
    if parsed["minus"] or not (before_any_pause or "pauses" in entry):
        yield from _named_pause_differences(place, text, parsed["minus"] or "", clock)


def _named_pause_differences(place: str, text: Any, minus: str, clock: Clock) -> Iterator[Difference]:
    """Each pause the words name has been, and none has been that they leave out."""
    words = re.findall(r"[a-z]+", minus.replace("minus", "").replace("whole", ""))
    paused_by = shown(sorted(clock.paused_by))
    known = [PAUSED_BY[word] for word in words if word in PAUSED_BY]
    if any(not elements & clock.paused_by for elements in known):
        yield Difference(place, shown(text), f"paused by {paused_by}")
    elif len(known) < len(words):
        yield unread(place, text, f"nobody knows these words for what paused it: {paused_by}")
    elif clock.paused_by - frozenset[str]().union(*known):
        yield Difference(place, shown(text), f"paused by {paused_by}")


def _due_differences(place: str, entry: Mapping[str, Any], clock: Clock) -> Iterator[Difference]:
    due_times = {"final": clock.due_at, "initial": clock.initial_due_at}
    if entry["compare"] not in due_times:
        yield Difference(f"{place}.compare", shown(entry["compare"]), "final or initial")
        return
    yield from unless_same_moment(f"{place}.due_at", entry["due_at"], due_times[entry["compare"]])
    if "provisional" in entry:
        yield from unless_same(f"{place}.provisional", entry["provisional"], clock.provisional)
    elif clock.provisional:
        yield unread(f"{place}.provisional", "not said", "a year without an official list made this due time")


def _pause_differences(place: str, entry: Mapping[str, Any], clock: Clock) -> Iterator[Difference]:
    """Pauses are compared where the final due time is; before any pause there is nothing to compare."""
    if "pauses" not in entry:
        return
    if len(entry["pauses"]) != len(clock.pauses):
        yield Difference(place, f"{len(entry['pauses'])} pauses", f"{len(clock.pauses)} pauses")
    for number, (one, other) in enumerate(zip(entry["pauses"], clock.pauses, strict=False)):
        here = f"{place}[{number}]"
        yield from unknown_parts(here, one, ("paused_at", "resumed_at", "elapsed_before"))
        yield from unless_same_moment(f"{here}.paused_at", one.get("paused_at"), other.paused_at)
        yield from unless_same_moment(f"{here}.resumed_at", one.get("resumed_at"), other.resumed_at)
        yield from unless_same(f"{here}.elapsed_before", one.get("elapsed_before"), other.elapsed_before)


def pay_due_differences(place: str, expected: Mapping[str, Any], observed: Observed) -> Iterator[Difference]:
    """The earliest due of the pay clocks rules; all of them are one duty."""
    yield from missing_parts(place, expected, ("rule", "due_at"))
    yield from unknown_parts(place, expected, ("rule", "due_at"))
    due_at, key = min(_pay_dues(observed), default=(None, None))
    yield from unless_same(f"{place}.rule", expected.get("rule"), key)
    yield from unless_same_moment(f"{place}.due_at", expected.get("due_at"), due_at)


def has_pay_due(observed: Observed) -> bool:
    """Whether a clock for the first payment ran, so that a case must say which one ruled."""
    return bool(_pay_dues(observed))


def _pay_dues(observed: Observed) -> list[tuple[datetime, str]]:
    return [
        (clock.due_at, clock.key)
        for clock in observed.clocks
        if clock.key in PAY_KEYS and clock.due_at and clock.status != "cancelled"
    ]


def breach_differences(place: str, expected: Sequence[Mapping[str, Any]], observed: Observed) -> Iterator[Difference]:
    """Exactly the listed duties were breached, and what is marked as breached has its row."""
    for number, (one, other) in enumerate(zip_longest(expected, observed.breaches)):
        here = f"{place}[{number}]"
        if one is None or other is None:
            yield Difference(here, _named(one, lambda it: it.get("deadline")), _named(other, lambda it: it.key))
            continue
        yield from missing_parts(here, one, ("deadline", "at", "completed_late_at"))
        yield from unknown_parts(here, one, ("deadline", "at", "completed_late_at"))
        yield from unless_same(f"{here}.deadline", one.get("deadline"), other.key)
        yield from unless_same_moment(f"{here}.at", one.get("at"), other.due_at)
        if "completed_late_at" in one:
            yield from unless_same_moment(
                f"{here}.completed_late_at", one["completed_late_at"], other.completed_late_at
            )
    marked = sorted(clock.key for clock in observed.clocks if clock.is_breached)
    yield from unless_same(f"{place} (rows)", marked, sorted(breach.key for breach in observed.breaches))


def escalation_differences(
    place: str, expected: Sequence[Mapping[str, Any]], observed: Observed
) -> Iterator[Difference]:
    """Exactly the listed levels from the breach upwards were raised, each at its moment and to its roles."""
    for number, (one, other) in enumerate(zip_longest(expected, _raised(observed))):
        here = f"{place}[{number}]"
        if one is None or other is None:
            named = _named(other, lambda it: f"{it[0].key} level {it[0].level}")
            yield Difference(here, _named(one, lambda it: f"{it.get('deadline')} level {it.get('level')}"), named)
            continue
        yield from missing_parts(here, one, ("deadline", "level", "at", "to"))
        yield from unknown_parts(here, one, ("deadline", "level", "at", "to"))
        yield from unless_same(f"{here}.deadline", one.get("deadline"), other[0].key)
        yield from unless_same(f"{here}.level", one.get("level"), other[0].level)
        yield from unless_same_moment(f"{here}.at", one.get("at"), other[0].at)
        yield from unless_same(f"{here}.to", one.get("to"), [alert.role for alert in other])


def _raised(observed: Observed) -> list[list[Alert]]:
    """The alerts from the breach upwards, grouped by deadline, level and moment."""
    above = [alert for alert in observed.alerts if alert.level >= BREACH_LEVEL]
    return [list(group) for _, group in groupby(above, key=lambda one: (one.at, one.key, one.level))]


def _named(entry: Any, name: Callable[[Any], object]) -> str:
    return "no further one" if entry is None else shown(name(entry))

"""Compares the sentences of `must_not_happen`: each kind is known and really tried, or it is a difference."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from engine.cli.replay.differences import Difference, shown
from engine.cli.replay.journey_comparison import reached
from engine.cli.replay.observed import Observed

_IDS: Final = r"(?P<ids>`\w+`(?:, `\w+`)*(?: or `\w+`)?)"
Answer = str | None
"""Why a sentence does not hold, or nothing."""

# Policy reference, section 9: what a target needs to know of the person; the rest of a referral is impersonal.
MINIMUM_SETS: Final[Mapping[str, frozenset[str]]] = {
    "medical_insurance": frozenset({"name", "id_number"}),
    "education_bureau": frozenset({"name"}),
    "housing_bureau": frozenset({"name", "phone"}),
    "legal_aid": frozenset({"name", "phone"}),
    "rescue_station": frozenset({"name"}),
    "huimin_jikun_bao": frozenset({"id_number"}),
    "relief_foundation": frozenset(),
}
IMPERSONAL: Final = frozenset({"target", "reference"})
OTHER_REASONS: Final = re.compile(r"hukou|residence", re.IGNORECASE)


def prohibition_differences(place: str, expected: Sequence[str], observed: Observed) -> Iterator[Difference]:
    """Each sentence must hold; one that nobody knows how to check is a difference."""
    for number, sentence in enumerate(expected):
        answer = _answer(str(sentence), observed)
        if answer:
            yield Difference(f"{place}[{number}]", shown(sentence), answer)


def trial_differences(observed: Observed) -> Iterator[Difference]:
    """Whatever was tried in any case must have been refused."""
    for trial in observed.trials:
        if trial.refusal is None:
            yield Difference(f"trial.{trial.name}", f"{trial.subject} refused", "it happened")


def _answer(sentence: str, observed: Observed) -> Answer:
    for pattern, check in SENTENCES.items():
        found = re.fullmatch(pattern, sentence)
        if found:
            return check(found, observed)
    return "cannot be checked: nobody knows this kind of sentence"


def _reached_before(found: re.Match[str], observed: Observed) -> Answer:
    answers = (reached(observed, element_id, found["before"]) for element_id in _ids(found["ids"]))
    return next((answer for answer in answers if answer), None)


def _reached_at_all(found: re.Match[str], observed: Observed) -> Answer:
    answers = (reached(observed, element_id, None) for element_id in _ids(found["ids"]))
    return next((answer for answer in answers if answer), None)


def _reached_after_first(found: re.Match[str], observed: Observed) -> Answer:
    passed = [visit.element_id for visit in observed.visits]
    if found["after"] not in passed:
        return f"{found['after']} was never reached"
    later = passed[passed.index(found["after"]) :]
    return next((f"{one} was reached" for one in _ids(found["ids"]) if one in later), None)


def _filed_without(found: re.Match[str], observed: Observed) -> Answer:
    fields = re.findall(r"[a-z_]{4,}", re.sub(r"\([^)]*\)", "", found["fields"]))
    if (found["filing"], found["form"]) != ("file_paperwork", "complete_paperwork") or not fields:
        return "cannot be checked: nobody knows how these elements are tried"
    for name in fields:
        answer = _refused(observed, "form_without", name) or _refused(observed, "filed_without", name)
        if answer:
            return answer
    return None


def _not_for_hukou(_found: re.Match[str], observed: Observed) -> Answer:
    for one in observed.work:
        if one.decision == "not_accept" and OTHER_REASONS.search(one.reason_code or ""):
            return f"recorded {one.reason_code}"
    return _refused(observed, "not_accepted_for", None) or _refused(observed, "proposal_depends_on", "hukou")


def _sent_without_consent(_found: re.Match[str], observed: Observed) -> Answer:
    return _refused(observed, "form_without", "consent") or _refused(observed, "sent_without", "consent")


def _payload(_found: re.Match[str], observed: Observed) -> Answer:
    sent = [message for message in observed.messages if message.kind == "referral"]
    for message in sent:
        more = message.fields - IMPERSONAL - MINIMUM_SETS.get(message.target or "", frozenset())
        if more:
            return f"{message.target} got {shown(sorted(more))}"
    return None if sent else "nothing was sent"


def _breach_kept(found: re.Match[str], observed: Observed) -> Answer:
    key = found["key"]
    return _refused(observed, "breach_kept", f"{key} changed") or _refused(observed, "breach_kept", f"{key} removed")


def _fund(_found: re.Match[str], observed: Observed) -> Answer:
    return _refused(observed, "fund_overdrawn", None) or _refused(observed, "fund_overdrawn", observed.town_code)


def _payments_kept(_found: re.Match[str], observed: Observed) -> Answer:
    return _refused(observed, "payment_kept", "changed") or _refused(observed, "payment_kept", "removed")


SENTENCES: Final[Mapping[str, Callable[[re.Match[str], Observed], Answer]]] = {
    rf"{_IDS} reached before `(?P<before>\w+)`": _reached_before,
    rf"{_IDS} reached after the first `(?P<after>\w+)`": _reached_after_first,
    rf"{_IDS} reached \(income or asset survey\)": _reached_at_all,
    r"`(?P<filing>\w+)` passes while (?P<fields>.+) of `(?P<form>\w+)` is missing": _filed_without,
    r"`decide_acceptance` proposes or records not_accept because of hukou": _not_for_hukou,
    r"`decide_acceptance` proposes or records not_accept because of a missing residence permit": _not_for_hukou,
    r"`send_referral` passes without consent of `draft_referral`": _sent_without_consent,
    r"the payload of `send_referral` holds more than the minimum set of its target": _payload,
    r"the breach row of (?P<key>[\w.]+) removed or changed after `file_paperwork`": _breach_kept,
    r"standby fund balance below zero after `check_standby_fund` or `record_payment`": _fund,
    r"a disbursement row changed or deleted after `record_payment`": _payments_kept,
}


def _refused(observed: Observed, name: str, subject: str | None) -> Answer:
    """Why it is not known that something was tried and refused each time, or nothing."""
    tried = [trial for trial in observed.trials if trial.name == name and subject in (None, trial.subject)]
    if not tried:
        return f"{name} {subject or ''} was never tried".replace("  ", " ")
    happened = [trial.subject for trial in tried if trial.refusal is None]
    return f"it happened: {shown(happened)}" if happened else None


def _ids(text: str) -> list[Any]:
    return re.findall(r"`(\w+)`", text)

"""Compares the sentences of `must_not_happen`: what is known is really tried, and what is not is named."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from engine.cli.replay.differences import Difference, shown, unread
from engine.cli.replay.journey_comparison import reached
from engine.cli.replay.observed import Observed

_IDS: Final = r"(?P<ids>`\w+`(?:, `\w+`)*(?: or `\w+`)?)"
ORDINALS: Final = ("first", "second", "third")
PERIODS: Final[Mapping[str, str]] = {"notice_period_over": "await_objection"}
"""Ends of periods, with the element that waits for them; an objection cuts a period short, so it has no end."""
OWN_MESSAGES: Final = frozenset({"bank_order", "economic_check", "referral"})
# Policy reference, 7.2: these fields and no other, the cause as a class only.
POSTED: Final = frozenset(
    {"applicant", "township", "village", "category", "cause_class", "persons", "amount_fen", "method"}
)
CAUSE_CLASSES: Final = frozenset({"疾病", "就学", "事故", "灾害", "住房", "其他"})
LONG_NUMBER: Final = re.compile(r"\d{5,}")
_REMARK: Final = r"(?: \([^()]*\))?"


class Untested(str):
    """Why nothing can be said of a sentence: nobody knows its kind, or nothing in the case put it to the test."""

    __slots__ = ()


Answer = str | None
"""Why a sentence does not hold (or is `Untested`), or nothing."""

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
    """Each sentence must hold; one that the case did not put to the test is named."""
    for number, sentence in enumerate(expected):
        answer = _answer(str(sentence), observed)
        if isinstance(answer, Untested):
            yield unread(f"{place}[{number}]", sentence, answer)
        elif answer:
            yield Difference(f"{place}[{number}]", shown(sentence), answer)


def trial_differences(observed: Observed) -> Iterator[Difference]:
    """Whatever was tried in any case must have been refused."""
    for trial in observed.trials:
        if trial.refusal is None:
            yield Difference(f"trial.{trial.name}", f"{trial.subject} refused", "it happened")


def _answer(sentence: str, observed: Observed) -> Answer:
    """A sentence of several clauses holds when each of them does."""
    answers = [_answer_to_clause(clause, observed) for clause in re.split(r"; (?![^()]*\))", sentence)]
    broken = [answer for answer in answers if answer and not isinstance(answer, Untested)]
    return next(iter([*broken, *(answer for answer in answers if answer)]), None)


def _answer_to_clause(clause: str, observed: Observed) -> Answer:
    for pattern, check in SENTENCES.items():
        found = re.fullmatch(pattern, clause)
        if found:
            return check(found, observed)
    return Untested("nobody knows this kind of sentence")


def _reached_before(found: re.Match[str], observed: Observed) -> Answer:
    answers = (reached(observed, element_id, found["before"]) for element_id in _ids(found["ids"]))
    has_come = any(visit.element_id == found["before"] for visit in observed.visits)
    return next((answer for answer in answers if answer), None if has_come else Untested("it never came to that"))


def _reached_at_all(found: re.Match[str], observed: Observed) -> Answer:
    answers = (reached(observed, element_id, None) for element_id in _ids(found["ids"]))
    return next((answer for answer in answers if answer), None)


def _reached_after_first(found: re.Match[str], observed: Observed) -> Answer:
    passed = [visit.element_id for visit in observed.visits]
    if found["after"] not in passed:
        return Untested(f"{found['after']} was never reached")
    later = passed[passed.index(found["after"]) :]
    return next((f"{one} was reached" for one in _ids(found["ids"]) if one in later), None)


def _filed_without(found: re.Match[str], observed: Observed) -> Answer:
    fields = re.findall(r"[a-z_]{4,}", re.sub(r"\([^)]*\)", "", found["fields"]))
    if (found["filing"], found["form"]) != ("file_paperwork", "complete_paperwork") or not fields:
        return Untested("nobody knows how these elements are tried")
    for name in fields:
        answer = _refused(observed, "form_without", f"{name} of {found['form']}")
        answer = answer or _refused(observed, "filed_without", name)
        if answer:
            return answer
    return None


def _not_for_hukou(_found: re.Match[str], observed: Observed) -> Answer:
    for one in observed.work:
        if one.decision == "not_accept" and OTHER_REASONS.search(one.reason_code or ""):
            return f"recorded {one.reason_code}"
    return _refused(observed, "not_accepted_for", None) or _refused(observed, "proposal_depends_on", "hukou")


def _sent_without_consent(_found: re.Match[str], observed: Observed) -> Answer:
    return _refused(observed, "form_without", "consent of draft_referral") or _refused(
        observed, "sent_without", "consent"
    )


def _payload(_found: re.Match[str], observed: Observed) -> Answer:
    sent = [message for message in observed.messages if message.kind == "referral"]
    for message in sent:
        more = message.fields - IMPERSONAL - MINIMUM_SETS.get(message.target or "", frozenset())
        if more:
            return f"{message.target} got {shown(sorted(more))}"
    return None if sent else Untested("nothing was sent")


def _breach_kept(found: re.Match[str], observed: Observed) -> Answer:
    key = found["key"]
    return _refused(observed, "breach_kept", f"{key} changed") or _refused(observed, "breach_kept", f"{key} removed")


def _fund(_found: re.Match[str], observed: Observed) -> Answer:
    return _refused(observed, "fund_overdrawn", None) or _refused(observed, "fund_overdrawn", observed.town_code)


def _payments_kept(_found: re.Match[str], observed: Observed) -> Answer:
    return _refused(observed, "payment_kept", "changed") or _refused(observed, "payment_kept", "removed")


def _second_time(found: re.Match[str], observed: Observed) -> Answer:
    times = [visit.at for visit in observed.visits if (visit.element_id, visit.kind) == (found["notice"], "reached")]
    if len(times) != 1:
        return f"reached {len(times)} times" if times else Untested("nothing was asked for")
    return _refused(observed, "second_supplement", None)


def _never_asked(_found: re.Match[str], observed: Observed) -> Answer:
    return _refused(observed, "asked_for", None) or _refused(observed, "notice_asks_for", None)


def _open_between(found: re.Match[str], observed: Observed) -> Answer:
    """None of the tasks existed from the first passing of one element to the end of the n-th period."""
    number = ORDINALS.index(found["ordinal"] or "first")
    begun = [visit.at for visit in observed.path if visit.element_id == found["since"]]
    waiting = PERIODS.get(found["until"])
    periods = [visit.at for visit in observed.visits if (visit.element_id, visit.kind) == (waiting, "reached")]
    ended = [
        visit.at
        for visit in observed.path
        if visit.element_id == found["until"] and visit.at > min(periods[number:], default=visit.at)
    ]
    if not begun or not ended:
        return Untested(f"{found['since']} or the {found['ordinal']} {found['until']} was never reached")
    for one in observed.work:
        is_over = one.completed_at is not None and one.completed_at <= begun[0]
        if one.element_id in _ids(found["ids"]) and not is_over and one.created_at < ended[0]:
            return f"{one.element_id} was open at {shown(one.created_at)}"
    return None


def _objector(_found: re.Match[str], observed: Observed) -> Answer:
    return _refused(observed, "objector_shown", "kept") or _refused(observed, "objector_shown", None)


def _posted(found: re.Match[str], observed: Observed) -> Answer:
    """Each drafted notice holds the fields of the white list only, and nothing that identifies anybody."""
    drafted = [one for one in observed.visits if one.element_id in _ids(found["ids"]) and one.kind == "reached"]
    if not drafted:
        return Untested("nothing was drafted")
    if len(drafted) != len(observed.posted):
        return f"{len(observed.posted)} notices were kept of {len(drafted)} drafted"
    for notice in observed.posted:
        more = notice.fields.keys() - POSTED
        texts = [str(value) for value in notice.fields.values() if not isinstance(value, int)]
        disclosed = [
            one for one in texts if LONG_NUMBER.search(one) or any(known in one for known in observed.personal)
        ]
        if more or disclosed or notice.fields.get("cause_class") not in CAUSE_CLASSES:
            return f"it holds {shown(sorted(more) or [notice.fields.get('cause_class')])}"
    return None


def _conference(found: re.Match[str], observed: Observed) -> Answer:
    fields = re.findall(r"[a-z_]{4,}", found["fields"])
    tried = (_refused(observed, "form_without", f"{name} of {found['form']}") for name in fields)
    return next((answer for answer in tried if answer), None) or _refused(observed, "awarded_without", None)


def _same_person(found: re.Match[str], observed: Observed) -> Answer:
    done = {one.element_id: one.performer for one in observed.work if one.performer}
    if found["later"] not in done:
        return Untested(f"nobody did {found['later']}")
    if done[found["later"]] == done.get(found["earlier"]):
        return f"done by {done[found['later']]}"
    return _refused(observed, "done_by_same_person", f"{found['later']} and {found['earlier']}")


def _above_cap(_found: re.Match[str], observed: Observed) -> Answer:
    cap_fen = observed.amounts.cap_fen
    if cap_fen is None:
        return Untested("the cap is not known")
    for award in observed.awards:
        if award.amount_fen > cap_fen and award.level != "county_mechanism":
            return f"awarded by {award.level}"
    return _refused(observed, "awarded_above_cap", None)


def _recovery_after(found: re.Match[str], observed: Observed) -> Answer:
    if all(link.result != found["result"] for link in observed.programme_links):
        return Untested(f"no programme has said {found['result']}")
    return "a recovery was started" if "recovery" in observed.processes or observed.recoveries else None


def _programme_changed(found: re.Match[str], observed: Observed) -> Answer:
    """The link says what was registered, a result was noted beside it, and nothing was sent to the programme."""
    passed = {visit.element_id for visit in observed.path}
    missing = [element_id for element_id in _ids(found["ids"]) if element_id not in passed]
    wanted = (found["programme"], observed.linked_reference)
    links = [(link.programme, link.reference) for link in observed.programme_links if link.result]
    if missing or links != [wanted]:
        return f"{shown(missing)} not reached, linked {shown([str(link) for link in links])}"
    foreign = sorted({message.kind for message in observed.messages} - OWN_MESSAGES)
    return f"sent {shown(foreign)}" if foreign else None


def _purpose(found: re.Match[str], observed: Observed) -> Answer:
    passed = {visit.element_id for visit in observed.path}
    if found["element"] not in passed:
        return Untested(f"{found['element']} was not reached")
    if any(found["purpose"] in award.purposes for award in observed.awards):
        return f"a line is for {found['purpose']}"
    return _refused(observed, "awarded_for", found["purpose"])


def _paid_unchecked(found: re.Match[str], observed: Observed) -> Answer:
    number = int(found["number"])
    checked = [one.completed_at for one in observed.work if one.element_id == found["check"] and one.completed_at]
    for payment in observed.payments:
        if payment.instalment_no == number and payment.paid_at and not any(at <= payment.paid_at for at in checked):
            return f"paid at {shown(payment.paid_at)}"
    return _refused(observed, "paid_unchecked", f"instalment {number}")


def _stopped(found: re.Match[str], observed: Observed) -> Answer:
    passed = [visit.element_id for visit in observed.path]
    if found["notice"] in passed and found["hearing"] not in passed[: passed.index(found["notice"])]:
        return "nobody was heard"
    return (
        _refused(observed, "notice_without", "hearing")
        or _refused(observed, "notice_without", "reason of stop")
        or _refused(observed, "form_without", f"reason of {found['decision']}")
    )


def _counter_entries(_found: re.Match[str], observed: Observed) -> Answer:
    """What came back stands in entries of its own: booked, repaid and settled; no payment row is negative."""
    if any(payment.amount_fen <= 0 for payment in observed.payments):
        return "a payment row is negative"
    if not observed.recoveries:
        return Untested("nothing was booked")
    for one in observed.recoveries:
        kinds = {kind for kind, _ in one.entries}
        if not {"receivable", "repayment"} <= kinds or sum(fen for _, fen in one.entries) != one.balance_fen:
            return f"the entries {shown(sorted(kinds))} do not make the balance"
    return _refused(observed, "payment_kept", "negative")


def _incomplete_refusal(found: re.Match[str], observed: Observed) -> Answer:
    if all(visit.element_id != found["notice"] for visit in observed.path):
        return Untested(f"{found['notice']} was not reached")
    issued = [notice for notice in observed.notices if notice.kind == "refusal"]
    if not issued or not all(one.reason_code and one.basis and one.has_remedies for one in issued):
        return f"{len(issued)} documents, not all of them complete"
    return _refused(observed, "notice_without", "reason of refusal")


def _prior_case(_found: re.Match[str], observed: Observed) -> Answer:
    return (
        _refused(observed, "prior_case_shown", "answer")
        or _refused(observed, "prior_case_shown", "by reading it")
        or _refused(observed, "prior_case_shown", "in one's own case")
    )


def _new_cause(found: re.Match[str], observed: Observed) -> Answer:
    return (
        _refused(observed, "new_cause", "proposal")
        or _refused(observed, "new_cause", "accepted")
        or _refused(observed, "new_cause", found["override"])
    )


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
    r"`(?P<notice>issue_supplement_notice)` reached a second time"
    r"(?: for material that was missing at the first)?": _second_time,
    rf"`check_materials`\.missing accepts a material "
    rf"whose `supplement_rules` row says never_ask{_REMARK}": _never_asked,
    rf"{_IDS} open between `(?P<since>\w+)` and the "
    rf"(?:(?P<ordinal>{'|'.join(ORDINALS)}) )?`(?P<until>\w+)`": _open_between,
    r"objector of `objection_filed` visible to the applicant or on a notice": _objector,
    rf"notice text of {_IDS} holds (?:ID|account|address|phone|diagnosis|, | or )+": _posted,
    r"`register_conference_award` passes without (?P<fields>[a-z_, ]+) of `(?P<form>hold_conference)`": _conference,
    r"`(?P<later>\w+)` done by the person who did `(?P<earlier>\w+)`": _same_person,
    r"an award above the cap from any other element than `register_conference_award`": _above_cap,
    r"`recovery` started because `programme_decided` said (?P<result>\w+)": _recovery_after,
    rf"the linked (?P<programme>\w+) application changed by {_IDS}": _programme_changed,
    r"(?P<purpose>\w+) cost in an award line of `(?P<element>\w+)`": _purpose,
    r"`record_payment` for instalment (?P<number>\d+) without `(?P<check>precheck_instalment)`": _paid_unchecked,
    r"`(?P<notice>issue_stop_notice)` without `(?P<hearing>hear_beneficiary)` and reason of `(?P<decision>decide_stop)`"
    rf"{_REMARK}": _stopped,
    r"a negative disbursement row instead of the entries of `book_receivable` and `post_repayment`": _counter_entries,
    r"`(?P<notice>issue_refusal_notice)` passes without reason code, legal basis and remedies": _incomplete_refusal,
    r"`find_prior_cases` shows more of the other district's case than owning office and date": _prior_case,
    r"a new cause in the same year blocked, or `(?P<override>decide_repeat_override)` not reachable by "
    r"`decide_acceptance` = request_override": _new_cause,
    r"a disbursement row changed or deleted after `record_payment`": _payments_kept,
}


def _refused(observed: Observed, name: str, subject: str | None) -> Answer:
    """Why it is not known that something was tried and refused each time, or nothing."""
    tried = [trial for trial in observed.trials if trial.name == name and subject in (None, trial.subject)]
    if not tried:
        return Untested(f"{name} {subject or ''} was never tried".replace("  ", " "))
    happened = [trial.subject for trial in tried if trial.refusal is None]
    return f"it happened: {shown(happened)}" if happened else None


def _ids(text: str) -> list[Any]:
    return re.findall(r"`(\w+)`", text)

"""Compares the path of a case, and what must not have been created on it (cases.md, sections 2 and 3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from engine.cli.replay.differences import NOTHING, Difference, missing_parts, shown, unknown_parts, unread
from engine.cli.replay.observed import Observed

CHECK_ELEMENTS: Final[dict[str, tuple[str, ...]]] = {
    "economic_verification": ("obtain_authorisation", "request_economic_check", "return_check_report"),
    "democratic_review": ("hold_democratic_review",),
    "publicity": ("draft_notice", "post_notice", "await_objection"),
    "income_asset_survey": ("survey_household",),
    "facts_or_expenditure_verification": ("verify_expenditure",),
}
CHECK_TRACES: Final[dict[str, frozenset[str]]] = {
    "economic_verification": frozenset({"economic_check"}),
}
"""What a check leaves besides tasks: kinds of messages."""

FIRST_PAYMENT: Final = "record_payment"
OBJECTION: Final = "register_objection"
NEVER: Final = frozenset({"waived", "n/a", "optional_if_disputed"})
ON_OBJECTION: Final = frozenset({"required_on_objection", "waived_unless_objection"})
DEFERRED: Final = "deferred"
REQUIRED: Final = "required"


RECOVERY: Final = "recovery"
RECOVERY_DECISION: Final = "decide_recovery"


def path_differences(place: str, expected: Sequence[str], observed: Observed) -> Iterator[Difference]:
    """Every entry must occur in this order; other elements may lie between."""
    passed = [visit.element_id for visit in observed.path]
    position = 0
    for number, element_id in enumerate(expected):
        try:
            position = passed.index(element_id, position) + 1
        except ValueError:
            after = passed[position - 1] if position else "the start"
            reason = f"not reached after {after}" if element_id in passed else "never reached"
            yield Difference(f"{place}[{number}]", shown(element_id), reason)
    if not expected:
        yield Difference(place, "at least one element", NOTHING)


def created_differences(
    place: str, expected: Sequence[Mapping[str, Any]], checks: Mapping[str, str], observed: Observed
) -> Iterator[Difference]:
    """None of the elements is reached at all, or before `before` is reached first; and `checks` says the same."""
    for number, entry in enumerate(expected):
        here = f"{place}[{number}]"
        yield from missing_parts(here, entry, ("element_ids", "before"))
        yield from unknown_parts(here, entry, ("element_ids", "before"))
        before = entry.get("before")
        for index, element_id in enumerate(entry.get("element_ids", ())):
            reason = reached(observed, element_id, before)
            if reason:
                yield Difference(f"{here}.element_ids[{index}]", f"not {shown(element_id)}", reason)
        if before is not None and all(visit.element_id != before for visit in observed.visits):
            yield unread(f"{here}.before", before, "it was never reached")
    yield from _against_checks(place, expected, checks, _before_recovery(observed))


def reached(observed: Observed, element_id: str, before: str | None) -> str | None:
    """How an element was reached although it must not (before the first `before`, where that came), or nothing."""
    for visit in observed.visits:
        if before is not None and visit.element_id == before:
            return None
        if visit.element_id == element_id:
            return f"reached at {shown(visit.at)}"
    return None


def check_differences(place: str, expected: Mapping[str, str], observed: Observed) -> Iterator[Difference]:
    """What each check asks for, from the tasks, messages and notices that exist, whatever path was walked.

    Where money was taken back, the checks speak of that procedure.
    """
    if RECOVERY in observed.processes:
        observed = _of_recovery(observed)
    yield from missing_parts(place, expected, CHECK_ELEMENTS)
    yield from unknown_parts(place, expected, CHECK_ELEMENTS)
    for check, elements in CHECK_ELEMENTS.items():
        if check in expected:
            yield from _contradiction(f"{place}.{check}", str(expected[check]), check, elements, observed)


def _of_recovery(observed: Observed) -> Observed:
    """What belongs to the procedure in which money was taken back; its decision stands for the approval."""
    work = tuple(one for one in observed.work if one.root == RECOVERY)
    decided = [one.completed_at for one in work if one.element_id == RECOVERY_DECISION and one.completed_at]
    return replace(
        observed,
        visits=tuple(visit for visit in observed.visits if visit.root == RECOVERY),
        work=work,
        messages=(),
        posted=(),
        payments=(),
        moments={**observed.moments, "decided_at": decided[-1] if decided else None},
    )


def _before_recovery(observed: Observed) -> frozenset[str]:
    """What the case had gone through itself, where money was taken back afterwards."""
    if RECOVERY not in observed.processes:
        return frozenset()
    return frozenset(visit.element_id for visit in observed.visits if visit.root != RECOVERY)


def _contradiction(
    place: str, value: str, check: str, elements: tuple[str, ...], observed: Observed
) -> Iterator[Difference]:
    reason: str | None = None
    if value in NEVER or value.startswith("optional("):
        reason = _any_trace(check, elements, observed, None)
    elif value == DEFERRED:
        paid = [payment.paid_at for payment in observed.payments if payment.paid_at]
        reason = _any_trace(check, elements, observed, min(paid, default=None))
        if not paid and not reason:
            yield unread(place, value, "nothing was paid")
    elif value in ON_OBJECTION:
        objected = [visit.at for visit in observed.visits if visit.element_id == OBJECTION]
        reason = _any_trace(check, elements, observed, min(objected, default=None))
        if not objected and not reason:
            yield unread(place, value, "nobody objected")
    elif value == REQUIRED:
        reason = _not_done_before_approval(elements, observed)
    else:
        yield unread(place, value, "nobody knows this value")
    if reason:
        yield Difference(place, shown(value), reason)


def _any_trace(check: str, elements: tuple[str, ...], observed: Observed, until: datetime | None) -> str | None:
    """The first trace of a check, of those that were left before `until`."""
    for one in observed.work:
        if one.element_id in elements and (until is None or one.created_at < until):
            return f"task {one.element_id} ({one.state}) exists"
    for visit in observed.visits:
        if visit.element_id in elements and (until is None or visit.at < until):
            return f"{visit.element_id} was {visit.kind}"
    if until is None:
        left = {message.kind for message in observed.messages} & CHECK_TRACES.get(check, frozenset())
        if check == "publicity" and observed.posted:
            left.add("public_notice")
        return f"{', '.join(sorted(left))} exists" if left else None
    return None


def _not_done_before_approval(elements: tuple[str, ...], observed: Observed) -> str | None:
    done = [visit.at for visit in observed.visits if visit.element_id in elements and visit.kind == "completed"]
    approved_at = observed.moments["decided_at"]
    if not done:
        return f"none of {', '.join(elements)} was done"
    if approved_at is not None and min(done) > approved_at:
        return f"done at {shown(min(done))}, after the approval at {shown(approved_at)}"
    return None


def _against_checks(
    place: str, expected: Sequence[Mapping[str, Any]], checks: Mapping[str, str], before_recovery: frozenset[str]
) -> Iterator[Difference]:
    """`must_not_create` is derived from `checks`: people are told where the file says one thing and then another.

    The checks of a recovery say nothing of the case before it, which may have created what the recovery must not.
    """
    stated: dict[str | None, list[str]] = {}
    for entry in expected:
        stated.setdefault(entry.get("before"), []).extend(entry.get("element_ids", ()))
    derived: dict[str | None, list[str]] = {}
    for check, elements in CHECK_ELEMENTS.items():
        value = str(checks.get(check))
        if value in NEVER or value.startswith("optional("):
            derived.setdefault(None, []).extend(elements)
        elif value == DEFERRED:
            derived.setdefault(FIRST_PAYMENT, []).extend(elements)
        elif value in ON_OBJECTION:
            derived.setdefault(OBJECTION, []).extend(elements)
    for before in (*stated, *(one for one in derived if one not in stated)):
        one = sorted(stated.get(before, []))
        other = sorted(entry for entry in derived.get(before, []) if entry not in before_recovery)
        if one != other:
            where = "at all" if before is None else f"before {before}"
            yield unread(place, f"{shown(one)} not {where}", f"the checks say {shown(other)} not {where}")

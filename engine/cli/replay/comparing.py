"""Compares a played case with what it expects, part by part; what nobody knows how to compare is named as such."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from engine.cli.replay.deadline_comparison import (
    breach_differences,
    deadline_differences,
    escalation_differences,
    has_pay_due,
    pay_due_differences,
)
from engine.cli.replay.differences import NOTHING, Difference, missing_parts, unknown_parts, unless_same
from engine.cli.replay.journey_comparison import check_differences, created_differences, path_differences
from engine.cli.replay.money_comparison import (
    amount_differences,
    authority_differences,
    classification_differences,
    ledger_differences,
    separation_differences,
)
from engine.cli.replay.observed import Observed
from engine.cli.replay.prohibition_comparison import prohibition_differences, trial_differences
from engine.domain.local_time import local_date

NARRATIVE: Final[Mapping[str, Mapping[str, str]]] = {
    "classification": {
        "policy_version_effect": "a sentence for readers; the effect itself stands in checks and authority",
        "boundary": "a sentence for readers about what the money is not for",
    },
    "amount": {
        "rule": "names the formula in words; its numbers are compared one by one",
        "ceiling_rule": "says in words where the ceiling comes from; the ceiling is compared",
        "total_with_first_deducted_or_added": "a sentence for readers about the minutes",
        "foundation_range_reference": "a historic range, for reference only",
    },
    "deadlines": {"note": "a sentence for readers; the due time it explains is compared"},
}
"""The parts of `expected` that are prose, with the reason why they are not compared."""

NEEDED: Final = (
    "classification",
    "path",
    "checks",
    "authority",
    "deadlines",
    "amount",
    "end_state",
    "must_not_create",
)
Part = Callable[[Mapping[str, Any], Observed], Iterator[Difference]]

PARTS: Final[Mapping[str, Part]] = {
    "classification": lambda it, found: classification_differences(
        "expected.classification", it["classification"], found, NARRATIVE["classification"]
    ),
    "path": lambda it, found: path_differences("expected.path", it["path"], found),
    "checks": lambda it, found: check_differences("expected.checks", it["checks"], found),
    "authority": lambda it, found: authority_differences("expected.authority", it["authority"], found),
    "deadlines": lambda it, found: deadline_differences(
        "expected.deadlines", it["deadlines"], found, NARRATIVE["deadlines"]
    ),
    "effective_pay_due": lambda it, found: pay_due_differences(
        "expected.effective_pay_due", it["effective_pay_due"], found
    ),
    "amount": lambda it, found: amount_differences("expected.amount", it["amount"], found, NARRATIVE["amount"]),
    "end_state": lambda it, found: unless_same("expected.end_state", it["end_state"], found.status),
    "must_not_create": lambda it, found: created_differences(
        "expected.must_not_create", it["must_not_create"], it.get("checks", {}), found
    ),
    "must_not_happen": lambda it, found: prohibition_differences(
        "expected.must_not_happen", it["must_not_happen"], found
    ),
    "breaches": lambda it, found: breach_differences("expected.breaches", it["breaches"], found),
    "escalation": lambda it, found: escalation_differences("expected.escalation", it["escalation"], found),
}
NOTHING_LISTED: Final[Mapping[str, Any]] = {"breaches": [], "escalation": []}
"""Where a case lists no breaches, there must be none, and nothing that follows from one."""


def compare(case: Mapping[str, Any], observed: Observed) -> list[Difference]:
    """Everything in which the played case is not as `case` (an entry of the file) expects, and what is unread of it."""
    expected = case["expected"]
    nothing = {} if "breaches" in expected else NOTHING_LISTED
    return list(_differences({**nothing, **expected}, case, observed))


def _differences(expected: Mapping[str, Any], case: Mapping[str, Any], observed: Observed) -> Iterator[Difference]:
    yield from missing_parts("expected", expected, (*NEEDED, *NOTHING_LISTED))
    if has_pay_due(observed):
        yield from missing_parts("expected", expected, ["effective_pay_due"])
    yield from unknown_parts("expected", expected, PARTS)
    for name, part in PARTS.items():
        if name in expected:
            yield from part(expected, observed)
    yield from _policy_differences(case, observed)
    yield from trial_differences(observed)
    yield from ledger_differences(observed)
    yield from separation_differences(observed)
    for entry in observed.left_open:
        yield Difference("left open", NOTHING, entry)


def _policy_differences(case: Mapping[str, Any], observed: Observed) -> Iterator[Difference]:
    """The policy date and the bundle are frozen, and give the policy texts that the case names (policy D0)."""
    yield from unless_same(
        "policy_versions_active", list(case["policy_versions_active"]), list(observed.policy_versions)
    )
    known = [observed.moments[name] for name in ("discovered_at", "accepted_at")]
    decisive = min((at for at in known if at), default=observed.moments["received_at"])
    if decisive is not None:
        yield from unless_same("policy_date", local_date(decisive), observed.policy_date)
    yield from unless_same("bundle number", observed.bundle_in_force, observed.bundle_number)
    yield from unless_same("bundle numbers used", [observed.bundle_number], sorted(observed.bundles_used))

"""Compares what was decided and paid: classification, authority, amounts, the ledger and separation of duties."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from engine.cli.replay.differences import (
    NOTHING,
    Difference,
    missing_parts,
    shown,
    unknown_parts,
    unless_same,
    unless_same_money,
    unread,
    yuan,
)
from engine.cli.replay.observed import Observed, Payment

LAW: Final = "LAW-2026-07-01"
AUTHORITIES: Final = ("township", "county", "county_mechanism")
METHODS: Final = ("cash", "bank", "in_kind")
EXECUTORS: Final = {"township_float": "township", "county_budget": "county"}
RELIEF_FIRST: Final = "relief_first"
SETTLED: Final = frozenset({"paid", "cancelled"})
UNFAVOURABLE: Final = frozenset({"refuse", "not_accept"})
RECOVERED: Final = frozenset({"recover", "no_recovery"})
OUTCOME_TYPES: Final = {
    "refused_closed": "rejected",
    "not_accepted_closed": "not_accepted",
    "transferred_closed": "transferred",
}


RECOVERY: Final = "recovery"
MECHANISM: Final = "county_mechanism"
MAIN_PROCESS: Final = "relief_case"
CLAIMS: Final[Mapping[str, str]] = {"huimin_jikun_bao": "huimin_jikun_bao_claim"}
"""Referrals that are claims on an insurance (source text 5e)."""


def _relief_type(observed: Observed) -> str | None:
    if _procedure(observed):
        return "n/a"
    return OUTCOME_TYPES.get(observed.status, observed.track)


def _small_fast(observed: Observed) -> bool | str:
    """Whether the clock of small-fast relief was started, and whether that was for the first payment only."""
    is_small_fast = any(clock.key == "small_fast.pay" for clock in observed.clocks)
    return "first_payment_only" if is_small_fast and observed.amounts.is_first_payment_only else is_small_fast


def _is_relief_first(observed: Observed) -> bool:
    """Whether money was given before the paperwork was filed."""
    paid = [one.paid_at for one in observed.payments if one.paid_at and _award_kind(observed, one) == RELIEF_FIRST]
    filed = [visit.at for visit in observed.visits if visit.element_id == "file_paperwork"]
    return bool(paid) and (not filed or min(paid) < min(filed))


def _award_kind(observed: Observed, payment: Payment) -> str:
    return observed.awards[payment.award_no].kind


def _jurisdiction(observed: Observed) -> str:
    """Why this township decided: for a household without any tie to the city only the place is left as a reason."""
    return "hukou_or_residence" if observed.is_local else "place_of_emergency"


def _executor(observed: Observed) -> str | None:
    """Whose money the first cash came from."""
    cash = [one for one in observed.payments if one.method != "in_kind" and one.paid_at]
    return EXECUTORS.get(cash[0].fund_source) if cash else None


def _methods(observed: Observed) -> list[str]:
    """How the household was helped, in the order cash, bank, goods, referral."""
    used = {one.method for one in observed.payments if one.status == "paid"}
    sent = any(referral.sent_at for referral in observed.referrals)
    return [*(method for method in METHODS if method in used), *(["referral"] if sent else [])]


def _procedure(observed: Observed) -> str | None:
    return RECOVERY if RECOVERY in observed.processes else None


def _parallel(observed: Observed) -> str | None:
    """The insurance claim that ran beside the case: the first payment did not wait for its result."""
    paid = min((one.paid_at for one in observed.payments if one.paid_at), default=None)
    for referral in observed.referrals:
        if paid and referral.sent_at and referral.sent_at < paid and (referral.closed_at or paid) >= paid:
            return CLAIMS.get(referral.target)
    return None


def _reason_code(observed: Observed) -> str | None:
    codes = [notice.reason_code for notice in observed.notices if notice.reason_code]
    return codes[-1] if codes else None


CLASSIFICATION: Final[Mapping[str, Callable[[Observed], Any]]] = {
    "relief_type": _relief_type,
    "small_fast": _small_fast,
    "relief_first": _is_relief_first,
    "relief_first_is_mandatory": lambda it: LAW in it.policy_versions and it.track == "urgent",
    "jurisdiction_basis": _jurisdiction,
    "executor": _executor,
    "methods": _methods,
    "procedure": _procedure,
    "reason_code": _reason_code,
    "linked_programme": lambda it: it.linked_programme,
    "proactive": lambda it: it.processes[0] != MAIN_PROCESS,  # found by a visit or a clue, not applied for
    "parallel": _parallel,
    "uplift": lambda it: it.amounts.uplift is not None and it.amounts.uplift != "1",
    "staged": lambda it: any(one.instalment_no > 1 for one in it.payments),
    "one_case_one_discussion": lambda it: authority_of(it) == "county_mechanism",
}


def classification_differences(
    place: str, expected: Mapping[str, Any], observed: Observed, narrative: Mapping[str, str]
) -> Iterator[Difference]:
    """What kind of case it turned out to be."""
    yield from missing_parts(place, expected, ("relief_type",))
    yield from unknown_parts(place, expected, CLASSIFICATION.keys() | narrative.keys())
    for name, fact in CLASSIFICATION.items():
        if name in expected:
            yield from unless_same(f"{place}.{name}", expected[name], fact(observed))


def authority_of(observed: Observed) -> str | None:
    """Who decided to take money back, else the whole award; where nothing was awarded, who decided against it."""
    taken_back = [one.level for one in observed.work if one.root == RECOVERY and one.decision in RECOVERED]
    if taken_back:
        return taken_back[-1]
    levels = [award.level for award in observed.awards if award.level in AUTHORITIES]
    if levels:
        return max(levels, key=AUTHORITIES.index)
    against = [one.level for one in observed.work if one.decision in UNFAVOURABLE]
    return against[-1] if against else None


def authority_differences(place: str, expected: Any, observed: Observed) -> Iterator[Difference]:
    """The expected authority decided, and the people who decided held a role of it."""
    actual = authority_of(observed)
    if actual is None and expected is not None:
        yield unread(place, expected, "nothing was decided about the award")
    else:
        yield from unless_same(place, expected, actual)
    for award in observed.awards:
        if award.level in AUTHORITIES[:2] and award.decider_level != award.level:
            yield Difference(place, f"decided at the level {award.level}", f"by a role of {shown(award.decider_level)}")


def _sum(observed: Observed, status: str) -> int:
    return sum(one.amount_fen for one in observed.payments if one.status == status)


def _awarded(observed: Observed) -> int:
    return sum(award.amount_fen for award in observed.awards)


def _decided(observed: Observed) -> int | None:
    """What a conference decided, the whole of it."""
    amounts = [award.amount_fen for award in observed.awards if award.level == MECHANISM]
    return sum(amounts) if amounts else None


def _fine_ceiling(observed: Observed) -> int | None:
    answers = observed.decisions.get("fine_ceiling", ())
    return int(answers[-1]["ceiling_fen"]) if answers else None


def _recovered(observed: Observed) -> int | None:
    receivables = [one.receivable_fen for one in observed.recoveries]
    return sum(receivables) if receivables else None


MONEY: Final[Mapping[str, Callable[[Observed], int | None]]] = {
    "granted": _awarded,
    "approved_total": _awarded,
    "decided": _decided,
    "recover": _recovered,
    "fine_ceiling": _fine_ceiling,
    "ceiling": lambda it: it.amounts.tier_ceiling_fen,
    "first_payment_ceiling": lambda it: it.amounts.tier_ceiling_fen,
    "in_kind_value": lambda it: sum(award.in_kind_value_fen for award in it.awards),
    "paid_total": lambda it: _sum(it, "paid"),
    "cancelled": lambda it: _sum(it, "cancelled"),
}
DEMO_MONEY: Final[Mapping[str, Callable[[Observed], int | None]]] = {
    "raw": lambda it: it.amounts.raw_fen,
    "cap": lambda it: it.amounts.cap_fen,
    "recommended": lambda it: it.amounts.recommended_fen,
    "township_ceiling": lambda it: it.amounts.township_ceiling_fen,
}
DEMO_FACTS: Final[Mapping[str, Callable[[Observed], Any]]] = {
    "authority_by_amount": lambda it: it.amounts.authority_by_amount,
    "above_cap_needs_one_case": lambda it: it.amounts.authority_by_amount == "county_mechanism",
}
AMOUNT_FACTS: Final[Mapping[str, Callable[[Observed], Any]]] = {
    "uplift_required_by_policy": lambda it: it.amounts.uplift is not None and it.amounts.uplift != "1",
}


FIXED: Final = "fixed_by_policy"


def _is_fixed(observed: Observed) -> bool:
    """The law itself fixes the sum: the tier of small-fast relief, nothing at all, or everything back."""
    return _small_fast(observed) is True or observed.status in {"refused_closed", "recovered_closed"}


def amount_differences(
    place: str, expected: Mapping[str, Any], observed: Observed, narrative: Mapping[str, str]
) -> Iterator[Difference]:
    """What was awarded, and the numbers of the tables behind it."""
    known = {*MONEY, *AMOUNT_FACTS, FIXED, "demo_params", *narrative}
    yield from unknown_parts(place, expected, known)
    if FIXED in expected and expected[FIXED] is not _is_fixed(observed):
        yield unread(f"{place}.{FIXED}", expected[FIXED], "only the outcome tells whether the law itself fixes the sum")
    yield from _named_differences(place, expected, MONEY, AMOUNT_FACTS, observed)
    demo = expected.get("demo_params", {})
    yield from unknown_parts(f"{place}.demo_params", demo, {*DEMO_MONEY, *DEMO_FACTS})
    yield from _named_differences(f"{place}.demo_params", demo, DEMO_MONEY, DEMO_FACTS, observed)


def _named_differences(
    place: str,
    expected: Mapping[str, Any],
    money: Mapping[str, Callable[[Observed], int | None]],
    facts: Mapping[str, Callable[[Observed], Any]],
    observed: Observed,
) -> Iterator[Difference]:
    for name, fen in money.items():
        if name in expected:
            yield from unless_same_money(f"{place}.{name}", expected[name], fen(observed))
    for name, fact in facts.items():
        if name in expected:
            yield from unless_same(f"{place}.{name}", expected[name], fact(observed))


def ledger_differences(observed: Observed) -> Iterator[Difference]:
    """Lines make the award, paid and cancelled rows make the lines, and the township's fund balances."""
    for number, award in enumerate(observed.awards):
        here = f"ledger.award[{number}]"
        lines_fen = sum(amount for _, amount in award.lines)
        yield from unless_same(here, yuan(award.amount_fen + award.in_kind_value_fen), f"{yuan(lines_fen)}")
        for line_no, (method, amount_fen) in enumerate(award.lines, 1):
            rows = [one for one in observed.payments if (one.award_no, one.line_no) == (number, line_no)]
            settled_fen = sum(one.amount_fen for one in rows if one.status in SETTLED)
            yield from unless_same(f"{here}.line[{line_no}]", yuan(amount_fen), yuan(settled_fen))
            yield from unless_same(f"{here}.line[{line_no}].method", [method], sorted({one.method for one in rows}))
    yield from _fund_differences(observed)


def _fund_differences(observed: Observed) -> Iterator[Difference]:
    fund, balance = observed.fund, observed.fund.before_fen
    for number, (amount_fen, balance_fen) in enumerate(fund.movements):
        balance += amount_fen
        yield from unless_same(f"ledger.fund[{number}]", yuan(balance), yuan(balance_fen))
    yield from unless_same("ledger.fund", yuan(balance), yuan(fund.after_fen))
    from_float = sorted(
        -one.amount_fen for one in observed.payments if one.fund_source == "township_float" and one.paid_at
    )
    yield from unless_same("ledger.fund.movements", from_float, sorted(amount for amount, _ in fund.movements))
    if min([fund.after_fen, *(balance_fen for _, balance_fen in fund.movements)]) < 0:
        yield Difference("ledger.fund", "never below zero", yuan(fund.after_fen))


def separation_differences(observed: Observed) -> Iterator[Difference]:
    """Who handled did not approve, who handled or approved did not pay, and every `distinct_from` held."""
    for number, award in enumerate(observed.awards):
        if not award.proposed_by or not award.decided_by or award.proposed_by == award.decided_by:
            yield Difference(f"separation.award[{number}]", "two persons", award.decided_by or NOTHING)
    for payment in observed.payments:
        award = observed.awards[payment.award_no]
        if payment.status == "paid" and payment.paid_by in (None, award.proposed_by, award.decided_by):
            yield Difference("separation.payment", "a third person", shown(payment.paid_by))
    done = [one for one in observed.work if one.performer]
    for one in done:
        others = {other.performer for other in done if other.element_id in one.distinct_from}
        others |= {person for start, person in observed.openers if start in one.distinct_from}
        if one.performer in others:
            yield Difference(
                f"separation.{one.element_id}", f"not who did {shown(one.distinct_from)}", shown(one.performer)
            )

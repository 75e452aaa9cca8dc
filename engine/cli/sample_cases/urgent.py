"""Steps of sample cases of urgent relief (急难型): relief first, then the paperwork."""

from collections.abc import Iterator
from typing import Any, Final

from engine.cli.sample_cases.acts import Act, Household, at, complete, register, send
from engine.domain.roles import Role

HANDLER: Final = Role.TOWNSHIP_HANDLER
LEADER: Final = Role.TOWNSHIP_LEADER
PAYER: Final = 2
SECOND_PAYER: Final = 3


def urgent_case(day: int, household: Household, requested_fen: int, **more: Any) -> Iterator[Act]:
    """Registered at the window as an emergency, and accepted at once."""
    asked = {"needs_immediate": True, "requested_amount": requested_fen, **more}
    yield register(at(day, "09:10"), household, **asked)
    yield accepted_as_urgent(day)


def accepted_as_urgent(day: int) -> Act:
    """Taken on as urgent."""
    return complete(at(day, "09:30"), HANDLER, "decide_acceptance", lambda _: {"decision": "accept", "track": "urgent"})


def relieved_first(day: int, proposed_fen: int, paid_fen: int | None = None, **proposal: Any) -> Iterator[Act]:
    """Visited, decided by the township's leader and paid in cash, all on one day; `paid_fen` where it is less."""
    first_fen = proposed_fen if paid_fen is None else paid_fen
    yield complete(
        at(day, "10:30"),
        HANDLER,
        "propose_relief_first",
        lambda hands: {
            "contacted_at": hands.now,
            "contact_way": "visit",
            "facts": "已入户核实，急情属实",
            "recommendation": "relieve",
            "proposed_fen": proposed_fen,
            "months": 1,
            "tier": "C",
            "method": "cash",
            "public_impact": False,
            "simplified_reason": "情况紧急，先行救助",
            **proposal,
        },
    )
    yield complete(
        at(day, "14:00"),
        LEADER,
        "township_relief_first_decision",
        lambda _: {"decision": "grant", "approved_fen": first_fen, "interest_declaration": False},
    )
    yield complete(
        at(day, "15:30"),
        HANDLER,
        "pay_cash",
        lambda hands: {
            "paid_fen": first_fen,
            "paid_at": hands.now,
            "receipt": hands.paper(),
            "second_payer": hands.colleague(SECOND_PAYER),
        },
        PAYER,
    )


def emergency_over(day: int) -> Act:
    """The emergency has been relieved; from now on the paperwork is due."""
    return send(at(day, "09:00"), "emergency_relieved", lambda hands: {"relieved_at": hands.now, "note": "急难已缓解"})


def paperwork(day: int, household: Household, cause: str, amount_fen: int) -> Act:
    """The paperwork completed by the handler."""
    return complete(
        at(day, "10:00"),
        HANDLER,
        "complete_paperwork",
        lambda hands: {
            "relief_object": household.name,
            "relief_cause": cause,
            "relief_amount_fen": amount_fen,
            "facts_finding": "confirmed",
            "handler_signature": hands.paper(),
            "evidence": [hands.paper()],
            "identity_completed": True,
        },
    )


def paperwork_signed(day: int) -> Act:
    """The paperwork signed, which closes the case."""
    return complete(
        at(day, "16:00"),
        LEADER,
        "sign_paperwork",
        lambda hands: {"decision": "sign", "approver_signature": hands.paper()},
    )


def paperwork_returned(day: int) -> Act:
    """The paperwork handed back to the handler."""
    return complete(
        at(day, "16:00"),
        LEADER,
        "sign_paperwork",
        lambda _: {"decision": "return", "reason": "缺少现场照片，请补充后重新提交"},
    )


def referral_dropped(day: int, target: str) -> Act:
    """A referral that the tables suggest, not made."""
    return complete(
        at(day, "16:30"),
        HANDLER,
        "draft_referral",
        lambda _: {"decision": "drop", "reason": "已有保障，无需转介"},
        target=target,
    )


def referral_sent(day: int, target: str, needs: str) -> Act:
    """A referral sent with the consent of the household."""
    return complete(
        at(day, "16:30"),
        HANDLER,
        "draft_referral",
        lambda hands: {
            "decision": "send",
            "needs": needs,
            "consent": hands.paper(),
            "consent_at": hands.now,
            "shared_fields": "minimum_set",
        },
        target=target,
    )

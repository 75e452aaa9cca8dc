"""The journey that is measured: an urgent case from its acceptance to its closure, one stage after the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.domain.roles import Role

ONE_PAGE: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MESSAGE: Final = "message:"


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing done in a case: an element completed by the n-th person of a role, or a message sent."""

    element_id: str
    role: Role
    number: int
    data: Callable[["Hands"], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Hands:
    """What the people of a case have at hand: the present time, a paper, a colleague's name."""

    now: str
    document: str
    colleague: str


STAGES: Final = (
    Stage("decide_acceptance", Role.TOWNSHIP_HANDLER, 1, lambda _: {"decision": "accept", "track": "urgent"}),
    Stage(
        "propose_relief_first",
        Role.TOWNSHIP_HANDLER,
        1,
        lambda at: {
            "contacted_at": at.now,
            "contact_way": "visit",
            "facts": "已入户核实，急情属实",
            "recommendation": "relieve",
            "proposed_fen": 70_000,
            "months": 1,
            "tier": "C",
            "method": "cash",
            "public_impact": False,
            "simplified_reason": "情况紧急，先行救助",
        },
    ),
    Stage(
        "township_relief_first_decision",
        Role.TOWNSHIP_LEADER,
        1,
        lambda _: {"decision": "grant", "approved_fen": 70_000, "interest_declaration": False},
    ),
    Stage(
        "pay_cash",
        Role.TOWNSHIP_HANDLER,
        2,
        lambda at: {"paid_fen": 70_000, "paid_at": at.now, "receipt": at.document, "second_payer": at.colleague},
    ),
    Stage(f"{MESSAGE}emergency_relieved", Role.TOWNSHIP_HANDLER, 1, lambda at: {"relieved_at": at.now}),
    Stage(
        "complete_paperwork",
        Role.TOWNSHIP_HANDLER,
        1,
        lambda at: {
            "relief_object": "见申请表",
            "relief_cause": "见登记情况",
            "relief_amount_fen": 70_000,
            "facts_finding": "confirmed",
            "handler_signature": at.document,
            "evidence": [at.document],
            "identity_completed": True,
        },
    ),
    Stage(
        "sign_paperwork",
        Role.TOWNSHIP_LEADER,
        1,
        lambda at: {"decision": "sign", "approver_signature": at.document},
    ),
)

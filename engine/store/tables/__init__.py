"""The tables, by subject; importing this package makes the whole schema known."""

from engine.store.tables import (
    agents,
    background,
    bundles,
    cases,
    consents,
    deadlines,
    followups,
    handovers,
    ledger,
    partners,
    payments,
    people,
    policy,
    processes,
    relief,
)

__all__ = [
    "agents",
    "background",
    "bundles",
    "cases",
    "consents",
    "deadlines",
    "followups",
    "handovers",
    "ledger",
    "partners",
    "payments",
    "people",
    "policy",
    "processes",
    "relief",
]

"""Cases that are paid through a bank: an urgent case of the sample office, taken up to the order and beyond."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from relief_office import ReliefOffice, identity_number
from sqlalchemy import select

from engine.services.unit_of_work import read
from engine.store.tables.background import IncidentRow
from engine.store.tables.payments import BankOrderRow

ACCOUNT = "6222020000000000012"
HOLDER = "罗远明"
NOW = "2026-03-10T11:00:00+08:00"


def applicant(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The applicant of a registration, with or without an account."""
    return {"name": HOLDER, "id_number": identity_number(number), "hukou": "local", **changes}


def proposal(method: str, **changes: Any) -> dict[str, Any]:
    """What the handler proposes for the first hours."""
    return {
        "contacted_at": NOW,
        "contact_way": "visit",
        "facts": "急情属实",
        "recommendation": "relieve",
        "proposed_fen": 70_000,
        "months": 1,
        "tier": "C",
        "method": method,
        "public_impact": False,
        "simplified_reason": "急难先行",
        **changes,
    }


def proposed(office: ReliefOffice, method: str, more: dict[str, Any] | None = None, **changes: Any) -> str:
    """A case that waits for the decision of the leader; hands back its id."""
    case_id: str = office.register(**changes)["case_id"]
    office.set_clock(NOW)
    office.complete("handler", case_id, "decide_acceptance", {"decision": "accept", "track": "urgent"})
    office.complete("handler", case_id, "propose_relief_first", proposal(method, **(more or {})))
    return case_id


def granted(office: ReliefOffice, case_id: str) -> str:
    """The same case after the leader has granted what was proposed."""
    grant = {"decision": "grant", "approved_fen": 70_000, "interest_declaration": False}
    office.complete("leader", case_id, "township_relief_first_decision", grant)
    return case_id


def orders_of(office: ReliefOffice, case_id: str) -> list[BankOrderRow]:
    """The bank orders of a case, in order."""
    query = select(BankOrderRow).where(BankOrderRow.case_id == UUID(case_id)).order_by(BankOrderRow.attempt)
    return read(office.resources, lambda work: list(work.session.scalars(query)))


def incident_codes(office: ReliefOffice) -> list[str]:
    """The codes of all incidents."""
    query = select(IncidentRow.code).order_by(IncidentRow.opened_at, IncidentRow.id)
    return read(office.resources, lambda work: list(work.session.scalars(query)))

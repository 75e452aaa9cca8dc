"""Charities of the sample office: a project in the register, and a referral taken up to its receiver."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from bank_office import applicant, proposed
from relief_office import ReliefOffice
from sqlalchemy import select

from engine.services.unit_of_work import read
from engine.store.tables.processes import HumanTaskRow
from engine.store.tables.relief import ReferralRow

FOUNDATION = "relief_foundation"


def project(**changes: Any) -> dict[str, Any]:
    """The body of an entry in the register: the foundation's quick help."""
    return {
        "target": FOUNDATION,
        "organisation": "重庆社会救助基金会",
        "project": "救急难个人救助",
        "contact": "项目部 023-60000000",
        "fund_source": "foundation",
        "causes": ["fire", "sudden_major_illness"],
        "min_fen": 100_000,
        "max_fen": 500_000,
        "valid_from": "2026-01-01",
        **changes,
    }


def entered(office: ReliefOffice, username: str = "clerk", **changes: Any) -> dict[str, Any]:
    """A project just entered."""
    answer = office.person(username).post("/api/partners", json=project(**changes))
    assert answer.status_code == 201, answer.text
    kept: dict[str, Any] = answer.json()
    return kept


def referred(office: ReliefOffice, requested_fen: int | None = None) -> str:
    """A case whose need has been sent to the foundation; hands back the id of the case."""
    case_id = proposed(office, "cash", applicant=applicant(), category="dibao")
    (referral,) = [row for row in referrals_of(office, case_id) if row.target == FOUNDATION]
    data: dict[str, Any] = {
        "decision": "send",
        "needs": "临时住宿",
        "consent": office.upload(case_id),
        "consent_at": "2026-03-10T11:00:00+08:00",
        "shared_fields": "minimum_set",
    }
    if requested_fen:
        data["requested_fen"] = requested_fen
    fill_in(office, "handler", referral, "draft_referral", data)
    return case_id


def referral_to_foundation(office: ReliefOffice, case_id: str) -> ReferralRow:
    """The referral of a case to the foundation."""
    return next(row for row in referrals_of(office, case_id) if row.target == FOUNDATION)


def referrals_of(office: ReliefOffice, case_id: str) -> list[ReferralRow]:
    """The referrals of a case, in order."""
    query = select(ReferralRow).where(ReferralRow.case_id == UUID(case_id)).order_by(ReferralRow.id)
    return read(office.resources, lambda work: list(work.session.scalars(query)))


def open_elements(office: ReliefOffice, referral: ReferralRow) -> list[str]:
    """The elements at which a referral waits for somebody."""
    query = select(HumanTaskRow.element_id).where(
        HumanTaskRow.instance_id == referral.instance_id, HumanTaskRow.state == "open"
    )
    return read(office.resources, lambda work: list(work.session.scalars(query)))


def fill_in(office: ReliefOffice, username: str, referral: ReferralRow, element_id: str, data: dict[str, Any]) -> None:
    """Complete the open task of one referral."""
    query = select(HumanTaskRow.id).where(
        HumanTaskRow.instance_id == referral.instance_id,
        HumanTaskRow.element_id == element_id,
        HumanTaskRow.state == "open",
    )
    task_id = read(office.resources, lambda work: work.session.scalars(query).one())
    answer = office.person(username).post(f"/api/tasks/{task_id}/complete", json={"data": data})
    assert answer.status_code == 200, answer.text

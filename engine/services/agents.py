"""Agents and entrusted bodies of applications: who they are, and the paper that authorises them (R12, R50)."""

from typing import Any, Final
from uuid import UUID

from engine.domain.authority import Action
from engine.domain.identity_number import normalised_identity_number
from engine.domain.masking import masked_identity_number, masked_name, masked_phone
from engine.domain.new_case import NewAgent
from engine.domain.phone import normalised_phone
from engine.errors import NotFoundError
from engine.services import audit
from engine.services.access import require_case
from engine.services.documents import require_documents
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases
from engine.store.tables.agents import CaseAgentRow
from engine.store.tables.cases import CaseRow

TABLE: Final = "case_agent"
_MASKS: Final = {"name": masked_name, "id_number": masked_identity_number, "phone": masked_phone}


class AgentNotFoundError(NotFoundError):
    """The applicant of this case applied without an agent."""

    code = "agent_not_found"


def add_agent(work: UnitOfWork, case: CaseRow, agent: NewAgent) -> None:
    """Keep who applied on the applicant's behalf; what was entered has been checked."""
    row_id = work.new_id()
    clear = {
        "name": agent.name.strip(),
        "id_number": normalised_identity_number(agent.id_number) if agent.id_number else None,
        "phone": normalised_phone(agent.phone) if agent.phone else None,
    }
    work.session.add(
        CaseAgentRow(
            id=row_id,
            county_code=case.county_code,
            case_id=case.id,
            kind=agent.kind,
            body=agent.body,
            relation=agent.relation,
            authorised_on=agent.authorised_on,
            entered_at=work.now,
            **{
                name: work.resources.cipher.encrypt(value, table=TABLE, row_id=row_id, column=name) if value else None
                for name, value in clear.items()
            },
        )
    )


def attach_authorisation(work: UnitOfWork, case_id: UUID, document_id: UUID) -> dict[str, Any]:
    """The agent with the paper that authorises; a later paper takes the place of the one before, both stay on file.

    Raises:
        AgentNotFoundError: nobody applied on the applicant's behalf.
        InvalidInputError: the paper is not of this case.
    """
    case = require_case(work, case_id, Action.CREATE_CASE, lock=True)
    row = cases.agent_of(work.session, case_id)
    if row is None:
        raise AgentNotFoundError(f"case {case_id} has no agent")
    require_documents(work, case_id, [document_id])
    row.authorisation_id, row.authorisation_by = document_id, work.actor
    audit.record(work, "agent_authorised", case=case, object_id=document_id)
    work.session.flush()
    return agent_shown(work, row)


def agent_shown(work: UnitOfWork, row: CaseAgentRow) -> dict[str, Any]:
    """An agent as colleagues see one: what is personal is masked."""
    cipher = work.resources.cipher
    shown: dict[str, Any] = {
        "kind": row.kind,
        "body": row.body,
        "relation": row.relation,
        "authorised_on": row.authorised_on.isoformat() if row.authorised_on else None,
        "authorisation_id": str(row.authorisation_id) if row.authorisation_id else None,
    }
    for name, mask in _MASKS.items():
        ciphertext = getattr(row, name)
        shown[name] = mask(cipher.decrypt(ciphertext, table=TABLE, row_id=row.id, column=name)) if ciphertext else None
    return shown

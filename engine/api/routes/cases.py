"""Cases: registered, searched, read, with their history, deadlines and diagrams."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import USUAL_PAGE, Cursor, DivisionFilter, IdempotencyKey, Limit, SearchText
from engine.domain.case_codes import CaseStatus
from engine.schemas.cases import (
    AgentShown,
    AuthorisationBody,
    CaseDetail,
    CaseDiagram,
    CasePage,
    History,
    NewCaseBody,
    RegisteredCase,
)
from engine.services import agents, case_views, diagram_views, history, instance_starts
from engine.services.case_views import CaseQuery
from engine.services.unit_of_work import read, write

router = APIRouter(prefix="/api/cases", tags=["cases"])


@router.post("", status_code=201)
def register_case(
    entered: NewCaseBody, person: CurrentPerson, resources: AppResources, idempotency_key: IdempotencyKey = None
) -> RegisteredCase:
    """Register a case and start its process."""
    body = entered.model_dump(mode="json")
    answer = instance_starts.register_case(resources, person, idempotency_key, body, entered.as_new_case())
    return RegisteredCase.model_validate(answer)


@router.get("")
def list_cases(
    person: CurrentPerson,
    resources: AppResources,
    status: Annotated[CaseStatus | None, Query()] = None,
    q: SearchText = None,
    division: DivisionFilter = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> CasePage:
    """The cases that the person may read, newest first; `q` is a reference, an identity number or a whole name."""
    query = CaseQuery(status=status, q=q, division=division)
    page = read(resources, lambda work: case_views.cases_for(work, query, cursor, limit), person=person)
    return CasePage.model_validate(page)


@router.get("/{case_id}")
def show_case(case_id: UUID, person: CurrentPerson, resources: AppResources) -> CaseDetail:
    """One case, personal data masked."""
    return CaseDetail.model_validate(case_views.read_case(resources, person, case_id))


@router.put("/{case_id}/agent/authorisation")
def attach_authorisation(
    case_id: UUID, entered: AuthorisationBody, person: CurrentPerson, resources: AppResources
) -> AgentShown:
    """Let an uploaded paper of the case authorise its agent."""
    shown = write(
        resources, lambda work: agents.attach_authorisation(work, case_id, entered.document_id), person=person
    )
    return AgentShown.model_validate(shown)


@router.get("/{case_id}/history")
def show_history(case_id: UUID, person: CurrentPerson, resources: AppResources) -> History:
    """Everything that happened in a case, oldest first."""
    return History.model_validate(read(resources, lambda work: history.history_of_case(work, case_id), person=person))


@router.get("/{case_id}/diagram")
def show_diagram(case_id: UUID, person: CurrentPerson, resources: AppResources) -> CaseDiagram:
    """The diagrams of a case with the state of every element it met."""
    return CaseDiagram.model_validate(
        read(resources, lambda work: diagram_views.diagram_of_case(work, case_id), person=person)
    )

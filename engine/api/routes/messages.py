"""Outside events of a case."""

from uuid import UUID

from fastapi import APIRouter

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.request_parameters import CodeInPath, IdempotencyKey
from engine.schemas.messages import MessageBody, MessageReceipt
from engine.services import case_work

router = APIRouter(prefix="/api/cases", tags=["messages"])


@router.post("/{case_id}/messages/{name}", status_code=202)
def send_message(
    case_id: UUID,
    name: CodeInPath,
    person: CurrentPerson,
    resources: AppResources,
    entered: MessageBody | None = None,
    idempotency_key: IdempotencyKey = None,
) -> MessageReceipt:
    """Tell the case of an event; it is delivered to the node that waits for it, or kept for the one that will."""
    data = entered.data if entered else {}
    return MessageReceipt.model_validate(
        case_work.send_message(resources, person, idempotency_key, case_id, name, data)
    )

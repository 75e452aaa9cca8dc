"""Outside events that a case is told of."""

from uuid import UUID

from pydantic import Field

from engine.schemas.entered import Entered, JsonObject, Shown


class MessageBody(Entered):
    """What came with an outside event: the fields of the node that waits for it."""

    data: JsonObject = Field(default_factory=dict)


class MessageReceipt(Shown):
    """Whether the event was delivered at once; otherwise it is kept for the node that will wait for it."""

    case_id: UUID
    message: str
    delivered: bool

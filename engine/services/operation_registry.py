"""The operations that service tasks of a diagram may call, by name (flows, section 5)."""

from typing import Final

from engine.bpmn.operations import OperationSignature
from engine.errors import CannotGoOnError
from engine.services.operations import (
    checking,
    closing,
    clues,
    disbursing,
    intake,
    linking,
    money,
    notices,
    recovering,
    referrals,
    watching,
)
from engine.services.operations.operation import Operation


class UnknownOperationError(CannotGoOnError):
    """A service task names an operation that this version does not have."""

    code = "unknown_operation"


OPERATIONS: Final[dict[str, Operation]] = {
    operation.signature.name: operation
    for operation in (
        *intake.OPERATIONS,
        *money.OPERATIONS,
        *disbursing.OPERATIONS,
        *notices.OPERATIONS,
        *referrals.OPERATIONS,
        *watching.OPERATIONS,
        *checking.OPERATIONS,
        *clues.OPERATIONS,
        *linking.OPERATIONS,
        *recovering.OPERATIONS,
        *closing.OPERATIONS,
    )
}


def signatures() -> dict[str, OperationSignature]:
    """What the validator knows of each operation."""
    return {name: operation.signature for name, operation in OPERATIONS.items()}


def operation_named(name: str) -> Operation:
    """The registered operation; raises UnknownOperationError for a name that the validator should have refused."""
    found = OPERATIONS.get(name)
    if found is None:
        raise UnknownOperationError(f"no operation {name} is registered")
    return found

"""The shape of an operation and of its refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bpmn.host import OperationCall
from engine.bpmn.operations import OperationKind, OperationSignature
from engine.errors import ConflictError

if TYPE_CHECKING:
    from engine.services.steps import Step

OperationFunction = Callable[["Step", OperationCall], Mapping[str, Any]]


class OperationRefusedError(ConflictError):
    """The operation would break a rule; nothing was changed."""

    code = "operation_refused"


@dataclass(frozen=True, slots=True)
class Operation:
    """One registered operation: what diagrams may know of it, and what it does."""

    signature: OperationSignature
    carry_out: OperationFunction


def operation(
    name: str,
    carry_out: OperationFunction,
    *,
    required: tuple[str, ...] = (),
    optional: tuple[str, ...] = (),
    outputs: tuple[str, ...] = (),
    kind: OperationKind | None = None,
) -> Operation:
    """The operation `name`, with the inputs it needs and takes and the outputs it gives."""
    signature = OperationSignature(name, frozenset(required), frozenset(optional), frozenset(outputs), kind)
    return Operation(signature, carry_out)

"""What a diagram may know of the engine's operations: their names, inputs and outputs, never their code."""

from dataclasses import dataclass
from typing import Literal

OperationKind = Literal["payment", "approval"]


@dataclass(frozen=True, slots=True)
class OperationSignature:
    """One registered operation as the validator sees it.

    `kind` is "payment" where money or goods are given out, "approval" where an award is decided by what a person
    approved before; the payment rules of the validator rest on it. `outputs` of None means that any member may be
    read (the data of a message, for example).
    """

    name: str
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    outputs: frozenset[str] | None = frozenset()
    kind: OperationKind | None = None

    @property
    def inputs(self) -> frozenset[str]:
        """Every input that a diagram may fill."""
        return self.required | self.optional

"""What the checking centre is asked about a household, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

Conclusion = Literal["normal", "above", "mismatch"]
CONCLUSIONS: tuple[Conclusion, ...] = ("normal", "above", "mismatch")


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """A member of the household who has authorised the check; personal, never shown by `repr`."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    scope: Sequence[str] = ()
    """What the person lets be looked up: `income`, `property`."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """A request in the authorised scope."""

    request_id: UUID
    reference: str
    scope: str
    requested_at: datetime
    authorised_until: date | None
    people: Sequence[CheckedPerson] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What the centre found, in fen; the conclusion is a proposal that a person confirms."""

    request_id: UUID
    conclusion: Conclusion
    as_of: date
    total_income_fen: int | None = field(default=None, repr=False)
    total_property_fen: int | None = field(default=None, repr=False)

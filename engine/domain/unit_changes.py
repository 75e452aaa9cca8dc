"""A change of units from a date (撤并, 分设, 更名): which unit is followed by which, and who works there afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from engine.domain.roles import Role, UnitKind


class ChangeKind(StrEnum):
    """What happens to the unit."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"


class ChangeStatus(StrEnum):
    """The life of a change: nothing moves before somebody else has confirmed it and its day has come."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    APPLIED = "applied"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class UnitToCreate:
    """A township or village that begins to exist with the change."""

    code: str
    name: str
    parent: str

    @property
    def kind(self) -> UnitKind:
        """The level that the length of the code stands for."""
        return UnitKind.TOWNSHIP if len(self.code) == 9 else UnitKind.VILLAGE


@dataclass(frozen=True, slots=True)
class UnitMove:
    """A township or village that ends, and the unit of the same level that follows it."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class GrantToCreate:
    """A role that somebody holds from the day of the change on (policy reference, section 10: an explicit list)."""

    staff_id: UUID
    role: Role
    unit_code: str


@dataclass(frozen=True, slots=True)
class UnitChange:
    """The whole change of one unit with its villages; the first move is that of the unit itself.

    A rename that keeps the code has a `new_name` and no moves: nothing changes hands.
    """

    kind: ChangeKind
    unit_code: str
    effective_on: date
    reason: str
    new_name: str | None = None
    new_units: tuple[UnitToCreate, ...] = ()
    moves: tuple[UnitMove, ...] = ()
    grants: tuple[GrantToCreate, ...] = ()

    @property
    def county_code(self) -> str:
        """The county in which it all happens."""
        return self.unit_code[:6]

    @property
    def ended_codes(self) -> tuple[str, ...]:
        """The units that exist no longer from the day on."""
        return tuple(move.source for move in self.moves)

    def target_of(self, code: str) -> str | None:
        """The unit that follows `code`, nothing where it stays."""
        return next((move.target for move in self.moves if move.source == code), None)

    def as_json(self) -> dict[str, Any]:
        """What a row keeps of it beside its columns."""
        return {
            "new_name": self.new_name,
            "new_units": [{"code": one.code, "name": one.name, "parent": one.parent} for one in self.new_units],
            "moves": [{"source": one.source, "target": one.target} for one in self.moves],
            "grants": [
                {"staff_id": str(one.staff_id), "role": one.role.value, "unit": one.unit_code} for one in self.grants
            ],
        }

    @classmethod
    def from_json(cls, kind: str, unit_code: str, effective_on: date, reason: str, content: Mapping[str, Any]) -> Self:
        """The change that a row keeps."""
        return cls(
            kind=ChangeKind(kind),
            unit_code=unit_code,
            effective_on=effective_on,
            reason=reason,
            new_name=content["new_name"],
            new_units=tuple(UnitToCreate(**one) for one in content["new_units"]),
            moves=tuple(UnitMove(**one) for one in content["moves"]),
            grants=tuple(
                GrantToCreate(UUID(one["staff_id"]), Role(one["role"]), one["unit"]) for one in content["grants"]
            ),
        )

"""Policy values that hold from a day on: local standards by area, and the texts that change the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LocalStandard:
    """The monthly living-allowance standard of a kind of area in fen; `scope` is an area code of any length."""

    scope: str
    area_type: str
    valid_from: date
    valid_to: date | None
    standard_fen: int

    def applies(self, division: str, area_type: str, on: date) -> bool:
        """Whether this standard holds in a division of that kind on a day; `valid_to` is the first day after it."""
        return (
            self.area_type == area_type
            and division.startswith(self.scope)
            and self.valid_from <= on
            and (self.valid_to is None or on < self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A later text that changes the rules from a day on (policy D0)."""

    code: str
    effective_from: date


@dataclass(frozen=True, slots=True)
class AwardLimit:
    """The most that may be awarded, in fen, to a person in a year, by an approver or in a township on a day."""

    scope: str
    kind: str
    valid_from: date
    valid_to: date | None
    limit_fen: int


def limits_in_force(limits: Iterable[AwardLimit], division: str, on: date) -> dict[str, int]:
    """The limits of a division on a day, in fen by kind: the narrowest scope wins, then the latest start."""
    applying = [
        one
        for one in limits
        if division.startswith(one.scope) and one.valid_from <= on and (one.valid_to is None or on < one.valid_to)
    ]
    return {one.kind: one.limit_fen for one in sorted(applying, key=lambda one: (len(one.scope), one.valid_from))}


def standard_in_force(
    standards: Iterable[LocalStandard], division: str, area_type: str, on: date
) -> LocalStandard | None:
    """The standard of a division on a day: the narrowest scope wins, then the latest start."""
    applying = [one for one in standards if one.applies(division, area_type, on)]
    return max(applying, key=lambda one: (len(one.scope), one.valid_from), default=None)


def texts_in_force(texts: Iterable[PolicyText], on: date) -> frozenset[str]:
    """The codes of the texts in force on a day."""
    return frozenset(text.code for text in texts if text.effective_from <= on)

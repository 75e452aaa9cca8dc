"""Charities, funds and their projects: who takes which needs, between which amounts, and what they answer."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

AnswerStatus = Literal["pending", "accepted", "declined", "done"]
ANSWER_STATUSES: tuple[AnswerStatus, ...] = ("pending", "accepted", "declined", "done")


class AmountWarning(StrEnum):
    """Why an amount does not fit a project's own interval; it warns, a person decides."""

    BELOW_INTERVAL = "below_interval"
    ABOVE_INTERVAL = "above_interval"


@dataclass(frozen=True, slots=True)
class Project:
    """What a project takes on; amounts in fen, `valid_to` is the first day after it, no causes: any cause."""

    causes: Collection[str]
    min_fen: int | None
    max_fen: int | None
    valid_from: date
    valid_to: date | None

    def takes(self, cause: str, on: date) -> bool:
        """Whether a need of this cause may be handed over on a day."""
        is_open = self.valid_from <= on and (self.valid_to is None or on < self.valid_to)
        return is_open and (not self.causes or cause in self.causes)

    def warning_about(self, amount_fen: int) -> AmountWarning | None:
        """What is unusual about an amount; nothing inside the interval, whose ends belong to it."""
        if self.min_fen is not None and amount_fen < self.min_fen:
            return AmountWarning.BELOW_INTERVAL
        if self.max_fen is not None and amount_fen > self.max_fen:
            return AmountWarning.ABOVE_INTERVAL
        return None


@dataclass(frozen=True, slots=True)
class PartnerEntry:
    """What is entered about a project; amounts in fen, `valid_to` is the first day after it."""

    target: str
    organisation: str
    project: str
    contact: str
    fund_source: str
    causes: Collection[str]
    min_fen: int | None
    max_fen: int | None
    valid_from: date
    valid_to: date | None
    base_url: str | None


@dataclass(frozen=True, slots=True)
class GivenAid:
    """What a charity has given for a case, valued in fen; a voucher names its project and number."""

    kind: str
    amount_fen: int
    given_on: date
    partner_id: UUID | None = None
    referral_id: UUID | None = None
    voucher_number: str | None = None
    receipt_id: UUID | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PartnerAnswer:
    """What a connected partner says about a referral; money in fen, texts may be personal."""

    status: AnswerStatus
    reason: str | None = field(default=None, repr=False)
    result: str | None = field(default=None, repr=False)
    goods: str | None = field(default=None, repr=False)
    money_fen: int | None = None
    done_on: date | None = None

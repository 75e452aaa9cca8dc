"""The breach register as the API takes and gives it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from engine.schemas.entered import Entered, Shown

LONGEST_WORDS = 1000
Words = Annotated[str, Field(max_length=LONGEST_WORDS)]
BreachStateName = Literal["unexplained", "explanation", "accepted", "returned"]


class ExplanationEntered(Entered):
    """Why a duty was not done in time, in the words of the unit."""

    words: Annotated[str, Field(min_length=1, max_length=LONGEST_WORDS, pattern=r"\S")]


class SignOffEntered(Entered):
    """What a leader makes of an explanation."""

    verdict: Literal["accepted", "returned"]
    words: Words | None = None


class BreachNoteShown(Shown):
    """Something written about a breach: `explanation`, or what a leader made of it (`accepted`, `returned`)."""

    kind: str
    words: str | None
    written_by: str
    written_by_name: str | None
    written_at: datetime


class BreachItem(Shown):
    """A duty not done in time; `late_seconds` and `late_working_days` run until it was done, or until now."""

    breach_id: UUID
    case_id: UUID
    reference: str
    division: str
    division_name: str | None
    key: str
    element: str
    due_at: datetime
    unit: str
    unit_name: str | None
    assignee: str | None
    assignee_name: str | None
    provisional: bool
    completed_late_at: datetime | None
    is_open: bool
    late_seconds: int
    late_working_days: int
    state: BreachStateName
    notes: list[BreachNoteShown]
    can_explain: bool
    can_sign_off: bool


class BreachPage(Shown):
    """A page of the register, and how many of what was asked for stand in which state."""

    items: list[BreachItem]
    next_cursor: str | None
    counts: dict[BreachStateName, int]


class BreachesOfCase(Shown):
    """The breaches of one case, the earliest first."""

    items: list[BreachItem]


class BreachWritten(Shown):
    """The breach that something was written about, and its state now."""

    breach_id: UUID
    state: BreachStateName

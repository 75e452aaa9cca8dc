"""Consent to the means check, of each person apart (Social Assistance Law, articles 40 and 41; R52)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

AGE_OF_OWN_CONSENT: Final = 14


class ConsentStatus(StrEnum):
    """What became of the question whether somebody may be checked."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ConsentScope(StrEnum):
    """What may be looked up about a person."""

    INCOME = "income"
    PROPERTY = "property"


@dataclass(frozen=True, slots=True)
class NewConsent:
    """What a person has answered: a member of the household by `person_id`, a supporter by name, number, relation."""

    status: ConsentStatus
    answered_on: date
    scope: Sequence[ConsentScope] = ()
    valid_until: date | None = None
    paper_id: UUID | None = None
    by_guardian: bool = False
    person_id: UUID | None = None
    name: str | None = field(default=None, repr=False)
    id_number: str | None = field(default=None, repr=False)
    relation: str | None = None


def stands(status: str, valid_until: date | None, today: date) -> bool:
    """Whether a consent holds on `today`; the last day of its validity still counts."""
    return status == ConsentStatus.GIVEN and (valid_until is None or today <= valid_until)


def needs_guardian(born_on: date, today: date) -> bool:
    """Whether a guardian answers for the person: below 14 years of age (policy 6.2, F7)."""
    fourteenth = (born_on.year + AGE_OF_OWN_CONSENT, born_on.month, born_on.day)
    return (today.year, today.month, today.day) < fourteenth

"""What is entered when a case is registered, before anything of it is checked or stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from engine.domain.case_codes import Category, Cause, Channel


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as entered; only the name is compulsory, the rest may be completed later."""

    name: str
    id_number: str | None = None
    phone: str | None = None
    hukou: str | None = None
    residence: str | None = None
    relation: str | None = None
    payee_account: str | None = None
    payee_holder: str | None = None


@dataclass(frozen=True, slots=True)
class NewAgent:
    """Who applies on the applicant's behalf: a person, or an entrusted `body` through one (law, article 37)."""

    kind: str
    name: str
    id_number: str | None = None
    phone: str | None = None
    relation: str | None = None
    body: str | None = None
    authorised_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewExpenditure:
    """A line of spending as entered, in fen."""

    kind: str
    net_fen: int
    total_fen: int | None = None
    reimbursed_fen: int | None = None
    aid_fen: int | None = None


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known when a case is registered; money in fen."""

    channel: Channel
    cause: Cause
    description: str
    needs_immediate: bool
    division: str
    applicant: NewPerson
    household_size: int
    members: Sequence[NewPerson] = ()
    category: Category | None = None
    category_confirmed: bool = False
    requested_fen: int | None = None
    expenditures: Sequence[NewExpenditure] = ()
    over_capacity: bool = False
    cause_key: str | None = None
    linked_programme: str | None = None
    linked_reference: str | None = None
    discovered_at: datetime | None = None
    received_at: datetime | None = None
    agent: NewAgent | None = None
    immediate_reason: str | None = None
    category_source: str | None = None
    category_checked_at: datetime | None = None

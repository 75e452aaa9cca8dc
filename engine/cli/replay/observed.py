"""What was found in the database after a typical case had been played; nothing here knows what was expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.domain.deadlines import Limit


@dataclass(frozen=True, slots=True)
class Visit:
    """A node that a process reached, completed or left; `counts` where a path counts it (cases.md, section 2).

    `root` is the process that was started, on its own or as a linked one, where `process_id` may be one it calls.
    """

    element_id: str
    process_id: str
    root: str
    kind: str
    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class Work:
    """A human task in whatever state; `performer` is who completed it, `level` the level of its role."""

    element_id: str
    process_id: str
    root: str
    state: str
    role: str
    level: str
    performer: str | None
    created_at: datetime
    completed_at: datetime | None
    decision: str | None
    reason_code: str | None
    distinct_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PauseSpan:
    """An interval in which a clock stood still, adjoining ones as one; working days used in total when it began."""

    paused_at: datetime
    resumed_at: datetime | None
    elapsed_before: int


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline; `limit` is the row that rules, `paused_by` the elements that have let it stand still."""

    key: str
    instalment: int | None
    kind: str
    status: str
    element_id: str
    limit: Limit
    started_at: datetime
    initial_due_at: datetime | None
    due_at: datetime | None
    provisional: bool
    is_breached: bool
    pauses: tuple[PauseSpan, ...]
    paused_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class Breach:
    """A breach that was recorded."""

    key: str
    due_at: datetime
    completed_late_at: datetime | None


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert about a deadline to one role."""

    key: str
    level: int
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Award:
    """What was decided to give, in fen, by whom; `decider_level` is the level of the role in which it was decided.

    `purposes` are what the lines say the money is for; an ordinary line says nothing.
    """

    kind: str
    level: str
    decider_level: str | None
    amount_fen: int
    in_kind_value_fen: int
    lines: tuple[tuple[str, int], ...]
    purposes: frozenset[str]
    proposed_by: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Payment:
    """One line and stage of an award; `award_no` and `line_no` count from 0 and 1."""

    award_no: int
    line_no: int
    instalment_no: int
    method: str
    fund_source: str
    amount_fen: int
    status: str
    paid_by: str | None
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fund:
    """The township's standby fund: fen before and after the case, and every movement (fen, balance afterwards)."""

    before_fen: int
    after_fen: int
    movements: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Amounts:
    """The numbers that the bundle's tables gave for the case, in fen; nothing where the case never asked them."""

    standard_fen: int
    tier_ceiling_fen: int | None
    raw_fen: int | None
    recommended_fen: int | None
    cap_fen: int | None
    township_ceiling_fen: int | None
    authority_by_amount: str | None
    is_first_payment_only: bool
    uplift: str | None


@dataclass(frozen=True, slots=True)
class Trial:
    """Something that must not happen, tried in a transaction that was undone; `refusal` is the code of the refusal."""

    name: str
    subject: str
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """What left the system: its kind, for whom, and the names of the fields it carried."""

    kind: str
    target: str | None
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """A document that was issued."""

    kind: str
    reason_code: str | None
    basis: str | None
    has_remedies: bool


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice for the public: its fields as they were posted."""

    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Referral:
    """A need handed to another body; times are nothing where it was not sent, or no result has come."""

    target: str
    sent_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """Money to be returned, in fen, with its entries (kind, fen)."""

    receivable_fen: int
    balance_fen: int
    entries: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ProgrammeLink:
    """The link to an application for another programme, and the result that came from there."""

    programme: str
    reference: str | None
    result: str | None


@dataclass(frozen=True, slots=True)
class Observed:
    """The facts of one played case; times are aware UTC, money is in fen."""

    status: str
    track: str | None
    moments: Mapping[str, datetime | None]
    is_local: bool | None
    linked_programme: str | None
    linked_reference: str | None
    programme_links: tuple[ProgrammeLink, ...]
    town_code: str
    policy_date: date
    policy_versions: tuple[str, ...]
    bundle_number: int
    bundle_in_force: int | None
    bundles_used: frozenset[int]
    processes: tuple[str, ...]
    visits: tuple[Visit, ...]
    work: tuple[Work, ...]
    openers: tuple[tuple[str, str], ...]
    clocks: tuple[Clock, ...]
    breaches: tuple[Breach, ...]
    alerts: tuple[Alert, ...]
    awards: tuple[Award, ...]
    payments: tuple[Payment, ...]
    fund: Fund
    amounts: Amounts
    decisions: Mapping[str, tuple[Any, ...]]
    notices: tuple[Notice, ...]
    messages: tuple[Message, ...]
    posted: tuple[Posted, ...]
    personal: tuple[str, ...]
    """What identifies the people of the case, and what happened to them in free text."""
    referrals: tuple[Referral, ...]
    recoveries: tuple[Recovery, ...]
    trials: tuple[Trial, ...]
    left_open: tuple[str, ...]

    @property
    def path(self) -> tuple[Visit, ...]:
        """The nodes that a path counts, in true order."""
        return tuple(visit for visit in self.visits if visit.counts)

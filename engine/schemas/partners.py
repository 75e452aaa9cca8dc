"""Charities and their projects, and the non-fiscal ledger, as the API gives and takes them; money in fen."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from engine.domain.partners import GivenAid, PartnerEntry
from engine.schemas.entered import LARGEST_AMOUNT_FEN, Day, Entered, Shown

FundSource = Literal["foundation", "charity_fund", "donation", "crowdfunding"]
EntryKind = Literal["money", "goods", "voucher"]
GivenFen = Annotated[int, Field(ge=1, le=LARGEST_AMOUNT_FEN, strict=True)]
_Name = Annotated[str, Field(min_length=1, max_length=100)]
_CodeWord = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
_Note = Annotated[str, Field(max_length=300)]


class PartnerBody(Entered):
    """A project as entered; `valid_to` is the first day after it, no causes: any cause."""

    target: _CodeWord
    organisation: _Name
    project: _Name
    contact: _Name
    fund_source: FundSource
    causes: Annotated[list[_CodeWord], Field(default_factory=list, max_length=50)]
    min_fen: GivenFen | None = None
    max_fen: GivenFen | None = None
    valid_from: Day
    valid_to: Day | None = None
    base_url: Annotated[str, Field(max_length=200, pattern=r"^https?://")] | None = None

    def as_entry(self) -> PartnerEntry:
        """The entry for the register."""
        return PartnerEntry(**self.model_dump(exclude={"revision"}))


class ChangedPartner(PartnerBody):
    """A project as changed; `revision` is that of the entry which was read."""

    revision: Annotated[int, Field(ge=1, strict=True)]


class PartnerItem(Shown):
    """A project in the register."""

    partner_id: UUID
    county_code: str
    target: str
    organisation: str
    project: str
    contact: str
    fund_source: str
    causes: list[str]
    min_fen: int | None
    max_fen: int | None
    valid_from: date
    valid_to: date | None
    base_url: str | None
    revision: int


class PartnerPage(Shown):
    """A page of the register."""

    items: list[PartnerItem]
    next_cursor: str | None


class KeptPartner(PartnerItem):
    """A project just entered or changed; a new shared secret is shown this once."""

    secret: str | None


class GivenAidBody(Entered):
    """What a charity has given for a case."""

    kind: EntryKind
    amount_fen: GivenFen
    given_on: Day
    partner_id: UUID | None = None
    referral_id: UUID | None = None
    voucher_number: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    receipt_id: UUID | None = None
    note: _Note | None = None

    def as_given_aid(self) -> GivenAid:
        """What is to be booked."""
        return GivenAid(**self.model_dump())


class CounterBody(Entered):
    """Why an entry is taken back."""

    note: Annotated[str, Field(min_length=1, max_length=300)]


class NonfiscalEntry(Shown):
    """An entry of the non-fiscal ledger; a counter-entry is negative and names what it takes back."""

    entry_id: UUID
    case_id: UUID
    partner_id: UUID | None
    partner: str | None
    referral_id: UUID | None
    counters_id: UUID | None
    fund_source: str
    kind: str
    amount_fen: int
    given_on: date
    voucher_number: str | None
    receipt_id: UUID | None
    note: str | None
    at: datetime
    actor: str


class BookedEntry(NonfiscalEntry):
    """An entry just booked; `warning` says that the amount lies outside the project's own interval."""

    warning: str | None


class LedgerEntry(NonfiscalEntry):
    """An entry with the case that it is for."""

    reference: str


class Ledger(Shown):
    """A page of the ledger; the totals are those of all its days, by source."""

    items: list[LedgerEntry]
    totals: dict[str, int]
    next_cursor: str | None

"""Cases as the API gives and takes them; money in fen."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from engine.domain.case_codes import Category, Cause, Channel
from engine.domain.new_case import NewAgent, NewCase, NewExpenditure, NewPerson
from engine.schemas.check_consents import ConsentShown
from engine.schemas.entered import AmountFen, Code, Day, DivisionCode, Entered, Flag, JsonObject, Moment, Shown
from engine.schemas.partners import NonfiscalEntry
from engine.schemas.tasks import TaskForm, TaskItem

MOST_PEOPLE = 30
MOST_EXPENDITURES = 100
_Name = Annotated[str, Field(min_length=1, max_length=50)]
_Text = Annotated[str, Field(max_length=100)]


EnteredChannel = Literal[Channel.WINDOW, Channel.PHONE, Channel.ONLINE, Channel.AGENT, Channel.PROACTIVE]
"""How a case is entered; `imported` is for those that came with a ledger."""


class MemberBody(Entered):
    """A member of the household as entered."""

    name: _Name
    id_number: Annotated[str, Field(max_length=30)] | None = None
    phone: Annotated[str, Field(max_length=30)] | None = None
    hukou: _Text | None = None
    residence: _Text | None = None
    relation: Annotated[str, Field(max_length=20)] | None = None

    def as_new_person(self) -> NewPerson:
        """The person for registration."""
        return NewPerson(**self.model_dump())


class ApplicantBody(MemberBody):
    """The applicant as entered; the account that relief is paid to may be given later (policy 6.2, F2)."""

    payee_account: Annotated[str, Field(max_length=60)] | None = None
    payee_holder: _Name | None = None


class AgentBody(Entered):
    """Who applies on the applicant's behalf; an entrusted body is named beside its person."""

    kind: Literal["person", "body"]
    name: _Name
    id_number: Annotated[str, Field(max_length=30)] | None = None
    phone: Annotated[str, Field(max_length=30)] | None = None
    relation: Annotated[str, Field(max_length=20)] | None = None
    body: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    authorised_on: Day | None = None

    def as_new_agent(self) -> NewAgent:
        """The agent for registration."""
        return NewAgent(**self.model_dump())


class HouseholdBody(Entered):
    """The household: how many people, and those of them who are named beside the applicant."""

    size: Annotated[int, Field(ge=1, le=MOST_PEOPLE, strict=True)]
    members: Annotated[list[MemberBody], Field(default_factory=list, max_length=MOST_PEOPLE)]


class ExpenditureBody(Entered):
    """A line of necessary spending; `net_fen` is what the household itself had to bear."""

    kind: Literal["medical", "education", "housing", "other"]
    net_fen: AmountFen
    total_fen: AmountFen | None = None
    reimbursed_fen: AmountFen | None = None
    aid_fen: AmountFen | None = None

    def as_new_expenditure(self) -> NewExpenditure:
        """The line for registration."""
        return NewExpenditure(**self.model_dump())


class NewCaseBody(Entered):
    """A case to be registered: only name, division, cause and household size are asked for (policy 6.2, F2)."""

    channel: EnteredChannel = Channel.WINDOW
    cause: Cause
    description: Annotated[str, Field(max_length=2000)] = ""
    needs_immediate: Flag = False
    discovered_at: Moment | None = None
    received_at: Moment | None = None
    division: DivisionCode
    category: Category | None = None
    applicant: ApplicantBody
    household: HouseholdBody
    requested_amount: AmountFen | None = None
    expenditures: Annotated[list[ExpenditureBody], Field(default_factory=list, max_length=MOST_EXPENDITURES)]
    over_capacity: Flag = False
    cause_key: _Text | None = None
    linked_programme: Code | None = None
    linked_reference: _Text | None = None
    category_confirmed: Flag = False
    category_source: _Text | None = None
    category_checked_at: Moment | None = None
    immediate_reason: Annotated[str, Field(max_length=300)] | None = None
    agent: AgentBody | None = None

    def as_new_case(self) -> NewCase:
        """The case for registration."""
        return NewCase(
            channel=self.channel,
            cause=self.cause,
            description=self.description,
            needs_immediate=self.needs_immediate,
            discovered_at=self.discovered_at,
            received_at=self.received_at,
            division=self.division,
            category=self.category,
            category_confirmed=self.category_confirmed,
            applicant=self.applicant.as_new_person(),
            household_size=self.household.size,
            members=[member.as_new_person() for member in self.household.members],
            requested_fen=self.requested_amount,
            expenditures=[line.as_new_expenditure() for line in self.expenditures],
            over_capacity=self.over_capacity,
            cause_key=self.cause_key,
            linked_programme=self.linked_programme,
            linked_reference=self.linked_reference,
            agent=self.agent.as_new_agent() if self.agent else None,
            immediate_reason=self.immediate_reason,
            category_source=self.category_source,
            category_checked_at=self.category_checked_at,
        )


class RegisteredCase(Shown):
    """A case just registered; without tasks when it could not be started and an administrator has to help."""

    case_id: UUID
    reference: str
    status: str
    track: str | None
    tasks: list[TaskItem]


class PersonShown(Shown):
    """A person with what is personal masked; only the name in lists."""

    name: str | None
    id_number: str | None = None
    phone: str | None = None
    relation: str | None = None
    hukou: str | None = None
    residence: str | None = None


class CaseItem(Shown):
    """A case in a list; `due_at` is that of the duty which falls due first."""

    case_id: UUID
    reference: str
    status: str
    track: str | None
    cause: str
    category: str | None
    channel: str
    division: str
    division_name: str | None
    county_code: str
    applicant: PersonShown
    registered_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    deadline_key: str | None
    deadline_status: str | None


class CasePage(Shown):
    """A page of cases, newest first."""

    items: list[CaseItem]
    next_cursor: str | None


class AgentShown(Shown):
    """Who applied on the applicant's behalf, masked, and the paper that authorises."""

    kind: str
    body: str | None
    relation: str | None
    name: str | None
    id_number: str | None
    phone: str | None
    authorised_on: date | None
    authorisation_id: UUID | None


class AuthorisationBody(Entered):
    """The paper that authorises an agent."""

    document_id: UUID


class HouseholdShown(Shown):
    """The household with its named members masked."""

    size: int
    members: list[PersonShown]


class AwardShown(Shown):
    """What was decided to give."""

    award_id: UUID
    kind: str
    level: str
    amount_fen: int
    in_kind_value_fen: int
    lines: list[JsonObject]
    proposed_by: str
    decided_by: str
    decided_at: datetime


class DisbursementShown(Shown):
    """One payment or delivery of an award."""

    disbursement_id: UUID
    award_id: UUID
    line_no: int
    instalment_no: int
    method: str
    fund_source: str
    amount_fen: int
    planned_on: date
    status: str
    paid_at: datetime | None
    paid_by: str | None


class ReferralShown(Shown):
    """A need handed to another body; `amount_warning` says that its project takes smaller or larger amounts."""

    referral_id: UUID
    target: str
    kind: str
    timing: str
    status: str
    partner: str | None
    requested_fen: int | None
    amount_warning: str | None
    opened_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None


class NoticeShown(Shown):
    """A document to the household, without its text."""

    notice_id: UUID
    kind: str
    number: str
    reason_code: str | None
    basis: str | None
    issued_at: datetime
    served_at: datetime | None
    service_way: str | None


class DecisionShown(Shown):
    """An evaluated decision table: what went in, which rows matched, what came out."""

    decision_id: str
    element_id: str | None
    inputs: JsonObject
    matched: list[JsonObject]
    result: Any
    bundle_number: int
    decided_at: datetime
    title: str
    rows: str
    basis: str
    gave: str


class AwaitedMessage(Shown):
    """An outside event that a node of the case waits for now, with the form in which staff tell the case of it."""

    name: str
    title: str
    form: TaskForm


class Answer(Shown):
    """One field of a filled-in form, in words."""

    title: str
    answer: str


class FilledForm(Shown):
    """A form handed in on the way of a case; what names people is withheld."""

    element_id: str
    title: str
    submitted_by: str
    submitted_by_name: str | None
    submitted_at: datetime
    answers: list[Answer]


class CaseDetail(CaseItem):
    """One case with where it waits and what came of it; personal data are masked."""

    description: str
    needs_immediate: bool
    immediate_reason: str | None
    category_confirmed: bool
    category_source: str | None
    category_checked_at: datetime | None
    agent: AgentShown | None
    over_capacity: bool
    requested_amount: int | None
    linked_programme: str | None
    linked_reference: str | None
    discovered_at: datetime | None
    received_at: datetime
    accepted_at: datetime | None
    decided_at: datetime | None
    emergency_relieved_at: datetime | None
    policy_date: date
    bundle_number: int
    registered_by: str
    household: HouseholdShown
    expenditures: list[ExpenditureBody]
    tasks: list[TaskItem]
    awaited_messages: list[AwaitedMessage]
    filled_forms: list[FilledForm]
    awarded_fen: int
    paid_fen: int
    awards: list[AwardShown]
    disbursements: list[DisbursementShown]
    referrals: list[ReferralShown]
    nonfiscal: list[NonfiscalEntry]
    nonfiscal_fen: int
    check_consents: list[ConsentShown]
    notices: list[NoticeShown]
    decisions: list[DecisionShown]


class HistoryItem(Shown):
    """Something that happened in a case; `actor` is a username, or `system`."""

    at: datetime
    actor: str | None
    actor_name: str | None
    kind: str
    element_id: str | None
    process_id: str | None
    name: str | None
    detail: JsonObject | None


class History(Shown):
    """Everything that happened in a case, oldest first."""

    items: list[HistoryItem]
    next_cursor: None = None


class ElementState(Shown):
    """Where a case was in a diagram: `current`, `overdue`, `done` or `cancelled`."""

    state: str
    visits: int
    tokens: int


class DiagramDefinition(Shown):
    """One diagram that a case ran through, as it was deployed."""

    process_id: str
    name: str
    instance_id: UUID
    xml: str
    elements: dict[str, ElementState]


class CaseDiagram(Shown):
    """The diagrams of a case, the main one first."""

    definitions: list[DiagramDefinition]


class DocumentItem(Shown):
    """A paper of a case."""

    document_id: UUID
    file_name: str
    media_type: str
    size: int
    uploaded_at: datetime
    uploaded_by: str


class DocumentList(Shown):
    """The papers of a case, oldest first."""

    items: list[DocumentItem]
    next_cursor: None = None


class StoredDocument(Shown):
    """A paper just stored."""

    document_id: UUID
    media_type: str
    size: int
    sha256: str

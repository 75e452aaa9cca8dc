"""What the screens read from the API's answers (docs: OpenAPI at /openapi.json); fields not shown are not named."""

from typing import Any, NotRequired, TypedDict

JsonObject = dict[str, Any]


class RoleGrant(TypedDict):
    """One role of the signed-in person, in one unit."""

    role: str
    unit: str
    unit_name: NotRequired[str]


class Me(TypedDict):
    """The signed-in person; `views` are the screens for their roles, `now` is the business time of the server."""

    username: str
    name: str
    roles: list[RoleGrant]
    views: list[str]
    now: str


class TaskItem(TypedDict):
    """A human task in a list."""

    task_id: str
    case_id: str | None
    reference: str | None
    applicant: NotRequired[str | None]
    element_id: str
    name: str
    process_id: str
    role: str
    division: str | None
    division_name: NotRequired[str | None]
    assignee: str | None
    assignee_name: NotRequired[str | None]
    created_at: str
    due_at: str | None
    deadline_status: str | None
    follow_up_on: NotRequired[str | None]
    revision: int
    barred: NotRequired[bool]


class TaskPage(TypedDict):
    """One page of tasks; `counts` says how many each view of the inbox holds."""

    items: list[TaskItem]
    next_cursor: str | None
    counts: NotRequired[dict[str, int]]


class FormDefinition(TypedDict):
    """The form of a human task or an outside event: JSON Schema 2020-12 and the order of its fields."""

    schema: JsonObject
    layout: NotRequired[list[Any] | None]


class AwaitedMessage(TypedDict):
    """An outside event that a case waits for, with the form in which staff tell it."""

    name: str
    title: str
    form: FormDefinition


class TaskDetail(TaskItem):
    """A human task with its form."""

    form: FormDefinition
    data: JsonObject
    facts: NotRequired[JsonObject]
    draft: JsonObject | None
    hint: NotRequired[str | None]
    legal_basis: NotRequired[str | None]
    status: NotRequired[str]


class Completion(TypedDict):
    """What completing a task led to."""

    case_status: str | None
    completed_at: str
    next_tasks: list[TaskItem]


class Pause(TypedDict):
    """One interval in which a clock stood still."""

    paused_at: str
    resumed_at: str | None
    reason: NotRequired[str | None]


class DeadlineItem(TypedDict):
    """One legal deadline of a case."""

    case_id: str | None
    reference: NotRequired[str | None]
    division: NotRequired[str | None]
    division_name: NotRequired[str | None]
    key: str
    started_at: str | None
    due_at: str | None
    status: str
    kind: str
    basis: NotRequired[str | None]
    provisional: bool
    pauses: list[Pause]
    met_at: NotRequired[str | None]
    stopped_at: NotRequired[str | None]


class DeadlinePage(TypedDict):
    """One page of deadlines."""

    items: list[DeadlineItem]
    next_cursor: NotRequired[str | None]


class DeadlineGroup(TypedDict):
    """How many deadlines of one group are in which status."""

    group: str
    name: NotRequired[str | None]
    counts: dict[str, int]


class DeadlineSummary(TypedDict):
    """Counts by group; their sums are the totals."""

    items: list[DeadlineGroup]


class Applicant(TypedDict, total=False):
    """The applicant as this person may see them: masked by the API."""

    name: str | None
    id_number: str | None
    phone: str | None


class DecisionMade(TypedDict):
    """A decision table evaluated for a case: its rows that matched, with their basis, and what came out."""

    decision_id: str
    title: str
    rows: str
    basis: str
    gave: str
    decided_at: str


class FilledForm(TypedDict):
    """A form handed in on the way of a case: title and answer of its fields, in words."""

    element_id: str
    title: str
    submitted_by: str
    submitted_by_name: str | None
    submitted_at: str
    answers: list[dict[str, str]]


class CaseView(TypedDict, total=False):
    """A case; every field but the first three may be missing in lists."""

    case_id: str
    reference: str
    status: str
    track: str | None
    cause: str | None
    category: str | None
    channel: str | None
    description: str | None
    needs_immediate: bool | None
    immediate_reason: str | None
    category_source: str | None
    category_checked_at: str | None
    agent: JsonObject | None
    division: str | None
    division_name: str | None
    registered_at: str
    discovered_at: str | None
    received_at: str | None
    accepted_at: str | None
    closed_at: str | None
    requested_amount: int | None
    awarded_fen: int | None
    paid_fen: int | None
    applicant: Applicant | None
    household: JsonObject | None
    expenditures: list[JsonObject]
    over_capacity: bool
    due_at: str | None
    deadline_status: str | None
    tasks: list[TaskItem]
    awaited_messages: list[AwaitedMessage]
    filled_forms: list[FilledForm]
    awards: list[JsonObject]
    disbursements: list[JsonObject]
    referrals: list[JsonObject]
    nonfiscal: list["NonfiscalEntry"]
    nonfiscal_fen: int
    check_consents: list["ConsentLine"]
    decisions: list[DecisionMade]


class ConsentLine(TypedDict):
    """What a member of the household or a supporter has answered about the means check."""

    consent_id: str | None
    person_id: str | None
    party: str
    name: str
    relation: str | None
    status: str
    scope: list[str]
    answered_on: str | None
    valid_until: str | None
    by_guardian: bool
    paper_id: str | None
    entered_by: str | None
    withdrawn_on: str | None


class CasePage(TypedDict):
    """One page of cases."""

    items: list[CaseView]
    next_cursor: str | None


class HistoryItem(TypedDict):
    """Something that happened in a case."""

    at: str
    actor: str | None
    actor_name: NotRequired[str | None]
    process_id: NotRequired[str | None]
    kind: str
    element_id: NotRequired[str | None]
    name: str | None
    detail: JsonObject | None


class DiagramElement(TypedDict):
    """Where the case was in a diagram: state `current`, `done`, `cancelled` or `overdue`."""

    state: str
    visits: int
    tokens: NotRequired[int]


class DiagramDefinition(TypedDict):
    """One diagram a case runs through."""

    process_id: str
    name: str
    instance_id: str
    xml: str
    elements: dict[str, DiagramElement]


class CaseDiagram(TypedDict):
    """All diagrams of a case, the main one first."""

    definitions: list[DiagramDefinition]


class PaperItem(TypedDict):
    """A paper of a case that can be printed."""

    paper_id: str
    kind: str
    title: str
    state: str
    at: str
    may_print: bool


class DocumentItem(TypedDict):
    """A paper of a case."""

    document_id: str
    file_name: str
    kind: NotRequired[str | None]
    size: NotRequired[int | None]
    uploaded_at: NotRequired[str | None]
    uploaded_by: NotRequired[str | None]


class StaffItem(TypedDict):
    """Somebody who can be chosen in a form."""

    username: str
    name: str


class UnitItem(TypedDict):
    """A unit in this person's area."""

    code: str
    name: str
    kind: str
    parent: str | None


class LedgerImportItem(TypedDict):
    """A ledger of former years on its way in; `done` of `total` says how far reading or taking over is."""

    import_id: str
    unit: str
    unit_name: str | None
    file_name: str
    status: str
    done: int
    total: int | None
    record_count: int
    error_rows: int
    notice_count: int
    skipped_rows: int
    total_fen: int
    failure: str | None
    uploaded_by: str
    uploaded_by_name: str | None
    uploaded_at: str
    confirmed_by: str | None
    confirmed_by_name: str | None
    can_confirm: bool
    can_change: bool


class LedgerImportPage(TypedDict):
    """One page of ledgers."""

    items: list[LedgerImportItem]
    next_cursor: str | None


class LedgerSheet(TypedDict):
    """A sheet of a ledger file."""

    number: int
    name: str
    is_hidden: bool


class LedgerColumn(TypedDict):
    """Where a field of the ledger stands: in a column (from 0), or one value for all rows."""

    field: str
    label: str
    column: int | None
    constant: str | None
    is_needed: bool
    may_be_constant: bool


class LedgerPreviewRow(TypedDict):
    """A row as it stands in the file, masked."""

    row: int
    cells: dict[str, str]


class LedgerImportView(LedgerImportItem):
    """One ledger with its columns and first rows."""

    sheet: int
    sheets: list[LedgerSheet]
    header_row: int
    headers: list[str]
    columns: list[LedgerColumn]
    preview: list[LedgerPreviewRow]


class LedgerProblem(TypedDict):
    """What is wrong with one field of one row."""

    row: int
    column: str | None
    label: str
    severity: str
    message: str
    fix: str


class LedgerProblemPage(TypedDict):
    """One page of problems."""

    items: list[LedgerProblem]
    next_cursor: str | None


class Incident(TypedDict):
    """Something that cannot go on without an administrator."""

    incident_id: str
    case_id: str | None
    reference: NotRequired[str | None]
    element_id: str | None
    name: NotRequired[str | None]
    code: str
    message: str
    opened_at: str
    status: str
    attempts: NotRequired[int]


class OpenedInstance(TypedDict):
    """A process just opened."""

    case_id: str
    tasks: list[TaskItem]


class CreatedCase(TypedDict):
    """A case just registered."""

    case_id: str
    reference: str
    status: str
    track: NotRequired[str | None]
    tasks: list[TaskItem]


class PartnerItem(TypedDict):
    """A project of a charity or fund."""

    partner_id: str
    target: str
    organisation: str
    project: str
    contact: str
    fund_source: str
    causes: list[str]
    min_fen: int | None
    max_fen: int | None
    valid_from: str
    valid_to: str | None
    base_url: str | None
    revision: int


class PartnerPage(TypedDict):
    """One page of projects."""

    items: list[PartnerItem]
    next_cursor: str | None


class KeptPartner(PartnerItem):
    """A project just saved; a new secret is there this once."""

    secret: str | None


class NonfiscalEntry(TypedDict):
    """What a charity gave for a case; a counter-entry names what it takes back."""

    entry_id: str
    case_id: str
    partner: str | None
    counters_id: str | None
    fund_source: str
    kind: str
    amount_fen: int
    given_on: str
    voucher_number: str | None
    note: str | None
    actor: str


class BookedEntry(NonfiscalEntry):
    """An entry just booked."""

    warning: str | None


class LedgerEntry(NonfiscalEntry):
    """An entry with the reference of its case."""

    reference: str


class Ledger(TypedDict):
    """One page of the non-fiscal ledger, with the totals of all pages."""

    items: list[LedgerEntry]
    totals: dict[str, int]
    next_cursor: str | None


class ReportKindItem(TypedDict):
    """A report there is, and what it can be counted by."""

    name: str
    title: str
    about: str
    groupings: list[str]


class ReportList(TypedDict):
    """The reports for this person, and whether the ledger and the names in it are among them."""

    items: list[ReportKindItem]
    has_ledger: bool
    may_see_names: bool


class ReportColumn(TypedDict):
    """One column of a report; `kind` says what its values are."""

    name: str
    title: str
    kind: str


class ReportTable(TypedDict):
    """One table of a report."""

    name: str
    title: str
    columns: list[ReportColumn]
    lines: list[dict[str, str | int | None]]
    totals: dict[str, str | int | None] | None


class ReportShown(TypedDict):
    """A report with its tables and how its figures are counted."""

    title: str
    place: str
    group_by: str | None
    tables: list[ReportTable]
    notes: list[str]


class LedgerPage(TypedDict):
    """A page of the ledger."""

    columns: list[ReportColumn]
    items: list[dict[str, str | int | None]]
    next_cursor: str | None
    total: int
    notes: list[str]

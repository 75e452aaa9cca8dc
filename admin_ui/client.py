"""The only way from the screens to the engine: the HTTP contract, spoken as the signed-in person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, cast

import httpx

from admin_ui.api_shapes import (
    BookedEntry,
    CaseDiagram,
    CasePage,
    CaseView,
    Completion,
    CreatedCase,
    DeadlineItem,
    DeadlinePage,
    DeadlineSummary,
    DocumentItem,
    HistoryItem,
    Incident,
    JsonObject,
    KeptPartner,
    Ledger,
    LedgerImportPage,
    LedgerImportView,
    LedgerPage,
    LedgerProblemPage,
    Me,
    OpenedInstance,
    PaperItem,
    PartnerPage,
    ReportList,
    ReportShown,
    StaffItem,
    TaskDetail,
    TaskItem,
    TaskPage,
    UnitItem,
)

TIMEOUT_SECONDS = 20.0
FILE_TIMEOUT_SECONDS = 300.0  # a workbook of many lines is made before its first byte is sent
MAX_COLLEAGUES = 100


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one field; `path` is dotted, `message` is for people."""

    path: str
    message: str


class ApiProblem(Exception):  # noqa: N818 - the word of RFC 9457
    """The API refused or could not do it; `code` says why, `facts` carries the problem's further members."""

    def __init__(self, status: int, code: str, detail: str, facts: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail, self.facts = status, code, detail, facts

    @property
    def errors(self) -> tuple[FieldProblem, ...]:
        """What is wrong with which field, in the API's order."""
        listed = self.facts.get("errors") or []
        return tuple(FieldProblem(str(one.get("path", "")), str(one.get("message", ""))) for one in listed)

    @property
    def is_final(self) -> bool:
        """Whether the API has judged the request, so that sending it again would change nothing."""
        return 400 <= self.status < 500 and self.status not in {408, 425, 429}


class NotSignedInProblem(ApiProblem):
    """Nobody is signed in, or the session has ended."""


@dataclass(frozen=True, slots=True)
class ApiClient:
    """Calls of the HTTP contract with one person's session token; every refusal is an `ApiProblem`."""

    http: httpx.Client
    token: str | None = field(repr=False)

    def me(self) -> Me:
        """The signed-in person and the business time; where the API names none, the time of its answer."""
        answer = self._send("GET", "/api/me")
        sent_at = parsedate_to_datetime(answer.headers["Date"]).isoformat()
        return cast(Me, {"now": sent_at, **answer.json()})

    def sign_out(self) -> None:
        """End the session everywhere it is used."""
        self._send("POST", "/api/logout")

    def tasks(self, **filters: str | int | None) -> TaskPage:
        """A page of human tasks, soonest due first."""
        return cast(TaskPage, self._get("/api/tasks", filters))

    def task(self, task_id: str) -> TaskDetail:
        """A human task with its form."""
        return cast(TaskDetail, self._get(f"/api/tasks/{task_id}"))

    def claim(self, task_id: str, revision: int, key: str) -> TaskItem:
        """The task, now in this person's hands."""
        return cast(TaskItem, self._act(f"/api/tasks/{task_id}/claim", {"revision": revision}, key))

    def release(self, task_id: str, revision: int, key: str) -> TaskItem:
        """The task, back in the queue of its role."""
        return cast(TaskItem, self._act(f"/api/tasks/{task_id}/release", {"revision": revision}, key))

    def reassign(self, task_id: str, assignee: str, revision: int, key: str) -> TaskItem:
        """The task, in the hands of `assignee` (a username)."""
        body = {"assignee": assignee, "revision": revision}
        return cast(TaskItem, self._act(f"/api/tasks/{task_id}/reassign", body, key))

    def put_off(self, task_id: str, until: str | None, revision: int) -> TaskItem:
        """The task, out of the person's list until a day (ISO), or in it again; doing so twice changes nothing."""
        body = {"follow_up_on": until, "revision": revision}
        return cast(TaskItem, self._send("PUT", f"/api/tasks/{task_id}/follow-up", json=body).json())

    def save_draft(self, task_id: str, data: JsonObject, revision: int) -> TaskItem:
        """The task, keeping `data` as its draft; saving the same draft twice changes nothing."""
        body = {"data": data, "revision": revision}
        return cast(TaskItem, self._send("PUT", f"/api/tasks/{task_id}/draft", json=body).json())

    def complete(self, task_id: str, data: JsonObject, revision: int, key: str) -> Completion:
        """What came of completing the task."""
        body = {"data": data, "revision": revision}
        return cast(Completion, self._act(f"/api/tasks/{task_id}/complete", body, key))

    def register_case(self, body: JsonObject, key: str) -> CreatedCase:
        """The case just registered."""
        return cast(CreatedCase, self._act("/api/cases", body, key))

    def open_instance(self, body: JsonObject, key: str) -> OpenedInstance:
        """The process just opened by hand."""
        return cast(OpenedInstance, self._act("/api/instances", body, key))

    def cases(self, **filters: str | int | None) -> CasePage:
        """A page of cases in this person's area."""
        return cast(CasePage, self._get("/api/cases", filters))

    def case(self, case_id: str) -> CaseView:
        """One case."""
        return cast(CaseView, self._get(f"/api/cases/{case_id}"))

    def attach_authorisation(self, case_id: str, document_id: str) -> None:
        """Let an uploaded paper authorise the agent of the case."""
        self._send("PUT", f"/api/cases/{case_id}/agent/authorisation", json={"document_id": document_id})

    def history(self, case_id: str) -> list[HistoryItem]:
        """What happened in the case, oldest first."""
        return cast(list[HistoryItem], self._items(f"/api/cases/{case_id}/history"))

    def case_deadlines(self, case_id: str) -> list[DeadlineItem]:
        """All deadlines of the case."""
        return cast(list[DeadlineItem], self._items(f"/api/cases/{case_id}/deadlines"))

    def diagram(self, case_id: str) -> CaseDiagram:
        """The diagrams of the case with its position in them."""
        return cast(CaseDiagram, self._get(f"/api/cases/{case_id}/diagram"))

    def documents(self, case_id: str) -> list[DocumentItem]:
        """The papers of the case."""
        return cast(list[DocumentItem], self._items(f"/api/cases/{case_id}/documents"))

    def document(self, case_id: str, document_id: str) -> bytes:
        """The content of one paper."""
        return self._send("GET", f"/api/cases/{case_id}/documents/{document_id}").content

    def papers(self, case_id: str) -> list[PaperItem]:
        """The papers of a case that can be printed, its forms first."""
        return self._items(f"/api/cases/{case_id}/papers")

    def paper(self, case_id: str, paper_id: str, paper_format: str) -> bytes:
        """One paper in a format; that it was printed is recorded."""
        return self._send("GET", f"/api/cases/{case_id}/papers/{paper_id}/{paper_format}").content

    def upload(self, case_id: str, file_name: str, content: bytes, media_type: str, kind: str, key: str) -> str:
        """The id of the paper just stored."""
        files = {"file": (file_name, content, media_type)}
        answer = self._send(
            "POST", f"/api/cases/{case_id}/documents", files=files, data={"kind": kind}, headers=_key(key)
        )
        return cast(str, answer.json()["document_id"])

    def send_message(self, case_id: str, name: str, data: JsonObject, key: str) -> None:
        """Tell the case of an outside event."""
        self._send("POST", f"/api/cases/{case_id}/messages/{name}", json={"data": data}, headers=_key(key))

    def deadlines(self, **filters: str | int | None) -> DeadlinePage:
        """A page of deadlines in this person's area."""
        return cast(DeadlinePage, self._get("/api/deadlines", filters))

    def deadline_summary(self, group_by: str) -> DeadlineSummary:
        """Counts of deadlines by `division`, `key` or `day`."""
        return cast(DeadlineSummary, self._get("/api/deadlines/summary", {"group_by": group_by}))

    def units(self) -> list[UnitItem]:
        """The units within this person's area, by code."""
        return cast(list[UnitItem], self._items("/api/units"))

    def staff(self, role: str | None) -> list[StaffItem]:
        """Active colleagues within this person's areas who hold `role`."""
        return cast(list[StaffItem], self._items("/api/staff", {"role": role, "limit": MAX_COLLEAGUES}))

    def ledger_imports(self, **filters: str | int | None) -> LedgerImportPage:
        """A page of the ledgers brought for this person's units, newest first."""
        return cast(LedgerImportPage, self._get("/api/imports", filters))

    def ledger_import(self, import_id: str) -> LedgerImportView:
        """One ledger with its columns and first rows."""
        return cast(LedgerImportView, self._get(f"/api/imports/{import_id}"))

    def upload_ledger(self, unit: str, file_name: str, content: bytes, key: str) -> LedgerImportView:
        """The ledger just brought."""
        files = {"file": (file_name, content, "application/octet-stream")}
        answer = self._send("POST", "/api/imports", files=files, data={"unit": unit}, headers=_key(key))
        return cast(LedgerImportView, answer.json())

    def change_ledger_layout(self, import_id: str, body: JsonObject) -> None:
        """Let the ledger be read again by other columns; the same layout again reads the same."""
        self._send("PUT", f"/api/imports/{import_id}/layout", json=body)

    def confirm_ledger(self, import_id: str, key: str) -> None:
        """Let the rows of the ledger become cases."""
        self._act(f"/api/imports/{import_id}/confirm", {}, key)

    def discard_ledger(self, import_id: str) -> None:
        """Give the ledger up; its file and rows are removed."""
        self._send("DELETE", f"/api/imports/{import_id}")

    def ledger_problems(self, import_id: str, **filters: str | int | None) -> LedgerProblemPage:
        """A page of what is wrong with the rows of the ledger."""
        return cast(LedgerProblemPage, self._get(f"/api/imports/{import_id}/problems", filters))

    def ledger_problem_file(self, import_id: str) -> bytes:
        """All of that as CSV for a spreadsheet."""
        return self._send("GET", f"/api/imports/{import_id}/problems.csv").content

    def incidents(self, **filters: str | int | None) -> list[Incident]:
        """What waits for an administrator."""
        return cast(list[Incident], self._items("/api/incidents", filters))

    def retry_incident(self, incident_id: str, key: str) -> None:
        """Try again what could not go on."""
        self._act(f"/api/incidents/{incident_id}/retry", {}, key)

    def partners(self, **filters: str | int | None) -> PartnerPage:
        """A page of the charities' projects that this person's counties and the city keep."""
        return cast(PartnerPage, self._get("/api/partners", filters))

    def keep_partner(self, partner_id: str | None, body: JsonObject, key: str) -> KeptPartner:
        """A project just entered, or changed where `partner_id` names it."""
        if partner_id is None:
            return cast(KeptPartner, self._act("/api/partners", body, key))
        return cast(KeptPartner, self._send("PUT", f"/api/partners/{partner_id}", json=body).json())

    def book_nonfiscal(self, case_id: str, body: JsonObject, key: str) -> BookedEntry:
        """What a charity gave for a case, just booked."""
        return cast(BookedEntry, self._act(f"/api/cases/{case_id}/nonfiscal", body, key))

    def counter_nonfiscal(self, case_id: str, entry_id: str, note: str, key: str) -> None:
        """Take an entry back."""
        self._act(f"/api/cases/{case_id}/nonfiscal/{entry_id}/counter", {"note": note}, key)

    def enter_check_consent(self, case_id: str, body: JsonObject, key: str) -> None:
        """Keep what a person has answered about the means check."""
        self._act(f"/api/cases/{case_id}/check-consents", body, key)

    def withdraw_check_consent(self, case_id: str, consent_id: str) -> None:
        """Take a consent back."""
        self._send("POST", f"/api/cases/{case_id}/check-consents/{consent_id}/withdraw")

    def nonfiscal_ledger(self, **filters: str | int | None) -> Ledger:
        """A page of this year's non-fiscal ledger of this person's area."""
        return cast(Ledger, self._get("/api/nonfiscal", filters))

    def reports(self) -> ReportList:
        """The reports for this person."""
        return cast(ReportList, self._get("/api/reports"))

    def report(self, name: str, **filters: str | None) -> ReportShown:
        """A report over this person's area."""
        return cast(ReportShown, self._get(f"/api/reports/{name}", filters))

    def report_file(self, name: str, **filters: str | None) -> bytes:
        """The same report as a file of `format`."""
        return self.file(f"/api/reports/{name}/file", filters)

    def ledger(self, **filters: str | int | None) -> LedgerPage:
        """A page of the ledger of this person's area."""
        return cast(LedgerPage, self._get("/api/reports/ledger", filters))

    def ledger_pieces(self, body: JsonObject) -> Iterator[bytes]:
        """The ledger as a file, piece by piece as it is made."""
        return self._pieces("POST", "/api/reports/ledger/file", json=body)

    def calendar_days(self, year: int) -> list[JsonObject]:
        """The days of `year` that differ from a plain week: [{on, kind: off|makeup}]."""
        return cast(list[JsonObject], self._get(f"/api/calendar/{year}")["days"])

    def listed(self, path: str, filters: Mapping[str, str | int | None] | None = None) -> Any:
        """What a route answers; filters without a value are left out."""
        return self._get(path, filters)

    def file(self, path: str, filters: Mapping[str, str | None]) -> bytes:
        """The file that a route makes; filters without a value are left out."""
        asked = {name: value for name, value in filters.items() if value}
        return b"".join(self._pieces("GET", path, params=asked))

    def changed(self, method: str, path: str, body: JsonObject | None = None, key: str | None = None) -> Any:
        """The answer of a route that changes something; nothing where it has none."""
        answer = self._send(method, path, json=body, headers=_key(key) if key else {})
        return answer.json() if answer.content else {}

    def _get(self, path: str, filters: Mapping[str, str | int | None] | None = None) -> Any:
        asked = {name: value for name, value in (filters or {}).items() if value not in (None, "")}
        return self._send("GET", path, params=asked).json()

    def _items(self, path: str, filters: Mapping[str, str | int | None] | None = None) -> list[Any]:
        answer = self._get(path, filters)
        return cast(list[Any], answer["items"])

    def _act(self, path: str, body: JsonObject, key: str) -> Any:
        answer = self._send("POST", path, json=body, headers=_key(key))
        return answer.json() if answer.content else {}

    def _pieces(self, method: str, path: str, **options: Any) -> Iterator[bytes]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        timeout = httpx.Timeout(TIMEOUT_SECONDS, read=FILE_TIMEOUT_SECONDS)
        try:
            with self.http.stream(method, path, headers=headers, timeout=timeout, **options) as answer:
                if not answer.is_success:
                    answer.read()
                    raise _problem(answer)
                yield from answer.iter_bytes()
        except httpx.TransportError as error:
            raise ApiProblem(0, "unreachable", type(error).__name__, {}) from error

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**options.pop("headers", {}), "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            answer = self.http.request(method, path, headers=headers, **options)
        except httpx.TransportError as error:
            raise ApiProblem(0, "unreachable", type(error).__name__, {}) from error
        if answer.is_success:
            return answer
        raise _problem(answer)


def _key(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def _problem(answer: httpx.Response) -> ApiProblem:
    try:
        facts = answer.json()
    except ValueError:
        facts = {}
    if not isinstance(facts, dict):
        facts = {}
    code = str(facts.get("code") or f"http_{answer.status_code}")
    detail = str(facts.get("detail") or "")
    kind = NotSignedInProblem if answer.status_code == httpx.codes.UNAUTHORIZED else ApiProblem
    return kind(answer.status_code, code, detail, facts)

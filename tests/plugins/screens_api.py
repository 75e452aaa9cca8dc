"""A small API that answers the contract of the screens with typical data and remembers what it is told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import screens_reports
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from screens_administration import install_administration
from screens_case_lists import DEADLINES, HISTORY
from screens_charities import GIFT, add_charities
from screens_consents import CONSENTS, add_consents
from screens_ledgers import add_ledgers
from screens_monitor import BREACHES, add_monitor
from screens_papers import DECISIONS, FILLED_FORMS, add_papers

from engine.labels import error_text

ROOT = Path(__file__).parents[2]
NOW = "2026-03-11T12:00:00+08:00"  # a Wednesday
NAUGHTY_NAME = "罗*[点我](https://evil.example/x)![图](https://evil.example/p.png):red[红]<b>x</b>"
ROLES = {
    "handler": ("township_handler", "500101018", "牌楼街道"),
    "leader": ("township_leader", "500101018", "牌楼街道"),
    "admin": ("city_admin", "500000", "重庆市"),
    "finance": ("finance_officer", "500101", "万州区"),
    "clerk": ("county_handler", "500101", "万州区"),
}
VIEWS = {
    "township_handler": ("inbox", "cases", "new_case", "monitor", "handovers", "ledger"),
    "township_leader": ("inbox", "cases", "monitor", "reports", "ledger"),
    "city_admin": ("monitor", "reports", "people", "calendar", "incidents", "audit"),
    "finance_officer": ("inbox", "cases"),
    "county_handler": ("inbox", "cases", "new_case", "partners"),
}
NAMES = {"handler": "王经办", "leader": "李负责", "admin": "赵管理", "finance": "钱财务", "clerk": "孙区县"}
NEXT_TOWN = {"code": "500101001", "name": "高笋塘街道", "kind": "township", "parent": "500101"}
Json = dict[str, Any]
# What the rules of the forms may read besides their fields.
FORM_FACTS: Json = {
    "case": {"track": "urgent", "standard_fen": 77000},
    "policy": {
        "fine_ceiling": {"floor_fen": 0, "ceiling_fen": 100_000_000},
        "supplement_rules": [
            {"when": "now", "source": "applicant", "material": material}
            for material in ("application_and_promise", "identity_photo", "medical_vouchers")
        ],
    },
}


def form_of(process_id: str, element_id: str) -> Json:
    """The form of an element as the project ships it."""
    schema = json.loads((ROOT / "forms" / process_id / f"{element_id}.json").read_text(encoding="utf-8"))
    return {"schema": schema, "layout": schema.get("x-layout")}


def awaited(process_id: str, element_id: str) -> Json:
    """An outside event that a case waits for at an element, as the project ships it."""
    form = form_of(process_id, element_id)
    return {"name": form["schema"]["x-message"], "title": form["schema"]["title"], "form": form}


def task(number: int, element_id: str, name: str, **more: Any) -> Json:
    """A task as a list shows it."""
    return {
        "task_id": f"task-{number}",
        "case_id": f"case-{number}",
        "reference": f"WZ-2026-{number:04}",
        "element_id": element_id,
        "name": name,
        "process_id": "urgent_relief",
        "role": "township_handler",
        "division": "500101018",
        "division_name": "牌楼街道",
        "assignee": None,
        "assignee_name": None,
        "applicant": "罗*明",
        "created_at": "2026-03-10T09:40:00+08:00",
        "due_at": "2026-03-13T18:00:00+08:00",
        "deadline_status": "running",
        "revision": 3,
        **more,
    }


def typical_tasks() -> dict[str, Json]:
    """Tasks of every kind of deadline, held and free."""
    listed = [
        task(
            1,
            "propose_relief_first",
            "核实急情并提出先行救助意见",
            assignee="handler",
            assignee_name="王经办",
            due_at="2026-03-11T09:20:00+08:00",
            deadline_status="breached",
        ),
        task(2, "decide_acceptance", "受理决定", process_id="relief_case", due_at="2026-03-11T18:00:00+08:00"),
        task(3, "pay_cash", "发放现金", process_id="instalment", assignee="handler", assignee_name="王经办"),
        task(4, "complete_paperwork", "登记救助对象、事由、金额并补齐手续", process_id="paperwork_completion"),
        task(5, "correct_account", "更正收款账户", process_id="instalment", due_at=None, deadline_status="paused"),
        task(6, "township_relief_first_decision", "乡镇先行救助决定", role="township_leader", deadline_status="warned"),
        task(7, "decide_acceptance", "受理决定", process_id="relief_case", assignee="leader", assignee_name="李负责"),
    ]
    return {one["task_id"]: one for one in listed}


CASE: Json = {
    "case_id": "case-1",
    "reference": "WZ-2026-0001",
    "status": "in_progress",
    "track": "urgent",
    "cause": "fire",
    "category": "none",
    "channel": "proactive",
    "description": "住房烧毁,无食宿",
    "needs_immediate": True,
    "division": "500101018",
    "division_name": "牌楼街道",
    "discovered_at": "2026-03-10T09:20:00+08:00",
    "received_at": None,
    "accepted_at": "2026-03-10T09:40:00+08:00",
    "requested_amount": 70000,
    "awarded_fen": 0,
    "paid_fen": 0,
    "registered_at": "2026-03-10T09:21:00+08:00",
    "awaited_messages": [awaited("paperwork_completion", "await_emergency_relieved")],
    "filled_forms": FILLED_FORMS,
    "awards": [
        {
            "kind": "relief_first",
            "level": "township",
            "amount_fen": 70000,
            "in_kind_value_fen": 0,
            "proposed_by": "handler",
            "decided_by": "leader",
            "decided_at": "2026-03-10T14:30:00+08:00",
        }
    ],
    "disbursements": [
        {
            "instalment_no": 1,
            "method": "cash",
            "fund_source": "township_float",
            "amount_fen": 70000,
            "planned_on": "2026-03-10",
            "status": "planned",
            "paid_at": None,
            "paid_by": None,
        }
    ],
    "referrals": [
        {
            "target": "legal_aid",
            "partner": None,
            "requested_fen": None,
            "amount_warning": None,
            "kind": "information",
            "timing": "now",
            "status": "drafted",
            "sent_at": None,
            "closed_at": None,
        }
    ],
    "nonfiscal": [GIFT],
    "nonfiscal_fen": 300_000,
    "check_consents": CONSENTS,
    "decisions": DECISIONS,
    "applicant": {"name": NAUGHTY_NAME, "id_number": "500***********1002", "phone": "138****1234"},
    "household": {"size": 3},
    "due_at": "2026-03-11T09:20:00+08:00",
    "deadline_status": "breached",
}


def diagram_of(process_id: str, name: str, elements: Json) -> Json:
    """A diagram as the project ships it, with a position."""
    xml = (ROOT / "processes" / f"{process_id}.bpmn").read_text(encoding="utf-8")
    return {
        "process_id": process_id,
        "name": name,
        "instance_id": "instance-1",  # a called process runs in the instance of its caller
        "xml": xml,
        "elements": elements,
    }


def case_diagram() -> Json:
    """Where case 1 stands: in the called urgent process, at its first task, too late."""
    done = {"state": "done", "visits": 1}
    return {
        "definitions": [
            diagram_of(
                "relief_case",
                "临时救助办理",
                {
                    **dict.fromkeys(("case_registered", "find_prior_cases", "check_repeat", "classify_track"), done),
                    **dict.fromkeys(("decide_acceptance", "acceptance_result", "accept_case"), done),
                    "call_urgent_relief": {"state": "current", "visits": 1},
                },
            ),
            diagram_of(
                "urgent_relief",
                "急难型先行救助",
                {"urgent_started": done, "propose_relief_first": {"state": "overdue", "visits": 2}},
            ),
        ]
    }


def problem(status: int, code: str) -> Json:
    """A refusal in the words of the engine."""
    words = error_text(code)
    return {"status": status, "code": code, "title": words.title, "detail": words.advice}


@dataclass
class ScreensApi:
    """The state behind the answers; tests change it to bring a situation about."""

    tasks: dict[str, Json] = field(default_factory=typical_tasks)
    tokens: dict[str, str] = field(default_factory=lambda: {f"token-{name}": name for name in ROLES})
    received: list[tuple[str, Json, str | None]] = field(default_factory=list)
    refusals: dict[str, tuple[int, Json]] = field(default_factory=dict)
    drafts: dict[str, Json] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    documents: list[Json] = field(default_factory=list)
    case: Json = field(default_factory=lambda: dict(CASE))
    more_available: int = 0

    def bodies(self, path: str) -> list[Json]:
        """What was sent to `path`, oldest first."""
        return [body for sent_to, body, _ in self.received if sent_to == path]

    def keys(self, path: str) -> list[str | None]:
        """The idempotency keys sent to `path`."""
        return [key for sent_to, _, key in self.received if sent_to == path]

    def refuse(self, path: str, status: int, code: str, **facts: Any) -> None:
        """Answer the next request to `path` with this problem."""
        self.refusals[path] = (status, {**problem(status, code), **facts})

    def listed(self, view: str, username: str) -> list[Json]:
        """The tasks of a view of the inbox."""
        role = ROLES[username][0]
        chosen = {
            "mine": lambda one: one["assignee"] == username and not one.get("follow_up_on"),
            "put_off": lambda one: one["assignee"] == username and one.get("follow_up_on"),
            "available": lambda one: one["assignee"] is None and one["role"] == role,
        }.get(view, lambda _one: True)
        return sorted(filter(chosen, self.tasks.values()), key=lambda one: one["due_at"] or "9999")

    def counts(self, username: str) -> dict[str, int]:
        """How many tasks each view holds."""
        counted = {view: len(self.listed(view, username)) for view in ("mine", "available", "team", "all", "put_off")}
        return {**counted, "available": counted["available"] + self.more_available}


class Refused(Exception):  # noqa: N818 - a test double
    """A problem to be answered."""

    def __init__(self, status: int, problem: Json) -> None:
        super().__init__(problem["code"])
        self.status, self.problem = status, problem


def create_api(state: ScreensApi) -> FastAPI:
    """The application that answers for `state`."""
    app = FastAPI()

    @app.exception_handler(Refused)
    async def refuse(_request: Request, refused: Refused) -> JSONResponse:
        return JSONResponse(refused.problem, refused.status, media_type="application/problem+json")

    async def took(request: Request) -> Json:
        body = await request.json() if request.headers.get("content-type") == "application/json" else {}
        state.received.append((request.url.path, body, request.headers.get("idempotency-key")))
        if request.url.path in state.refusals:
            raise Refused(*state.refusals.pop(request.url.path))
        return dict(body)

    def person(request: Request) -> str:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in state.tokens:
            raise Refused(401, problem(401, "not_signed_in"))
        return state.tokens[token]

    add_papers(app, person, took)

    def found(task_id: str) -> Json:
        if task_id not in state.tasks:
            raise Refused(404, problem(404, "task_not_found"))
        return state.tasks[task_id]

    def detail(one: Json) -> Json:
        prefilled = {"propose_relief_first": {"proposed_fen": 70000, "public_impact": False}}
        return {
            **one,
            "status": one.get("status", "open"),
            "facts": FORM_FACTS,
            "form": form_of(one["process_id"], one["element_id"]),
            "data": prefilled.get(one["element_id"], {}),
            "draft": state.drafts.get(one["task_id"]),
            "hint": "先联系、先救助,材料可以事后补齐。",
            "legal_basis": "《社会救助暂行办法》第四十七条",
        }

    @app.get("/api/me")
    async def me(request: Request) -> Json:
        username = person(request)
        role, unit, unit_name = ROLES[username]
        roles = [{"role": role, "label": role, "unit": unit, "unit_name": unit_name}]
        return {
            "username": username,
            "name": NAMES[username],
            "roles": roles,
            "views": list(VIEWS[role]),
            "must_change_password": False,
            "now": NOW,
        }

    @app.post("/api/logout", status_code=204)
    async def logout(request: Request) -> Response:
        state.tokens.pop(request.headers["authorization"].removeprefix("Bearer "))
        return Response(status_code=204)

    @app.get("/api/tasks")
    async def tasks(request: Request, view: str = "mine", q: str = "", limit: int = 20) -> Json:
        username = person(request)
        listed = [one for one in state.listed(view, username) if q in one["reference"] + one["name"]]
        return {"items": listed[:limit], "next_cursor": None, "counts": state.counts(username)}

    @app.get("/api/tasks/{task_id}")
    async def one_task(request: Request, task_id: str) -> Json:
        person(request)
        return detail(found(task_id))

    @app.post("/api/tasks/{task_id}/{action}")
    async def act(request: Request, task_id: str, action: str) -> Json:
        username, body = person(request), await took(request)
        one = found(task_id)
        key = request.headers.get("idempotency-key")
        if action == "complete":
            if key not in state.answers:
                state.answers[key] = _completed(state, one, body)
            return dict(state.answers[key])
        holder = {"claim": username, "release": None, "reassign": body.get("assignee")}[action]
        one.update(assignee=holder, assignee_name=NAMES.get(holder or ""), revision=one["revision"] + 1)
        return one

    @app.put("/api/tasks/{task_id}/follow-up")
    async def follow_up(request: Request, task_id: str) -> Json:
        person(request)
        body = await took(request)
        one = found(task_id)
        one.update(follow_up_on=body["follow_up_on"], revision=one["revision"] + 1)
        return one

    @app.put("/api/tasks/{task_id}/draft")
    async def draft(request: Request, task_id: str) -> Json:
        person(request)
        body = await took(request)
        one = found(task_id)
        state.drafts[task_id] = body["data"]
        one["revision"] += 1
        return one

    @app.post("/api/cases", status_code=201)
    async def register(request: Request) -> Json:
        person(request)
        await took(request)
        next_tasks = [state.tasks["task-2"]]
        return {"case_id": "case-1", "reference": "WZ-2026-0001", "status": "registered", "tasks": next_tasks}

    @app.post("/api/instances", status_code=201)
    async def open_instance(request: Request) -> Json:
        person(request)
        await took(request)
        return {"instance_id": "instance-9", "case_id": "case-9", "tasks": [state.tasks["task-2"]]}

    @app.get("/api/cases")
    async def cases(request: Request) -> Json:
        person(request)
        return {"items": [state.case], "next_cursor": None}

    @app.get("/api/cases/{case_id}")
    async def case(request: Request, case_id: str) -> Json:
        person(request)
        return {**state.case, "case_id": case_id, "tasks": [state.tasks["task-1"]]}

    @app.get("/api/cases/{case_id}/{part}")
    async def part(request: Request, case_id: str, part: str) -> Json:
        person(request)
        lists = {
            "history": HISTORY,
            "deadlines": DEADLINES,
            "breaches": BREACHES,
            "documents": state.documents,
            "handover-targets": [NEXT_TOWN],
        }
        return case_diagram() if part == "diagram" else {"items": lists[part], "next_cursor": None}

    @app.post("/api/cases/{case_id}/documents", status_code=201)
    async def upload(request: Request, case_id: str) -> Json:
        person(request)
        await took(request)
        form = await request.form()
        number = f"0198f000-0000-7000-8000-{len(state.documents):012}"
        state.documents.append({"document_id": number, "file_name": form["file"].filename, "size": 1200})
        return {"document_id": number}

    @app.post("/api/cases/{case_id}/messages/{name}", status_code=202)
    async def message(request: Request, case_id: str, name: str) -> Json:
        person(request)
        await took(request)
        return {}

    @app.get("/api/deadlines/summary")
    async def summary(request: Request, group_by: str) -> Json:
        person(request)
        named = {
            "division": [("500101018", "牌楼街道"), ("500101001", "高笋塘街道")],
            "key": [("urgent.pay", None), ("urgent.first_contact", None)],
            "element": [("decide_acceptance", "受理决定"), ("pay_cash", "发放现金")],
            "day": [("2026-03-11", None), ("2026-03-13", None)],
        }[group_by]
        counts = [
            {"running": 12, "warned": 3, "breached": 1, "paused": 2, "provisional": 4},
            {"running": 7, "breached": 2},
        ]
        return {
            "items": [
                {"group": group, "name": name, "counts": one} for (group, name), one in zip(named, counts, strict=True)
            ]
        }

    @app.get("/api/deadlines")
    async def deadlines(request: Request, status: str = "", provisional: str = "") -> Json:
        person(request)
        found = [one for one in DEADLINES if (one["provisional"] if provisional else one["status"] == status)]
        return {"items": found, "next_cursor": None}

    @app.get("/api/reports")
    async def report_list(request: Request) -> Json:
        person(request)
        return screens_reports.REPORTS

    @app.get("/api/reports/ledger")
    async def ledger(request: Request) -> Json:
        person(request)
        return screens_reports.ledger()

    @app.post("/api/reports/ledger/file")
    async def ledger_file(request: Request) -> Response:
        person(request)
        await took(request)
        return Response("台账\r\n1\r\n".encode("utf-8-sig"), media_type="text/csv")

    @app.get("/api/reports/{name}")
    async def report(request: Request, name: str) -> Json:
        person(request)
        state.received.append((request.url.path, dict(request.query_params), None))
        return screens_reports.report(name, dict(request.query_params))

    @app.get("/api/reports/{name}/file")
    async def report_file(request: Request, name: str) -> Response:
        person(request)
        await took(request)
        return Response(b"PK", media_type="application/octet-stream")

    @app.get("/api/staff")
    async def staff(request: Request, role: str = "") -> Json:
        person(request)
        people = [("handler", "王经办"), ("handler2", "周经办")] if role == "township_handler" else []
        return {"items": [{"username": username, "name": name} for username, name in people]}

    @app.get("/api/units")
    async def units(request: Request) -> Json:
        is_of_county = person(request) == "admin"
        dates = {"valid_from": "2019-01-01", "valid_to": None, "successor": None}
        return {
            "items": [
                {**dates, "code": "500101", "name": "万州区", "kind": "county", "parent": "500000"},
                *([{**dates, **NEXT_TOWN}] if is_of_county else []),
                {**dates, "code": "500101018", "name": "牌楼街道", "kind": "township", "parent": "500101"},
            ]
        }

    install_administration(app, person, took)

    @app.get("/api/calendar/{year}")
    async def calendar(request: Request, year: int) -> Json:
        person(request)
        imported = {"source": "国务院办公厅通知", "imported_by": "admin", "imported_at": NOW}
        return {"year": year, "published": True, **imported, "days": [{"on": f"{year}-01-01", "kind": "off"}]}

    @app.get("/api/incidents")
    async def incidents(request: Request) -> Json:
        person(request)
        stuck = {
            "incident_id": "incident-1",
            "case_id": "case-1",
            "reference": "WZ-2026-0001",
            "element_id": "order_bank_payment",
            "name": "提交银行代发",
            "code": "operation_failed",
            "message": "银行接口没有应答",
            "opened_at": "2026-03-11T09:00:00+08:00",
            "status": "open",
            "attempts": 5,
        }
        return {"items": [stuck], "next_cursor": None}

    @app.post("/api/incidents/{incident_id}/retry", status_code=202)
    async def retry(request: Request, incident_id: str) -> Json:
        person(request)
        await took(request)
        return {}

    add_charities(app, person, took)
    add_consents(app, person, took)
    add_ledgers(app, person, took)
    add_monitor(app, person, took)
    return app


def _completed(state: ScreensApi, one: Json, body: Json) -> Json:
    schema = form_of(one["process_id"], one["element_id"])["schema"]
    missing = [name for name in schema["required"] if name not in body["data"]]
    if missing:
        errors = [{"path": name, "message": "必填"} for name in missing]
        raise Refused(422, {**problem(422, "form_invalid"), "errors": errors})
    state.tasks.pop(one["task_id"])
    return {
        "case_status": "in_progress",
        "completed_at": "2026-03-11T12:00:30+08:00",
        "next_tasks": [state.tasks["task-6"]],
    }

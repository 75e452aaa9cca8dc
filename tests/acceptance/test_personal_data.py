"""Planted people appear nowhere in clear: not in the database file, the log, the outbox, lists, notices or errors."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from relief_office import TOWN, ReliefOffice, identity_number, relief_office
from sqlalchemy import select

from engine.services.unit_of_work import read
from engine.store.database import open_database
from engine.store.tables.background import OutboxRow
from engine.store.tables.processes import ProcessInstanceRow

NUMBERS = range(101, 121)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
ACCOUNT = "6222020200117788"
PLANTED_IN_TEXT = "住在磁器口横街九十九号"


def name_of(number: int) -> str:
    return f"{SURNAMES[number - NUMBERS.start]}栀汐{'甲乙丙丁'[number % 4]}"


def phone_of(number: int) -> str:
    return f"13987650{number}"


PLANTED = [text for number in NUMBERS for text in (name_of(number), identity_number(number), phone_of(number))]
NEVER_IN_CLEAR = [*PLANTED, ACCOUNT, PLANTED_IN_TEXT]


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[ReliefOffice]:
    """The sample county's office on SQLite, whose file can be read as it is."""
    database = open_database(sqlite_url)
    with relief_office(database, tmp_path) as opened:
        yield opened
    database.dispose()


def plant(office: ReliefOffice, number: int) -> str:
    """The id of an urgent case of one planted person, on its way to a bank transfer."""
    applicant = {"name": name_of(number), "id_number": identity_number(number), "phone": phone_of(number)}
    case_id: str = office.register(applicant={**applicant, "hukou": "local"}, description=PLANTED_IN_TEXT)["case_id"]
    office.complete("handler", case_id, "decide_acceptance", {"decision": "accept", "track": "urgent"})
    proposal: dict[str, Any] = {
        "contacted_at": "2026-03-10T09:20:00+08:00",
        "contact_way": "phone",
        "facts": f"{name_of(number)}，{PLANTED_IN_TEXT}，电话{phone_of(number)}",
        "recommendation": "relieve",
        "public_impact": False,
        "proposed_fen": 70_000,
        "months": 1,
        "method": "bank",
        "simplified_reason": "急",
    }
    office.complete("handler", case_id, "propose_relief_first", proposal)
    decision = {"decision": "grant", "approved_fen": 70_000, "interest_declaration": False}
    office.complete("leader", case_id, "township_relief_first_decision", decision)
    return case_id


def found_in(content: bytes) -> list[str]:
    """Which planted texts stand in some bytes, also as JSON writes them in ASCII."""
    return [
        text
        for text in NEVER_IN_CLEAR
        if any(form in content for form in (text.encode(), json.dumps(text)[1:-1].encode()))
    ]


def test_twenty_planted_people_stay_hidden(
    office: ReliefOffice, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case_ids = [plant(office, number) for number in NUMBERS]
    returned = {"result": "returned", "return_reason": "账号有误"}
    office.complete("cashier", case_ids[0], "record_bank_result", returned)
    corrected = {"account": ACCOUNT, "holder": name_of(NUMBERS.start), "reason": "更正"}
    office.complete("handler", case_ids[0], "correct_account", corrected)

    answers = answers_to(office, case_ids)
    errors = refused(office)

    assert found_in(raw_bytes(sqlite_url)) == []
    assert found_in(said_by_the_server(caplog)) == []
    assert found_in(states_and_outbox(office)) == []
    for path, content in {**answers, **errors}.items():
        assert (path, [text for text in found_in(content) if text != PLANTED_IN_TEXT]) == (path, [])


def said_by_the_server(caplog: pytest.LogCaptureFixture) -> bytes:
    """All log lines but those of the test's own HTTP client."""
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    return "\n".join(lines).encode()


def raw_bytes(sqlite_url: str) -> bytes:
    """The database file with its journal, as they lie on disk."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


def states_and_outbox(office: ReliefOffice) -> bytes:
    """All process states, and all messages that wait to leave, as they are stored."""

    def query(work: Any) -> list[bytes]:
        states = work.session.execute(select(ProcessInstanceRow.state, ProcessInstanceRow.previous_state))
        sent = work.session.scalars(select(OutboxRow.payload))
        return [part or b"" for row in states for part in row] + [bytes(payload) for payload in sent]

    return b"".join(read(office.resources, query))


def answers_to(office: ReliefOffice, case_ids: list[str]) -> dict[str, bytes]:
    """What those see who have no right to see people in clear."""
    paths = [
        "/api/cases",
        "/api/tasks?view=all",
        "/api/deadlines",
        "/api/audit",
        "/api/reports/relief",
        "/api/reports/duplicates",
        "/api/reports/ledger",
        "/api/incidents",
    ]
    for case_id in case_ids[:3]:
        parts = ("", "/history", "/diagram", "/deadlines", "/documents")
        paths += [f"/api/cases/{case_id}{part}" for part in parts]
    people = ("handler", "leader", "chief", "watcher", "auditor", "drawer", "admin", "stranger")
    return {f"{one} {path}": office.person(one).get(path).content for one in people for path in paths}


def refused(office: ReliefOffice) -> dict[str, bytes]:
    """What errors say about what was typed."""
    number = identity_number(NUMBERS.start)
    person = office.person("handler")
    wrong = {"name": name_of(NUMBERS.start), "id_number": number, "phone": phone_of(NUMBERS.start)}
    body = {"cause": "fire", "division": TOWN, "applicant": {**wrong, "nickname": number}, "household": {"size": 0}}
    return {
        "malformed": person.post("/api/cases", json=body).content,
        "no such parameter": person.get("/api/cases", params={"limit": number}).content,
        "not JSON": person.post("/api/cases", content=number).content,
    }

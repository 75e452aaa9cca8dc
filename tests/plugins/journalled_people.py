"""People who work on cases over HTTP, note what they mean to do before they send it, and send it until answered."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from relief_office import OPENED_AT, fire_case, identity_number
from served_api import PASSWORD
from server_process import KillableServer

ONE_PAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
NOW = OPENED_AT.isoformat()
AMOUNT_FEN = 70_000
BUSY = 503
Json = dict[str, Any]
_applicants = itertools.count(1)


@dataclass(slots=True)
class Entry:
    """One thing somebody meant to do, and the answer to it; sent again until there is one."""

    key: str
    url: str
    sendings: int = 0
    answer: Json = field(default_factory=dict)


@dataclass(slots=True)
class Journal:
    """What all people meant to do; `answered` tells whoever waits for progress."""

    entries: list[Entry] = field(default_factory=list)
    answered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    @property
    def resent(self) -> int:
        """How many requests had to be sent more than once."""
        return sum(entry.sendings > 1 for entry in self.entries)


@dataclass(slots=True)
class Person:
    """Somebody signed in who sends every request with a key of its own."""

    client: httpx.Client
    server: KillableServer
    journal: Journal

    def post(self, url: str, **content: Any) -> Json:
        """The answer to a request, sent again with the same key as long as the server dies under it."""
        entry = Entry(str(uuid4()), url)
        self.journal.entries.append(entry)
        self.send(entry, **content)
        self.journal.answered.release()
        return entry.answer

    def send(self, entry: Entry, **content: Any) -> Json:
        """Send a request of the journal until it is answered."""

        def once() -> httpx.Response:
            entry.sendings += 1
            return self.client.post(entry.url, headers={"Idempotency-Key": entry.key}, **content)

        entry.answer = self._answer_to(once)
        return entry.answer

    def get(self, url: str, **params: Any) -> Json:
        """What is read."""
        return self._answer_to(lambda: self.client.get(url, params=params))

    def _answer_to(self, request: Callable[[], httpx.Response]) -> Json:
        """The answer to a request that is sent again whenever the server dies under it or says that it is busy."""
        while True:
            self.server.up.wait()
            try:
                answer = request()
            except httpx.TransportError:
                continue
            if answer.status_code != BUSY:
                assert answer.is_success, (str(answer.url), answer.text)
                found: Json = answer.json()
                return found


@dataclass(slots=True)
class Team:
    """The people of one township who work on cases together."""

    people: dict[str, Person]

    def work_on_a_case(self) -> str:
        """Take a case of a burnt house from registration to its end; hands back its id."""
        handler, leader = self.people["handler"], self.people["leader"]
        registered = handler.post("/api/cases", json=fire_case(discovered_at=NOW, applicant=_somebody_new()))
        case_id: str = registered["case_id"]
        done = self._complete("handler", registered["tasks"], {"decision": "accept", "track": "urgent"})
        done = self._complete("handler", done["next_tasks"], PROPOSAL)
        decision = {"decision": "grant", "approved_fen": AMOUNT_FEN, "interest_declaration": False}
        done = self._complete("leader", done["next_tasks"], decision)
        payment = {"paid_fen": AMOUNT_FEN, "paid_at": NOW, "receipt": self._paper(case_id), "second_payer": "handler3"}
        self._complete("handler2", done["next_tasks"], payment)
        handler.post(f"/api/cases/{case_id}/messages/emergency_relieved", json={"data": {"relieved_at": NOW}})
        tasks = handler.get("/api/tasks", view="all", case_id=case_id)["items"]
        done = self._complete("handler", tasks, {**PAPERWORK, **self._papers(case_id)})
        last = self._complete(
            "leader", done["next_tasks"], {"decision": "sign", "approver_signature": self._paper(case_id)}
        )
        assert last["case_status"] == "closed_completed", last
        assert leader.get(f"/api/cases/{case_id}")["tasks"] == []
        return case_id

    def _complete(self, username: str, tasks: list[Json], data: Json) -> Json:
        person, url = self.people[username], f"/api/tasks/{tasks[0]['task_id']}/complete"
        answer = person.post(url, json={"data": data})
        entry = next(entry for entry in reversed(person.journal.entries) if entry.url == url)
        if entry.sendings > 1:  # what was answered late is answered the same once more
            assert person.send(entry, json={"data": data}) == answer
        return answer

    def _papers(self, case_id: str) -> Json:
        paper = self._paper(case_id)
        return {"handler_signature": paper, "evidence": [paper]}

    def _paper(self, case_id: str) -> str:
        added = self.people["handler"].post(
            f"/api/cases/{case_id}/documents", files={"file": ("收条.pdf", ONE_PAGE, "application/pdf")}
        )
        document_id: str = added["document_id"]
        return document_id


def _somebody_new() -> Json:
    """An applicant who was never seen before: nobody is relieved twice for one cause."""
    number = next(_applicants)
    born = f"{1950 + number // 1000 % 50}0101"
    return {"name": "罗远明", "id_number": identity_number(number % 1000, born), "hukou": "local"}


@contextmanager
def team_of(server: KillableServer, journal: Journal) -> Iterator[Team]:
    """The people of the sample township, signed in at a running server."""
    people = {}
    for username in ("handler", "handler2", "leader"):
        client = httpx.Client(base_url=server.base_url, timeout=60)
        answer = client.post("/api/login", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        people[username] = Person(client, server, journal)
    try:
        yield Team(people)
    finally:
        for person in people.values():
            person.client.close()


PROPOSAL: Json = {
    "contacted_at": NOW,
    "contact_way": "visit",
    "facts": "急情属实",
    "recommendation": "relieve",
    "proposed_fen": AMOUNT_FEN,
    "months": 1,
    "tier": "C",
    "method": "cash",
    "public_impact": False,
    "simplified_reason": "急难先行",
}
PAPERWORK: Json = {
    "relief_object": "罗远明",
    "relief_cause": "住房火灾",
    "relief_amount_fen": AMOUNT_FEN,
    "facts_finding": "confirmed",
    "identity_completed": True,
}

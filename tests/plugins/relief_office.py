"""A relief office ready for work: the shipped bundle, the sample county, and the API as its people reach it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from postgresql_server import PostgresqlServer
from served_api import PASSWORD, resources_for, served
from sqlalchemy import func, select

from engine.api.application import create_application
from engine.bpmn.bundle_files import BundleFile
from engine.clock import StandingClock
from engine.domain.identity_number import check_character
from engine.domain.roles import Role, UnitKind
from engine.services import installation
from engine.services.installation import VALID_FROM, NewUnit
from engine.services.passwords import Passwords
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store.database import Database, open_database
from engine.store.orm import Base

ROOT = Path(__file__).parents[2]
COUNTY, TOWN, VILLAGE = "500101", "500101018", "500101018001"
OTHER_COUNTY, OTHER_TOWN, OTHER_VILLAGE = "500103", "500103001", "500103001001"
CITY = "500000"
OPENED_AT = datetime(2026, 3, 10, 1, 20, tzinfo=UTC)  # Tuesday 09:20 in Chongqing
UNITS = (
    NewUnit(CITY, "重庆市", UnitKind.CITY, None),
    NewUnit(COUNTY, "万州区", UnitKind.COUNTY, CITY),
    NewUnit(TOWN, "牌楼街道", UnitKind.TOWNSHIP, COUNTY),
    NewUnit(VILLAGE, "和平社区", UnitKind.VILLAGE, TOWN),
    NewUnit(OTHER_COUNTY, "渝中区", UnitKind.COUNTY, CITY),
    NewUnit(OTHER_TOWN, "七星岗街道", UnitKind.TOWNSHIP, OTHER_COUNTY),
    NewUnit(OTHER_VILLAGE, "临华村社区", UnitKind.VILLAGE, OTHER_TOWN),
)
PEOPLE: dict[str, tuple[Role, str]] = {
    "agent": (Role.VILLAGE_ASSISTANT, VILLAGE),
    "handler": (Role.TOWNSHIP_HANDLER, TOWN),
    "handler2": (Role.TOWNSHIP_HANDLER, TOWN),
    "handler3": (Role.TOWNSHIP_HANDLER, TOWN),
    "leader": (Role.TOWNSHIP_LEADER, TOWN),
    "clerk": (Role.COUNTY_HANDLER, COUNTY),
    "chief": (Role.COUNTY_SECTION_CHIEF, COUNTY),
    "director": (Role.COUNTY_LEADER, COUNTY),
    "cashier": (Role.FINANCE_OFFICER, COUNTY),
    "stranger": (Role.TOWNSHIP_HANDLER, OTHER_TOWN),
    "admin": (Role.CITY_ADMIN, CITY),
    "watcher": (Role.CITY_MONITOR, CITY),
    "drawer": (Role.PROCESS_OWNER, CITY),
    "auditor": (Role.AUDITOR, COUNTY),
}
ONE_PAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
Json = dict[str, Any]


def shipped_files() -> list[BundleFile]:
    """The files of the present bundle."""
    processes = [path for path in sorted((ROOT / "processes").iterdir()) if path.suffix in {".bpmn", ".dmn"}]
    forms = sorted((ROOT / "forms").rglob("*.json"))
    return [BundleFile(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in (*processes, *forms)]


def identity_number(number: int, born: str = "19800101") -> str:
    """An invented identity number with its check character."""
    first = f"500101{born}{number:03d}"
    return first + check_character(first)


def fire_case(**changes: Any) -> Json:
    """The body of a registration: a fire, three people, nothing to eat."""
    body: Json = {
        "channel": "proactive",
        "cause": "fire",
        "description": "住房烧毁，无食宿",
        "needs_immediate": True,
        "division": TOWN,
        "category": "none",
        "applicant": {"name": "罗远明", "id_number": identity_number(1), "phone": "13800001234", "hukou": "local"},
        "household": {"size": 3, "members": []},
        "requested_amount": 70_000,
        "discovered_at": "2026-03-10T09:20:00+08:00",
    }
    return {**body, **changes}


@dataclass(slots=True)
class ReliefOffice:
    """The running API of a sample county, with one signed-in program per person."""

    base_url: str
    resources: Resources
    _programs: dict[str, httpx.Client] = field(default_factory=dict)

    def person(self, username: str) -> httpx.Client:
        """A program that carries the token of a person; always the same one."""
        if username not in self._programs:
            nobody = self.nobody()
            answer = nobody.post("/api/login", json={"username": username, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            nobody.headers["Authorization"] = f"Bearer {answer.json()['token']}"
            self._programs[username] = nobody
        return self._programs[username]

    def nobody(self) -> httpx.Client:
        """A program that nobody has signed in with."""
        return httpx.Client(base_url=self.base_url, timeout=60)

    def register(self, username: str = "handler", **changes: Any) -> Json:
        """The answer to registering a case."""
        answer = self.person(username).post("/api/cases", json=fire_case(**changes))
        assert answer.status_code == 201, answer.text
        found: Json = answer.json()
        return found

    def open_task(self, case_id: str, element_id: str, username: str = "handler") -> Json:
        """The open task of a case at an element."""
        listed = self.person(username).get("/api/tasks", params={"view": "all", "case_id": case_id, "limit": 200})
        assert listed.status_code == 200, listed.text
        found = [task for task in listed.json()["items"] if task["element_id"] == element_id]
        assert found, [task["element_id"] for task in listed.json()["items"]]
        task: Json = found[0]
        return task

    def complete(self, username: str, case_id: str, element_id: str, data: Json) -> Json:
        """What completing the open task of a case at an element led to."""
        task = self.open_task(case_id, element_id)
        answer = self.person(username).post(f"/api/tasks/{task['task_id']}/complete", json={"data": data})
        assert answer.status_code == 200, answer.text
        completion: Json = answer.json()
        return completion

    def upload(self, case_id: str, username: str = "handler") -> str:
        """The id of a paper added to a case."""
        answer = self.person(username).post(
            f"/api/cases/{case_id}/documents", files={"file": ("收条.pdf", ONE_PAGE, "application/pdf")}
        )
        assert answer.status_code == 201, answer.text
        document_id: str = answer.json()["document_id"]
        return document_id

    def set_clock(self, now: str) -> None:
        """Move business time, with everything due on the way."""
        answer = self.person("handler").put("/api/test/clock", json={"now": now})
        assert answer.status_code == 200, answer.text

    def row_counts(self) -> dict[str, int]:
        """How many rows every table holds, but for sessions and attempts to sign in."""
        left_out = {"staff_session", "sign_in_attempt"}
        tables = [table for table in Base.metadata.sorted_tables if table.name not in left_out]
        return read(
            self.resources,
            lambda work: {
                table.name: work.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables
            },
        )

    def close(self) -> None:
        """End all programs."""
        for program in self._programs.values():
            program.close()


def set_up(work: UnitOfWork, password_hash: str) -> None:
    """Reference data, the shipped bundle, units with ample cash, and people."""
    installation.mark_as_test(work)
    installation.seed_reference_data(work)
    installation.deploy(work, shipped_files(), VALID_FROM, author="system", approver="system")
    installation.add_units(work, UNITS)
    for town_code in (TOWN, OTHER_TOWN):
        installation.set_fund(work, town_code, installation.AMPLE_FUND_FEN)
    for username, grant in PEOPLE.items():
        installation.add_member(work, username, f"{username} 的姓名", password_hash, [grant])


@contextmanager
def relief_office(database: Database, folder: Path, **settings: object) -> Iterator[ReliefOffice]:
    """An office on a database with the present schema; business time stands at `OPENED_AT`."""
    options = {"test_clock": True, "upload_dir": folder / "uploads", **settings}
    resources = resources_for(database, folder, **options)
    assert isinstance(resources.clock, StandingClock)
    passwords = Passwords(resources.settings)
    hashed = passwords.hash(PASSWORD)
    write(resources, lambda work: set_up(work, hashed))
    resources.clock.set(OPENED_AT)
    with served(create_application(resources, passwords=passwords)) as base_url:
        office = ReliefOffice(base_url, resources)
        yield office
        office.close()


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[ReliefOffice]:
    """The sample county's office, once on each dialect."""
    with relief_office(database, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def standing_office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReliefOffice]:
    """One office for all tests of a file that change nothing in it, or only their own cases."""
    folder = tmp_path_factory.mktemp("office")
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_sqlite_file"), folder / "jiuzhu.db")
        url = f"sqlite:///{folder / 'jiuzhu.db'}"
    else:
        server: PostgresqlServer = request.getfixturevalue("migrated_postgresql")
        name = f"office_{folder.name}_{request.module.__name__.rpartition('.')[2]}"
        url = server.create(name, template="template_jiuzhu")
    database = open_database(url)
    with relief_office(database, folder) as opened:
        yield opened
    database.dispose()

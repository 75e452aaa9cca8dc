"""The API as people reach it: a real server on a free port, with a few sample people, on the test's own database."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp

from engine.api.application import create_application
from engine.clock import StandingClock
from engine.config import Settings
from engine.domain.roles import Role, UnitKind
from engine.services import staff
from engine.services.passwords import Passwords
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store.database import Database
from engine.store.encryption import FieldCipher, create_key_file

PASSWORD = "Clear-Water-2026"
LIGHT_HASHING = {"argon2_memory_kib": 64, "argon2_time_cost": 1, "argon2_parallelism": 1}
UNITS = (
    ("500000", "重庆市", UnitKind.CITY, None),
    ("500101", "万州区", UnitKind.COUNTY, "500000"),
    ("500101001", "高笋塘街道", UnitKind.TOWNSHIP, "500101"),
    ("500101001001", "第一社区", UnitKind.VILLAGE, "500101001"),
    ("500101002", "太白街道", UnitKind.TOWNSHIP, "500101"),
    ("500103", "渝中区", UnitKind.COUNTY, "500000"),
    ("500103001", "七星岗街道", UnitKind.TOWNSHIP, "500103"),
)
PEOPLE = (
    ("zhang", "张三", Role.TOWNSHIP_HANDLER, "500101001"),
    ("li", "李四", Role.TOWNSHIP_LEADER, "500101001"),
    ("wang", "王五", Role.COUNTY_SECTION_CHIEF, "500101"),
    ("zhao", "赵六", Role.TOWNSHIP_HANDLER, "500103001"),
    ("sun", "孙七", Role.CITY_ADMIN, "500000"),
    ("qian", "钱八", Role.TOWNSHIP_HANDLER, "500101002"),
)


@dataclass(frozen=True, slots=True)
class ServedApi:
    """A running server; `client()` is a browser or program that nobody has signed in with."""

    base_url: str
    resources: Resources
    staff_ids: dict[str, UUID]

    def client(self, **headers: str) -> httpx.Client:
        """Somebody who is not signed in."""
        return httpx.Client(base_url=self.base_url, headers=headers, timeout=30)

    def token_of(self, username: str) -> str:
        """The token of a new session of a person."""
        with self.client() as client:
            answer = client.post("/api/login", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["token"]
        return token

    def signed_in(self, username: str) -> httpx.Client:
        """A program that carries the token of a person."""
        return self.client(Authorization=f"Bearer {self.token_of(username)}")


@contextmanager
def served(application: ASGIApp) -> Iterator[str]:
    """The address of `application`, served by uvicorn on a free port of this machine."""
    # asyncio sets TCP_NODELAY only on sockets that name their protocol; without it every answer waits 40 ms
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", lifespan="on", ws="websockets-sansio"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.005)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def resources_for(database: Database, folder: Path, **settings: object) -> Resources:
    """What a process shares, with quick hashing and a clock that stands once it is set."""
    chosen = Settings(
        database_url=database.url.render_as_string(hide_password=False),
        key_file=folder / "keys.json",
        **{**LIGHT_HASHING, **settings},
    )
    create_key_file(chosen.key_file)
    return Resources(database, FieldCipher.load(chosen.key_file), StandingClock(), chosen)


def add_sample_staff(work: UnitOfWork, passwords: Passwords) -> dict[str, UUID]:
    """Sample units and people; the id of each person by username."""
    for code, name, kind, parent in UNITS:
        staff.create_unit(work, code=code, name=name, kind=kind, parent=parent)
    ids = {}
    for username, name, role, unit in PEOPLE:
        ids[username] = staff.create_member(
            work, passwords, username=username, display_name=name, password=PASSWORD, must_change=False
        )
        staff.grant_role(work, ids[username], role=role, unit_code=unit)
    return ids


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[ServedApi]:
    """The API with sample people, once on each dialect."""
    resources = resources_for(database, tmp_path)
    passwords = Passwords(resources.settings)
    ids = write(resources, lambda work: add_sample_staff(work, passwords))
    with served(create_application(resources, passwords=passwords)) as base_url:
        yield ServedApi(base_url, resources, ids)

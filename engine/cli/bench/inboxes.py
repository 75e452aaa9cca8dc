"""What an inbox costs where very many human tasks wait: every view, search and filter, over HTTP."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import httpx
from sqlalchemy import Table, insert, select, text

from engine.cli import demo
from engine.cli.bench.http_calls import server_beside, signed_in
from engine.cli.bench.measuring import median_ms
from engine.cli.bench.office import BenchOffice
from engine.domain.roles import Role
from engine.services import installation
from engine.services.passwords import Passwords
from engine.services.unit_of_work import UnitOfWork, read, write
from engine.store.orm import Base
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.processes import HumanTaskRow, ProcessInstanceRow

AIM_MS: Final = 30
PAGE: Final = 20
TASKS_PER_CASE: Final = 100
_CHUNK: Final = 500
_CACHE_KIB: Final = 400_000  # SQLite's own 2 MB would make it read and write the indexes again for every row
_COUNTIES: Final = 40
_TOWNS: Final = 25
_LANES: Final = tuple(role for role in Role if role.has_lane)
_SHARE_HELD: Final = 2  # of three tasks, two are in somebody's hands
_SPREAD_SECONDS: Final = 90 * 86_400
_NAME: Final = "核对材料"

_TOWN_HANDLER: Final = demo.username(Role.TOWNSHIP_HANDLER, 1)
_COUNTY_HANDLER: Final = demo.username(Role.COUNTY_HANDLER, 1)
_CITY_AUDITOR: Final = "bench_city_auditor"

CALLS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "我的待办": (_TOWN_HANDLER, {"view": "mine"}),
    "可签收": (_TOWN_HANDLER, {"view": "available"}),
    "本单位": (_TOWN_HANDLER, {"view": "team"}),
    "村（社区）可签收": (demo.username(Role.VILLAGE_ASSISTANT, 1), {"view": "available"}),
    "辖区全部（区县）": (_COUNTY_HANDLER, {"view": "all"}),
    "辖区全部（全市）": (_CITY_AUDITOR, {"view": "all"}),
    "按岗位": (_COUNTY_HANDLER, {"view": "all", "role": Role.TOWNSHIP_LEADER.value}),
    "按时限": (_COUNTY_HANDLER, {"view": "all", "due_before": "2030-01-01T00:00:00Z"}),
    "按环节": (_CITY_AUDITOR, {"view": "all", "element": "bench_rare"}),
    "查事项名称": (_COUNTY_HANDLER, {"view": "all", "q": _NAME}),
    "查无此人": (_CITY_AUDITOR, {"view": "all", "q": "查无此人"}),
    "查个案编号": (_COUNTY_HANDLER, {"view": "all", "q": "500101-2026-999999"}),
}
"""The calls measured: whose they are and what they ask for."""


@dataclass(frozen=True, slots=True)
class InboxFigures:
    """Medians in milliseconds of `GET /api/tasks` with `tasks` open human tasks, by what was asked for."""

    tasks: int
    calls: dict[str, float]

    @property
    def slowest(self) -> str:
        """What takes longest."""
        return max(self.calls, key=lambda name: self.calls[name])


def measure(office: BenchOffice, tasks: int, rounds: int) -> InboxFigures:
    """Fill the database with open tasks, spread over the counties of a city, and ask for each view over HTTP."""
    fill(office, tasks)
    with server_beside(office.resources.settings) as server:
        found = {name: _call_ms(office, server.base_url, *asked, rounds) for name, asked in CALLS.items()}
    return InboxFigures(tasks, found)


def _call_ms(office: BenchOffice, base_url: str, username: str, asked: dict[str, str], rounds: int) -> float:
    with closing(signed_in(office, base_url, username)) as client:

        def call() -> httpx.Response:
            return client.get("/api/tasks", params={**asked, "limit": str(PAGE)}).raise_for_status()

        return median_ms(call, rounds)


def fill(office: BenchOffice, tasks: int) -> None:
    """Open tasks of cases in every county of a city; the database knows afterwards how its rows are spread."""
    _add_city_auditor(office)
    case_id, _ = office.register()
    sample = read(office.resources, lambda work: _Sample.of(work, case_id))
    chunk = _CHUNK * TASKS_PER_CASE
    for start in range(0, tasks, chunk):
        write(office.resources, partial(_insert, sample=sample, numbers=range(start, min(start + chunk, tasks))))
    office.resources.database.learn_spread()


def _add_city_auditor(office: BenchOffice) -> None:
    """Whoever reads the cases of the whole city is none of the sample people."""
    password = office.accounts[_TOWN_HANDLER].password
    hashed, city = Passwords(office.resources.settings).hash(password), installation.CITY_CODE
    write(
        office.resources,
        lambda work: installation.add_member(work, _CITY_AUDITOR, "全市审计", hashed, [(Role.AUDITOR, city)]),
    )
    office.accounts[_CITY_AUDITOR] = demo.Account(_CITY_AUDITOR, password, Role.AUDITOR.value, city)


@dataclass(frozen=True, slots=True)
class _Sample:
    """The rows of a case as it was registered, to be copied."""

    case: dict[str, Any]
    instance: dict[str, Any]
    task: dict[str, Any]
    deadline: dict[str, Any]

    @classmethod
    def of(cls, work: UnitOfWork, case_id: UUID) -> "_Sample":
        tables = (ProcessInstanceRow, HumanTaskRow, DeadlineRow)
        case = work.session.scalars(select(CaseRow).where(CaseRow.id == case_id)).one()
        others = [work.session.scalars(select(rows).where(rows.case_id == case_id)).first() for rows in tables]
        return cls(_values(case), *(_values(row) for row in others if row is not None))


def _insert(work: UnitOfWork, sample: _Sample, numbers: range) -> None:
    if work.resources.database.is_sqlite:
        work.session.execute(text(f"PRAGMA cache_size=-{_CACHE_KIB}"))
    cases: list[dict[str, Any]] = []
    instances: list[dict[str, Any]] = []
    deadlines: list[dict[str, Any]] = []
    tasks: list[dict[str, Any]] = []
    for first in range(numbers.start, numbers.stop, TASKS_PER_CASE):
        ids = {"case_id": work.new_id(), "county_code": f"{500101 + first // TASKS_PER_CASE % _COUNTIES}"}
        case = {**sample.case, **ids, "id": ids["case_id"], "reference": f"bench-{first}"}
        cases.append({name: value for name, value in case.items() if name != "case_id"})
        instances.append({**sample.instance, **ids, "id": work.new_id(), "origin_task_id": None})
        ids["instance_id"] = instances[-1]["id"]
        deadlines.append({**sample.deadline, **ids, "id": work.new_id()})
        tasks += _tasks(work, {**sample.task, **ids}, range(first, min(first + TASKS_PER_CASE, numbers.stop)))
    for rows, values in (
        (CaseRow, cases),
        (ProcessInstanceRow, instances),
        (DeadlineRow, deadlines),
        (HumanTaskRow, tasks),
    ):
        work.session.execute(insert(_table(rows)), values)


def _tasks(work: UnitOfWork, common: dict[str, Any], numbers: range) -> Iterator[dict[str, Any]]:
    county = common["county_code"]
    for number in numbers:
        mixed = number * 2_654_435_761 % 2**32  # Knuth's multiplier: the same figures in every run, in no order
        town, role = f"{county}{mixed % _TOWNS + 1:03d}", _LANES[mixed // 60 % len(_LANES)]
        yield {
            **common,
            "id": work.new_id(),
            "element_id": "bench_rare" if number % 50_000 == 0 else f"bench_{mixed % 60}",
            "name": f"办理事项{mixed % 60}" if mixed % 61 else _NAME,
            "role": role.value,
            "town_code": town,
            "village_code": f"{town}{mixed % 10 + 1:03d}",
            "assignee": demo.username(role, 1 + mixed // 3 % 3) if mixed % 3 < _SHARE_HELD else None,
            "due_at": common["created_at"] + timedelta(seconds=mixed % _SPREAD_SECONDS),
        }


def _values(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def _table(rows: type[Base]) -> Table:
    table = rows.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{rows.__name__} is no table")
    return table

"""A worker killed again and again while it takes a ledger over loses no row, repeats none, and never shows a part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Protocol

import httpx
from relief_office import TOWN
from sample_ledgers import csv_file, ledger_row
from served_api import PASSWORD
from served_office import ServedOffice
from server_process import worker_process
from sqlalchemy import func, select, update

from engine.services.unit_of_work import UnitOfWork, read, write
from engine.store.tables.cases import CaseRow
from engine.store.tables.ledger import LedgerImportRow, LedgerRecordRow
from engine.store.tables.relief import DisbursementRow

ROWS = 4_000
KILLS = 4
PATIENCE_SECONDS = 120.0
LOOK_AGAIN_SECONDS = 0.02


class Victim(Protocol):
    """A process that takes ledgers further until it is killed."""

    def start(self) -> None:
        """Start it anew."""

    def kill(self) -> None:
        """End it at once."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the import and the tables it fills stand."""

    status: str
    progress: int
    records: int
    cases: int
    paid: int


def standing(office: ServedOffice) -> Standing:
    def query(work: UnitOfWork) -> Standing:
        row = work.session.scalars(select(LedgerImportRow)).one()
        counts = [
            work.session.scalar(select(func.count()).select_from(rows)) or 0
            for rows in (LedgerRecordRow, CaseRow, DisbursementRow)
        ]
        return Standing(row.status, row.rows_read + row.numbered_rows, *counts)

    return read(office.resources, query)


def wait_until(office: ServedOffice, is_so: Callable[[Standing], bool]) -> Standing:
    waited = 0.0
    while not is_so(found := standing(office)):
        assert waited < PATIENCE_SECONDS, found
        Event().wait(LOOK_AGAIN_SECONDS)
        waited += LOOK_AGAIN_SECONDS
    return found


def kill_while(office: ServedOffice, victim: Victim, status: str, kills: int) -> None:
    """Kill the worker each time after it has come further; its lease ends at once."""
    for _ in range(kills):
        before = standing(office)
        if before.status != status:
            break
        victim.start()
        after = wait_until(office, lambda now, before=before: now.progress > before.progress or now.status != status)
        victim.kill()
        assert after.cases in {0, ROWS}
        write(office.resources, lambda work: work.session.execute(update(LedgerImportRow).values(worked_at=None)))


def test_a_ledger_survives_every_kill_whole(served_office: ServedOffice) -> None:
    office = served_office
    is_sqlite = office.resources.database.is_sqlite
    victim: Victim = office.server if is_sqlite else worker_process(office.resources.settings)
    people = [httpx.Client(base_url=office.server.base_url, timeout=60) for _ in range(2)]
    for person, username in zip(people, ("handler", "leader"), strict=True):
        person.post("/api/login", json={"username": username, "password": PASSWORD}).raise_for_status()
    content = csv_file([ledger_row(number, amount=100 + number % 7) for number in range(ROWS)], "gb18030")

    uploaded = people[0].post("/api/imports", files={"file": ("台账.csv", content)}, data={"unit": TOWN})
    assert uploaded.status_code == 201, uploaded.text
    office.server.kill()
    kill_while(office, victim, "reading", KILLS)
    victim.start()
    checked = wait_until(office, lambda now: now.status != "reading")
    assert (checked.status, checked.records, checked.cases) == ("checked", ROWS, 0)
    if not is_sqlite:
        office.server.start()
        victim.kill()

    confirmed = people[1].post(f"/api/imports/{uploaded.json()['import_id']}/confirm")
    assert confirmed.status_code == 200, confirmed.text
    victim.kill()
    kill_while(office, victim, "applying", KILLS)
    victim.start()
    done = wait_until(office, lambda now: now.status == "applied")
    victim.kill()

    assert (done.records, done.cases, done.paid) == (0, ROWS, ROWS)
    references = read(office.resources, lambda work: work.session.scalars(select(CaseRow.reference)).all())
    assert len(set(references)) == ROWS
    for person in people:
        person.close()

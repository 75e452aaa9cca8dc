"""What leaves the system: written in the transaction that makes it necessary, sent by a worker afterwards."""

import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from engine.clock import real_now
from engine.services import audit
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store import outbox as outbox_queries
from engine.store.tables.background import IncidentRow, OutboxRow
from engine.store.tables.cases import CaseRow

logger = logging.getLogger(__name__)

TABLE: Final = "outbox"
LEASE: Final = timedelta(seconds=60)
BATCH: Final = 20
LAST_ATTEMPT: Final = 12
LONGEST_PAUSE: Final = timedelta(hours=1)

Deliver = Callable[[str, str, dict[str, Any]], None]
"""Takes kind, key and payload to the outside; raises when it did not arrive. The key makes a repeat harmless."""


@dataclass(frozen=True, slots=True)
class Leased:
    """One effect in the hands of a worker."""

    row_id: UUID
    kind: str
    key: str
    payload: dict[str, Any]
    attempts: int
    fence: int


def send(work: UnitOfWork, case: CaseRow, kind: str, key: str, payload: dict[str, Any]) -> UUID:
    """Queue one effect outside; `key` makes sending it again harmless. The payload is encrypted."""
    row_id = work.new_id()
    text = json.dumps(payload, ensure_ascii=False)
    now = real_now()
    work.session.add(
        OutboxRow(
            id=row_id,
            county_code=case.county_code,
            case_id=case.id,
            kind=kind,
            key=key,
            payload=work.resources.cipher.encrypt(text, table=TABLE, row_id=row_id, column="payload"),
            state="ready",
            created_at=now,
            next_at=now,
            attempts=0,
            fence=0,
        )
    )
    return row_id


def deliver_ready(resources: Resources, worker: str, deliver: Deliver) -> int:
    """Send what is ready, a batch at a time; how many effects were tried."""
    leased = write(resources, lambda work: _lease(work, worker))
    for effect in leased:
        _deliver(resources, worker, effect, deliver)
    return len(leased)


def _lease(work: UnitOfWork, worker: str) -> list[Leased]:
    now = real_now()
    rows = outbox_queries.lease_ready(work.session, worker, now, now + LEASE, BATCH)
    return [Leased(row.id, row.kind, row.key, _payload(work, row), row.attempts, row.fence) for row in rows]


def _payload(work: UnitOfWork, row: OutboxRow) -> dict[str, Any]:
    text = work.resources.cipher.decrypt(row.payload, table=TABLE, row_id=row.id, column="payload")
    return dict(json.loads(text))


def _deliver(resources: Resources, worker: str, effect: Leased, deliver: Deliver) -> None:
    try:
        deliver(effect.kind, effect.key, effect.payload)
    except Exception as error:  # noqa: BLE001 - the edge of a job: counted, and after the last attempt an incident
        logger.warning("outbox_failed key=%s attempt=%d", effect.key, effect.attempts)
        reason = type(error).__name__
        write(resources, lambda work: _put_off(work, worker, effect, reason))
        return
    done = {"state": "done", "done_at": real_now(), "last_error": None}
    write(resources, lambda work: outbox_queries.finish(work.session, effect.row_id, worker, effect.fence, done))


def _put_off(work: UnitOfWork, worker: str, effect: Leased, reason: str) -> None:
    if effect.attempts < LAST_ATTEMPT:
        again = {"state": "ready", "next_at": real_now() + pause_after(effect.attempts), "last_error": reason}
        outbox_queries.finish(work.session, effect.row_id, worker, effect.fence, again)
        return
    dead = {"state": "dead", "last_error": reason}
    if outbox_queries.finish(work.session, effect.row_id, worker, effect.fence, dead):
        row = work.session.get_one(OutboxRow, (effect.row_id, _county_of(work, effect.row_id)))
        _open_incident(work, row, reason)


def pause_after(attempts: int) -> timedelta:
    """min(2^n * 10 s, 1 h), with a quarter of jitter so that competitors spread."""
    pause = min(timedelta(seconds=10 * (1 << attempts)), LONGEST_PAUSE)
    return pause * (1 + secrets.randbelow(250) / 1000)


def _county_of(work: UnitOfWork, row_id: UUID) -> str:
    return outbox_queries.county_of(work.session, row_id)


def _open_incident(work: UnitOfWork, row: OutboxRow, reason: str) -> None:
    now: datetime = work.now
    work.session.add(
        IncidentRow(
            id=work.new_id(),
            county_code=row.county_code,
            case_id=row.case_id,
            instance_id=None,
            element_id=None,
            code="outbox_dead",
            message=f"{row.kind}: {reason}",
            attempt=None,
            attempt_key=f"outbox:{row.id}",
            attempts=row.attempts,
            state="open",
            opened_at=now,
            last_at=now,
        )
    )
    audit.record(work, "incident_opened", county_code=row.county_code, object_id=row.id, detail={"code": "outbox_dead"})

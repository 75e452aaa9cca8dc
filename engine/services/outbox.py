"""What leaves the system: written in the transaction that makes it necessary, sent by a worker afterwards."""

import json
from typing import Any
from uuid import UUID

from engine.services.unit_of_work import UnitOfWork
from engine.store.tables.background import OutboxRow
from engine.store.tables.cases import CaseRow


def send(work: UnitOfWork, case: CaseRow, kind: str, key: str, payload: dict[str, Any]) -> UUID:
    """Queue one effect outside; `key` makes sending it again harmless. The payload is encrypted."""
    row_id = work.new_id()
    text = json.dumps(payload, ensure_ascii=False)
    work.session.add(
        OutboxRow(
            id=row_id,
            county_code=case.county_code,
            case_id=case.id,
            kind=kind,
            key=key,
            payload=work.resources.cipher.encrypt(text, table="outbox", row_id=row_id, column="payload"),
            state="ready",
            created_at=work.now,
            next_at=work.now,
            attempts=0,
            fence=0,
        )
    )
    return row_id

"""The keyed chain over the audit entries: nobody changes history unnoticed, administrators of the database included.

Entries are sealed a minute after they were written: by then no transaction is open any more that could still add an
entry before them (statement and idle time-outs are shorter), so a chain needs no lock while people work.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from engine.clock import real_now
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import audit_seals
from engine.store.encryption import FieldCipher
from engine.store.orm import first_uuid_of
from engine.store.tables.background import AuditEntryRow, AuditSealRow

SETTLE: Final = timedelta(seconds=60)
BATCH: Final = 2_000
NO_LINK: Final = b""


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """Where a chain does not hold: the county, the number of the link and what is wrong."""

    county_code: str
    seq: int
    problem: str


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The end of a county's chain; printed or kept elsewhere it shows whether the tail was cut off."""

    county_code: str
    seq: int
    mac: str


def seal(resources: Resources, *, settle: timedelta = SETTLE, now: datetime | None = None) -> int:
    """Add links for all entries older than `settle`; how many were added."""
    before = first_uuid_of((now or real_now()) - settle)
    counties = read(resources, lambda work: audit_seals.counties(work.session))
    return sum(_seal_county(resources, county, before) for county in counties)


def _seal_county(resources: Resources, county_code: str, before: UUID) -> int:
    added = 0
    while batch := write(resources, lambda work: _seal_batch(work, county_code, before)):
        added += batch
    return added


def _seal_batch(work: UnitOfWork, county_code: str, before: UUID) -> int:
    last = audit_seals.last_seal(work.session, county_code)
    seq, link = (last.seq, last.mac) if last else (0, NO_LINK)
    entries = audit_seals.entries_after(work.session, county_code, last.entry_id if last else None, before, BATCH)
    for entry in entries:
        seq, link = seq + 1, link_of(work.resources.cipher, content_of(entry), link)
        work.session.add(AuditSealRow(county_code=county_code, seq=seq, entry_id=entry.id, mac=link))
    return len(entries)


def verify(resources: Resources) -> tuple[list[BrokenLink], list[ChainHead]]:
    """Every place where a chain does not hold, and the heads of all chains."""

    def check(work: UnitOfWork) -> tuple[list[BrokenLink], list[ChainHead]]:
        broken: list[BrokenLink] = []
        heads: list[ChainHead] = []
        for county in audit_seals.counties(work.session):
            broken += _verify_county(work, county)
            last = audit_seals.last_seal(work.session, county)
            if last is not None:
                heads.append(ChainHead(county, last.seq, last.mac.hex()))
        return broken, heads

    return read(resources, check)


def _verify_county(work: UnitOfWork, county_code: str) -> list[BrokenLink]:
    broken: list[BrokenLink] = []
    expected_seq, link, last_id = 0, NO_LINK, None
    for sealed, entry in audit_seals.sealed_entries(work.session, county_code):
        expected_seq += 1
        if sealed.seq != expected_seq:
            broken.append(BrokenLink(county_code, expected_seq, "缺少链接"))
            expected_seq = sealed.seq
        if entry is None:
            broken.append(BrokenLink(county_code, sealed.seq, "记录被删除"))
        elif link_of(work.resources.cipher, content_of(entry), link) != sealed.mac:
            broken.append(BrokenLink(county_code, sealed.seq, "记录被改动或顺序被调换"))
        link, last_id = sealed.mac, sealed.entry_id
    if last_id is not None and (added := audit_seals.unsealed_up_to(work.session, county_code, last_id)):
        broken.append(BrokenLink(county_code, expected_seq, f"有 {added} 条记录是事后插入的"))
    return broken


def content_of(entry: AuditEntryRow) -> dict[str, Any]:
    """What an entry says, as it is sealed and exported."""
    return {
        "id": str(entry.id),
        "county": entry.county_code,
        "case": str(entry.case_id) if entry.case_id else None,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "role": entry.role,
        "action": entry.action,
        "object": entry.object_id,
        "element": entry.element_id,
        "detail": entry.detail,
    }


def link_of(cipher: FieldCipher, content: dict[str, Any], previous: bytes) -> bytes:
    """The keyed digest of an entry and the link before it.

    It is taken over a digest: an index of the text itself would overlook changes of case, width and blanks.
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return cipher.blind_index("audit", hashlib.sha256(previous + text.encode()).hexdigest())

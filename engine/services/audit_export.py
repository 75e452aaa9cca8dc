"""The record as a file with the proof of its chain: who has the key file can check it without the database (R49).

One JSON object a line: a head; of each county the link before its first entry, then every entry with its link; a seal
over all of it. Entries stand in the order of the chain without a gap, so that nothing can be left out unnoticed.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Final

from engine.domain.report_days import Days
from engine.services.audit_chain import NO_LINK, content_of
from engine.services.unit_of_work import Resources, UnitOfWork, read
from engine.store import audit_seals
from engine.store.encryption import FieldCipher

FORMAT: Final = "jiuzhu-audit-1"
_SEAL_KIND: Final = "audit_export"


@dataclass(frozen=True, slots=True)
class ExportedChain:
    """The part of a county's chain that lies in a file."""

    county_code: str
    first_seq: int
    last_seq: int

    @property
    def entries(self) -> int:
        """How many entries it has."""
        return self.last_seq - self.first_seq + 1


def exported_chains(work: UnitOfWork, days: Days) -> list[ExportedChain]:
    """Of each county the links from the first to the last entry of these days; what is not sealed yet is left out."""
    counties = audit_seals.counties(work.session)
    found = ((code, audit_seals.seals_between(work.session, code, days.starts_at, days.ends_at)) for code in counties)
    return [ExportedChain(code, *ends) for code, ends in found if ends]


def export_lines(resources: Resources, days: Days, chains: Iterable[ExportedChain]) -> Iterator[bytes]:
    """The lines of the file, drawn one by one."""
    head = {"kind": "head", "format": FORMAT, "since": days.since.isoformat(), "until": days.until.isoformat()}
    digest, count = hashlib.sha256(), 0
    for line in chain([head], *(_lines_of(resources, one) for one in chains)):
        written = _written(line)
        digest.update(written)
        count += 1
        yield written
    yield _written({"kind": "seal", "lines": count, "mac": seal_of(resources.cipher, digest.hexdigest())})


def seal_of(cipher: FieldCipher, digest: str) -> str:
    """The seal of a file whose lines before it have this SHA-256, in hex."""
    return cipher.blind_index(_SEAL_KIND, digest).hex()


def _lines_of(resources: Resources, exported: ExportedChain) -> Iterator[dict[str, Any]]:
    """The link before a chain and its entries; each page is read in a transaction of its own."""
    county, after = exported.county_code, exported.first_seq - 1
    before = read(resources, lambda work: audit_seals.mac_at(work.session, county, after)) or NO_LINK
    yield {"kind": "chain", "county": county, "after_seq": after, "after_mac": before.hex()}
    while lines := read(resources, partial(_page, exported=exported, after=after)):
        yield from lines
        after = lines[-1]["seq"]


def _page(work: UnitOfWork, exported: ExportedChain, after: int) -> list[dict[str, Any]]:
    page = audit_seals.sealed_page(work.session, exported.county_code, after, exported.last_seq)
    return [
        {"kind": "entry", "seq": sealed.seq, "mac": sealed.mac.hex(), "entry": content_of(entry) if entry else None}
        for sealed, entry in page
    ]


def _written(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"

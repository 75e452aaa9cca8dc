"""Checks a file of the record by itself: every link is worked out anew with the key, no database is needed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from engine.services.audit_chain import NO_LINK, BrokenLink, link_of
from engine.services.audit_export import FORMAT, ExportedChain, seal_of
from engine.store.encryption import FieldCipher

NOT_READ: Final = "无法读取"
GAP: Final = "缺少链接"
DELETED: Final = "记录被删除"
CHANGED: Final = "记录被改动或顺序被调换"
NO_SEAL: Final = "文件不完整或被改动：结尾的封印不符"
OTHER_FORMAT: Final = "不是本系统导出的办理记录"


@dataclass(slots=True)
class CheckedExport:
    """The chains a file holds, and every place where it does not hold; line numbers stand for what has no link."""

    chains: list[ExportedChain] = field(default_factory=list)
    broken: list[BrokenLink] = field(default_factory=list)


def check_export(cipher: FieldCipher, lines: Iterable[bytes]) -> CheckedExport:
    """What is in a file that `export_lines` has written, and what has happened to it since."""
    checker = _Checker(cipher)
    for line in lines:
        checker.take(line)
    return checker.finish()


class _Checker:
    """Goes through a file once and keeps only where it stands."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher, self._digest, self._lines = cipher, hashlib.sha256(), 0
        self._found = CheckedExport()
        self._county, self._first, self._seq, self._link = "", 0, 0, NO_LINK
        self._is_sealed = False

    def take(self, line: bytes) -> None:
        """Check the next line; only the last one may be the seal."""
        self._is_sealed = False
        try:
            self._take(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self._report(self._lines + 1, NOT_READ)
        self._digest.update(line)
        self._lines += 1

    def finish(self) -> CheckedExport:
        """What was found in all lines."""
        self._end_chain()
        if not self._is_sealed:
            self._report(self._lines, NO_SEAL)
        return self._found

    def _take(self, line: dict[str, Any]) -> None:
        if self._lines == 0 and line["format"] != FORMAT:
            self._report(0, OTHER_FORMAT)
        match line["kind"]:
            case "chain":
                self._end_chain()
                self._county, self._seq = line["county"], line["after_seq"]
                self._first, self._link = self._seq + 1, bytes.fromhex(line["after_mac"])
            case "entry":
                self._entry(line)
            case "seal":
                seal = seal_of(self._cipher, self._digest.hexdigest())
                self._is_sealed = (line["lines"], line["mac"]) == (self._lines, seal)

    def _entry(self, line: dict[str, Any]) -> None:
        self._seq += 1
        seq, mac = line["seq"], bytes.fromhex(line["mac"])
        if seq != self._seq:
            self._report(self._seq, GAP)
            self._seq = seq
        if line["entry"] is None:
            self._report(seq, DELETED)
        elif link_of(self._cipher, line["entry"], self._link) != mac:
            self._report(seq, CHANGED)
        self._link = mac

    def _end_chain(self) -> None:
        if self._first:
            self._found.chains.append(ExportedChain(self._county, self._first, self._seq))

    def _report(self, seq: int, problem: str) -> None:
        self._found.broken.append(BrokenLink(self._county, seq, problem))

"""Hands effects to the outside as files in a folder: one file per key, picked up by whoever is connected there.

The plainest port there is, and the one every office can work with: the bank's and the partners' programs read the
folder. Writing the same key again gives the same file.
"""

import json
import re
from pathlib import Path
from typing import Any, Final

_UNSAFE: Final = re.compile(r"[^0-9A-Za-z._-]")


class OutgoingFiles:
    """Writes each effect to `<folder>/<kind>/<key>.json`, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, kind: str, key: str, payload: dict[str, Any]) -> None:
        """Write one effect; a repeat of the same key replaces the file by an equal one."""
        folder = self._folder / _UNSAFE.sub("_", kind)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = folder / f"{_UNSAFE.sub('_', key)}.json"
        partial = target.with_suffix(".part")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps({"key": key, "kind": kind, **payload}, ensure_ascii=False), encoding="utf-8")
        partial.replace(target)

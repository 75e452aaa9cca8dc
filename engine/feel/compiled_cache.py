"""Keeps what was compiled lately, within a bound on the length of all texts together."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

MAX_CHARACTERS = 60_000
"""Of all kept texts of one kind together: 1,500 conditions of usual length, some 10 MB at worst."""

Compiled = TypeVar("Compiled")
_Key = tuple[str, frozenset[str]]


class CompiledCache(Generic[Compiled]):
    """Compiled texts by text and known names; those not used for longest go first. Safe to share between threads."""

    def __init__(self, compile_text: Callable[[str, frozenset[str]], Compiled], most: int = MAX_CHARACTERS) -> None:
        self._compile = compile_text
        self._most = most
        self._kept: OrderedDict[_Key, Compiled] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def get(self, text: str, names: frozenset[str]) -> Compiled:
        """The compiled text, compiled now if it is not kept; errors are not kept."""
        key = (text, names)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = self._compile(text, names)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._characters += len(text) + 1
            while self._characters > self._most:
                (oldest, _), _ = self._kept.popitem(last=False)
                self._characters -= len(oldest) + 1
        return made

    def __len__(self) -> int:
        """Number of kept texts."""
        return len(self._kept)

"""Placeholders of typical cases: invented people, papers and colleagues (cases.md, section 7)."""

import hashlib
import re
from collections.abc import Callable
from typing import Any, Final

from engine.domain.identity_number import check_character

_PLACEHOLDER: Final = re.compile(r"\{(id|phone|doc|text|ref|staff)(?::([^}]*))?\}")
Resolve = Callable[[str, str], str]


def filled(value: Any, resolve: Resolve) -> Any:
    """`value` with every placeholder replaced by what `resolve(kind, key)` gives."""
    match value:
        case str():
            return _PLACEHOLDER.sub(lambda found: resolve(found[1], found[2] or ""), value)
        case list():
            return [filled(entry, resolve) for entry in value]
        case dict():
            return {name: filled(entry, resolve) for name, entry in value.items()}
        case _:
            return value


def identity_number(key: str) -> str:
    """An invented number with a valid check character; the same key gives the same number."""
    digest = int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big")
    year, month, day = 1950 + digest % 50, 1 + digest // 50 % 12, 1 + digest // 600 % 28
    first = f"500101{year}{month:02}{day:02}{digest // 16_800 % 1000:03}"
    return first + check_character(first)


def phone_number(key: str) -> str:
    """An invented mobile number."""
    digest = int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big")
    return f"138{digest % 100_000_000:08}"

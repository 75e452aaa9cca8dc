"""Personal data made unreadable for those who need not know it; policy reference, section 6.1.

A mask never gives more than its own rule: what is too short to keep both ends is hidden altogether.
"""

import re
from collections.abc import Iterable
from typing import Final

STAR: Final = "*"
_LONG_NUMBER: Final = re.compile(r"\d(?:[\s-]?\d){9,}[\s-]?[\dXx]?")


def masked_identity_number(number: str) -> str:
    """First three and last four characters: `500***********1002`."""
    return _ends(number, head=3, tail=4)


def masked_phone(number: str) -> str:
    """First three and last four digits: `138****1234`."""
    return _ends(number, head=3, tail=4)


def masked_account(number: str) -> str:
    """The last four digits after four stars, so that the length stays unknown: `****1234`."""
    return STAR * 4 + (number[-4:] if len(number) >= 8 else "")


def masked_name(name: str) -> str:
    """The first character of two, the first and the last of more: `张*`, `张*明`."""
    if len(name) == 1:
        return STAR
    if len(name) == 2:
        return name[0] + STAR
    return _ends(name, head=1, tail=1)


def masked_text(text: str, names: Iterable[str]) -> str:
    """A free text in which the given names, and every number as long as a phone's, are made unreadable."""
    for name in sorted({name for name in names if name}, key=len, reverse=True):
        text = text.replace(name, masked_name(name))
    return _LONG_NUMBER.sub(lambda found: _ends(found[0], head=3, tail=4), text)


def _ends(text: str, *, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return STAR * len(text)
    return text[:head] + STAR * (len(text) - head - tail) + text[-tail:]

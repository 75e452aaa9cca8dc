"""What may stand in the name of a person."""

import unicodedata
from typing import Final

_UNWRITTEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, line breaks, invisible and direction marks; private characters stay: rare names are written with them."""


def has_unwritten_characters(name: str) -> bool:
    """Whether a name holds characters that nobody writes by hand, so that two different names look the same."""
    return any(unicodedata.category(character) in _UNWRITTEN for character in name)

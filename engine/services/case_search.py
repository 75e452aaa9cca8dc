"""What somebody types into a search box: a case's reference, an identity number, or a name."""

import re
from dataclasses import dataclass
from typing import Final

from engine.domain.identity_number import normalised_identity_number
from engine.store.encryption import FieldCipher

_REFERENCE: Final = re.compile(r"\d{6}-\d{4}-\d{4,}")
_NUMBER: Final = re.compile(r"\d{14,17}[\dX]")


@dataclass(frozen=True, slots=True)
class Search:
    """The one thing that was asked for; personal data are compared by their keyed fingerprint only."""

    reference: str | None = None
    identity_index: bytes | None = None
    name_index: bytes | None = None
    text: str | None = None


def search_for(cipher: FieldCipher, typed: str | None) -> Search | None:
    """What `typed` means, or nothing when it is empty."""
    text = (typed or "").strip()
    if not text:
        return None
    number = normalised_identity_number(text)
    if _REFERENCE.fullmatch(number):
        return Search(reference=number)
    if _NUMBER.fullmatch(number):
        return Search(identity_index=cipher.blind_index("id_number", number))
    return Search(name_index=cipher.blind_index("name", text), text=text)

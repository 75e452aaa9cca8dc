"""Personal fields of people: written encrypted, read only where they are needed."""

from collections.abc import Iterable
from typing import Final

from engine.services.unit_of_work import UnitOfWork
from engine.store.encryption import FieldCipher
from engine.store.tables.cases import PersonRow

TABLE: Final = "person"


def person_fields(work: UnitOfWork, person: PersonRow, names: Iterable[str]) -> dict[str, str]:
    """The wanted fields of a person in clear, leaving out those that are not known."""
    found: dict[str, str] = {}
    for name in names:
        ciphertext = getattr(person, name)
        if ciphertext is not None:
            found[name] = work.resources.cipher.decrypt(ciphertext, table=TABLE, row_id=person.id, column=name)
    return found


def encrypt_field(cipher: FieldCipher, person: PersonRow, name: str, value: str | None) -> None:
    """Put `value` into a personal field of `person`, encrypted for exactly this row and column."""
    ciphertext = cipher.encrypt(value, table=TABLE, row_id=person.id, column=name) if value else None
    setattr(person, name, ciphertext)

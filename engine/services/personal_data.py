"""Personal fields of people: written encrypted, read only where they are needed."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

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


def copied_person(cipher: FieldCipher, person: PersonRow, row_id: UUID, case_id: UUID) -> PersonRow:
    """The same person in another matter; every field is encrypted anew for its new row."""
    copy = PersonRow(
        id=row_id,
        county_code=person.county_code,
        case_id=case_id,
        kind=person.kind,
        relation=person.relation,
        name_index=person.name_index,
        identity_index=person.identity_index,
        hukou=person.hukou,
        residence=person.residence,
    )
    for name in ("name", "id_number", "phone", "payee_account", "payee_holder"):
        ciphertext = getattr(person, name)
        clear = cipher.decrypt(ciphertext, table=TABLE, row_id=person.id, column=name) if ciphertext else None
        encrypt_field(cipher, copy, name, clear)
    return copy


def encrypt_field(cipher: FieldCipher, person: PersonRow, name: str, value: str | None) -> None:
    """Put `value` into a personal field of `person`, encrypted for exactly this row and column."""
    ciphertext = cipher.encrypt(value, table=TABLE, row_id=person.id, column=name) if value else None
    setattr(person, name, ciphertext)

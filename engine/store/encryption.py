"""Personal fields at rest: encrypted with their place in the database, found again by a keyed index."""

import base64
import hmac
import json
import os
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.errors import JiuzhuError, UnavailableError

_FORMAT = b"\x01"  # AES-256-GCM; another profile gets another number
_KEY_BYTES = 32
_NONCE_BYTES = 12
_OWNER_ONLY = 0o600


class CiphertextRefusedError(JiuzhuError):
    """A stored ciphertext is not what was encrypted for this row and column, or its key is unknown."""

    code = "ciphertext_refused"


class KeyFileError(UnavailableError):
    """The key file is missing, unreadable for us, readable for others, or malformed."""

    code = "key_file_refused"


@dataclass(frozen=True, slots=True)
class FieldCipher:
    """Encrypts with the current key, decrypts with any key of the file.

    A ciphertext is bound to table, row and column: put elsewhere, it is refused.
    """

    current_id: str
    _keys: Mapping[str, AESGCM] = field(repr=False)
    _index_key: bytes = field(repr=False)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The cipher of a key file made by `create_key_file`."""
        content = _read_key_file(path)
        try:
            keys = {key_id: AESGCM(_decoded_key(text)) for key_id, text in content["keys"].items()}
            cipher = cls(content["current"], keys, _decoded_key(content["index_key"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise KeyFileError(f"{path} is not a key file") from error
        if cipher.current_id not in keys:
            raise KeyFileError(f"{path} names a current key that it does not hold")
        return cipher

    @property
    def key_ids(self) -> frozenset[str]:
        """The ids of all keys of the file; an id tells nothing of its key."""
        return frozenset(self._keys)

    def encrypt(self, value: str | bytes, *, table: str, row_id: UUID | str, column: str) -> bytes:
        """The ciphertext of `value` for this place, under the current key."""
        plain = value.encode() if isinstance(value, str) else value
        header = _header(self.current_id)
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._keys[self.current_id].encrypt(nonce, plain, _place(header, table, row_id, column))
        return header + nonce + sealed

    def decrypt(self, ciphertext: bytes, *, table: str, row_id: UUID | str, column: str) -> str:
        """The text that was encrypted for this place.

        Raises:
            CiphertextRefusedError: it was made for another place, was changed, or its key is not in the file.
        """
        try:
            return self.decrypt_bytes(ciphertext, table=table, row_id=row_id, column=column).decode()
        except UnicodeDecodeError as error:
            raise CiphertextRefusedError(f"{table}.{column} holds bytes, not text") from error

    def decrypt_bytes(self, ciphertext: bytes, *, table: str, row_id: UUID | str, column: str) -> bytes:
        """The bytes that were encrypted for this place; refuses as `decrypt` does."""
        key_id = key_id_of(ciphertext)
        key = self._keys.get(key_id)
        if key is None:
            raise CiphertextRefusedError(f"{table}.{column} of {row_id} needs the key {key_id!r}")
        header = _header(key_id)
        nonce_end = len(header) + _NONCE_BYTES
        try:
            return key.decrypt(
                ciphertext[len(header) : nonce_end], ciphertext[nonce_end:], _place(header, table, row_id, column)
            )
        except (InvalidTag, ValueError) as error:
            raise CiphertextRefusedError(f"{table}.{column} of {row_id} was not encrypted for this place") from error

    def needs_rotation(self, ciphertext: bytes) -> bool:
        """Whether the ciphertext is under an older key than the current one."""
        return key_id_of(ciphertext) != self.current_id

    def blind_index(self, kind: str, value: str) -> bytes:
        """A keyed fingerprint to find equal values by; `kind` keeps ids, phones and accounts apart.

        All spellings of a value (full-width digits, blanks, hyphens, lower-case x) have one fingerprint.
        """
        return hmac.digest(self._index_key, f"{kind}:{_normalised(value)}".encode(), "sha256")


def create_key_file(path: Path) -> None:
    """Make a key file with one new key and a new index key, readable for its owner only; never replaces a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key_id = _new_key_id()
    _write_key_file(path, {"current": key_id, "keys": {key_id: _new_key()}, "index_key": _new_key()})


def add_key(path: Path) -> str:
    """Make a new key the current one of an existing file; the older keys stay for what they encrypted."""
    content = _read_key_file(path)
    key_id = _new_key_id()
    new_content = {**content, "current": key_id, "keys": {**content["keys"], key_id: _new_key()}}
    fresh = path.with_suffix(".new")
    _write_key_file(fresh, new_content)
    fresh.replace(path)
    return key_id


def key_id_of(ciphertext: bytes) -> str:
    """The id of the key a ciphertext was made with.

    Raises:
        CiphertextRefusedError: it is no ciphertext of ours.
    """
    try:
        if ciphertext[:1] != _FORMAT:
            raise CiphertextRefusedError("the value is not a ciphertext of this system")
        return ciphertext[2 : 2 + ciphertext[1]].decode("ascii")
    except (IndexError, UnicodeDecodeError) as error:
        raise CiphertextRefusedError("the value is not a ciphertext of this system") from error


def _header(key_id: str) -> bytes:
    encoded = key_id.encode("ascii")
    return _FORMAT + bytes([len(encoded)]) + encoded


def _place(header: bytes, table: str, row_id: UUID | str, column: str) -> bytes:
    return header + f"{table}:{row_id}:{column}".encode()


def _normalised(value: str) -> str:
    """One spelling: half width, upper case, no blanks and hyphens."""
    text = unicodedata.normalize("NFKC", value).upper()
    return "".join(sign for sign in text if not sign.isspace() and unicodedata.category(sign) not in ("Pd", "Cf"))


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def _new_key_id() -> str:
    return f"k{secrets.token_hex(4)}"


def _decoded_key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != _KEY_BYTES:
        raise ValueError(f"a key has {_KEY_BYTES} bytes")
    return key


def _read_key_file(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileError(f"{path} can be read by others: chmod 600 it")
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KeyFileError(f"{path} cannot be read") from error
    if not isinstance(content, dict):
        raise KeyFileError(f"{path} is not a key file")
    return content


def _write_key_file(path: Path, content: Mapping[str, object]) -> None:
    """Write a new file that is never, not even for a moment, readable for others, and is on disk when this returns."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except OSError as error:
        raise KeyFileError(f"{path} cannot be made") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())

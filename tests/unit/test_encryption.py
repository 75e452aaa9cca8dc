"""Ciphertexts are bound to their place; the blind index finds a value in all its spellings."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from engine.store.encryption import CiphertextRefusedError, FieldCipher, KeyFileError, add_key, create_key_file

ROW = UUID(int=1)
OTHER_ROW = UUID(int=2)
ID_NUMBER = "11010519491231002X"
FULL_WIDTH_ID_NUMBER = "".join(chr(ord(sign) + 0xFEE0) for sign in ID_NUMBER)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "keys.json"
    create_key_file(path)
    return path


@pytest.fixture
def cipher(key_file: Path) -> FieldCipher:
    return FieldCipher.load(key_file)


@pytest.mark.parametrize("text", ["", "张三", ID_NUMBER, "x" * 100_000])
def test_what_was_encrypted_can_be_read_again_at_its_place(cipher: FieldCipher, text: str) -> None:
    ciphertext = cipher.encrypt(text, table="person", row_id=ROW, column="id_number")

    assert cipher.decrypt(ciphertext, table="person", row_id=ROW, column="id_number") == text
    assert text.encode() not in ciphertext or not text


def test_the_same_text_never_gives_the_same_ciphertext(cipher: FieldCipher) -> None:
    first, second = (cipher.encrypt(ID_NUMBER, table="person", row_id=ROW, column="id_number") for _ in range(2))

    assert first != second


@pytest.mark.parametrize(
    "place",
    [
        pytest.param({"table": "person", "row_id": OTHER_ROW, "column": "id_number"}, id="another row"),
        pytest.param({"table": "person", "row_id": ROW, "column": "phone"}, id="another column"),
        pytest.param({"table": "award", "row_id": ROW, "column": "id_number"}, id="another table"),
    ],
)
def test_a_ciphertext_moved_to_another_place_is_refused(cipher: FieldCipher, place: dict[str, object]) -> None:
    ciphertext = cipher.encrypt(ID_NUMBER, table="person", row_id=ROW, column="id_number")

    with pytest.raises(CiphertextRefusedError):
        cipher.decrypt(ciphertext, **place)


def test_ciphertexts_of_two_rows_cannot_be_swapped(cipher: FieldCipher) -> None:
    of_row = cipher.encrypt("6222020200112233", table="person", row_id=ROW, column="account")
    of_other = cipher.encrypt("6222020200445566", table="person", row_id=OTHER_ROW, column="account")

    with pytest.raises(CiphertextRefusedError):
        cipher.decrypt(of_other, table="person", row_id=ROW, column="account")
    with pytest.raises(CiphertextRefusedError):
        cipher.decrypt(of_row, table="person", row_id=OTHER_ROW, column="account")


def test_no_changed_byte_goes_unnoticed(cipher: FieldCipher) -> None:
    ciphertext = cipher.encrypt("张三", table="person", row_id=ROW, column="name")

    for position in range(len(ciphertext)):
        changed = bytearray(ciphertext)
        changed[position] ^= 1
        with pytest.raises(CiphertextRefusedError):
            cipher.decrypt(bytes(changed), table="person", row_id=ROW, column="name")


@pytest.mark.parametrize("rubbish", [b"", b"\x01", b"\x01\xff", b"\x01\x04\xff\xff\xff\xff", b"plain text"])
def test_what_is_no_ciphertext_is_refused(cipher: FieldCipher, rubbish: bytes) -> None:
    with pytest.raises(CiphertextRefusedError):
        cipher.decrypt(rubbish, table="person", row_id=ROW, column="name")


def test_after_a_new_key_old_ciphertexts_are_read_and_marked_for_rotation(key_file: Path) -> None:
    before = FieldCipher.load(key_file)
    old = before.encrypt("张三", table="person", row_id=ROW, column="name")

    add_key(key_file)
    after = FieldCipher.load(key_file)
    new = after.encrypt("张三", table="person", row_id=ROW, column="name")

    assert after.decrypt(old, table="person", row_id=ROW, column="name") == "张三"
    assert after.needs_rotation(old)
    assert not after.needs_rotation(new)
    assert after.blind_index("phone", "13800001234") == before.blind_index("phone", "13800001234")


def test_a_ciphertext_of_a_key_that_is_gone_is_refused(tmp_path: Path, cipher: FieldCipher) -> None:
    ciphertext = cipher.encrypt("张三", table="person", row_id=ROW, column="name")
    create_key_file(tmp_path / "other.json")

    with pytest.raises(CiphertextRefusedError):
        FieldCipher.load(tmp_path / "other.json").decrypt(ciphertext, table="person", row_id=ROW, column="name")


@pytest.mark.parametrize(
    "spelling",
    [
        "11010519491231002x",
        "110105 19491231 002X",
        FULL_WIDTH_ID_NUMBER,
        "110105-19491231-002X",
        "\t11010519491231002X\u200b",
    ],
)
def test_all_spellings_of_an_id_number_have_one_blind_index(cipher: FieldCipher, spelling: str) -> None:
    assert cipher.blind_index("id_number", spelling) == cipher.blind_index("id_number", ID_NUMBER)


def test_blind_indexes_of_other_kinds_and_other_keys_differ(tmp_path: Path, cipher: FieldCipher) -> None:
    create_key_file(tmp_path / "other.json")
    other = FieldCipher.load(tmp_path / "other.json")

    assert cipher.blind_index("phone", "13800001234") != cipher.blind_index("account", "13800001234")
    assert cipher.blind_index("phone", "13800001234") != other.blind_index("phone", "13800001234")


def test_the_key_file_is_for_its_owner_only_and_never_replaced(key_file: Path) -> None:
    content = key_file.read_text()

    assert key_file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyFileError):
        create_key_file(key_file)
    assert key_file.read_text() == content


def test_a_key_file_others_can_read_is_refused(key_file: Path) -> None:
    key_file.chmod(0o644)

    with pytest.raises(KeyFileError):
        FieldCipher.load(key_file)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param([], id="a list"),
        pytest.param({}, id="nothing"),
        pytest.param({"current": "a", "keys": {"a": "c2hvcnQ="}, "index_key": "c2hvcnQ="}, id="short keys"),
        pytest.param({"current": "a", "keys": {"b": "A" * 43 + "="}, "index_key": "A" * 43 + "="}, id="no current key"),
        pytest.param({"current": "a", "keys": ["a"], "index_key": "A" * 43 + "="}, id="keys without ids"),
    ],
)
def test_a_malformed_key_file_is_refused(key_file: Path, content: object) -> None:
    key_file.write_text(json.dumps(content))

    with pytest.raises(KeyFileError):
        FieldCipher.load(key_file)


def test_a_missing_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError):
        FieldCipher.load(tmp_path / "none.json")


def test_keys_do_not_show_in_representations(cipher: FieldCipher) -> None:
    assert "index_key" not in repr(cipher)

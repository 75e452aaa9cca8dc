"""What the processes of one installation must have in common."""

from __future__ import annotations

from pathlib import Path

from engine.cli.serving import screens_secret
from engine.config import Settings
from engine.store.encryption import FieldCipher, add_key, create_key_file


def test_processes_with_the_same_key_file_sign_cookies_alike_even_after_a_rotation(tmp_path: Path):
    create_key_file(tmp_path / "keys.json")
    first = screens_secret(FieldCipher.load(tmp_path / "keys.json"))
    add_key(tmp_path / "keys.json")

    assert screens_secret(FieldCipher.load(tmp_path / "keys.json")) == first
    assert len(first) == 64


def test_another_installation_signs_otherwise(tmp_path: Path):
    for name in ("one.json", "other.json"):
        create_key_file(tmp_path / name)

    assert screens_secret(FieldCipher.load(tmp_path / "one.json")) != screens_secret(
        FieldCipher.load(tmp_path / "other.json")
    )


def test_the_names_that_browsers_may_use_are_a_list():
    assert Settings(allowed_hosts="").browser_hosts == ()
    assert Settings(allowed_hosts=" jiuzhu.example , www.jiuzhu.example").browser_hosts == (
        "jiuzhu.example",
        "www.jiuzhu.example",
    )

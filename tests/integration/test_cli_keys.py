"""Keys are made once, when the system is installed; lost keys are noticed, never replaced in silence."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli.main import jiuzhu
from engine.cli.process import opened
from engine.config import Settings
from engine.services import audit_chain


@pytest.fixture
def options(empty_database_url: str, tmp_path: Path) -> list[str]:
    return ["--database-url", empty_database_url, "--key-file", str(tmp_path / "keys" / "keys.json")]


def run(*words: str) -> Result:
    return CliRunner().invoke(jiuzhu, words)


def test_init_makes_the_key_file_once_for_its_owner_only(options: list[str]) -> None:
    key_file = Path(options[-1])

    first = run("init", "--json", *options)
    made = key_file.read_text()
    again = run("init", "--json", *options)

    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.read_text() == made
    assert json.loads(again.stdout) == {"accounts": []}


def test_no_other_command_makes_a_key_file(options: list[str]) -> None:
    run("init", *options)
    key_file = Path(options[-1])
    key_file.unlink()

    refused = run("audit", "verify", *options)

    assert refused.exit_code == 1
    assert "密钥文件不可用" in refused.stderr
    assert not key_file.exists()


def test_lost_keys_are_not_replaced_once_something_depends_on_them(options: list[str]) -> None:
    run("init", *options)
    database_url, key_file = options[1], Path(options[-1])
    with opened(Settings(database_url=database_url, key_file=key_file)) as resources:
        audit_chain.seal(resources, settle=timedelta(seconds=-5))
    key_file.unlink()

    refused = run("init", *options)

    assert refused.exit_code == 1
    assert "密钥文件的副本" in refused.stderr
    assert not key_file.exists()


def test_a_command_on_a_database_without_tables_says_what_to_do(options: list[str]) -> None:
    refused = run("audit", "verify", *options)

    assert refused.exit_code == 1
    assert "jiuzhu init" in refused.stderr

"""`jiuzhu user`: accounts and roles from the command line, on both kinds of database."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from served_api import LIGHT_HASHING
from sqlalchemy import text

from engine.cli.main import jiuzhu
from engine.cli.process import opened
from engine.config import Settings
from engine.domain.roles import UnitKind
from engine.services import installation, sign_in
from engine.services.installation import NewUnit
from engine.services.passwords import Passwords
from engine.services.sign_in import LockedOutError, LoginFailedError
from engine.services.unit_of_work import Resources, read, write
from engine.store.encryption import create_key_file

CITY, COUNTY, TOWN = "500000", "500101", "500101018"
UNITS = (
    NewUnit(CITY, "重庆市", UnitKind.CITY, None),
    NewUnit(COUNTY, "万州区", UnitKind.COUNTY, CITY),
    NewUnit(TOWN, "牌楼街道", UnitKind.TOWNSHIP, COUNTY),
)
TYPED = "Chosen-elsewhere-7"
ADDRESS = "203.0.113.9"


class Terminal:
    """A shell on the server of an installation with units and no people."""

    def __init__(self, settings: Settings, resources: Resources) -> None:
        self.resources = resources
        self._options = ("--database-url", settings.database_url, "--key-file", str(settings.key_file))

    def run(self, *words: str, typed: str | None = None) -> Result:
        """The result of a command."""
        return CliRunner().invoke(jiuzhu, ["user", *words, *self._options], input=typed)

    def done(self, *words: str, typed: str | None = None) -> str:
        """What a command that succeeds prints."""
        result = self.run(*words, typed=typed)
        assert result.exit_code == 0, result.output
        return result.stdout

    def member(self, username: str) -> dict[str, Any]:
        """One of the listed people."""
        members = json.loads(self.done("list", "--json"))["members"]
        return next(member for member in members if member["username"] == username)

    def sign_in(self, username: str, password: str) -> None:
        """Open a session."""
        sign_in.sign_in(
            self.resources,
            Passwords(self.resources.settings),
            username=username,
            password=password,
            address=ADDRESS,
            now=datetime.now(UTC),
        )

    def actions(self) -> list[tuple[str, str]]:
        """Who did what, in order."""
        query = text("SELECT actor, action FROM audit_entry ORDER BY id")
        return read(self.resources, lambda work: [(row.actor, row.action) for row in work.session.execute(query)])


@pytest.fixture
def terminal(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    for name, value in LIGHT_HASHING.items():
        monkeypatch.setenv(f"JIUZHU_{name.upper()}", str(value))
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys.json")
    create_key_file(settings.key_file)
    with opened(settings) as resources:
        write(resources, lambda work: installation.add_units(work, UNITS))
        yield Terminal(settings, resources)


def password_in(output: str) -> str:
    found = re.search(r"：(\S{19})\n", output)
    assert found, output
    return found[1]


def test_a_new_account_gets_a_password_that_is_shown_once_and_works(terminal: Terminal) -> None:
    shown = terminal.done("add", "Zhang.San", "--name", "张三", "--role", "township_handler", "--unit", TOWN)

    terminal.sign_in("zhang.san", password_in(shown))
    assert terminal.member("zhang.san") == {
        "username": "zhang.san",
        "name": "张三",
        "status": "active",
        "grants": [{"role": "township_handler", "unit": TOWN}],
    }
    assert terminal.actions() == [("system", "staff_member_created"), ("system", "role_granted")]


def test_a_password_may_come_from_standard_input_and_is_not_repeated(terminal: Terminal) -> None:
    shown = terminal.done("add", "li", "--name", "李四", "--password-stdin", typed=f"{TYPED}\n")

    assert TYPED not in shown
    terminal.sign_in("li", TYPED)


def test_no_command_takes_a_password_as_an_option(terminal: Terminal) -> None:
    for command in ("add", "reset-password"):
        assert not re.search(r"--password\b(?!-stdin)", terminal.done(command, "--help"))


@pytest.mark.parametrize("typed", ["", "short-1A\n", "aaaaaaaaaaaa\n"])
def test_a_weak_or_missing_password_makes_no_account(terminal: Terminal, typed: str) -> None:
    refused = terminal.run("add", "li", "--name", "李四", "--password-stdin", typed=typed)

    assert refused.exit_code != 0
    assert json.loads(terminal.done("list", "--json")) == {"members": []}


def test_an_account_without_a_known_unit_is_not_made_at_all(terminal: Terminal) -> None:
    refused = terminal.run("add", "li", "--name", "李四", "--role", "auditor", "--unit", "500999")

    assert refused.exit_code == 1
    assert "单位不存在" in refused.stderr
    assert json.loads(terminal.done("list", "--json")) == {"members": []}


def test_a_disabled_account_cannot_sign_in_until_it_is_enabled(terminal: Terminal) -> None:
    terminal.done("add", "li", "--name", "李四", "--password-stdin", typed=TYPED)

    terminal.done("disable", "li")
    with pytest.raises(LoginFailedError):
        terminal.sign_in("li", TYPED)
    assert "已停用" in terminal.done("list")
    terminal.done("enable", "li")

    terminal.sign_in("li", TYPED)


def test_roles_are_granted_and_revoked_those_that_begin_later_included(terminal: Terminal) -> None:
    terminal.done("add", "li", "--name", "李四")

    terminal.done("grant", "li", "county_leader", COUNTY)
    terminal.done("grant", "li", "auditor", COUNTY, "--from", "2099-01-01", "--until", "2100-01-01")
    held = terminal.member("li")["grants"]
    terminal.done("revoke", "li", "county_leader", COUNTY)
    terminal.done("revoke", "li", "auditor", COUNTY)
    again = terminal.run("revoke", "li", "auditor", COUNTY)

    assert held == [{"role": "county_leader", "unit": COUNTY}]
    assert terminal.member("li")["grants"] == []
    assert again.exit_code == 1


def test_a_grant_that_ends_before_it_begins_is_refused(terminal: Terminal) -> None:
    terminal.done("add", "li", "--name", "李四")

    refused = terminal.run("grant", "li", "auditor", COUNTY, "--until", "2019-01-01")

    assert refused.exit_code == 1
    assert "终止日" in refused.stderr


def test_a_lock_out_is_lifted_without_touching_the_password(terminal: Terminal) -> None:
    terminal.done("add", "li", "--name", "李四", "--password-stdin", typed=TYPED)
    for _ in range(terminal.resources.settings.lockout_failures):
        with pytest.raises(LoginFailedError):
            terminal.sign_in("li", "wrong")
    with pytest.raises(LockedOutError):
        terminal.sign_in("li", TYPED)

    terminal.done("unlock", "li")

    terminal.sign_in("li", TYPED)
    assert ("system", "lockout_lifted") in terminal.actions()


def test_a_reset_password_replaces_the_old_one(terminal: Terminal) -> None:
    terminal.done("add", "li", "--name", "李四", "--password-stdin", typed=TYPED)

    shown = terminal.done("reset-password", "li")

    with pytest.raises(LoginFailedError):
        terminal.sign_in("li", TYPED)
    terminal.sign_in("li", password_in(shown))


@pytest.mark.parametrize("command", ["disable", "enable", "unlock", "reset-password"])
def test_an_unknown_account_is_named(terminal: Terminal, command: str) -> None:
    refused = terminal.run(command, "nobody")

    assert refused.exit_code == 1
    assert "没有账号 nobody" in refused.stderr

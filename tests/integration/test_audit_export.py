"""An exported record proves by itself that nothing in it was changed, left out or added."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from served_api import resources_for

from engine.cli.main import jiuzhu
from engine.domain.local_time import local_date
from engine.domain.report_days import Days
from engine.services import audit, audit_chain
from engine.services.audit_export import ExportedChain, export_lines, exported_chains
from engine.services.audit_export_check import check_export
from engine.services.unit_of_work import Resources, read, write
from engine.store.database import Database

COUNTIES = ("500101", "500103", "")
Lines = list[bytes]


@pytest.fixture
def resources(database: Database, tmp_path: Path) -> Resources:
    """An installation with five sealed entries in each of two counties and in the city, once on each dialect."""
    made = resources_for(database, tmp_path)
    for number in range(5):
        for county in COUNTIES:
            detail = {"number": number}
            write(made, lambda work, at=county, says=detail: audit.record(work, "tried", county_code=at, detail=says))
    audit_chain.seal(made, settle=timedelta(seconds=-5))
    return made


def days_of(resources: Resources) -> Days:
    today = local_date(resources.clock.now())
    return Days(today, today)


def exported(resources: Resources) -> Lines:
    days = days_of(resources)
    return list(export_lines(resources, days, read(resources, lambda work: exported_chains(work, days))))


def problems(resources: Resources, lines: Lines) -> set[str]:
    return {link.problem for link in check_export(resources.cipher, lines).broken}


def test_an_untouched_file_holds_and_says_what_is_in_it(resources: Resources) -> None:
    checked = check_export(resources.cipher, exported(resources))

    assert checked.broken == []
    assert checked.chains == [ExportedChain(county, 1, 5) for county in sorted(COUNTIES)]


def test_a_part_of_a_chain_is_proved_by_the_link_before_it(resources: Resources) -> None:
    part = [ExportedChain("500101", 3, 4)]

    checked = check_export(resources.cipher, export_lines(resources, days_of(resources), part))

    assert (checked.broken, checked.chains) == ([], part)


def test_days_without_entries_make_an_empty_file_that_holds(resources: Resources) -> None:
    days = Days(date(2020, 1, 1), date(2020, 1, 1))

    assert read(resources, lambda work: exported_chains(work, days)) == []
    assert check_export(resources.cipher, export_lines(resources, days, [])).broken == []


def in_other_words(line: bytes, **changes: Any) -> bytes:
    """The line with some of its entry changed."""
    found = json.loads(line)
    found["entry"].update(changes)
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def with_line(change: Callable[[bytes], bytes]) -> Callable[[Lines], Lines]:
    return lambda lines: [*lines[:3], change(lines[3]), *lines[4:]]


SEAL_BROKEN = "文件不完整或被改动：结尾的封印不符"
LINK_BROKEN = "记录被改动或顺序被调换"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param(with_line(lambda line: in_other_words(line, actor="else")), {LINK_BROKEN, SEAL_BROKEN}, id="who"),
        pytest.param(
            with_line(lambda line: in_other_words(line, actor="SYSTEM")), {LINK_BROKEN, SEAL_BROKEN}, id="case"
        ),
        pytest.param(with_line(lambda line: in_other_words(line, detail={})), {LINK_BROKEN, SEAL_BROKEN}, id="what"),
        pytest.param(
            lambda lines: [*lines[:3], *lines[4:]], {"缺少链接", LINK_BROKEN, SEAL_BROKEN}, id="an entry left out"
        ),
        pytest.param(lambda lines: [*lines[:6], lines[-1]], {SEAL_BROKEN}, id="the end of a chain cut off"),
        pytest.param(lambda lines: [lines[0], *lines[7:]], {SEAL_BROKEN}, id="a whole county left out"),
        pytest.param(lambda lines: lines[:-1], {SEAL_BROKEN}, id="no seal"),
        pytest.param(
            lambda lines: [*lines, lines[3]], {LINK_BROKEN, "缺少链接", SEAL_BROKEN}, id="an entry after the seal"
        ),
        pytest.param(lambda lines: [], {SEAL_BROKEN}, id="nothing at all"),
        pytest.param(
            lambda lines: [b"PK\x03\x04\n", b"{}\n", b"[]\n", b"1\n"], {"无法读取", SEAL_BROKEN}, id="another file"
        ),
        pytest.param(lambda lines: [b"[" * 100_000], {"无法读取", SEAL_BROKEN}, id="nested without end"),
    ],
)
def test_whatever_is_done_to_the_file_is_found(
    resources: Resources, change: Callable[[Lines], Lines], found: set[str]
) -> None:
    assert problems(resources, change(exported(resources))) == found


@pytest.fixture
def run(resources: Resources, tmp_path: Path) -> Callable[..., Result]:
    """A shell on the server."""
    settings = resources.settings

    def command(*words: str | Path) -> Result:
        options = ("--database-url", settings.database_url, "--key-file", settings.key_file)
        return CliRunner().invoke(jiuzhu, [str(word) for word in (*words, *options)])

    return command


def test_the_command_exports_and_checks(run: Callable[..., Result], resources: Resources, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"

    made = run("audit", "export", "-o", file)
    checked = run("audit", "check", file)

    assert (made.exit_code, checked.exit_code) == (0, 0), made.output + checked.output
    assert "15 条记录" in made.stdout
    assert "500101 第 1 至 5 条" in checked.stdout
    assert file.stat().st_mode & 0o077 == 0


def test_the_command_names_what_does_not_hold(run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    run("audit", "export", "-o", file)
    file.write_bytes(
        b"".join(with_line(lambda line: in_other_words(line, actor="else"))(file.read_bytes().splitlines(True)))
    )

    checked = run("audit", "check", file)

    assert checked.exit_code == 1
    assert f"第 2 条：{LINK_BROKEN}" in checked.stdout

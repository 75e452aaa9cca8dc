"""`jiuzhu doctor` names what is not in order, what to do about it, and changes nothing."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from relief_office import ReliefOffice, relief_office
from served_api import LIGHT_HASHING
from sqlalchemy import text

from engine.bpmn.bundle_files import BundleFile
from engine.cli.diagnosis import machine
from engine.cli.diagnosis.results import NotInOrderError
from engine.cli.main import jiuzhu
from engine.clock import real_now
from engine.services import due_work, housekeeping
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store import bundles, installation
from engine.store.database import open_database
from engine.store.encryption import create_key_file
from engine.store.migrations import BASE, downgrade
from engine.store.orm import first_uuid_of
from engine.store.tables.background import AuditEntryRow, IncidentRow, OutboxRow, WorkerRow

NOW = datetime(2026, 3, 10, 1, 20, tzinfo=UTC)
WORKER = first_uuid_of(NOW)


class Server:
    """The machine an office runs on."""

    def __init__(self, office: ReliefOffice, folder: Path) -> None:
        self.resources: Resources = office.resources
        self.settings = office.resources.settings
        self._folder = folder

    def doctor(self, *words: str) -> Result:
        """The result of the command."""
        options = {
            "--database-url": self.settings.database_url,
            "--key-file": self.settings.key_file,
            "--upload-dir": self.settings.upload_dir,
            "--outgoing-dir": self._folder / "outgoing",
        }
        return CliRunner().invoke(
            jiuzhu, ["doctor", *words, *(str(word) for option in options.items() for word in option)]
        )

    def complaints(self) -> dict[str, str]:
        """What is not in order, by the name of the check."""
        result = self.doctor("--json")
        found: dict[str, Any] = json.loads(result.stdout)
        wrong = {check["name"]: check["found"] for check in found["checks"] if not check["ok"]}
        assert all(check["advice"] for check in found["checks"] if not check["ok"])
        assert found["ok"] == (not wrong) == (result.exit_code == 0)
        return wrong

    def write(self, change: Callable[[UnitOfWork], Any]) -> None:
        """Change something in the database."""
        write(self.resources, change)


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An office on SQLite with a case, everything in order, business time standing at `NOW`."""
    with _server(sqlite_url, tmp_path, monkeypatch) as server:
        yield server


@pytest.fixture
def server_of_either_kind(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The same, once on each dialect."""
    with _server(database_url, tmp_path, monkeypatch) as server:
        yield server


@contextmanager
def _server(database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("JIUZHU_TEST_CLOCK", "true")
    for name, value in LIGHT_HASHING.items():
        monkeypatch.setenv(f"JIUZHU_{name.upper()}", str(value))
    database = open_database(database_url)
    with relief_office(database, folder) as office:
        office.register()
        server = Server(office, folder)
        server.write(lambda work: installation.set_value(work.session, due_work.TEST_CLOCK, NOW.isoformat()))
        housekeeping.beat(server.resources, WORKER)
        yield server
    database.dispose()


def test_an_installation_in_order_is_said_to_be_so_line_by_line(server_of_either_kind: Server) -> None:
    result = server_of_either_kind.doctor()

    lines = result.stdout.splitlines()
    assert result.exit_code == 0, result.output
    assert len(lines) >= 15
    assert all(line.startswith("正常  ") for line in lines)


def _bundle_that_does_not_load(work: UnitOfWork) -> None:
    file = BundleFile("processes/broken.bpmn", b"<not-bpmn/>")
    bundles.add_published(
        work.session,
        bundle_hash="0" * 64,
        files=[(file.path, file.content)],
        effective_from=NOW.date(),
        author="drawer",
        approver="admin",
        now=NOW,
    )


def _effect_in(state: str) -> Callable[[UnitOfWork], None]:
    def add(work: UnitOfWork) -> None:
        long_ago = real_now() - timedelta(hours=1)
        facts = {"county_code": "500101", "case_id": None, "kind": "bank_order", "key": state, "payload": b"-"}
        work.session.add(
            OutboxRow(
                id=work.new_id(),
                state=state,
                created_at=long_ago,
                next_at=long_ago,
                attempts=1,
                fence=0,
                **facts,
            )
        )

    return add


def _incident(work: UnitOfWork) -> None:
    work.session.add(
        IncidentRow(
            id=work.new_id(),
            county_code="500101",
            code="process_failed",
            message="",
            attempt_key="complete:1",
            attempts=1,
            state="open",
            opened_at=NOW,
            last_at=NOW,
        )
    )


def _entry_of_tomorrow(work: UnitOfWork) -> None:
    made_tomorrow = first_uuid_of(real_now() + timedelta(days=1))
    work.session.add(AuditEntryRow(id=made_tomorrow, county_code="", at=NOW, actor="system", action="tried", detail={}))


def _no_calendar_of_2026(work: UnitOfWork) -> None:
    work.session.execute(text("DELETE FROM calendar_day WHERE on_date >= '2026-01-01'"))
    work.session.execute(text("DELETE FROM calendar_year WHERE year = 2026"))


def _silent_worker(work: UnitOfWork) -> None:
    work.session.get_one(WorkerRow, WORKER).beat_at = real_now() - timedelta(hours=3)


def _clock_at(now: str) -> Callable[[UnitOfWork], None]:
    return lambda work: installation.set_value(work.session, due_work.TEST_CLOCK, now)


def _executed(statement: str) -> Callable[[UnitOfWork], Any]:
    return lambda work: work.session.execute(text(statement))


@pytest.mark.parametrize(
    ("change", "check", "found"),
    [
        pytest.param(_bundle_that_does_not_load, "流程包", "个错误", id="a bundle that does not load"),
        pytest.param(_no_calendar_of_2026, "工作日历", "2026", id="no calendar"),
        pytest.param(_executed("UPDATE staff_member SET status = 'disabled'"), "单位和管理员", "管理员", id="nobody"),
        pytest.param(_silent_worker, "后台作业", "3 小时", id="a silent worker"),
        pytest.param(_executed("DELETE FROM worker"), "后台作业", "从未运行", id="no worker"),
        pytest.param(_effect_in("dead"), "外发", "1 项", id="an effect given up"),
        pytest.param(_effect_in("ready"), "外发", "已迟 1 小时", id="a late effect"),
        pytest.param(_incident, "待处理异常", "1 个", id="an open incident"),
        pytest.param(_entry_of_tomorrow, "系统时间", "早于最近一条办理记录", id="a clock gone back"),
        pytest.param(_clock_at("2026-03-20T01:20:00+00:00"), "到期事项", "已迟", id="late due work"),
    ],
)
def test_what_is_not_in_order_is_named_and_nothing_else(
    server: Server, change: Callable[[UnitOfWork], Any], check: str, found: str
) -> None:
    server.write(change)

    complaints = server.complaints()

    assert list(complaints) == [check]
    assert found in complaints[check]


def test_everything_that_is_not_in_order_is_named_at_once(server_of_either_kind: Server) -> None:
    for change in (
        _bundle_that_does_not_load,
        _no_calendar_of_2026,
        _executed("UPDATE staff_member SET status = 'disabled'"),
        _executed("DELETE FROM worker"),
        _effect_in("dead"),
        _incident,
        _entry_of_tomorrow,
        _clock_at("2026-03-20T01:20:00+00:00"),
    ):
        server_of_either_kind.write(change)

    assert list(server_of_either_kind.complaints()) == [
        "流程包",
        "工作日历",
        "单位和管理员",
        "后台作业",
        "到期事项",
        "外发",
        "待处理异常",
        "系统时间",
    ]


@pytest.mark.parametrize(("now", "is_asked_for"), [("2026-10-31T01:20:00Z", False), ("2026-11-01T01:20:00Z", True)])
def test_the_calendar_of_the_next_year_is_asked_for_from_november_on(
    server: Server, now: str, is_asked_for: bool
) -> None:
    server.write(_clock_at(now))

    assert ("工作日历" in server.complaints()) is is_asked_for


def test_other_keys_than_those_of_the_database_are_noticed(server: Server) -> None:
    server.settings.key_file.unlink()
    create_key_file(server.settings.key_file)

    assert "解密抽查" in server.complaints()


def test_a_key_file_that_others_may_read_is_noticed(server: Server) -> None:
    server.settings.key_file.chmod(0o640)

    assert "0640" in server.complaints()["密钥文件"]


def test_a_missing_key_file_is_noticed_and_not_made(server: Server) -> None:
    server.settings.key_file.unlink()

    assert "密钥文件" in server.complaints()
    assert not server.settings.key_file.exists()


def test_an_outdated_database_is_noticed_and_its_contents_are_put_off(server: Server) -> None:
    downgrade(server.resources.database, BASE)

    complaints = server.complaints()

    assert "版本" in complaints["数据库结构"]
    assert complaints["流程包"] == "未检查"


def test_an_upload_folder_that_is_none_is_noticed(server: Server) -> None:
    folder = server.settings.upload_dir
    assert not folder.exists()
    folder.write_text("a file in its place")

    assert "不可写" in server.complaints()["材料文件夹"]


def test_a_database_that_is_not_there_is_noticed_and_not_made(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "jiuzhu.db"
    create_key_file(tmp_path / "keys.json")

    result = CliRunner().invoke(
        jiuzhu, ["doctor", "--database-url", f"sqlite:///{file}", "--key-file", str(tmp_path / "keys.json")]
    )

    assert result.exit_code == 1
    assert f"异常  数据库：没有 {file}" in result.stdout
    assert not file.parent.exists()


def test_a_server_that_does_not_answer_is_noticed_without_its_password(tmp_path: Path) -> None:
    create_key_file(tmp_path / "keys.json")
    url = f"postgresql://jiuzhu:secret-word@/jiuzhu?host={tmp_path}"

    result = CliRunner().invoke(jiuzhu, ["doctor", "--database-url", url, "--key-file", str(tmp_path / "keys.json")])

    assert result.exit_code == 1
    assert "异常  数据库：" in result.stdout
    assert "secret-word" not in result.output


def test_a_full_disk_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(NotInOrderError, match="剩余"):
        machine.space_in(tmp_path / "not" / "there", 10**18)

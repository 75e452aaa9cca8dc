"""A backup is complete and checked or not there; restored into an empty place it is the same installation."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from engine.cli.main import jiuzhu
from engine.cli.process import opened
from engine.config import Settings
from engine.services import audit, audit_chain
from engine.services.personal_data import person_fields
from engine.services.unit_of_work import Resources, read, write
from engine.store.contents import row_counts
from engine.store.encrypted_rows import sample_people
from engine.store.encryption import create_key_file


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation in a folder of its own, and a shell on its server."""

    folder: Path

    @property
    def settings(self) -> Settings:
        """The settings of its commands."""
        return Settings(
            database_url=f"sqlite:///{self.database_file}",
            key_file=self.folder / "keys.json",
            upload_dir=self.folder / "uploads",
        )

    @property
    def database_file(self) -> Path:
        """Its database."""
        return self.folder / "jiuzhu.db"

    def run(self, *words: str | Path) -> Result:
        """The result of a command."""
        settings = self.settings
        options = ("--database-url", settings.database_url, "--key-file", settings.key_file)
        options = (*options, "--upload-dir", settings.upload_dir)
        return CliRunner().invoke(jiuzhu, [str(word) for word in (*words, *options)])

    def done(self, *words: str | Path) -> str:
        """What a command that succeeds prints."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    @contextmanager
    def opened(self) -> Iterator[Resources]:
        """Its database and keys."""
        with opened(self.settings) as resources:
            yield resources

    def row_counts(self) -> dict[str, int]:
        """Its rows by table."""
        with self.opened() as resources:
            return row_counts(resources.database)

    def people(self) -> list[dict[str, str]]:
        """The first and the last person entered, in clear."""
        fields = ("name", "phone")
        with self.opened() as resources:
            return read(resources, lambda work: [person_fields(work, p, fields) for p in sample_people(work.session)])

    def papers(self) -> dict[str, bytes]:
        """The stored papers by name."""
        return {path.name: path.read_bytes() for path in (self.folder / "uploads").rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The sample county with its cases, its audit entries sealed; to be copied, never changed."""
    installation = Installation(tmp_path_factory.mktemp("sample"))
    installation.done("init", "--demo")
    with installation.opened() as resources:
        audit_chain.seal(resources, settle=timedelta(seconds=-5))
    return installation


@pytest.fixture
def office(sample: Installation, tmp_path: Path) -> Installation:
    shutil.copytree(sample.folder, tmp_path / "office")
    return Installation(tmp_path / "office")


@pytest.fixture
def elsewhere(office: Installation, tmp_path: Path) -> Installation:
    """An empty server to which the key file was brought."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(office.settings.key_file, folder / "keys.json")
    return Installation(folder)


@pytest.fixture
def backup(office: Installation, tmp_path: Path) -> Path:
    """A backup of the office with its papers."""
    file = tmp_path / "monday.db"
    office.done("backup", file, "--with-documents")
    return file


def test_a_restored_installation_is_equal_in_rows_people_papers_and_chain(
    office: Installation, elsewhere: Installation, backup: Path
) -> None:
    said = elsewhere.done("restore", backup)

    assert elsewhere.row_counts() == office.row_counts()
    assert elsewhere.people() == office.people()
    assert elsewhere.people()[0]["name"]
    assert elsewhere.papers() == office.papers()
    assert len(elsewhere.papers()) > 8
    assert elsewhere.done("audit", "verify") == office.done("audit", "verify")
    assert "jiuzhu doctor" in said
    made_at = datetime.fromisoformat(json.loads(backup.with_name("monday.db.json").read_text())["made_at"])
    assert f"备份于 {made_at + timedelta(hours=8):%Y-%m-%d %H:%M}）" in said
    assert elsewhere.database_file.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in elsewhere.folder.iterdir()} == {"jiuzhu.db", "keys.json", "uploads"}


def test_a_restored_installation_goes_on_working(elsewhere: Installation, backup: Path) -> None:
    elsewhere.done("restore", backup)

    elsewhere.done("init")

    with elsewhere.opened() as resources:
        write(resources, lambda work: audit.record(work, "tried"))


def test_the_manifest_tells_what_the_backup_holds_and_no_key(office: Installation, backup: Path) -> None:
    manifest_file = backup.with_name("monday.db.json")
    manifest = json.loads(manifest_file.read_text())
    keys = json.loads(office.settings.key_file.read_text())

    assert manifest["rows"] == office.row_counts()
    assert manifest["key_ids"] == list(keys["keys"])
    assert manifest["papers"]["count"] == len(office.papers())
    assert manifest["chain_heads"]
    secrets = [*keys["keys"].values(), keys["index_key"]]
    assert not any(secret in manifest_file.read_text() for secret in secrets)
    assert {path.name for path in backup.parent.iterdir() if path.is_file()} == {
        "monday.db",
        "monday.db.json",
        "monday.db.documents.tar",
    }


def test_the_command_says_that_the_keys_are_kept_apart(office: Installation, tmp_path: Path) -> None:
    said = office.done("backup", tmp_path / "plain.db")

    assert "密钥文件不在备份中" in said
    assert "材料不在备份中" in said
    assert not (tmp_path / "plain.db.documents.tar").exists()


def test_a_backup_beside_a_writer_is_one_moment_of_it(
    office: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    file, stop = tmp_path / "busy.db", Event()
    with office.opened() as resources, ThreadPoolExecutor(1) as pool:
        writing = pool.submit(_write_pairs_until, resources, stop)
        result = office.run("backup", file)
        stop.set()
        pairs = writing.result()
    assert result.exit_code == 0, result.output

    elsewhere.done("restore", file)

    with elsewhere.opened() as resources:
        left, right = (read(resources, lambda work, a=action: _how_many(work, a)) for action in ("left", "right"))
    assert pairs > 1
    assert left == right <= pairs


def _write_pairs_until(resources: Resources, stop: Event) -> int:
    """Write pairs of entries, each pair in one transaction; how many."""
    pairs = 0
    while not stop.is_set():
        write(resources, lambda work: (audit.record(work, "left"), audit.record(work, "right")))
        pairs += 1
    return pairs


def _how_many(work, action: str) -> int:
    return work.session.scalar(text("SELECT count(*) FROM audit_entry WHERE action = :a"), {"a": action})


@pytest.mark.parametrize("ending", ["", ".json", ".documents.tar"])
def test_a_changed_backup_is_refused(elsewhere: Installation, backup: Path, ending: str) -> None:
    file = backup.with_name(backup.name + ending)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    refused = elsewhere.run("restore", backup)

    assert refused.exit_code == 1, refused.output
    assert {path.name for path in elsewhere.folder.iterdir()} == {"keys.json"}


def test_a_backup_with_another_database_and_a_fitting_digest_is_refused(
    elsewhere: Installation, office: Installation, backup: Path, tmp_path: Path
) -> None:
    with office.opened() as resources:
        write(resources, lambda work: audit.record(work, "tried"))
    office.done("backup", tmp_path / "other.db")
    other = json.loads((tmp_path / "other.db.json").read_text())
    manifest_file = backup.with_name("monday.db.json")
    manifest = json.loads(manifest_file.read_text())
    manifest_file.write_text(json.dumps({**manifest, "database": other["database"]}))
    shutil.copy(tmp_path / "other.db", backup)

    refused = elsewhere.run("restore", backup)

    assert refused.exit_code == 1
    assert "被改动过" in refused.stderr


@pytest.mark.parametrize("ending", [".json", ".documents.tar"])
def test_an_incomplete_backup_is_refused(elsewhere: Installation, backup: Path, ending: str) -> None:
    backup.with_name(backup.name + ending).unlink()

    refused = elsewhere.run("restore", backup)

    assert refused.exit_code == 1
    assert not elsewhere.database_file.exists()


def test_the_database_alone_can_be_restored(elsewhere: Installation, backup: Path) -> None:
    backup.with_name("monday.db.documents.tar").unlink()

    elsewhere.done("restore", backup, "--without-documents")

    assert elsewhere.papers() == {}


def test_a_place_that_is_taken_is_left_alone(office: Installation, backup: Path) -> None:
    before = office.database_file.read_bytes()

    refused = office.run("restore", backup)

    assert refused.exit_code == 1
    assert "不是空的" in refused.stderr
    assert office.database_file.read_bytes() == before


def test_papers_of_somebody_else_are_left_alone(elsewhere: Installation, backup: Path) -> None:
    (elsewhere.folder / "uploads").mkdir()
    (elsewhere.folder / "uploads" / "kept").write_text("kept")

    refused = elsewhere.run("restore", backup)

    assert refused.exit_code == 1
    assert not elsewhere.database_file.exists()


def test_a_log_left_behind_by_a_removed_database_is_not_played_into_the_restored_one(
    elsewhere: Installation, backup: Path
) -> None:
    (elsewhere.folder / "jiuzhu.db-wal").write_bytes(b"left behind")

    assert elsewhere.run("restore", backup).exit_code == 1


def test_a_database_without_tables_is_an_empty_place(elsewhere: Installation, backup: Path) -> None:
    elsewhere.run("audit", "verify")
    assert elsewhere.database_file.exists()

    elsewhere.done("restore", backup)


def test_without_the_keys_of_the_time_nothing_is_restored(elsewhere: Installation, backup: Path) -> None:
    key_file = elsewhere.settings.key_file
    key_file.unlink()
    without = elsewhere.run("restore", backup)
    create_key_file(key_file)
    with_others = elsewhere.run("restore", backup)

    assert (without.exit_code, with_others.exit_code) == (1, 1)
    assert "密钥文件" in without.stderr
    assert "密钥文件" in with_others.stderr
    assert not elsewhere.database_file.exists()


def test_no_file_is_ever_overwritten(office: Installation, backup: Path) -> None:
    before = backup.read_bytes()

    refused = office.run("backup", backup)

    assert refused.exit_code == 1
    assert backup.read_bytes() == before


def test_keys_that_do_not_fit_the_database_are_noticed_before_a_backup_is_kept(
    office: Installation, tmp_path: Path
) -> None:
    office.settings.key_file.unlink()
    create_key_file(office.settings.key_file)

    refused = office.run("backup", tmp_path / "useless.db")

    assert refused.exit_code == 1
    assert "不能解密" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["office"]


def test_a_lost_or_changed_paper_is_named_and_the_rest_is_kept(office: Installation, tmp_path: Path) -> None:
    paths = sorted(path for path in (office.folder / "uploads").rglob("*") if path.is_file())
    paths[0].unlink()
    paths[1].write_bytes(b"%PDF-changed")

    result = office.run("backup", tmp_path / "partial.db", "--with-documents")

    assert result.exit_code == 1
    assert result.stderr.count("缺失或已损坏") == 2
    with tarfile.open(tmp_path / "partial.db.documents.tar") as tar:
        assert len(tar.getnames()) == len(paths) - 2


def test_a_broken_chain_does_not_prevent_the_backup_but_is_said(office: Installation, tmp_path: Path) -> None:
    with office.opened() as resources, resources.database.engine.begin() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE audit_entry SET actor = 'nobody' WHERE action = 'calendar_imported'"))

    result = office.run("backup", tmp_path / "broken.db")

    assert result.exit_code == 1
    assert "不一致" in result.stderr
    assert (tmp_path / "broken.db.json").exists()


def test_a_backup_without_room_leaves_nothing(office: Installation, tmp_path: Path) -> None:
    refused = office.run("backup", tmp_path / "nowhere" / "monday.db")

    assert refused.exit_code == 1
    assert "没有完成" in refused.stderr


@pytest.mark.postgresql
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_on_postgresql_the_right_tools_are_named(
    office: Installation, backup: Path, postgresql_url: str, command: str
) -> None:
    file = backup if command == "restore" else backup.with_name("other.db")

    refused = CliRunner().invoke(
        jiuzhu,
        [command, str(file), "--database-url", postgresql_url, "--key-file", str(office.settings.key_file)],
    )

    assert refused.exit_code == 1
    assert "pg_dump" in refused.stderr
    assert not backup.with_name("other.db").exists()

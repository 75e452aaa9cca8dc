"""What the command line checks and deploys, and what it refuses to put in force."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from relief_office import ROOT

from engine.cli.main import jiuzhu
from engine.store.encryption import create_key_file


def run(*words: str, **settings: str) -> Result:
    return CliRunner(env=settings).invoke(jiuzhu, [*words])


@pytest.mark.parametrize("folders", [(), ("processes", "forms")])
@pytest.mark.parametrize("command", ["check", "deploy"])
def test_a_folder_without_a_bundle_is_no_bundle_without_errors(
    tmp_path: Path, command: str, folders: tuple[str, ...]
) -> None:
    for name in folders:
        (tmp_path / name).mkdir()
    options = ("--effective-from", "2099-01-01") if command == "deploy" else ()

    refused = run(command, str(tmp_path), *options)

    assert refused.exit_code == 1
    assert "没有流程图、决策表或表单" in refused.output


def test_a_diagram_is_checked_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "half.bpmn").write_text("<definitions>")

    refused = run("check", str(tmp_path))

    assert refused.exit_code == 1
    assert "xml_malformed" in refused.output


def test_a_bundle_without_the_main_process_is_not_deployed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "processes", tmp_path / "processes")
    shutil.copytree(ROOT / "forms", tmp_path / "forms")
    (tmp_path / "processes" / "relief_case.bpmn").unlink()

    refused = run("deploy", str(tmp_path), "--effective-from", "2099-01-01")

    assert refused.exit_code == 1
    assert "relief_case" in refused.output


def test_content_that_was_deployed_before_is_said_to_be_the_same(tmp_path: Path, migrated_sqlite_file: Path) -> None:
    database = tmp_path / "jiuzhu.db"
    shutil.copyfile(migrated_sqlite_file, database)
    create_key_file(tmp_path / "keys.json")
    settings = {"JIUZHU_DATABASE_URL": f"sqlite:///{database}", "JIUZHU_KEY_FILE": str(tmp_path / "keys.json")}

    first, again = (
        run("deploy", str(ROOT), "--effective-from", day, **settings) for day in ("2019-01-01", "2026-05-01")
    )

    assert (first.exit_code, first.output) == (0, "流程包 1 自 2019-01-01 起生效\n")
    assert (again.exit_code, again.output) == (0, "内容与流程包 1 相同，没有发布新的流程包，生效日期不变\n")

"""`jiuzhu unit`: a change of units from a file is foretold and proposed; confirming it needs a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from relief_office import TOWN, ReliefOffice
from unit_changing import NEXT_TOWN, add_neighbours, merger

from engine.cli.main import jiuzhu


def run(office: ReliefOffice, command: str, file: Path) -> Result:
    settings = office.resources.settings
    place = ("--database-url", settings.database_url, "--key-file", str(settings.key_file))
    return CliRunner().invoke(jiuzhu, ["unit", command, str(file), *place])


@pytest.fixture
def change_file(tmp_path: Path) -> Path:
    """The merger of the first township, to begin far in the future."""
    path = tmp_path / "change.json"
    path.write_text(json.dumps(merger(effective_on="2100-01-01")), encoding="utf-8")
    return path


def test_a_change_is_foretold_and_proposed_from_a_file(office: ReliefOffice, change_file: Path) -> None:
    add_neighbours(office)
    office.register()

    foretold = run(office, "preview", change_file)
    proposed = run(office, "propose", change_file)

    assert f"{TOWN} → {NEXT_TOWN}：个案 1 件，待办 1 件" in foretold.output
    assert proposed.exit_code == 0, proposed.output
    (item,) = office.person("admin").get("/api/unit-changes").json()["items"]
    assert (item["status"], item["proposed_by"]) == ("proposed", "system")


def test_a_change_that_cannot_be_is_refused_in_words(office: ReliefOffice, change_file: Path) -> None:
    refused = run(office, "propose", change_file)

    assert refused.exit_code == 1
    assert "承接单位不存在" in refused.output


def test_a_file_that_is_no_change_is_refused(office: ReliefOffice, tmp_path: Path) -> None:
    path = tmp_path / "change.json"
    path.write_text("{}", encoding="utf-8")

    refused = run(office, "preview", path)

    assert refused.exit_code == 1
    assert "不是机构调整文件" in refused.output

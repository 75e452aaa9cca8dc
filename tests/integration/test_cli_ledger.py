"""`jiuzhu ledger import`: an operator checks a ledger and lays it ready; a person confirms it on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from relief_office import OTHER_TOWN, TOWN, ReliefOffice
from sample_ledgers import id_of, ledger_row, workbook
from sqlalchemy import select

from engine.cli.main import jiuzhu
from engine.services.unit_of_work import read
from engine.store.tables.ledger import LedgerImportRow


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(workbook([ledger_row(1), ledger_row(2)]))
    return path


def run(office: ReliefOffice, *words: str) -> Result:
    settings = office.resources.settings
    options = ("--database-url", settings.database_url, "--key-file", str(settings.key_file))
    return CliRunner().invoke(jiuzhu, ["ledger", "import", *words, *options])


def statuses(office: ReliefOffice) -> list[str]:
    query = select(LedgerImportRow.status).order_by(LedgerImportRow.id)
    return list(read(office.resources, lambda work: work.session.scalars(query).all()))


def test_a_ledger_without_errors_waits_for_a_person(office: ReliefOffice, ledger_file: Path) -> None:
    result = run(office, str(ledger_file), "--unit", TOWN)

    assert result.exit_code == 0, result.output
    assert "2 行可导入，合计 2,521.00 元" in result.output
    assert statuses(office) == ["checked"]
    import_id = office.person("leader").get("/api/imports").json()["items"][0]["import_id"]
    assert office.person("leader").post(f"/api/imports/{import_id}/confirm").status_code == 200


def test_a_dry_run_leaves_nothing_to_confirm(office: ReliefOffice, ledger_file: Path) -> None:
    result = run(office, str(ledger_file), "--unit", TOWN, "--dry-run")

    assert result.exit_code == 0, result.output
    assert "核对通过，未留存" in result.output
    assert statuses(office) == ["discarded"]
    assert run(office, str(ledger_file), "--unit", TOWN).exit_code == 0


def test_wrong_rows_are_listed_and_nothing_is_kept(office: ReliefOffice, tmp_path: Path) -> None:
    path = tmp_path / "错.xlsx"
    path.write_bytes(workbook([ledger_row(1), ledger_row(2, amount="许多", id_number=id_of(2)[:-1])]))

    result = run(office, str(path), "--unit", TOWN)

    assert result.exit_code == 1
    assert "错误：第 3 行 B 身份证号：身份证件号码应为 18 位" in result.output
    assert "错误：第 3 行 H 救助金额：金额不是数字；填写以元为单位的数字" in result.output
    assert "1 行有错误，一行也未导入" in result.output
    assert id_of(2)[:-1] not in result.output
    assert statuses(office) == ["discarded"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param((), "--unit", id="which county"),
        pytest.param(("--unit", "500999"), "没有这个单位", id="no such unit"),
        pytest.param(("--unit", "x"), "区划代码", id="no code"),
    ],
)
def test_a_unit_has_to_be_named(office: ReliefOffice, ledger_file: Path, words: tuple[str, ...], message: str) -> None:
    result = run(office, str(ledger_file), *words)

    assert result.exit_code != 0
    assert message in result.output


def test_the_same_file_for_another_county_is_another_ledger(office: ReliefOffice, ledger_file: Path) -> None:
    assert run(office, str(ledger_file), "--unit", TOWN).exit_code == 0

    again = run(office, str(ledger_file), "--unit", TOWN)
    elsewhere = run(office, str(ledger_file), "--unit", OTHER_TOWN)

    assert (again.exit_code, "已经上传过" in again.output) == (1, True)
    assert (elsewhere.exit_code, "本辖区没有这个单位" in elsewhere.output) == (1, True)

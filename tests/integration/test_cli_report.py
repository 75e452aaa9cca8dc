"""`jiuzhu report`: every report and the ledger as files of the operator."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from relief_office import COUNTY, TOWN, ReliefOffice
from report_cases import ReportCases, write_cases
from sqlalchemy import select
from workbook_reading import read_workbook

from engine.cli.main import jiuzhu
from engine.services.reports.catalogue import REPORTS
from engine.services.unit_of_work import read
from engine.store.tables.background import AuditEntryRow

PERIOD = ("--from", "2026-01-01", "--to", "2026-04-30")


@pytest.fixture(scope="module")
def made(standing_office: ReliefOffice) -> ReportCases:
    """The invented cases, written into the standing office."""
    return write_cases(standing_office.resources, number=60)


@pytest.fixture
def run(standing_office: ReliefOffice, made: ReportCases) -> Callable[..., Result]:
    """A shell on the server of the standing office."""
    database, settings = standing_office.resources.database, standing_office.resources.settings

    def command(*words: str | Path) -> Result:
        url = database.url.set(drivername="postgresql" if not database.is_sqlite else "sqlite")
        options = ("--database-url", url.render_as_string(hide_password=False), "--key-file", settings.key_file)
        return CliRunner().invoke(jiuzhu, [str(word) for word in ("report", *words, *options)])

    return command


@pytest.mark.parametrize("name", [*REPORTS, "ledger"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_every_report_is_written_for_its_owner_only(
    run: Callable[..., Result], tmp_path: Path, name: str, ending: str
) -> None:
    file = tmp_path / f"report.{ending}"

    result = run(name, *PERIOD, "-o", file)

    assert result.exit_code == 0, result.output
    assert file.stat().st_mode & 0o077 == 0
    if ending == "xlsx":
        assert read_workbook(file.read_bytes())[0].rows[1]
    else:
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_whole_city_is_counted_and_a_unit_narrows_it(
    run: Callable[..., Result], standing_office: ReliefOffice, tmp_path: Path
) -> None:
    for unit, username in (((), "watcher"), (("--unit", COUNTY), "chief"), (("--unit", TOWN), "handler")):
        file = tmp_path / "relief.xlsx"

        assert run("relief", *PERIOD, *unit, "--group-by", "cause", "-o", file).exit_code == 0

        query = {"since": "2026-01-01", "until": "2026-04-30", "group_by": "cause"}
        shown = standing_office.person(username).get("/api/reports/relief", params=query).json()
        total = read_workbook(file.read_bytes())[0].rows[-5]
        assert total[0] == "合计"
        assert total[3] == shown["tables"][0]["totals"]["persons"]


def test_the_ledger_is_masked_and_its_export_is_recorded(
    run: Callable[..., Result], standing_office: ReliefOffice, made: ReportCases, tmp_path: Path
) -> None:
    file = tmp_path / "ledger.csv"

    result = run("ledger", *PERIOD, "--unit", COUNTY, "-o", file)

    text = file.read_text(encoding="utf-8-sig")
    assert "石*" in text
    assert "石明" not in text
    query = select(AuditEntryRow).where(AuditEntryRow.action == "ledger_exported").order_by(AuditEntryRow.id.desc())
    entry = read(standing_office.resources, lambda work: work.session.scalars(query).first())
    assert entry is not None
    assert (entry.actor, entry.detail["division"], entry.detail["purpose"]) == ("system", COUNTY, None)
    assert f"{entry.detail['lines']} 行" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("relief", "-o", "report.pdf"), ".xlsx"),
        (("relief", "--unit", "50", "-o", "report.csv"), "--unit"),
        (("nothing", "-o", "report.csv"), "nothing"),
        (("relief", "--from", "2026-13-01", "-o", "report.csv"), "2026-13-01"),
        (("relief", "--from", "2026-02-01", "--to", "2026-01-01", "-o", "report.csv"), "结束日期早于开始日期"),
        (("timeliness", "--group-by", "cause", "-o", "report.csv"), "不能这样分组"),
        (("disclosure", "--from", "2026-01-02", "--to", "2026-01-31", "-o", "report.csv"), "整月"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(
    run: Callable[..., Result], words: tuple[str, ...], said: str
) -> None:
    result = run(*words)

    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output

"""`jiuzhu report`: the reports and the ledger as files, over the whole city or one unit."""

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from engine.adapters.spreadsheets import MEDIA_TYPES, FileFormat
from engine.cli.options import settings_from, settings_options
from engine.cli.private_files import save_private
from engine.cli.process import opened
from engine.domain.report_days import Days, year_so_far
from engine.services.reports.asking import scope_of_operator
from engine.services.reports.catalogue import REPORTS, make_report
from engine.services.reports.files import ReportFile, file_of_ledger, file_of_report
from engine.services.reports.ledger import LedgerRequest, record_export
from engine.services.unit_of_work import Resources, read, write
from engine.store.reports.scope import Grouping, Scope

LEDGER: Final = "ledger"
DAY: Final = click.DateTime(["%Y-%m-%d"])
UNIT_CODE_LENGTHS: Final = (6, 9, 12)


@click.command("report")
@click.argument("name", type=click.Choice([*REPORTS, LEDGER]))
@click.option("--from", "since", type=DAY, help="起始日期，默认本年一月一日")
@click.option("--to", "until", type=DAY, help="截止日期（含），默认今天")
@click.option("--unit", help="单位代码：区县 6 位、乡镇 9 位、村 12 位；默认全市")
@click.option("--group-by", type=click.Choice([grouping.value for grouping in Grouping]), help="统计口径")
@click.option("-o", "--output", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
@settings_options()
def report(
    name: str,
    since: datetime | None,
    until: datetime | None,
    unit: str | None,
    group_by: str | None,
    file: Path,
    **given: Any,
) -> None:
    """把报表 NAME 写入 FILE（.xlsx 或 .csv）；ledger 为台账，姓名脱敏，导出记入办理记录。"""
    file_format = _format_of(file)
    if unit is not None and (len(unit) not in UNIT_CODE_LENGTHS or not unit.isdecimal()):
        raise click.UsageError("--unit 须为 6、9 或 12 位代码")
    with opened(settings_from(given)) as resources:
        usual = year_so_far(resources.clock.now())
        days = Days(since.date() if since else usual.since, until.date() if until else usual.until)
        scope = scope_of_operator(days, unit)
        if name == LEDGER:
            made, lines = _ledger(resources, scope, file_format)
        else:
            made, lines = _report(resources, name, scope, Grouping(group_by) if group_by else None, file_format)
        _save(made, lines, file)
    click.echo(f"{made.name}：{lines} 行，写入 {file}")


def _format_of(file: Path) -> FileFormat:
    ending = file.suffix.removeprefix(".").lower()
    if ending not in MEDIA_TYPES:
        raise click.UsageError("FILE 须以 .xlsx 或 .csv 结尾")
    return ending


def _report(
    resources: Resources, name: str, scope: Scope, grouping: Grouping | None, file_format: FileFormat
) -> tuple[ReportFile, int]:
    made = read(resources, lambda work: make_report(work, name, scope, grouping))
    lines = sum(len(table.lines) + bool(table.totals) for table in made.tables)
    return file_of_report(made, file_format), lines


def _ledger(resources: Resources, scope: Scope, file_format: FileFormat) -> tuple[ReportFile, int]:
    request = LedgerRequest(scope)
    lines = write(resources, lambda work: record_export(work, request, file_format))
    return file_of_ledger(resources, request, file_format), lines


def _save(made: ReportFile, lines: int, file: Path) -> None:
    """Write the file for its owner only, with a bar on a terminal that says how far it is."""
    with click.progressbar(length=lines, label="生成中", file=sys.stderr) as bar:
        save_private(file, made.chunks(partial(bar.update, 1)))

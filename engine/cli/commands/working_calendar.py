"""`jiuzhu calendar`: the official holiday lists."""

from pathlib import Path
from typing import Any

import click

from engine.cli.calendar_files import read_holiday_list
from engine.cli.options import settings_from, settings_options
from engine.cli.process import opened
from engine.services import calendar_import
from engine.services.unit_of_work import write


@click.group()
def calendar() -> None:
    """工作日历。"""


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@settings_options()
def import_calendar(file: Path, **given: Any) -> None:
    """导入一年的放假安排（JSON 或 CSV），并重算受影响的时限。"""
    listed = read_holiday_list(file)
    with opened(settings_from(given)) as resources:
        imported = write(
            resources,
            lambda work: calendar_import.import_year(work, listed.year, listed.off, listed.makeup, listed.source),
        )
        result = calendar_import.recount_latecomers(resources, imported)
    click.echo(f"{listed.year} 年放假安排已导入，重算了 {result['recomputed']} 个时限")

"""`jiuzhu means-check`: requests to the checking centre and its answers, as files or over a connection."""

from pathlib import Path
from typing import Any, Final

import click

from engine.adapters.means_check_messages import answers_in, requests_file
from engine.cli.options import settings_from, settings_options
from engine.cli.private_files import save_private
from engine.cli.process import opened
from engine.domain.means_checks import CheckAnswer
from engine.services import deliveries, means_checks
from engine.services.unit_of_work import UnitOfWork, write

OUTSIDE: Final = ("means_check_url", "means_check_secret_file", "outgoing_hosts")


@click.group("means-check")
def means_check() -> None:
    """经济状况核对：导出核对请求，导入核对反馈。"""


@means_check.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@settings_options()
def export_requests(file: Path, **given: Any) -> None:
    """把尚未反馈的核对请求写入 FILE（含个人信息，仅本人可读）。"""
    with opened(settings_from(given)) as resources:
        requests = write(resources, means_checks.requests_to_export)
    save_private(file, requests_file(requests))
    click.echo(f"{len(requests)} 条核对请求，写入 {file}")


@means_check.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@settings_options()
def import_answers(file: Path, **given: Any) -> None:
    """导入核对反馈 FILE；有一条不正确则全部不导入。反馈预填到核对报告，由人员确认。"""
    answers = answers_in(file.read_bytes())
    with opened(settings_from(given)) as resources:
        new = write(resources, lambda work: _record_all(work, answers))
    click.echo(f"新反馈 {new} 条，此前已知 {len(answers) - new} 条")


@means_check.command("query")
@settings_options(*OUTSIDE)
def query(**given: Any) -> None:
    """向已联网的核对中心查询尚未反馈的请求。"""
    with opened(settings_from(given)) as resources:
        outside = deliveries.outside_of(resources.settings)
        if outside.checking_centre is None:
            raise click.UsageError("未设置 JIUZHU_MEANS_CHECK_URL")
        answered = deliveries.query_checking_centre(resources, outside.checking_centre)
    click.echo(f"新反馈 {answered} 条")


def _record_all(work: UnitOfWork, answers: list[CheckAnswer]) -> int:
    return sum(means_checks.record_answer(work, answer) for answer in answers)

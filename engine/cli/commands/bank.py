"""`jiuzhu bank`: orders to the bank as files, and the bank's answers."""

from pathlib import Path
from typing import Any, Final, cast

import click

from engine.adapters.bank_files import FileFormat, order_file_content
from engine.adapters.bank_files import read_answers as read_file
from engine.cli.options import settings_from, settings_options
from engine.cli.private_files import save_private
from engine.cli.process import opened
from engine.domain.bank_payments import OrderFile
from engine.services import bank_files, deliveries
from engine.services.bank_files import AnswersRead
from engine.services.unit_of_work import Resources, read, write

OUTSIDE: Final = ("bank_url", "bank_secret_file", "outgoing_hosts")
EXTENSIONS: Final = {"csv": "csv", "fixed": "txt"}


@click.group()
def bank() -> None:
    """银行代发：导出代发文件，导入银行回盘。"""


@bank.command("export")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dir", "folder", type=click.Path(file_okay=False, path_type=Path), help="每个区县各写一个文件")
@click.option("--county", help="只导出这个区县（六位代码）")
@click.option("--format", "file_format", type=click.Choice(["csv", "fixed"]), default="csv", show_default=True)
@click.option("--again", "number", help="重新写出已生成的代发文件（文件编号）")
@settings_options()
def export_orders(
    file: Path | None, folder: Path | None, county: str | None, file_format: str, number: str | None, **given: Any
) -> None:
    """把待发指令写入 FILE（一个区县）或 --dir；账户未登记的单独列出。"""
    if (file is None) == (folder is None):
        raise click.UsageError("须给出 FILE 或 --dir 之一")
    chosen = cast("FileFormat", file_format)
    with opened(settings_from(given)) as resources:
        if number is not None:
            again = read(resources, lambda work: bank_files.order_file_again(work, number))
            _save(file, folder, again, chosen)
            return
        counties = [county] if county else list(read(resources, bank_files.counties_waiting))
        if file is not None and len(counties) > 1:
            raise click.UsageError("有多个区县待发，请用 --county 或 --dir")
        for code in counties:
            _export(resources, code, file, folder, chosen)
        if not counties:
            click.echo("没有待发指令")


@bank.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@settings_options()
def import_answers(file: Path, **given: Any) -> None:
    """导入银行回盘 FILE；不自动办结，差异登记为异常，有差异时以 1 退出。"""
    answers = read_file(file.read_bytes())
    with opened(settings_from(given)) as resources:
        result = write(resources, lambda work: bank_files.read_answers(work, answers))
    if result.is_repeated_file:
        click.echo("该文件已导入过，未作任何变更")
        return
    _report(result)


@bank.command("query")
@settings_options(*OUTSIDE)
def query(**given: Any) -> None:
    """向已联网的银行查询尚无结果的代发指令。"""
    with opened(settings_from(given)) as resources:
        outside = deliveries.outside_of(resources.settings)
        if outside.bank is None:
            raise click.UsageError("未设置 JIUZHU_BANK_URL")
        result = deliveries.query_bank(resources, outside.bank)
    _report(result)


def _report(result: AnswersRead) -> None:
    click.echo(f"已到账 {result.paid} 笔，退票 {result.returned} 笔，此前已知 {result.known_already} 笔")
    for difference in result.differences:
        click.echo(f"差异：{difference}", err=True)
    if result.differences:
        raise click.ClickException(f"有 {len(result.differences)} 处差异，已登记为异常")


def _export(resources: Resources, county: str, file: Path | None, folder: Path | None, file_format: FileFormat) -> None:
    made = write(resources, lambda work: bank_files.make_order_file(work, county))
    if made.file is not None:
        _save(file, folder, made.file, file_format)
    elif not made.account_missing:
        click.echo(f"{county} 没有待发指令")
    for reference in made.account_missing:
        click.echo(f"账户未登记，未导出：{reference}", err=True)


def _save(file: Path | None, folder: Path | None, orders: OrderFile, file_format: FileFormat) -> None:
    target = file or cast("Path", folder) / f"{orders.number}.{EXTENSIONS[file_format]}"
    save_private(target, order_file_content(orders, file_format))
    click.echo(f"{orders.number}：{len(orders.orders)} 笔，{orders.total_fen} 分，写入 {target}")

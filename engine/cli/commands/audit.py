"""`jiuzhu audit`: the record of who did what."""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from engine.cli.options import settings_from, settings_options
from engine.cli.private_files import save_private
from engine.cli.process import opened
from engine.domain.report_days import Days, year_so_far
from engine.services import audit_chain
from engine.services.audit_chain import BrokenLink
from engine.services.audit_export import export_lines, exported_chains
from engine.services.audit_export_check import check_export
from engine.services.unit_of_work import read
from engine.store.encryption import FieldCipher


@click.group()
def audit() -> None:
    """办理记录。"""


@audit.command()
@settings_options()
def verify(**given: Any) -> None:
    """核对办理记录链；有改动时以 1 退出，并列出各区县链尾（请另行保存）。"""
    with opened(settings_from(given)) as resources:
        audit_chain.seal(resources)
        broken, heads = audit_chain.verify(resources)
    _say(broken)
    for head in heads:
        click.echo(f"链尾 {head.county_code or '全市'} {head.seq} {head.mac}")
    sys.exit(1 if broken else 0)


@audit.command()
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="起始日期，默认本年一月一日")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="截止日期（含），默认今天")
@click.option("-o", "--output", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
@settings_options()
def export(since: datetime | None, until: datetime | None, file: Path, **given: Any) -> None:
    """把办理记录连同链的证明写入 FILE（每行一个 JSON）；最近一分钟的记录尚未入链，不在其中。"""
    with opened(settings_from(given)) as resources:
        audit_chain.seal(resources)
        usual = year_so_far(resources.clock.now())
        days = Days(since.date() if since else usual.since, until.date() if until else usual.until)
        chains = read(resources, lambda work: exported_chains(work, days))
        entries = sum(chain.entries for chain in chains)
        save_private(file, _shown(export_lines(resources, days, chains), entries))
    click.echo(f"{entries} 条记录，写入 {file}；用 jiuzhu audit check {file} 核对")


@audit.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@settings_options()
def check(file: Path, **given: Any) -> None:
    """核对导出的办理记录 FILE，只需密钥文件，不需数据库；有改动时以 1 退出。"""
    cipher = FieldCipher.load(settings_from(given).key_file)
    with file.open("rb") as lines:
        checked = check_export(cipher, lines)
    _say(checked.broken)
    for chain in checked.chains:
        click.echo(f"{chain.county_code or '全市'} 第 {chain.first_seq} 至 {chain.last_seq} 条")
    sys.exit(1 if checked.broken else 0)


def _shown(lines: Iterable[bytes], entries: int) -> Iterator[bytes]:
    """The lines, with a bar on a terminal that says how far they are."""
    with click.progressbar(lines, length=entries, label="导出中", file=sys.stderr) as bar:
        yield from bar


def _say(broken: Iterable[BrokenLink]) -> None:
    for link in broken:
        click.echo(f"不一致 {link.county_code or '全市'} 第 {link.seq} 条：{link.problem}")

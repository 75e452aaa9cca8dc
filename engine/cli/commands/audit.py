"""`jiuzhu audit`: the record of who did what."""

import sys
from typing import Any

import click

from engine.cli.options import settings_from, settings_options
from engine.cli.process import opened
from engine.services import audit_chain


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
    for link in broken:
        click.echo(f"不一致 {link.county_code or '全市'} 第 {link.seq} 条：{link.problem}")
    for head in heads:
        click.echo(f"链尾 {head.county_code or '全市'} {head.seq} {head.mac}")
    sys.exit(1 if broken else 0)

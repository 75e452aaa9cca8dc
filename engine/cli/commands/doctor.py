"""`jiuzhu doctor`: is this installation in order."""

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from engine.cli.diagnosis.examination import examine
from engine.cli.options import settings_from, settings_options


@click.command()
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@settings_options("outgoing_dir")
def doctor(as_json: bool, **given: Any) -> None:
    """检查本机、密钥、数据库和后台作业；有异常时以 1 退出。只查看，不改动。"""
    results = examine(settings_from(given))
    is_well = all(result.ok for result in results)
    if as_json:
        shown = {"ok": is_well, "checks": [asdict(result) for result in results]}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        for result in results:
            click.echo(result.as_line())
    sys.exit(0 if is_well else 1)

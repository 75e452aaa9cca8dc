"""`jiuzhu serve` and `jiuzhu work`: the processes of an installation."""

from typing import Any

import click

from engine.cli import serving
from engine.cli.options import settings_from, settings_options


@click.command()
@click.option("--screens/--no-screens", "with_screens", default=True, help="是否同时提供界面（默认提供）")
@settings_options("host", "port", "outgoing_dir", "embedded_worker", "test_clock", "secure_cookies")
def serve(with_screens: bool, **given: Any) -> None:
    """启动接口和界面（SQLite 上同时执行到期任务）。"""
    serving.serve(settings_from(given), with_screens=with_screens)


@click.command()
@settings_options("outgoing_dir", "test_clock")
def work(**given: Any) -> None:
    """执行到期任务和外发，直到停止；PostgreSQL 上可同时运行多个。"""
    serving.work(settings_from(given))

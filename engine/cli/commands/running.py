"""`jiuzhu serve` and `jiuzhu work`: the processes of an installation."""

import signal
from typing import Any

import click

from engine.cli import serving
from engine.cli.options import settings_from, settings_options
from engine.cli.process import opened


@click.command()
@settings_options("host", "port", "outgoing_dir", "embedded_worker", "test_clock", "secure_cookies")
def serve(**given: Any) -> None:
    """启动接口和界面（SQLite 上同时执行到期任务）。"""
    serving.serve(settings_from(given))


@click.command()
@settings_options("outgoing_dir", "test_clock")
def work(**given: Any) -> None:
    """执行到期任务和外发，直到停止；PostgreSQL 上可同时运行多个。"""
    with opened(settings_from(given)) as resources:
        sweeper = serving.sweeper_of(resources)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sweeper.stop())
        sweeper.run()

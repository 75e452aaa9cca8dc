"""`jiuzhu bench`: what a step costs on this machine."""

import json
import logging
from dataclasses import dataclass, replace
from typing import Final

import click

from engine.cli.bench import due_rows, feel_speed, finished_case, http_calls, inboxes, plain_table, pure_engine
from engine.cli.bench.measuring import Length, is_busy, machine, medians_of
from engine.cli.bench.office import bench_office, completions
from engine.cli.bench.pure_engine import Yardstick
from engine.cli.bench.report import BenchReport, DatabaseFigures
from engine.clock import real_now


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    rounds: int
    cases: int
    waiting: int
    due_cases: int
    effects: int
    tasks: int


FULL: Final = Size(rounds=200, cases=40, waiting=100_000, due_cases=40, effects=500, tasks=100_000)
QUICK: Final = Size(rounds=5, cases=2, waiting=500, due_cases=1, effects=20, tasks=200)


@click.command()
@click.option("--postgresql-url", default=None, help="一个空的 PostgreSQL 数据库；不给时只测 SQLite")
@click.option("--quick", is_flag=True, help="只试一遍，数字不作数")
@click.option("--tasks", type=click.IntRange(1, 10_000_000), default=None, help="待办列表测量时的未办结待办数")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def bench(postgresql_url: str | None, quick: bool, tasks: int | None, as_json: bool) -> None:
    """在这台机器上测量一次办结的代价：内存、恢复与保存、服务调用、HTTP 调用、到期任务和外发，以及待办列表。"""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    size = QUICK if quick else FULL
    size = replace(size, tasks=tasks or size.tasks)
    about = machine()
    if is_busy():
        click.echo("这台机器正忙：时长不可靠，请看处理器时间的倍数，或空闲时再测", err=True)
    _tell("流程引擎和 FEEL")
    pure, feel = pure_engine.measure(real_now(), size.rounds), feel_speed.measure(size.rounds)
    databases = [_measured(None, size)]
    if postgresql_url is not None:
        databases.append(_measured(postgresql_url, size))
    report = BenchReport(about, pure, feel, databases)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
        return
    for line in report.lines():
        click.echo(line)
    if postgresql_url is None:
        click.echo("\nPostgreSQL 未测量：请给出 --postgresql-url，或运行 make bench")


def _measured(database_url: str | None, size: Size) -> DatabaseFigures:
    """Everything that is measured on one database."""
    with bench_office(database_url) as office:
        _tell(f"{office.dialect}：普通表和服务调用")
        plain_ms = plain_table.insert_update_commit_ms(office, size.rounds)
        yardstick = Yardstick.prepared(real_now())
        service = completions(office, size.cases, yardstick)
        beside_service = yardstick.length
        _tell(f"{office.dialect}：HTTP 调用")
        servers = 1 if office.resources.database.is_sqlite else 2
        beside_http = Yardstick.prepared(real_now())
        http = http_calls.measure(office, max(size.cases // 2, 1), servers, beside_http)
        _tell(f"{office.dialect}：办结个案的数据量")
        footprint = finished_case.measure(office, size.cases)
        _tell(f"{office.dialect}：到期任务和外发")
        due = due_rows.measure(office, size.waiting, size.rounds, size.due_cases, size.effects)
        _tell(f"{office.dialect}：{size.tasks} 项待办的列表")
        inbox = inboxes.measure(office, size.tasks, size.rounds)
    lengths = (Length.of(service), beside_service)
    return DatabaseFigures(office.dialect, plain_ms, medians_of(service), *lengths, http, due, footprint, inbox)


def _tell(what: str) -> None:
    click.echo(f"测量 {what} …", err=True)

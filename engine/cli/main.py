"""`jiuzhu`: one command for operators and developers."""

import json
import logging
import secrets
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from engine.bpmn.findings import Severity
from engine.bpmn.validation import validate
from engine.cli import demo, demo_cases, serving
from engine.cli.calendar_files import read_holiday_list
from engine.cli.options import settings_from, settings_options
from engine.cli.process import bundle_files, opened, prepare
from engine.domain.roles import Role, UnitKind, lane_labels
from engine.errors import JiuzhuError
from engine.services import audit_chain, calendar_import, installation
from engine.services.installation import CITY_CODE, NewUnit
from engine.services.operation_registry import signatures
from engine.services.passwords import Passwords
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store.database import open_database
from engine.store.migrations import upgrade

FIRST_ADMINISTRATOR: Final = "admin"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def jiuzhu() -> None:
    """救助：临时救助流程系统。"""


@jiuzhu.command()
@click.option("--demo", "with_demo", is_flag=True, help="样例单位、人员和个案")
@click.option("--test", "for_tests", is_flag=True, help="标记为测试数据库，允许设定业务时间")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出账号")
@settings_options()
def init(with_demo: bool, for_tests: bool, as_json: bool, **given: Any) -> None:
    """建库或升级，部署流程，写入日历、单位和首位管理员；可重复执行。"""
    settings = settings_from(given)
    database = open_database(settings.database_url)
    upgrade(database)
    database.dispose()
    with opened(settings, must_be_current=False) as resources:
        write(resources, lambda work: prepare(work, for_tests=for_tests))
        if with_demo:
            accounts = demo.install(resources, settings.key_file.parent / "demo-accounts.json")
            demo_cases.play(resources)
        else:
            accounts = _first_administrator(resources)
    if as_json:
        click.echo(json.dumps({"accounts": [_account(account) for account in accounts]}, ensure_ascii=False))
    else:
        _print_accounts(accounts)


@jiuzhu.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
def check(folder: Path) -> None:
    """校验流程、决策表和表单；有错误时以 1 退出。"""
    processes, forms = folder / "processes", folder / "forms"
    files = bundle_files(processes if processes.is_dir() else folder, forms if forms.is_dir() else folder)
    findings = validate(files, operations=signatures(), roles=lane_labels())
    for finding in findings:
        where = f"{finding.file}:{finding.line or '?'}"
        click.echo(f"{finding.severity.value:7} {where} {finding.element_id or ''} [{finding.rule}] {finding.message}")
        click.echo(f"        → {finding.fix}")
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    click.echo(f"{len(files)} 个文件，{errors} 个错误，{len(findings) - errors} 个提醒")
    sys.exit(1 if errors else 0)


@jiuzhu.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--effective-from", required=True, type=click.DateTime(["%Y-%m-%d"]))
@settings_options()
def deploy(folder: Path, effective_from: Any, **given: Any) -> None:
    """从 FOLDER（含 processes/ 和 forms/）发布一个流程包，自指定日期起对新个案生效。"""
    files = bundle_files(folder / "processes", folder / "forms")
    errors = [
        finding
        for finding in validate(files, operations=signatures(), roles=lane_labels())
        if finding.severity is Severity.ERROR
    ]
    if errors:
        raise click.ClickException(f"流程包有 {len(errors)} 个错误，请先运行 jiuzhu check {folder}")
    starts_on: date = effective_from.date()
    with opened(settings_from(given)) as resources:
        number = write(
            resources,
            lambda work: installation.deploy(work, files, starts_on, author="command line", approver="command line"),
        )
    click.echo(f"流程包 {number} 自 {starts_on} 起生效")


@jiuzhu.group()
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


@jiuzhu.group()
def calendar() -> None:
    """工作日历。"""


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@settings_options()
def import_calendar(file: Path, **given: Any) -> None:
    """导入一年的放假安排（JSON 或 CSV），并重算受影响的时限。"""
    listed = read_holiday_list(file)
    with opened(settings_from(given)) as resources:
        result = write(
            resources,
            lambda work: calendar_import.import_year(work, listed.year, listed.off, listed.makeup, listed.source),
        )
    click.echo(f"{listed.year} 年放假安排已导入，重算了 {result['recomputed']} 个时限")


@jiuzhu.command()
@settings_options("host", "port", "outgoing_dir", "embedded_worker", "test_clock", "secure_cookies")
def serve(**given: Any) -> None:
    """启动接口和界面（SQLite 上同时执行到期任务）。"""
    serving.serve(settings_from(given))


@jiuzhu.command()
@settings_options("outgoing_dir", "test_clock")
def work(**given: Any) -> None:
    """执行到期任务和外发，直到停止；PostgreSQL 上可同时运行多个。"""
    with opened(settings_from(given)) as resources:
        sweeper = serving.sweeper_of(resources)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sweeper.stop())
        sweeper.run()


def _first_administrator(resources: Resources) -> list[demo.Account]:
    password = f"{secrets.token_urlsafe(12)}-9aA"
    hashed = Passwords(resources.settings).hash(password)
    city = NewUnit(CITY_CODE, "重庆市", UnitKind.CITY, None)

    def set_up(work: UnitOfWork) -> bool:
        installation.add_units(work, [city])
        return installation.add_first_administrator(work, FIRST_ADMINISTRATOR, hashed)

    is_new = write(resources, set_up)
    return [demo.Account(FIRST_ADMINISTRATOR, password, Role.CITY_ADMIN.value, CITY_CODE)] if is_new else []


def _account(account: demo.Account) -> dict[str, str]:
    return {
        "username": account.username,
        "password": account.password,
        "role": account.role,
        "unit": account.unit,
    }


def _print_accounts(accounts: list[demo.Account]) -> None:
    if not accounts:
        click.echo("已是最新，未新建账号")
        return
    click.echo(f"{'账号':<26}{'岗位':<14}密码")
    for account in accounts:
        click.echo(f"{account.username:<28}{Role(account.role).label:<14}{account.password}")


def main() -> None:
    """Run the command; what cannot be done is said in one line."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        jiuzhu(standalone_mode=True)
    except JiuzhuError as error:
        click.echo(f"{error.code}: {error}", err=True)
        sys.exit(1)

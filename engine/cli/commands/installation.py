"""`jiuzhu init`: an empty or older database becomes ready for work."""

import json
import sys
from itertools import groupby
from typing import Any, Final

import click

from engine.cli import demo
from engine.cli.first_passwords import generated_password
from engine.cli.options import settings_from, settings_options
from engine.cli.process import make_key_file, opened, prepare
from engine.cli.sample_cases import playing
from engine.domain.roles import Role, UnitKind
from engine.services import installation
from engine.services.installation import CITY_CODE, NewUnit
from engine.services.passwords import Passwords
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store.database import open_database
from engine.store.migrations import upgrade

FIRST_ADMINISTRATOR: Final = "admin"


@click.command()
@click.option("--demo", "with_demo", is_flag=True, help="样例单位、人员和个案")
@click.option("--test", "for_tests", is_flag=True, help="标记为测试数据库，允许设定业务时间")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出账号")
@settings_options()
def init(with_demo: bool, for_tests: bool, as_json: bool, **given: Any) -> None:
    """建库或升级，部署流程，写入日历、单位和首位管理员；可重复执行。"""
    settings = settings_from(given)
    database = open_database(settings.database_url)
    try:
        upgrade(database)
        make_key_file(settings, database)
    finally:
        database.dispose()
    with opened(settings, must_be_current=False) as resources:
        write(resources, lambda work: prepare(work, for_tests=for_tests))
        if with_demo:
            accounts = demo.install(resources, settings.key_file.parent / "demo-accounts.json")
            if playing.is_empty(resources):
                _play_samples(resources)
        else:
            accounts = _first_administrator(resources)
    if as_json:
        click.echo(json.dumps({"accounts": [_account(account) for account in accounts]}, ensure_ascii=False))
    else:
        _print_accounts(accounts)


def _play_samples(resources: Resources) -> None:
    """The sample cases, with a line of progress on standard error."""
    with click.progressbar(length=100, label="样例个案", file=sys.stderr) as bar:
        playing.play(resources, lambda done, of: bar.update(100 * done // of - bar.pos))


def _first_administrator(resources: Resources) -> list[demo.Account]:
    password = generated_password()
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
    for role, group in groupby(accounts, key=lambda account: account.role):
        click.echo(f"{'  '.join(account.username for account in group):<72}{Role(role).label}")
    for password in dict.fromkeys(account.password for account in accounts):
        click.echo(f"密码：{password}")

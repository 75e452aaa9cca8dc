"""`jiuzhu user`: staff members and their roles, when no administrator can sign in to change them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

import click

from engine.cli.first_passwords import generated_password, typed_password
from engine.cli.options import settings_from, settings_options
from engine.cli.process import opened
from engine.domain.roles import Role
from engine.labels import STAFF_STATUSES
from engine.services import staff
from engine.services.passwords import Passwords
from engine.services.sign_in import normalised_username
from engine.services.staff import MemberWithGrants
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store.staff import ACTIVE, DISABLED

ROLES: Final = click.Choice([role.value for role in Role])
DAY: Final = click.DateTime(["%Y-%m-%d"])
_F = TypeVar("_F", bound=Callable[..., Any])


class UnknownMemberError(click.ClickException):
    """Nobody signs in under this name."""


@click.group()
def user() -> None:
    """人员、岗位和密码（以系统名义操作，均记入办理记录）。"""


def password_option(command: _F) -> _F:
    """The option that takes a password from standard input in place of a generated one."""
    return click.option("--password-stdin", is_flag=True, help="从标准输入读取密码，不自动生成")(command)


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@settings_options()
def list_members(as_json: bool, **given: Any) -> None:
    """列出全部人员及其现有岗位。"""
    with opened(settings_from(given)) as resources:
        members = read(resources, staff.everybody)
    if as_json:
        click.echo(json.dumps({"members": [_item(member) for member in members]}, ensure_ascii=False))
        return
    for member in members:
        held = "，".join(f"{grant.role.label}@{grant.unit_name}({grant.unit_code})" for grant in member.grants)
        click.echo(f"{member.username}  {member.display_name}  {STAFF_STATUSES[member.status]}  {held or '无岗位'}")


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="姓名")
@click.option("--role", type=ROLES, help="岗位，须同时给出 --unit")
@click.option("--unit", help="单位代码")
@password_option
@settings_options()
def add(username: str, name: str, role: str | None, unit: str | None, password_stdin: bool, **given: Any) -> None:
    """新增人员 USERNAME；首次登录须修改密码。"""
    if (role is None) != (unit is None):
        raise click.UsageError("--role 和 --unit 须同时给出")
    password = typed_password() if password_stdin else generated_password()
    with opened(settings_from(given)) as resources:
        passwords = Passwords(resources.settings)

        def create(work: UnitOfWork) -> None:
            staff_id = staff.create_member(work, passwords, username=username, display_name=name, password=password)
            if role is not None and unit is not None:
                staff.grant_role(work, staff_id, role=Role(role), unit_code=unit)

        write(resources, create)
    click.echo(f"已新增 {normalised_username(username)}")
    _show(password, was_typed=password_stdin)


@user.command()
@click.argument("username")
@settings_options()
def disable(username: str, **given: Any) -> None:
    """停用 USERNAME：立即不能登录，会话和访问令牌随之失效。"""
    with changing(username, given) as (resources, staff_id):
        write(resources, lambda work: staff.set_status(work, staff_id, DISABLED))
    click.echo(f"已停用 {username}")


@user.command()
@click.argument("username")
@settings_options()
def enable(username: str, **given: Any) -> None:
    """恢复 USERNAME，使其可以再登录。"""
    with changing(username, given) as (resources, staff_id):
        write(resources, lambda work: staff.set_status(work, staff_id, ACTIVE))
    click.echo(f"已恢复 {username}")


@user.command()
@click.argument("username")
@click.argument("role", type=ROLES)
@click.argument("unit")
@click.option("--from", "valid_from", type=DAY, help="起始日（默认今天）")
@click.option("--until", "valid_to", type=DAY, help="终止日：从这一天起不再有效")
@settings_options()
def grant(
    username: str, role: str, unit: str, valid_from: datetime | None, valid_to: datetime | None, **given: Any
) -> None:
    """授予 USERNAME 在单位 UNIT（代码）的岗位 ROLE。"""
    with changing(username, given) as (resources, staff_id):
        write(
            resources,
            lambda work: staff.grant_role(
                work,
                staff_id,
                role=Role(role),
                unit_code=unit,
                valid_from=valid_from.date() if valid_from else None,
                valid_to=valid_to.date() if valid_to else None,
            ),
        )
    click.echo(f"已授予 {username}：{Role(role).label}@{unit}")


@user.command()
@click.argument("username")
@click.argument("role", type=ROLES)
@click.argument("unit")
@settings_options()
def revoke(username: str, role: str, unit: str, **given: Any) -> None:
    """自今日起撤销 USERNAME 在单位 UNIT（代码）的岗位 ROLE。"""
    with changing(username, given) as (resources, staff_id):
        write(resources, lambda work: staff.revoke_role_in(work, staff_id, Role(role), unit))
    click.echo(f"已撤销 {username}：{Role(role).label}@{unit}")


@user.command("reset-password")
@click.argument("username")
@password_option
@settings_options()
def reset_password(username: str, password_stdin: bool, **given: Any) -> None:
    """重置 USERNAME 的密码：下次登录须修改；同时解除登录锁定。"""
    password = typed_password() if password_stdin else generated_password()
    with changing(username, given) as (resources, staff_id):
        passwords = Passwords(resources.settings)
        write(resources, lambda work: staff.reset_password(work, passwords, staff_id, password))
    click.echo(f"已重置 {username} 的密码")
    _show(password, was_typed=password_stdin)


@user.command()
@click.argument("username")
@settings_options()
def unlock(username: str, **given: Any) -> None:
    """解除 USERNAME 的登录锁定，密码不变。"""
    with changing(username, given) as (resources, staff_id):
        write(resources, lambda work: staff.lift_lockout(work, staff_id))
    click.echo(f"已解除 {username} 的登录锁定")


@contextmanager
def changing(username: str, given: dict[str, Any]) -> Iterator[tuple[Resources, UUID]]:
    """This installation, and the staff member to be changed."""
    with opened(settings_from(given)) as resources:
        staff_id = read(resources, lambda work: staff.id_of(work, username))
        if staff_id is None:
            raise UnknownMemberError(f"没有账号 {username}；用 jiuzhu user list 查看")
        yield resources, staff_id


def _item(member: MemberWithGrants) -> dict[str, Any]:
    return {
        "username": member.username,
        "name": member.display_name,
        "status": member.status,
        "grants": [{"role": grant.role.value, "unit": grant.unit_code} for grant in member.grants],
    }


def _show(password: str, *, was_typed: bool) -> None:
    """Print a generated password, the only time it is known."""
    if not was_typed:
        click.echo(f"初始密码（仅显示这一次）：{password}")

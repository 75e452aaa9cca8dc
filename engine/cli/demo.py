"""The sample county: units, people and cases at different stages, to look at and to try things on."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from engine.domain.roles import Role, UnitKind
from engine.services import installation
from engine.services.installation import CITY_CODE, NewUnit
from engine.services.passwords import Passwords
from engine.services.unit_of_work import Resources, UnitOfWork, write

PEOPLE_PER_ROLE: Final = 3
FUND_FEN: Final = 5_000_000
COUNTY: Final = "500101"
TOWNSHIP: Final = "500101018"
VILLAGE: Final = "500101018001"
UNITS: Final = (
    NewUnit(CITY_CODE, "重庆市", UnitKind.CITY, None),
    NewUnit(COUNTY, "万州区", UnitKind.COUNTY, CITY_CODE),
    NewUnit(TOWNSHIP, "牌楼街道", UnitKind.TOWNSHIP, COUNTY),
    NewUnit("500101102", "龙沙镇", UnitKind.TOWNSHIP, COUNTY),
    NewUnit(VILLAGE, "和平社区", UnitKind.VILLAGE, TOWNSHIP),
)
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN: Final = ("建国", "秀英", "志强", "桂兰", "明华", "晓燕", "文博", "雨桐", "海涛", "静怡")


@dataclass(frozen=True, slots=True)
class Account:
    """A sample account; `unit` is the unit's code."""

    username: str
    password: str
    role: str
    unit: str


def unit_of(role: Role) -> str:
    """The sample unit in which a role is held."""
    levels = {UnitKind.VILLAGE: VILLAGE, UnitKind.TOWNSHIP: TOWNSHIP, UnitKind.COUNTY: COUNTY, UnitKind.CITY: CITY_CODE}
    kinds = (UnitKind.VILLAGE, UnitKind.TOWNSHIP, UnitKind.COUNTY, UnitKind.CITY)
    return next(levels[kind] for kind in kinds if kind in role.levels)


def install(resources: Resources, accounts_file: Path) -> list[Account]:
    """The sample units and people; run again it changes nothing and hands back the same accounts."""
    accounts = _known(accounts_file) or list(_new_accounts())
    hashed = Passwords(resources.settings).hash(accounts[0].password)

    def set_up(work: UnitOfWork) -> None:
        installation.add_units(work, UNITS)
        installation.set_fund(work, TOWNSHIP, FUND_FEN)
        for number, account in enumerate(accounts):
            name = _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number % len(_GIVEN)]
            installation.add_member(work, account.username, name, hashed, [(Role(account.role), account.unit)])

    write(resources, set_up)
    _keep(accounts_file, accounts)
    return accounts


def _new_accounts() -> Iterator[Account]:
    password = f"Demo-{secrets.token_urlsafe(9)}-9a"
    for role in Role:
        for number in range(1, PEOPLE_PER_ROLE + 1):
            yield Account(username(role, number), password, role.value, unit_of(role))


def username(role: Role, number: int) -> str:
    """The username of the n-th sample person of a role."""
    return f"{role.value}_{number}"


def _known(accounts_file: Path) -> list[Account]:
    if not accounts_file.exists():
        return []
    return [Account(**entry) for entry in json.loads(accounts_file.read_text())["accounts"]]


def _keep(accounts_file: Path, accounts: list[Account]) -> None:
    accounts_file.parent.mkdir(parents=True, exist_ok=True)
    accounts_file.touch(mode=0o600)
    accounts_file.write_text(json.dumps({"accounts": [asdict(account) for account in accounts]}, indent=1))

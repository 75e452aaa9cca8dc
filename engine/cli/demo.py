"""The sample offices: units and people of two counties, to look at and to try things on."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from engine.domain.roles import Role, UnitKind
from engine.services import installation
from engine.services.installation import CITY_CODE, NewUnit
from engine.services.passwords import Passwords
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store import staff


@dataclass(frozen=True, slots=True)
class Office:
    """A sample township with the county above and the village below it, all by code."""

    county: str
    township: str
    village: str

    def unit_of(self, role: Role) -> str:
        """The unit in which a role is held for this township: that of the lowest level it can be granted in."""
        codes = {
            UnitKind.VILLAGE: self.village,
            UnitKind.TOWNSHIP: self.township,
            UnitKind.COUNTY: self.county,
            UnitKind.CITY: CITY_CODE,
        }
        return next(code for kind, code in codes.items() if kind in role.levels)


PEOPLE_PER_ROLE: Final = 3
FUND_FEN: Final = 5_000_000
COUNTY: Final = "500101"
TOWNSHIP: Final = "500101018"
STREET: Final = Office(COUNTY, TOWNSHIP, "500101018001")
TOWN: Final = Office(COUNTY, "500101102", "500101102001")
OTHER_COUNTY: Final = Office("500229", "500229102", "500229102001")
OFFICES: Final = (STREET, TOWN, OTHER_COUNTY)
UNITS: Final = (
    NewUnit(CITY_CODE, "重庆市", UnitKind.CITY, None),
    NewUnit(COUNTY, "万州区", UnitKind.COUNTY, CITY_CODE),
    NewUnit(TOWNSHIP, "牌楼街道", UnitKind.TOWNSHIP, COUNTY),
    NewUnit(STREET.village, "和平社区", UnitKind.VILLAGE, TOWNSHIP),
    NewUnit(TOWN.township, "龙沙镇", UnitKind.TOWNSHIP, COUNTY),
    NewUnit(TOWN.village, "龙沙镇样例村", UnitKind.VILLAGE, TOWN.township),
    NewUnit(OTHER_COUNTY.county, "城口县", UnitKind.COUNTY, CITY_CODE),
    NewUnit(OTHER_COUNTY.township, "巴山镇", UnitKind.TOWNSHIP, OTHER_COUNTY.county),
    NewUnit(OTHER_COUNTY.village, "巴山镇样例村", UnitKind.VILLAGE, OTHER_COUNTY.township),
)
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN: Final = ("建国", "秀英", "志强", "桂兰", "明华", "晓燕", "文博", "雨桐", "海涛", "静怡", "永福")


@dataclass(frozen=True, slots=True)
class Account:
    """A sample account; `unit` is the unit's code."""

    username: str
    password: str
    role: str
    unit: str


def install(resources: Resources, accounts_file: Path) -> list[Account]:
    """The sample units and people, those of the first office first.

    Run again it changes nothing and hands back the same accounts.
    """
    accounts = _known(accounts_file) or list(_new_accounts())
    hashed = Passwords(resources.settings).hash(accounts[0].password)

    def set_up(work: UnitOfWork) -> None:
        new_towns = [office.township for office in OFFICES if staff.unit(work.session, office.township) is None]
        installation.add_units(work, UNITS)
        for town_code in new_towns:
            installation.set_fund(work, town_code, FUND_FEN)
        for number, account in enumerate(accounts):
            name = _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number % len(_GIVEN)]
            installation.add_member(work, account.username, name, hashed, [(Role(account.role), account.unit)])

    write(resources, set_up)
    _keep(accounts_file, accounts)
    return accounts


def username(role: Role, number: int, office: Office = STREET) -> str:
    """The username of the n-th sample person (from 1) of a role for an office; numbers run on from unit to unit."""
    return f"{role.value}_{PEOPLE_PER_ROLE * _units_of(role).index(office.unit_of(role)) + number}"


def _units_of(role: Role) -> list[str]:
    return list(dict.fromkeys(office.unit_of(role) for office in OFFICES))


def _new_accounts() -> Iterator[Account]:
    password = f"Demo-{secrets.token_urlsafe(9)}-9a"
    named: dict[str, Any] = {}
    for office in OFFICES:
        for role in Role:
            for number in range(1, PEOPLE_PER_ROLE + 1):
                name = username(role, number, office)
                named.setdefault(name, Account(name, password, role.value, office.unit_of(role)))
    yield from named.values()


def _known(accounts_file: Path) -> list[Account]:
    if not accounts_file.exists():
        return []
    return [Account(**entry) for entry in json.loads(accounts_file.read_text())["accounts"]]


def _keep(accounts_file: Path, accounts: list[Account]) -> None:
    accounts_file.parent.mkdir(parents=True, exist_ok=True)
    accounts_file.touch(mode=0o600)
    accounts_file.write_text(json.dumps({"accounts": [asdict(account) for account in accounts]}, indent=1))

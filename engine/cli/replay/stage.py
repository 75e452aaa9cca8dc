"""The world a typical case is played in: a fresh database with the shipped bundle, its units and enough people."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from engine.cli.process import prepare
from engine.clock import StandingClock
from engine.config import Settings
from engine.domain.divisions import division_of
from engine.domain.roles import Grant, Role, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.services import installation
from engine.services.installation import AMPLE_FUND_FEN, CITY_CODE, NewUnit
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store.database import open_database
from engine.store.encryption import FieldCipher, create_key_file
from engine.store.migrations import upgrade

PEOPLE_PER_ROLE: Final = 3
NO_SIGN_IN: Final = "!"


@contextmanager
def fresh_stage(case: dict[str, Any], starts_at: datetime, database_url: str | None = None) -> Iterator[Resources]:
    """An empty installation with everything `case` needs, its clock at `starts_at`."""
    with TemporaryDirectory(prefix="jiuzhu-replay-") as folder:
        settings = Settings(
            database_url=database_url or f"sqlite:///{folder}/replay.db",
            key_file=Path(folder) / "keys.json",
            upload_dir=Path(folder) / "uploads",
        )
        create_key_file(settings.key_file)
        database = open_database(settings.database_url)
        upgrade(database)
        clock = StandingClock()
        clock.set(starts_at)
        resources = Resources(database, FieldCipher.load(settings.key_file), clock, settings)
        try:
            write(resources, lambda work: set_up(work, case))
            yield resources
        finally:
            database.dispose()


def set_up(work: UnitOfWork, case: dict[str, Any]) -> None:
    """Reference data, the shipped bundle, the units and people of `case`, and its standby funds."""
    prepare(work, for_tests=True)
    for town_code, name in towns_of(case).items():
        installation.add_units(work, _units(town_code, name))
        for role in Role:
            for number in range(1, PEOPLE_PER_ROLE + 1):
                unit = unit_of(role, town_code)
                installation.add_member(
                    work, username_of(role, unit, number), f"样例{number}", NO_SIGN_IN, [(role, unit)]
                )
        installation.set_fund(work, town_code, AMPLE_FUND_FEN)
    for entry in case.get("setup", ()):
        fund = entry["standby_fund"]
        installation.set_fund(work, fund["township"], fund["balance_fen"])


def towns_of(case: dict[str, Any]) -> dict[str, str]:
    """The townships a case names, with their names."""
    named = [case["inputs"]["township"]] if "township" in case.get("inputs", {}) else []
    towns = {text.split()[0]: text.split()[-1] for text in named}
    for action in case["actions"]:
        division = action.get("data", {}).get("division")
        if division:
            towns.setdefault(division[:9], division[:9])
    return towns


def unit_of(role: Role, town_code: str) -> str:
    """The unit that is competent for a township at the level of a role."""
    levels = {
        UnitKind.VILLAGE: f"{town_code}001",
        UnitKind.TOWNSHIP: town_code,
        UnitKind.COUNTY: division_of(town_code).county_code,
        UnitKind.CITY: CITY_CODE,
    }
    return next(levels[kind] for kind in levels if kind in role.levels)


def username_of(role: Role, unit: str, number: int) -> str:
    """The username of the n-th person of a role in a unit."""
    return f"{role.value}.{unit}.{number}"


def person(role: Role, town_code: str, number: int) -> SignedInPerson:
    """The n-th person of a role in the unit competent for a township, as if signed in."""
    unit = unit_of(role, town_code)
    kind = next(kind for kind in UnitKind if kind in role.levels and len(unit) == _CODE_LENGTHS[kind])
    username = username_of(role, unit, number)
    return SignedInPerson(
        staff_id=uuid5(NAMESPACE_OID, username),
        username=username,
        display_name=username,
        grants=(Grant(role, unit, kind, unit),),
        session_id=uuid5(NAMESPACE_OID, f"session {username}"),
        last_seen_at=datetime.fromisoformat("2000-01-01T00:00:00+00:00"),
    )


_CODE_LENGTHS: Final = {UnitKind.VILLAGE: 12, UnitKind.TOWNSHIP: 9, UnitKind.COUNTY: 6, UnitKind.CITY: 6}


def _units(town_code: str, name: str) -> list[NewUnit]:
    county = division_of(town_code).county_code
    return [
        NewUnit(CITY_CODE, "重庆市", UnitKind.CITY, None),
        NewUnit(county, county, UnitKind.COUNTY, CITY_CODE),
        NewUnit(town_code, name, UnitKind.TOWNSHIP, county),
        NewUnit(f"{town_code}001", f"{name}一村", UnitKind.VILLAGE, town_code),
    ]

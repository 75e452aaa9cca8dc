"""The world a typical case is played in: a fresh database with the shipped bundle, its units and enough people."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from engine.bpmn.bundle import forget_bundles
from engine.bpmn.bundle_files import BundleFile
from engine.cli.process import bundle_files
from engine.clock import StandingClock
from engine.config import Settings
from engine.domain.divisions import division_of
from engine.domain.roles import Grant, Role, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.errors import JiuzhuError
from engine.services import installation
from engine.services.installation import AMPLE_FUND_FEN, CITY_CODE, VALID_FROM, NewUnit
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store.database import open_database
from engine.store.encryption import FieldCipher, create_key_file
from engine.store.migrations import BASE, downgrade, is_empty, upgrade
from engine.store.tables.policy import PolicyOverlayRow

PEOPLE_PER_ROLE: Final = 3
NO_SIGN_IN: Final = "!"


class DatabaseNotEmptyError(JiuzhuError):
    """Typical cases are played in an empty database only: nothing of an office may ever be touched."""

    code = "replay_database_not_empty"


@dataclass(frozen=True, slots=True)
class Scenery:
    """What differs from the shipped bundle and the empty SQLite database: for trying changed rules and PostgreSQL."""

    database_url: str | None = None
    files: Sequence[BundleFile] | None = None
    overlays_off: Collection[str] = ()


@dataclass(slots=True)
class Stage:
    """One installation, and the resources of the process that works on it."""

    settings: Settings
    resources: Resources = field(init=False)
    _stands_at: datetime

    def __post_init__(self) -> None:
        self.resources = self._opened()

    def restart(self) -> None:
        """Forget everything that a process keeps in memory, as if it had been ended and started again."""
        self._stands_at = self.resources.clock.now()
        self.close()
        forget_bundles()
        self.resources = self._opened()

    def close(self) -> None:
        """Close all connections."""
        self.resources.database.dispose()

    def _opened(self) -> Resources:
        clock = StandingClock()
        clock.set(self._stands_at)
        database = open_database(self.settings.database_url)
        return Resources(database, FieldCipher.load(self.settings.key_file), clock, self.settings)


@contextmanager
def fresh_stage(case: dict[str, Any], starts_at: datetime, scenery: Scenery | None = None) -> Iterator[Stage]:
    """An empty installation with everything `case` needs, its clock at `starts_at`; nothing of it stays.

    Raises:
        DatabaseNotEmptyError: the given database has tables already.
    """
    scenery = scenery or Scenery()
    with TemporaryDirectory(prefix="jiuzhu-replay-") as folder:
        settings = _settings(Path(folder), scenery.database_url)
        create_key_file(settings.key_file)
        stage = Stage(settings, starts_at)
        try:
            database = stage.resources.database
            if not is_empty(database):
                raise DatabaseNotEmptyError(str(database.url.database))
            upgrade(database)
            try:
                write(stage.resources, lambda work: set_up(work, case, scenery))
                yield stage
            finally:
                if scenery.database_url is not None:
                    stage.close()
                    downgrade(stage.resources.database, BASE)
        finally:
            stage.close()


def set_up(work: UnitOfWork, case: dict[str, Any], scenery: Scenery) -> None:
    """Reference data, the bundle, the units and people of `case`, and its standby funds."""
    installation.mark_as_test(work)
    installation.seed_reference_data(work)
    for code in scenery.overlays_off:
        work.session.get_one(PolicyOverlayRow, code).is_on = False
    files = bundle_files() if scenery.files is None else scenery.files
    installation.deploy(work, files, VALID_FROM, author="system", approver="system")
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


def _settings(folder: Path, database_url: str | None) -> Settings:
    return Settings(
        database_url=database_url or f"sqlite:///{folder}/replay.db",
        key_file=folder / "keys.json",
        upload_dir=folder / "uploads",
        outgoing_dir=folder / "outgoing",
    )


def _units(town_code: str, name: str) -> list[NewUnit]:
    county = division_of(town_code).county_code
    return [
        NewUnit(CITY_CODE, "重庆市", UnitKind.CITY, None),
        NewUnit(county, county, UnitKind.COUNTY, CITY_CODE),
        NewUnit(town_code, name, UnitKind.TOWNSHIP, county),
        NewUnit(f"{town_code}001", f"{name}一村", UnitKind.VILLAGE, town_code),
    ]

"""Making an empty database ready for work: calendar, policy rows, the first bundle, units and people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from chinese_calendar.constants import holidays, workdays

from engine.bpmn.bundle import load_bundle
from engine.bpmn.bundle_files import BundleFile, bundle_hash
from engine.clock import real_now
from engine.domain.local_time import local_date
from engine.domain.roles import Role, UnitKind
from engine.domain.working_calendar import YearOfDays
from engine.services import audit
from engine.services.calendar_import import NO_COUNTY, recount_year, replace_year
from engine.services.due_work import TEST_DATABASE
from engine.services.unit_of_work import UnitOfWork
from engine.store import bundles, deadlines, installation, staff
from engine.store.orm import uuid7
from engine.store.tables.people import OrgUnit, RoleGrant, StaffMember
from engine.store.tables.policy import LocalStandardRow, PolicyOverlayRow
from engine.store.tables.relief import StandbyFundRow

VALID_FROM: Final = date(2019, 1, 1)
MUNICIPALITY: Final = "50"
CITY_CODE: Final = "500000"
AMPLE_FUND_FEN: Final = 100_000_000
CALENDAR_SOURCE: Final = "国务院办公厅放假通知（chinesecalendar）"

# Policy P1: value stated in the text, the day is an assumption to be confirmed; before it the same value is used.
STANDARDS: Final = (("city", 77_000), ("rural", 63_000))
OVERLAYS: Final = (
    ("CQ-SEED", VALID_FROM, "重庆市临时救助精准施策"),
    ("NAT-2026-OPINION", date(2026, 2, 1), "民政部、财政部关于进一步健全完善临时救助制度的意见"),
    ("LAW-2026-07-01", date(2026, 7, 1), "社会救助法"),
)


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be set up."""

    code: str
    name: str
    kind: UnitKind
    parent: str | None


def seed_reference_data(work: UnitOfWork) -> None:
    """The calendar 2004-2026, the local standards and the policy overlays, where they are not there yet."""
    known = deadlines.calendar_versions(work.session)
    for year, days in published_years():
        if year not in known:
            replace_year(work, year, days, CALENDAR_SOURCE)
            recount_year(work, year)
    for area_type, standard_fen in STANDARDS:
        if work.session.get(LocalStandardRow, (MUNICIPALITY, area_type, VALID_FROM)) is None:
            work.session.add(
                LocalStandardRow(
                    scope=MUNICIPALITY,
                    area_type=area_type,
                    valid_from=VALID_FROM,
                    standard_fen=standard_fen,
                    flag="A",
                    source="渝民发 2025 年城乡低保标准",
                )
            )
    for code, effective_from, source in OVERLAYS:
        if work.session.get(PolicyOverlayRow, code) is None:
            work.session.add(PolicyOverlayRow(code=code, effective_from=effective_from, is_on=True, source=source))
    work.session.flush()


def published_years() -> Iterable[tuple[int, YearOfDays]]:
    """The official lists that the package `chinesecalendar` knows, by year."""
    years = {on.year for on in holidays}
    for year in sorted(years):
        off = frozenset(on for on in holidays if on.year == year)
        makeup = frozenset(on for on in workdays if on.year == year)
        yield year, YearOfDays(off, makeup)


def deploy(work: UnitOfWork, files: Sequence[BundleFile], effective_from: date, *, author: str, approver: str) -> int:
    """Publish a bundle from `effective_from` on; the same content again keeps its number.

    Raises:
        BundleError: the files do not load.
    """
    load_bundle(files)
    digest = bundle_hash(files)
    known = bundles.with_hash(work.session, digest)
    if known is not None:
        return known.number
    row = bundles.add_published(
        work.session,
        bundle_hash=digest,
        files=[(file.path, file.content) for file in files],
        effective_from=effective_from,
        author=author,
        approver=approver,
        now=work.now,
    )
    audit.record(work, "bundle_published", county_code=NO_COUNTY, object_id=str(row.number), detail={"hash": digest})
    return row.number


def number_of(work: UnitOfWork, files: Sequence[BundleFile]) -> int | None:
    """The number of the bundle with exactly this content, where it was deployed before."""
    known = bundles.with_hash(work.session, bundle_hash(files))
    return known.number if known else None


def add_units(work: UnitOfWork, units: Iterable[NewUnit]) -> None:
    """Set up units that are not there yet, valid from 2019-01-01, townships with an empty standby fund."""
    for unit in units:
        if staff.unit(work.session, unit.code) is not None:
            continue
        work.session.add(
            OrgUnit(code=unit.code, name=unit.name, kind=unit.kind.value, parent=unit.parent, valid_from=VALID_FROM)
        )
        if unit.kind is UnitKind.TOWNSHIP:
            work.session.add(StandbyFundRow(town_code=unit.code, county_code=unit.code[:6], balance_fen=0))
        work.session.flush()


def set_fund(work: UnitOfWork, town_code: str, balance_fen: int) -> None:
    """Let a township's standby fund hold `balance_fen`."""
    fund = work.session.get(StandbyFundRow, town_code)
    if fund is None:
        work.session.add(StandbyFundRow(town_code=town_code, county_code=town_code[:6], balance_fen=balance_fen))
    else:
        fund.balance_fen = balance_fen
    work.session.flush()


def add_member(
    work: UnitOfWork, username: str, display_name: str, password_hash: str, grants: Iterable[tuple[Role, str]]
) -> UUID:
    """A staff member with roles valid from 2019-01-01; one who is there already is left alone."""
    existing = staff.member_named(work.session, username)
    if existing is not None:
        return existing.id
    now = real_now()
    member = StaffMember(
        id=uuid7(now),
        username=username,
        display_name=display_name,
        password_hash=password_hash,
        password_changed_at=now,
        must_change_password=False,
        status=staff.ACTIVE,
        created_at=now,
    )
    work.session.add(member)
    work.session.flush()
    work.session.add_all(
        RoleGrant(id=work.new_id(), staff_id=member.id, role=role.value, unit_code=unit, valid_from=VALID_FROM)
        for role, unit in grants
    )
    work.session.flush()
    return member.id


def mark_as_test(work: UnitOfWork) -> None:
    """Allow this database's business time to be set by a test; there is no way back."""
    installation.set_value(work.session, TEST_DATABASE, "yes")


def add_first_administrator(work: UnitOfWork, username: str, password_hash: str) -> bool:
    """The first administrator, unless there is one or somebody has that name already; whether it is new."""
    has_one = staff.has_active_member(work.session, Role.CITY_ADMIN, local_date(work.now))
    if has_one or staff.member_named(work.session, username) is not None:
        return False
    add_member(work, username, "系统管理员", password_hash, [(Role.CITY_ADMIN, CITY_CODE)])
    return True

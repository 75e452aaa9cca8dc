"""Whatever is merged or split: no open task is lost or doubled, no fen appears or goes, no clock is touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from relief_office import COUNTY, OPENED_AT, set_up
from served_api import resources_for
from sqlalchemy import func, select

from engine.clock import StandingClock
from engine.domain.case_codes import Cause, Channel
from engine.domain.new_case import NewCase, NewPerson
from engine.domain.roles import Role, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.domain.unit_changes import ChangeKind, GrantToCreate, UnitChange, UnitMove
from engine.services import installation, registration, unit_handover
from engine.services.access import may_work_on
from engine.services.colleagues import colleague_named
from engine.services.installation import NewUnit
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import staff
from engine.store.database import open_database
from engine.store.orm import uuid7
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.processes import HumanTaskRow
from engine.store.tables.relief import StandbyFundEntryRow, StandbyFundRow

TOWNS = ("500101018", "500101019", "500101020")
VILLAGES = tuple(f"{town}00{number}" for town in TOWNS for number in (1, 2))
PLACES = (*TOWNS, *VILLAGES)
HANDLERS = ("handler", "handler2", "handler3")
ON = date(2026, 3, 10)


class NotKeptError(Exception):
    """Ends an example: everything it wrote is taken back."""


@dataclass(frozen=True)
class Example:
    """Cases at places, who holds which of them, cash, and where the first township's parts go."""

    places: list[str]
    holders: list[str | None]
    funds: list[int]
    targets: list[str]
    continuing: list[str]


@st.composite
def examples(draw: st.DrawFn) -> Example:
    """Any number of cases, held by anybody, and any split of the first township over the two others."""
    places = draw(st.lists(st.sampled_from(PLACES), max_size=6))
    return Example(
        places=places,
        holders=[draw(st.sampled_from([None, *HANDLERS])) for _ in places],
        funds=draw(st.lists(st.integers(0, 10**9), min_size=3, max_size=3)),
        targets=[draw(st.sampled_from(TOWNS[1:])), *(draw(st.sampled_from(VILLAGES[2:])) for _ in range(2))],
        continuing=draw(st.lists(st.sampled_from(HANDLERS), unique=True)),
    )


@pytest.fixture(scope="module")
def resources(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resources]:
    """Three townships with two villages each, on SQLite."""
    folder = tmp_path_factory.mktemp("county")
    (folder / "jiuzhu.db").write_bytes(migrated_sqlite_file.read_bytes())
    database = open_database(f"sqlite:///{folder / 'jiuzhu.db'}")
    made = resources_for(database, folder, test_clock=True)
    assert isinstance(made.clock, StandingClock)
    made.clock.set(OPENED_AT)
    write(made, lambda work: set_up(work, "no password"))
    units = [NewUnit(code, code, UnitKind.TOWNSHIP, COUNTY) for code in TOWNS]
    units += [NewUnit(code, code, UnitKind.VILLAGE, code[:9]) for code in VILLAGES]
    write(made, lambda work: installation.add_units(work, units))
    yield made
    database.dispose()


def clerk(work: UnitOfWork) -> SignedInPerson:
    member = staff.member_named(work.session, "clerk")
    assert member is not None
    grants = staff.grants_of(work.session, [member.id], ON)[member.id]
    return SignedInPerson(member.id, "clerk", "clerk", grants, uuid7(OPENED_AT), OPENED_AT)


def prepare(work: UnitOfWork, example: Example) -> UnitChange:
    """The cases, cash and holders of an example; hands back the change it stands for."""
    acting = replace(work, person=clerk(work))
    for place, holder in zip(example.places, example.holders, strict=True):
        new = NewCase(Channel.WINDOW, Cause.FIRE, "虚构", True, place, NewPerson("虚构"), 1)
        registered = registration.register_case(acting, new)
        acting.flush()
        task = work.session.scalars(
            select(HumanTaskRow).where(HumanTaskRow.case_reference == registered["reference"])
        ).one()
        task.assignee = holder
    for town, fen in zip(TOWNS, example.funds, strict=True):
        installation.set_fund(work, town, fen)
    work.session.flush()
    members = {username: staff.member_named(work.session, username) for username in example.continuing}
    return UnitChange(
        kind=ChangeKind.SPLIT,
        unit_code=TOWNS[0],
        effective_on=ON,
        reason="虚构",
        moves=tuple(map(UnitMove, (TOWNS[0], *VILLAGES[:2]), example.targets)),
        grants=tuple(
            GrantToCreate(member.id, Role.TOWNSHIP_HANDLER, example.targets[0]) for member in members.values() if member
        ),
    )


def open_work(work: UnitOfWork) -> Counter[Any]:
    return Counter(work.session.scalars(select(HumanTaskRow.id).where(HumanTaskRow.state == "open")))


def clocks(work: UnitOfWork) -> list[tuple[Any, ...]]:
    columns = (DeadlineRow.id, DeadlineRow.started_at, DeadlineRow.due_at, DeadlineRow.status, DeadlineRow.next_mark_at)
    return [tuple(row) for row in work.session.execute(select(*columns).order_by(DeadlineRow.id))]


def cash(work: UnitOfWork) -> int:
    return work.session.scalar(select(func.sum(StandbyFundRow.balance_fen))) or 0


def carry_out(work: UnitOfWork, example: Example) -> None:
    change = prepare(work, example)
    tasks, running, fen, held = open_work(work), clocks(work), cash(work), holders(work)
    foreseen = unit_handover.preview(work, change)
    work.session.expire_all()

    counts = unit_handover.apply(work, uuid7(OPENED_AT), change)

    work.session.expire_all()
    assert open_work(work) == tasks
    assert clocks(work) == running
    assert cash(work) == fen
    assert (foreseen["cases"], foreseen["tasks"]) == (counts["cases"], counts["tasks"])
    assert work.session.scalar(select(func.sum(StandbyFundEntryRow.amount_fen))) in {None, 0}
    for task in work.session.scalars(select(HumanTaskRow).where(HumanTaskRow.state == "open")):
        assert_in_right_hands(work, task, *held[task.id])
    raise NotKeptError


def assert_in_right_hands(work: UnitOfWork, task: HumanTaskRow, town_before: str, holder_before: str | None) -> None:
    """What moved is held by nobody, or by who held it and works there now; what stayed is as it was."""
    assert task.town_code in TOWNS[1:]
    assert task.village_code is None or task.village_code.startswith(task.town_code)
    if town_before != TOWNS[0]:
        assert (task.town_code, task.assignee) == (town_before, holder_before)
        return
    holder = colleague_named(work, holder_before) if holder_before else None
    keeps = holder is not None and may_work_on(holder, task)
    assert task.assignee == (holder_before if keeps else None)


def holders(work: UnitOfWork) -> dict[Any, tuple[str, str | None]]:
    """The town and the holder of every task."""
    return {row.id: (row.town_code or "", row.assignee) for row in work.session.scalars(select(HumanTaskRow)).all()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(example=examples())
def test_no_change_of_units_loses_or_doubles_anything(resources: Resources, example: Example) -> None:
    with pytest.raises(NotKeptError):
        write(resources, lambda work: carry_out(work, example))

    assert not read(resources, open_work)

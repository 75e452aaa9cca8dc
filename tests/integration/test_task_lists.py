"""Inboxes of people with several grants: every task once, and each page read from an index."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from relief_office import CITY, COUNTY, OTHER_COUNTY, OTHER_TOWN, TOWN, VILLAGE, ReliefOffice
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from engine.domain.roles import Grant, Role, UnitKind
from engine.services.unit_of_work import read
from engine.store import task_lists
from engine.store.database import Database, open_database
from engine.store.tables.processes import HumanTaskRow
from engine.store.task_lists import Scope, TaskFilter

FAR = datetime(2030, 1, 1, tzinfo=UTC)
HANDLER = Grant(Role.TOWNSHIP_HANDLER, TOWN, UnitKind.TOWNSHIP, "")
LEADER = Grant(Role.TOWNSHIP_LEADER, TOWN, UnitKind.TOWNSHIP, "")
STRANGER = Grant(Role.TOWNSHIP_HANDLER, OTHER_TOWN, UnitKind.TOWNSHIP, "")
CLERK = Grant(Role.COUNTY_HANDLER, COUNTY, UnitKind.COUNTY, "")
AUDITOR = Grant(Role.AUDITOR, COUNTY, UnitKind.COUNTY, "")
OTHER_AUDITOR = Grant(Role.AUDITOR, OTHER_COUNTY, UnitKind.COUNTY, "")
CITY_AUDITOR = Grant(Role.AUDITOR, CITY, UnitKind.CITY, "")
AGENTS = [Grant(Role.VILLAGE_ASSISTANT, f"{VILLAGE[:-1]}{number}", UnitKind.VILLAGE, "") for number in (1, 2)]


@pytest.fixture(scope="module")
def busy_office(standing_office: ReliefOffice) -> ReliefOffice:
    """An office with three cases in a town and one in another county."""
    for _ in range(2):
        standing_office.register()
    standing_office.register("agent", division=VILLAGE)
    standing_office.register("stranger", division=OTHER_TOWN)
    return standing_office


@pytest.mark.parametrize(
    ("grants", "readers", "seen"),
    [
        pytest.param([HANDLER], [], 3, id="one role"),
        pytest.param([HANDLER, LEADER, STRANGER], [], 4, id="several roles"),
        pytest.param([HANDLER], [HANDLER], 3, id="a role in an area that is read"),
        pytest.param([HANDLER, LEADER, CLERK], [HANDLER, CLERK, AUDITOR], 3, id="a town inside a county"),
        pytest.param([STRANGER], [AUDITOR], 4, id="a role outside the area that is read"),
        pytest.param([AUDITOR, CITY_AUDITOR], [AUDITOR, OTHER_AUDITOR, CITY_AUDITOR], 4, id="counties inside a city"),
        pytest.param(AGENTS, [], 0, id="two villages of one town"),
    ],
)
def test_what_several_grants_reach_is_listed_and_counted_once(
    busy_office: ReliefOffice, grants: list[Grant], readers: list[Grant], seen: int
) -> None:
    scope = task_lists.seen_by(grants, readers)

    first = _page(busy_office, scope, limit=2)
    rest = _page(busy_office, scope, after=first[-1:], limit=200)
    counted = read(busy_office.resources, lambda work: task_lists.counted(work.session, {"all": scope}, 1000))

    ids = [row.id for row in [*first, *rest]]
    assert len(ids) == len(set(ids)) == seen
    assert counted == {"all": seen}
    assert [(row.due_at, row.id) for row in [*first, *rest]] == sorted((row.due_at, row.id) for row in [*first, *rest])


def test_a_town_keeps_its_tasks_where_its_code_no_longer_begins_with_its_countys(busy_office: ReliefOffice) -> None:
    """After a change of boundaries the code of a town says nothing about its county."""
    moved = Grant(Role.TOWNSHIP_HANDLER, f"{OTHER_COUNTY}999", UnitKind.TOWNSHIP, "")

    with busy_office.resources.database.writing() as session:
        session.execute(update(HumanTaskRow).where(HumanTaskRow.town_code == TOWN).values(town_code=moved.unit_code))
        scope = task_lists.seen_by([moved], [OTHER_AUDITOR])
        towns = [row.town_code for row in task_lists.tasks_page(session, scope, TaskFilter(), None, 200)]
        counted = task_lists.counted(session, {"all": scope}, 1000)
        session.rollback()

    assert sorted(filter(None, towns)) == sorted([moved.unit_code] * 3 + [OTHER_TOWN])
    assert counted == {"all": 4}


def test_a_count_goes_no_further_than_asked(busy_office: ReliefOffice) -> None:
    scopes = {"team": task_lists.for_roles_of([HANDLER, STRANGER]), "none": task_lists.for_roles_of([])}

    counted = read(busy_office.resources, lambda work: task_lists.counted(work.session, scopes, 2))

    assert counted == {"team": 2, "none": 0}


def test_names_are_found_by_any_part_of_them(busy_office: ReliefOffice) -> None:
    known = {row.name for row in _page(busy_office, task_lists.seen_by([], [CITY_AUDITOR]), limit=200)}
    part = min(known)[1:3]

    found = read(busy_office.resources, lambda work: task_lists.names_holding(work.session, part))

    assert sorted(found) == sorted(name for name in known if part in name)


SCOPES = {
    "mine": task_lists.in_hands_of("handler", [HANDLER, LEADER]),
    "available": task_lists.claimable_by("handler", [HANDLER, LEADER, CLERK, *AGENTS]),
    "team": task_lists.for_roles_of([HANDLER, LEADER, CLERK, *AGENTS]),
    "county": task_lists.seen_by([HANDLER, STRANGER], [AUDITOR]),
    "city": task_lists.seen_by([CITY_AUDITOR], [CITY_AUDITOR]),
}


@pytest.mark.parametrize("scope", [pytest.param(scope, id=name) for name, scope in SCOPES.items()])
def test_no_list_or_count_is_sorted_or_read_whole(migrated_sqlite_file: Path, scope: Scope) -> None:
    plans = _plans(
        open_database(f"sqlite:///{migrated_sqlite_file}"),
        lambda session: (
            task_lists.tasks_page(session, scope, TaskFilter(), None, 20),
            task_lists.counted(session, {"scope": scope}, 1000),
            task_lists.names_holding(session, "受理"),
            task_lists.tasks_page(session, scope, TaskFilter(due_before=FAR), (FAR, UUID(int=0)), 20),
        ),
    )

    steps = [step for step in plans if "human_task" in step]
    assert steps
    assert not [step for step in steps if "INDEX ix_human_task" not in step]
    assert not [step for step in plans if "TEMP B-TREE" in step]


def _page(office: ReliefOffice, scope: Scope, *, limit: int, after: Sequence[HumanTaskRow] = ()) -> list[HumanTaskRow]:
    position = (after[0].due_at, after[0].id) if after else None
    return list(
        read(
            office.resources,
            lambda work: task_lists.tasks_page(work.session, scope, TaskFilter(), position, limit),
        )
    )


def _plans(database: Database, asked: Callable[[Session], object]) -> list[str]:
    """How SQLite says it would answer everything that is asked."""
    sent: list[tuple[str, Any]] = []
    event.listen(database.read_engine, "before_cursor_execute", lambda *call: sent.append((call[2], call[3])))
    with database.reading() as session:
        asked(session)
    with database.read_engine.connect() as connection:
        queries = [one for one in sent if one[0].lstrip().startswith(("SELECT", "WITH"))]
        rows = [
            row for text, values in queries for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
        ]
    database.dispose()
    return [str(row[-1]) for row in rows]

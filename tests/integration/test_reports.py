"""Reports count what happened in cases, inside the person's area only."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.cli.replay import stage
from engine.cli.replay.driving import Player
from engine.domain.roles import Role
from engine.errors import InvalidInputError, NotPermittedError
from engine.services import reports
from engine.services.reports import Days, ReliefGrouping
from engine.services.unit_of_work import read

CASES = json.loads((Path(__file__).parent.parent / "cases" / "cases.json").read_text(encoding="utf-8"))["cases"]
YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))
BREACHED = next(case for case in CASES if case["id"] == "TA-20")
WITH_GOODS = next(case for case in CASES if case["id"] == "TA-15")


def played(case: dict[str, Any]) -> Iterator[Player]:
    with stage.fresh_stage(case, datetime.fromisoformat(case["actions"][0]["at"])) as world:
        player = Player(world)
        for action in case["actions"]:
            player.play(action)
        yield player


@pytest.fixture(scope="module")
def late() -> Iterator[Player]:
    yield from played(BREACHED)


@pytest.fixture(scope="module")
def with_goods() -> Iterator[Player]:
    yield from played(WITH_GOODS)


def report(player: Player, role: Role, days: Days, grouping: ReliefGrouping, town: str | None = None) -> dict[str, Any]:
    person = stage.person(role, town or player.towns["main"], 1)
    return read(player.resources, lambda work: reports.relief(work, days, grouping), person=person)


def test_money_and_goods_are_counted_apart(with_goods: Player) -> None:
    found = report(with_goods, Role.COUNTY_HANDLER, YEAR, ReliefGrouping.TRACK)

    assert found["items"] == [
        {"group": "urgent", "cases": 1, "persons": 3, "awarded_fen": 63_000, "paid_fen": 63_000, "in_kind_fen": 42_000}
    ]
    assert found["totals"]["cases"] == 1


@pytest.mark.parametrize("grouping", list(ReliefGrouping))
def test_every_grouping_adds_up_to_the_same_totals(with_goods: Player, grouping: ReliefGrouping) -> None:
    found = report(with_goods, Role.TOWNSHIP_HANDLER, YEAR, grouping)

    assert sum(item["paid_fen"] for item in found["items"]) == found["totals"]["paid_fen"] == 63_000


def test_another_year_has_no_cases(with_goods: Player) -> None:
    found = report(with_goods, Role.COUNTY_HANDLER, Days(date(2025, 1, 1), date(2025, 12, 31)), ReliefGrouping.CAUSE)

    assert found["items"] == []
    assert found["totals"] == dict.fromkeys(reports.MEASURES, 0)


def test_another_county_sees_nothing_of_it(with_goods: Player) -> None:
    found = report(with_goods, Role.COUNTY_HANDLER, YEAR, ReliefGrouping.TRACK, town="500103012")

    assert found["items"] == []


def test_a_breached_duty_lowers_the_share_done_in_time(late: Player) -> None:
    person = stage.person(Role.COUNTY_LEADER, late.towns["main"], 1)

    found = read(late.resources, lambda work: reports.timeliness(work, YEAR), person=person)

    by_key = {item["key"]: item for item in found["items"]}
    assert by_key["posthoc.complete"] == {
        "key": "posthoc.complete",
        "ended": 1,
        "met": 0,
        "breached": 1,
        "met_percent": 0,
    }
    assert by_key["urgent.pay"]["met_percent"] == 100


def test_who_watches_no_deadlines_reads_no_reports(late: Player) -> None:
    with pytest.raises(NotPermittedError):
        report(late, Role.VILLAGE_ASSISTANT, YEAR, ReliefGrouping.TRACK)


def test_days_the_wrong_way_round_are_refused(late: Player) -> None:
    with pytest.raises(InvalidInputError):
        report(late, Role.COUNTY_HANDLER, Days(date(2026, 2, 1), date(2026, 1, 1)), ReliefGrouping.TRACK)

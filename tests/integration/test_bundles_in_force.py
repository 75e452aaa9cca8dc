"""A case is handled for ever on the bundle that was in force when it was registered (design, idea 2)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from engine.bpmn.bundle_files import BundleFile
from engine.cli.process import bundle_files
from engine.cli.replay import stage
from engine.cli.replay.driving import Player
from engine.services import installation
from engine.services.unit_of_work import read, write
from engine.store import cases, deadlines

CHANGE_ON = date(2026, 6, 1)  # a Monday
TOWN = "500101018"


def opening(at: str, name: str) -> dict[str, Any]:
    """A case of an urgent cause, registered at `at`."""
    return {
        "at": at,
        "case": name,
        "actor_role": "township_handler",
        "do": "open",
        "process_id": "relief_case",
        "data": {
            "channel": "window",
            "cause": "fire",
            "description": "",
            "needs_immediate": True,
            "division": TOWN,
            "category": "none",
            "applicant": {"name": "甲"},
            "household": {"size": 1, "members": []},
        },
    }


BEFORE = opening("2026-05-29T10:00:00+08:00", "before")  # Friday
AFTER = opening("2026-06-01T10:00:00+08:00", "after")
WORLD: dict[str, Any] = {"inputs": {"township": f"{TOWN} 牌楼街道"}, "actions": [BEFORE, AFTER]}


def with_two_days_to_pay() -> list[BundleFile]:
    """The shipped bundle with two working days instead of three for `urgent.pay`."""
    changed = []
    for file in bundle_files():
        if file.path == "processes/deadline_limits.dmn":
            text = file.content.decode()
            row = (
                text.index("&quot;urgent.pay&quot;") if "&quot;urgent.pay&quot;" in text else text.index('"urgent.pay"')
            )
            amount = text.index("<text>3</text>", row)
            text = text[:amount] + "<text>2</text>" + text[amount + len("<text>3</text>") :]
            file = BundleFile(file.path, text.encode())
        changed.append(file)
    return changed


@pytest.fixture
def player() -> Iterator[Player]:
    with stage.fresh_stage(WORLD, datetime.fromisoformat(BEFORE["at"])) as world:
        number = write(
            world.resources,
            lambda work: installation.deploy(work, with_two_days_to_pay(), CHANGE_ON, author="甲", approver="乙"),
        )
        assert number == 2
        playing = Player(world)
        playing.play(BEFORE)
        playing.play(AFTER)
        yield playing


def bundle_and_due(player: Player, name: str) -> tuple[int, datetime | None]:
    case_id = player.case_ids[name]
    case = read(player.resources, lambda work: cases.case_of(work.session, case_id))
    rows = read(player.resources, lambda work: deadlines.deadlines_of(work.session, case_id))
    assert case is not None
    return case.bundle_number, next(row.due_at for row in rows if row.key == "urgent.pay")


@pytest.mark.parametrize(
    ("name", "bundle", "due"),
    [
        pytest.param("before", 1, "2026-06-03T18:00:00+08:00", id="Friday + 3 = Wednesday, on the old bundle"),
        pytest.param("after", 2, "2026-06-03T18:00:00+08:00", id="Monday + 2 = Wednesday, on the new bundle"),
    ],
)
def test_the_day_of_registration_picks_the_bundle(player: Player, name: str, bundle: int, due: str) -> None:
    assert bundle_and_due(player, name) == (bundle, datetime.fromisoformat(due))


def test_a_case_goes_on_with_its_own_bundle_after_the_change(player: Player) -> None:
    player.play(
        {
            "at": "2026-06-02T09:00:00+08:00",
            "case": "before",
            "actor_role": "township_handler",
            "do": "complete",
            "element_id": "decide_acceptance",
            "data": {"decision": "accept", "track": "urgent"},
        }
    )

    assert bundle_and_due(player, "before") == (1, datetime.fromisoformat("2026-06-03T18:00:00+08:00"))


def test_the_same_content_deployed_again_keeps_its_number(player: Player) -> None:
    number = write(
        player.resources,
        lambda work: installation.deploy(work, with_two_days_to_pay(), CHANGE_ON, author="甲", approver="乙"),
    )

    assert number == 2

"""What one step costs the database: statements, commits, bytes of state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from statement_count import Spent, counted

from engine.cli.replay.driving import Player
from engine.services import case_work
from engine.services.unit_of_work import UnitOfWork, glance, read
from engine.store import processes
from engine.store.tables.processes import PASSED, ElementVisitRow

STRAIGHT_TO_THE_NEXT_TASK = 12
WITH_OPERATIONS = 20
STATE_OF_TWO_TASKS = 1_000


def _spent_on(player: Player, action: Mapping[str, Any]) -> Spent:
    """What completing the task of `action` costs, sent with an Idempotency-Key as the screens do."""
    player.move_clock(datetime.fromisoformat(action["at"]))
    ready = player.completion(action)
    key = f"once:{ready.task_id}"
    with counted(player.resources.database) as spent:
        case_work.complete(player.resources, ready.actor, key, ready.task_id, ready.data, None)
    return spent


def test_a_completion_is_one_commit_and_few_statements(player: Player, burnt_house: dict[str, Any]) -> None:
    spent: dict[str, Spent] = {}
    for action in burnt_house["actions"]:
        if action["do"] == "complete":
            spent[action["element_id"]] = _spent_on(player, action)
        else:
            player.play(action)

    assert {element_id: one.commits for element_id, one in spent.items()} == dict.fromkeys(spent, 1)
    counts = {element_id: len(one.statements) for element_id, one in spent.items()}
    assert counts["complete_paperwork"] <= STRAIGHT_TO_THE_NEXT_TASK
    assert max(counts.values()) <= WITH_OPERATIONS, counts
    assert len(counts) == 6


def test_a_node_passed_at_once_is_one_row_and_still_two_visits(player: Player, burnt_house: dict[str, Any]) -> None:
    for action in burnt_house["actions"]:
        player.play(action)
    case_id = player.case_ids["main"]
    kinds = select(ElementVisitRow.kind).where(ElementVisitRow.case_id == case_id)
    rows = Counter(read(player.resources, lambda work: work.session.scalars(kinds).all()))
    path = read(player.resources, lambda work: processes.visits_of(work.session, case_id))
    visits = Counter(visit.kind for visit in path)

    assert rows[PASSED] > rows["reached"] + rows["completed"]
    assert visits == Counter(reached=rows[PASSED] + rows["reached"], completed=rows[PASSED] + rows["completed"])


def test_a_request_sent_again_is_answered_without_doing_anything(player: Player, burnt_house: dict[str, Any]) -> None:
    player.play(burnt_house["actions"][0])
    ready = player.completion(burnt_house["actions"][1])
    sent = (player.resources, ready.actor, "once", ready.task_id, ready.data, None)
    first = case_work.complete(*sent)
    with counted(player.resources.database) as spent:
        again = case_work.complete(*sent)

    assert again == first
    assert not [statement for statement in spent.statements if not statement.startswith("SELECT")]


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)  # SQLite needs no way there and back
def test_a_glance_opens_no_transaction_and_a_reading_does(player: Player) -> None:
    def moments(work: UnitOfWork) -> set[datetime]:
        return {work.session.execute(text("SELECT now()")).scalar_one() for _ in range(2)}  # when it began

    assert len(read(player.resources, moments)) == 1
    assert len(glance(player.resources, moments)) == 2


def test_the_state_of_a_process_stays_small(player: Player, burnt_house: dict[str, Any]) -> None:
    sizes = []
    for action in burnt_house["actions"]:
        player.play(action)
        instances = read(player.resources, lambda work: processes.instances_of(work.session, player.case_ids["main"]))
        sizes += [len(instance.state) for instance in instances if instance.state is not None]

    assert sizes[0] <= STATE_OF_TWO_TASKS
    assert max(sizes) <= 3 * STATE_OF_TWO_TASKS, sizes

"""Which diagram of a case is shown first."""

from __future__ import annotations

import pytest

from admin_ui.widgets.diagrams import deepest_waiting

DONE, CURRENT, OVERDUE = "done", "current", "overdue"


def drawn(instance_id: str, *states: str) -> dict[str, object]:
    elements = {f"element_{number}": {"state": state, "visits": 1} for number, state in enumerate(states)}
    return {"process_id": "p", "name": "", "instance_id": instance_id, "xml": "", "elements": elements}


@pytest.mark.parametrize(
    ("definitions", "place"),
    [
        pytest.param([drawn("a", DONE)], 0, id="nothing waits: the main one"),
        pytest.param([drawn("a", CURRENT), drawn("a", DONE, OVERDUE), drawn("a", DONE)], 1, id="the innermost"),
        pytest.param([drawn("a", CURRENT), drawn("a", CURRENT), drawn("b", CURRENT)], 1, id="before a linked one"),
        pytest.param([drawn("a", DONE), drawn("b", CURRENT)], 1, id="a linked one where the case is closed"),
    ],
)
def test_the_diagram_where_the_case_waits_is_shown_first(definitions, place):
    assert deepest_waiting(definitions) == place

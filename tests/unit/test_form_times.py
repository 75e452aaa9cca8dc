"""What has happened lies behind us; only what a form asks for as a plan may lie ahead (policy 6.1)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.errors import InvalidInputError
from engine.services.forms import checked

NOW = datetime(2026, 3, 10, 17, 30, tzinfo=UTC)  # already the 11th in Chongqing
AT = {"type": "string", "format": "date-time"}
ON = {"type": "string", "format": "date"}
FORM: dict[str, Any] = {
    "properties": {
        "held_at": AT,
        "meeting_at": {**AT, "x-plan": True},
        "acted_on": ON,
        "valid_until": {**ON, "x-plan": True},
        "stages": {
            "type": "array",
            "items": {"type": "object", "properties": {"paid_on": ON, "pay_on": {**ON, "x-plan": True}}},
        },
    }
}


@pytest.mark.parametrize(
    "data",
    [
        {"held_at": "2026-03-10T17:30:00Z"},
        {"held_at": "2026-03-11T18:00:00+08:00"},  # later today: the day counts, and clocks on walls differ
        {"acted_on": "2026-03-11"},
        {"meeting_at": "2026-05-01T09:00:00+08:00", "valid_until": "2027-03-10"},
        {"stages": [{"paid_on": "2026-03-11", "pay_on": "2026-06-01"}]},
    ],
)
def test_the_past_and_plans_are_accepted(data: dict[str, Any]) -> None:
    assert checked(FORM, data, {}, NOW) == data


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"held_at": "2026-03-12T00:00:00+08:00"}, "held_at"),
        ({"held_at": "2199-12-31T00:00:00Z"}, "held_at"),
        ({"acted_on": "2026-03-12"}, "acted_on"),
        ({"stages": [{"paid_on": "2026-03-11"}, {"paid_on": "2026-03-12"}]}, "stages.1.paid_on"),
    ],
)
def test_what_is_still_to_come_cannot_have_happened(data: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(FORM, data, {}, NOW)

    assert [error.path for error in refused.value.errors] == [path]

"""Somebody who plays a typical case through the real services, in an office of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.cli.replay.driving import Player
from engine.cli.replay.stage import Scenery, fresh_stage

CASES = Path(__file__).parents[1] / "cases" / "cases.json"


def typical_case(case_id: str) -> dict[str, Any]:
    """One of the typical cases."""
    cases: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    return next(case for case in cases if case["id"] == case_id)


@pytest.fixture
def burnt_house() -> dict[str, Any]:
    """TA-01: relief first, in cash; paperwork within ten working days; closed."""
    return typical_case("TA-01")


@pytest.fixture
def player(empty_database_url: str, burnt_house: dict[str, Any]) -> Iterator[Player]:
    """Somebody about to play the case of the burnt house, once on each dialect."""
    starts_at = datetime.fromisoformat(burnt_house["actions"][0]["at"])
    with fresh_stage(burnt_house, starts_at, Scenery(database_url=empty_database_url)) as stage:
        yield Player(stage)

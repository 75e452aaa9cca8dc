"""The file of a case on paper holds what was said and on which rules, and only for who may reveal it."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from engine.cli.replay import stage
from engine.cli.replay.driving import Player
from engine.domain.roles import Role
from engine.errors import NotPermittedError
from engine.services.printing import print_case_file
from engine.services.printing.answers import answered
from engine.services.unit_of_work import write

TOWN = "500101018"
AT = "2026-03-10T09:20:00+08:00"
NAME = "罗<b>远</b>明"
ACTIONS: list[dict[str, Any]] = [
    {
        "at": AT,
        "actor_role": "township_handler",
        "do": "open",
        "process_id": "relief_case",
        "data": {
            "channel": "window",
            "cause": "debt_gambling",
            "description": "欠债",
            "needs_immediate": False,
            "division": TOWN,
            "category": "none",
            "applicant": {"name": NAME, "phone": "13800138000"},
            "household": {"size": 1, "members": []},
        },
    },
    {
        "at": AT,
        "actor_role": "township_handler",
        "do": "complete",
        "element_id": "decide_acceptance",
        "data": {"decision": "not_accept", "reason_code": "NOT_BASIC_LIVING_NEED"},
    },
]
WORLD: dict[str, Any] = {"inputs": {"township": f"{TOWN} 牌楼街道"}, "actions": ACTIONS}


@pytest.fixture(scope="module")
def player() -> Iterator[Player]:
    with stage.fresh_stage(WORLD, datetime.fromisoformat(AT)) as world:
        playing = Player(world)
        for action in ACTIONS:
            playing.play(action)
        yield playing


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")


def test_the_case_file_holds_the_answers_in_the_words_of_the_forms(player: Player) -> None:
    case_id = player.case_ids["main"]
    handler = stage.person(Role.TOWNSHIP_HANDLER, TOWN, 1)

    printed = write(player.resources, lambda work: print_case_file(work, case_id), person=handler)

    text = text_of(printed.content)
    assert "受理决定" in text
    assert "不予受理" in text
    assert "13800138000" in text
    assert "类型预判" in text  # the decision rows that applied, by the name of their table
    assert "罗<b>远</b>明" in text  # what a person wrote is text, never markup


def test_who_may_not_reveal_personal_data_gets_no_case_file(player: Player) -> None:
    case_id = player.case_ids["main"]
    assistant = stage.person(Role.CITY_ADMIN, TOWN, 1)

    with pytest.raises(NotPermittedError):
        write(player.resources, lambda work: print_case_file(work, case_id), person=assistant)


def test_answers_are_shown_as_people_read_them() -> None:
    form = {
        "properties": {
            "amount": {"title": "金额", "x-widget": "money"},
            "at": {"title": "时间", "format": "date-time"},
            "way": {"title": "方式", "oneOf": [{"const": "visit", "title": "上门"}]},
            "seen": {"title": "见面"},
            "goods": {"title": "物品", "items": {"properties": {"item": {"title": "品名"}}}},
        }
    }
    data = {
        "amount": 70_000,
        "at": "2026-03-10T01:20:00+00:00",
        "way": "visit",
        "seen": True,
        "goods": [{"item": "大米"}],
    }

    assert answered(form, data) == [
        ("金额", "700.00 元"),
        ("时间", "2026年3月10日 09:20"),
        ("方式", "上门"),
        ("见面", "是"),
        ("物品", "品名：大米"),
    ]

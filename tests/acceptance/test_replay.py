"""`jiuzhu replay`: the typical cases come out as the policy expects, on both databases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine.cli.main import jiuzhu
from engine.cli.process import bundle_files
from engine.cli.replay.playing import play
from engine.cli.replay.stage import Scenery
from engine.cli.replay.typical_cases import read_cases
from engine.store.database import Database
from engine.store.migrations import is_empty

CASES = Path(__file__).parents[1] / "cases" / "cases.json"
FURTHER_CASES = CASES.with_name("further_cases.json")


def replay(*options: str) -> Result:
    return CliRunner().invoke(jiuzhu, ["replay", *options])


def with_part(name: str, value: Any) -> str:
    """A file with one typical case in which one part is another."""
    case = json.loads(CASES.read_text())["cases"][0]
    return json.dumps({"cases": [{**case, name: value}]})


def answer_of(result: Result) -> dict[str, Any]:
    return dict(json.loads(result.stdout))


BOTH = pytest.mark.parametrize("file", [CASES, FURTHER_CASES], ids=["typical", "further"])


@BOTH
def test_the_cases_come_out_as_expected(file: Path, empty_database_url: str) -> None:
    _assert_all_equal(file, replay(str(file), "--json", "--database-url", empty_database_url))


@BOTH
def test_the_cases_come_out_the_same_when_the_process_is_restarted_at_every_wait(file: Path) -> None:
    _assert_all_equal(file, replay(str(file), "--json", "--restart"))


def _assert_all_equal(file: Path, result: Result) -> None:
    answer = answer_of(result)
    found = [(case["id"], case["failure"], case["differences"], case["not_compared"]) for case in answer["cases"]]
    assert [one for one in found if one[1] or one[2] or one[3]] == []
    assert answer["equal"] == len(json.loads(file.read_text())["cases"])
    assert result.exit_code == 0


WORDS_OF_THEIR_OWN: dict[str, Any] = {
    "a sentence nobody knows": {"must_not_happen": ["`close_case` reached while it rains"]},
    "a flag nobody knows": {"classification": {"relief_type": "urgent", "weather": "rain"}},
    "a remark beside the amount": {"amount": {"granted": "2500", "remark": "in full"}},
    "an event nobody knows": {
        "deadlines": [
            {
                "key": "urgent.pay",
                "start_event": "found_by_somebody",
                "start_at": "2025-09-30T16:40:00+08:00",
                "rule": "3WD or sooner",
                "due_at": "2025-10-11T18:00:00+08:00",
            }
        ]
    },
}


@pytest.mark.parametrize("words", WORDS_OF_THEIR_OWN)
def test_what_nobody_can_compare_is_shown_and_makes_no_case_wrong(words: str, tmp_path: Path) -> None:
    case = next(one for one in json.loads(CASES.read_text())["cases"] if one["id"] == "TA-03")
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [{**case, "expected": {**case["expected"], **WORDS_OF_THEIR_OWN[words]}}]}))

    (result,) = answer_of(replay(str(file), "--json"))["cases"]

    assert result["equal"]
    assert result["not_compared"]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("deadlines", [{"key": "urgent.pay", "due_at": "2025-10-11T18:00:01+08:00"}]),
        ("deadlines", [{"key": "urgent.pay", "due_at": "2025-10-11T18:00:00+08:00", "rule": "4WD"}]),
        ("amount", {"granted": "2500.01"}),
        ("must_not_create", [{"element_ids": ["pay_cash"], "before": None}]),
    ],
)
def test_a_part_that_says_little_is_compared_all_the_same(part: str, value: Any, tmp_path: Path) -> None:
    case = next(one for one in json.loads(CASES.read_text())["cases"] if one["id"] == "TA-03")
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [{**case, "expected": {**case["expected"], part: value}}]}))

    result = replay(str(file), "--json")

    assert result.exit_code == 1
    assert [one["place"].split("[")[0].split(".")[1] for one in answer_of(result)["cases"][0]["differences"]] == [part]


def test_the_database_is_empty_again_afterwards(empty_database: Database, empty_database_url: str) -> None:
    result = replay(str(CASES), "--only", "TA-03", "--database-url", empty_database_url)

    assert result.exit_code == 0
    assert is_empty(empty_database)


def test_a_database_with_tables_is_refused(database_url: str) -> None:
    result = replay(str(CASES), "--only", "TA-03", "--database-url", database_url)

    assert result.exit_code == 2
    assert "不是空的" in result.stderr


def test_people_get_a_line_per_case_and_progress_on_standard_error() -> None:
    result = replay(str(CASES), "--only", "TA-03", "--only", "TA-01")

    assert [line.split()[:2] for line in result.stdout.splitlines()[:2]] == [["TA-01", "一致"], ["TA-03", "一致"]]
    assert "2 个一致，0 个不一致" in result.stdout
    assert "TA-01 …" in result.stderr


def test_a_case_that_needs_more_than_the_bundle_has_comes_to_a_stand() -> None:
    case = next(case for case in read_cases(CASES) if case.case_id == "TA-16")
    fewer = [file for file in bundle_files() if "recovery" not in file.path]

    played = play(case, Scenery(files=fewer))

    assert played.observed is None
    assert played.failure is not None
    assert played.failure.what == "open recovery"
    assert "the bundle lacks investigate" in played.failure.reason


def test_a_difference_shows_place_expected_and_actual(tmp_path: Path) -> None:
    content = json.loads(CASES.read_text())
    case = next(case for case in content["cases"] if case["id"] == "TA-03")
    case["expected"]["deadlines"][0]["due_at"] = "2025-10-11T17:59:59+08:00"
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(content))

    result = replay(str(file), "--only", "TA-03")

    assert result.exit_code == 1
    row = next(line for line in result.stdout.splitlines() if "due_at" in line)
    assert row.split() == [
        "expected.deadlines[0].due_at",
        "2025-10-11T17:59:59+08:00",
        "2025-10-11T18:00:00+08:00",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "无法读取文件", id="no such file"),
        pytest.param("{", "不是有效的 JSON", id="no JSON"),
        pytest.param("[]", "没有典型个案", id="no cases"),
        pytest.param('{"cases": []}', "没有典型个案", id="an empty list"),
        pytest.param('{"cases": [{"title": ""}]}', "没有编号", id="without an id"),
        pytest.param('{"cases": [{"id": "TA-01"}]}', "缺少", id="without what is needed"),
        pytest.param(with_part("expected", []), "形状不对", id="an expectation of another shape"),
        pytest.param(with_part("setup", [{"weather": "rain"}]), "无法布置", id="a stage nobody can set"),
        pytest.param(with_part("actions", [{"do": "advance", "at": "2026-03-10"}]), "actions[0]", id="without a time"),
    ],
)
def test_a_file_without_cases_is_refused(content: str | None, message: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    if content is not None:
        file.write_text(content)

    result = replay(str(file))

    assert result.exit_code == 2
    assert message in result.stderr


def test_an_unknown_case_is_refused() -> None:
    result = replay(str(CASES), "--only", "TA-01,TA-99")

    assert result.exit_code == 2
    assert "文件中没有个案 TA-99" in result.stderr

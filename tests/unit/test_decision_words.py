"""A decision record says in words which rows applied, on what basis, and what they gave."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from engine.bpmn.bundle import Bundle, load_bundle
from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.decisions import evaluate_decision
from engine.services.decision_words import AppliedRule, applied_rule

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tables() -> Bundle:
    """The shipped decision tables."""
    return load_bundle(
        [BundleFile(f"processes/{path.name}", path.read_bytes()) for path in sorted((ROOT / "processes").glob("*.dmn"))]
    )


def words(tables: Bundle, decision_id: str, rows: list[tuple[int, list[str]]], result: Any) -> AppliedRule:
    matched = [{"row": number, "notes": notes} for number, notes in rows]
    record: Any = SimpleNamespace(decision_id=decision_id, matched=matched, result=result)
    return applied_rule(tables, record)


def test_every_table_and_every_output_has_a_title(tables: Bundle) -> None:
    untitled = [
        (decision_id, name)
        for decision_id, decision in tables.decisions.items()
        for name, title in {"": decision.title, **decision.output_titles}.items()
        if not title or title.isascii()
    ]

    assert untitled == []


def test_a_row_is_explained_by_its_description(tables: Bundle) -> None:
    scope = {"reason_code": "NOT_BASIC_LIVING_NEED"}

    outcome = evaluate_decision(tables, "refusal_reason", scope)

    assert [len(rule.annotations) for rule in outcome.matched] == [1]
    assert not outcome.matched[0].annotations[0].isascii()


@pytest.mark.parametrize(
    ("decision_id", "rows", "result", "said"),
    [
        pytest.param(
            "award_amount",
            [(1, ["标准×人数×月数×提高系数"])],
            {"rule": "urgent", "raw_fen": 252_000},
            AppliedRule(
                "救助金额测算", "第 1 行", "标准×人数×月数×提高系数", "适用规则：急难型，原始金额：2,520.00 元"
            ),
            id="an amount in yuan, without the unit of the table's heading",
        ),
        pytest.param(
            "refusal_reason",
            [(4, [])],
            {"refer_to": None, "text_required": False, "basis": "社会救助法"},
            AppliedRule("不予受理、不予救助理由", "第 4 行", "社会救助法", "须补充说明：否"),
            id="the basis that a table gives",
        ),
        pytest.param(
            "followup_rules",
            [(1, ["甲"]), (2, ["甲"])],
            [{"action": "visit", "in_days": 30, "to": None}, {"action": "inform", "in_days": 0, "to": "农业农村"}],
            AppliedRule(
                "后续安排",
                "第 1 行、第 2 行",
                "甲",
                "1. 安排：安排回访，天数：30；2. 安排：通报，天数：0，通报单位：农业农村",
            ),
            id="several rows, each basis once",
        ),
        pytest.param(
            "uplift_factor",
            [(1, [])],
            {"factor": {"$decimal": "1.2"}},
            AppliedRule("提高标准系数", "第 1 行", "—", "系数：1.2"),
            id="a decimal",
        ),
        pytest.param(
            "gone",
            [],
            [],
            AppliedRule("gone", "无适用规则", "—", "—"),
            id="a table that the bundle no longer has",
        ),
    ],
)
def test_a_record_is_said_in_words(
    tables: Bundle, decision_id: str, rows: list[tuple[int, list[str]]], result: Any, said: AppliedRule
) -> None:
    assert words(tables, decision_id, rows, result) == said

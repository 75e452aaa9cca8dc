"""Every hit policy answers as DMN says, and what it cannot answer is an error and never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest
from drawn_processes import bundle_of

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.decisions import DecisionOutcome, evaluate_decision
from engine.bpmn.execution_errors import NoRuleMatchedError, RulesOverlapError, ValueNotAllowedError
from engine.feel import compile_expression


def graded(
    policy: str,
    *rows: Sequence[str],
    outputs: Sequence[tuple[str, str, str]] = (("grade", "", ""),),
    allowed: str = "",
) -> BundleFile:
    """A table over `points`; an output is its name, its values and its default."""
    limit = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    columns = f"<input><inputExpression><text>points</text></inputExpression>{limit}</input>"
    for name, values, default in outputs:
        listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
        listed += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
        columns += f'<output name="{name}">{listed}</output>'
    rules = ""
    for test, *answers in rows:
        cells = f"<inputEntry><text>{escape(test)}</text></inputEntry>"
        cells += "".join(f"<outputEntry><text>{escape(answer)}</text></outputEntry>" for answer in answers)
        rules += f"<rule>{cells}</rule>"
    text = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:d">'
        f'<decision id="graded" name="graded"><decisionTable {policy}>{columns}{rules}</decisionTable></decision>'
        "</definitions>"
    )
    return BundleFile("processes/graded.dmn", text.encode())


def decide(file: BundleFile, points: object) -> DecisionOutcome:
    return evaluate_decision(bundle_of(file), "graded", {"points": points})


def value(text: str) -> object:
    return compile_expression(text).evaluate({})


ROWS = ((">= 60", '"pass"'), (">= 90", '"best"'), ("< 60", '"fail"'), ("[50..60)", '"close"'))
ORDER = (("grade", '"best", "pass", "close", "fail"', ""),)


@pytest.mark.parametrize(
    ("policy", "points", "result", "rows"),
    [
        ('hitPolicy="UNIQUE"', 70, '{grade: "pass"}', [1]),
        ('hitPolicy="FIRST"', 95, '{grade: "pass"}', [1]),
        ('hitPolicy="FIRST"', 55, '{grade: "fail"}', [3]),
        ('hitPolicy="PRIORITY"', 95, '{grade: "best"}', [2]),
        ('hitPolicy="PRIORITY"', 55, '{grade: "close"}', [4]),
        ('hitPolicy="RULE ORDER"', 95, '["pass", "best"]', [1, 2]),
        ('hitPolicy="OUTPUT ORDER"', 95, '["best", "pass"]', [2, 1]),
        ('hitPolicy="COLLECT"', 55, '["fail", "close"]', [3, 4]),
        ('hitPolicy="COLLECT" aggregation="COUNT"', 55, "2", [3, 4]),
        ('hitPolicy="COLLECT"', None, "[]", []),
        ('hitPolicy="RULE ORDER"', None, "[]", []),
        ('hitPolicy="COLLECT" aggregation="COUNT"', None, "0", []),
    ],
)
def test_a_policy_says_which_rows_answer(policy: str, points: object, result: str, rows: list[int]) -> None:
    outcome = decide(graded(policy, *ROWS, outputs=ORDER), points)

    assert outcome.result == value(result)
    assert [rule.number for rule in outcome.matched] == rows


@pytest.mark.parametrize(("aggregation", "result"), [("SUM", "60"), ("MIN", "10"), ("MAX", "30"), ("COUNT", "3")])
def test_collected_numbers_are_aggregated(aggregation: str, result: str) -> None:
    rows = (("> 0", "10"), ("> 1", "20"), ("> 2", "30"), ("> 3", "40"))

    outcome = decide(graded(f'hitPolicy="COLLECT" aggregation="{aggregation}"', *rows), 3)

    assert outcome.result == value(result)


@pytest.mark.parametrize("aggregation", ["SUM", "MIN", "MAX"])
def test_without_a_match_there_is_nothing_to_aggregate(aggregation: str) -> None:
    assert decide(graded(f'hitPolicy="COLLECT" aggregation="{aggregation}"', ("> 0", "10")), 0).result is None


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "PRIORITY"])
def test_no_match_is_an_error_where_one_row_should_answer(policy: str) -> None:
    with pytest.raises(NoRuleMatchedError):
        decide(graded(f'hitPolicy="{policy}"', ("> 0", "1"), outputs=(("grade", "1, 2", ""),)), 0)


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "PRIORITY"])
def test_defaults_answer_where_no_row_does(policy: str) -> None:
    outputs = (("grade", "", '"none"'), ("note", "", ""))

    outcome = decide(graded(f'hitPolicy="{policy}"', ("> 0", '"some"', '"x"'), outputs=outputs), 0)

    assert outcome.result == {"grade": "none", "note": None}
    assert outcome.matched == ()


def test_a_list_of_answers_gets_its_default_as_a_list() -> None:
    outcome = decide(graded('hitPolicy="COLLECT"', ("> 0", '"some"'), outputs=(("grade", "", '"none"'),)), 0)

    assert outcome.result == ["none"]


def test_any_accepts_rows_that_agree_and_names_all_of_them() -> None:
    file = graded('hitPolicy="ANY"', ("> 0", "1.0"), ("> 1", "1"), ("> 5", "2"))

    assert [rule.number for rule in decide(file, 2).matched] == [1, 2]
    with pytest.raises(RulesOverlapError) as overlap:
        decide(file, 6)
    assert overlap.value.rules == (1, 2, 3)


def test_priority_looks_at_the_first_output_first() -> None:
    outputs = (("grade", '"a", "b"', ""), ("note", '"x", "y"', ""))
    rows = (("-", '"b"', '"x"'), ("-", '"a"', '"y"'), ("-", '"a"', '"x"'))

    outcome = decide(graded('hitPolicy="OUTPUT ORDER"', *rows, outputs=outputs), 1)

    assert outcome.result == [{"grade": "a", "note": "x"}, {"grade": "a", "note": "y"}, {"grade": "b", "note": "x"}]


def test_an_input_that_is_not_allowed_is_an_error() -> None:
    file = graded('hitPolicy="FIRST"', ("-", '"any"'), allowed="[0..100]")

    assert decide(file, 100).result == {"grade": "any"}
    assert decide(file, None).result == {"grade": "any"}  # not yet known is not outside
    with pytest.raises(ValueNotAllowedError) as refusal:
        decide(file, 101)
    assert (refusal.value.decision_id, refusal.value.column) == ("graded", "points")


def test_an_output_that_is_not_allowed_is_an_error() -> None:
    file = graded('hitPolicy="UNIQUE"', ("-", "points"), outputs=(("grade", "1, 2", ""),))

    assert decide(file, 2).result == {"grade": 2}
    with pytest.raises(ValueNotAllowedError):
        decide(file, 3)

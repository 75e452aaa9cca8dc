"""Decision tables answer by FEEL, with the rules that led to the answer, or say why they cannot."""

from __future__ import annotations

import pytest
from drawn_processes import Drawing, RecordingHost, SavedProcess, bundle_of, table

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.decisions import evaluate_decision
from engine.bpmn.execution_errors import (
    BundleError,
    DecisionError,
    NoRuleMatchedError,
    RulesOverlapError,
    UnknownDecisionError,
)

RATES = table(
    "rates", ["category", "amount_fen"], ["level", "factor"],
    ['"dibao","tekun"', "<= 1000", '"township"', "2", "small"],
    ['"dibao","tekun"', "> 1000", '"county"', "2 * 3", "large"],
    ['not("dibao","tekun")', "-", '"county"', "", "others", "of all kinds"],
)  # fmt: skip
LIMITS = table(
    "limits", ["key", "instalment_no"], ["amount", "unit"],
    ['"stage.pay"', "1", "3", '"WD"'], ['"stage.pay"', "> 1", "0", '"WD"'], ['"stage.pay"', "-", "5", '"ND"'],
    policy="COLLECT",
)  # fmt: skip


def _decide(file: BundleFile, **scope: object):
    return evaluate_decision(bundle_of(file), file.path.split("/")[1].removesuffix(".dmn"), scope)


def test_the_one_matching_rule_gives_a_context_of_outputs():
    outcome = _decide(RATES, category="dibao", amount_fen=5000)

    assert outcome.result == {"level": "county", "factor": 6}
    assert [(rule.number, rule.annotations) for rule in outcome.matched] == [(2, ("large",))]
    assert outcome.inputs == {"category": "dibao", "amount_fen": 5000}
    assert (outcome.element_id, outcome.task_id) == (None, None)


def test_an_empty_output_cell_is_null_and_all_annotations_are_kept():
    outcome = _decide(RATES, category="none", amount_fen=1)

    assert outcome.result == {"level": "county", "factor": None}
    assert outcome.matched[0].annotations == ("others", "of all kinds")


def test_no_matching_rule_is_an_error_of_a_unique_table():
    with pytest.raises(NoRuleMatchedError):
        _decide(table("few", ["x"], ["y"], ["1", "1"]), x=2)


def test_two_matching_rules_are_an_error_of_a_unique_table():
    with pytest.raises(RulesOverlapError) as overlap:
        _decide(table("twice", ["x"], ["y"], ["> 0", "1"], ["< 0", "2"], ["< 10", "3"]), x=5)

    assert overlap.value.rules == (1, 3)


def test_a_collecting_table_gives_all_matches_in_the_order_of_its_rules():
    outcome = _decide(LIMITS, key="stage.pay", instalment_no=2)

    assert outcome.result == [{"amount": 0, "unit": "WD"}, {"amount": 5, "unit": "ND"}]
    assert [rule.number for rule in outcome.matched] == [2, 3]


def test_a_collecting_table_with_one_output_gives_plain_values():
    file = table("codes", ["x"], ["code"], ["1", '"a"'], ["1", '"b"'], ["2", '"c"'], policy="COLLECT")

    assert _decide(file, x=1).result == ["a", "b"]


def test_a_collecting_table_without_match_gives_an_empty_list():
    assert _decide(LIMITS, key="other", instalment_no=1).result == []


def test_a_unique_table_with_one_output_gives_a_context_too():
    assert _decide(table("one", ["x"], ["y"], ["-", '"z"']), x=1).result == {"y": "z"}


def test_null_is_in_no_order_and_matches_only_where_anything_goes():
    assert _decide(LIMITS, key="stage.pay", instalment_no=None).result == [{"amount": 5, "unit": "ND"}]


def test_an_unknown_name_is_an_error():
    with pytest.raises(DecisionError):
        _decide(RATES, category="dibao")


def test_functions_of_the_caller_can_be_used():
    file = table("due", ["x"], ["at"], ["-", 'deadline("urgent.pay")'])
    bundle = bundle_of(file)

    outcome = evaluate_decision(bundle, "due", {"x": 1}, {"deadline": lambda key: f"due of {key}"})

    assert outcome.result == {"at": "due of urgent.pay"}


def test_a_decision_that_the_bundle_does_not_have_is_named():
    with pytest.raises(UnknownDecisionError) as unknown:
        evaluate_decision(bundle_of(RATES), "rate", {})

    assert unknown.value.decision_id == "rate"


@pytest.mark.parametrize("policy", ["NONSENSE", "FIRST AID", "RULEORDER"])
def test_a_hit_policy_that_dmn_does_not_have_is_refused(policy):
    with pytest.raises(BundleError) as refusal:
        bundle_of(table("other", ["x"], ["y"], ["-", "1"], policy=policy))

    assert [finding.rule for finding in refusal.value.findings] == ["hit_policy_unsupported"]


def _narrow(file: BundleFile) -> BundleFile:
    return BundleFile(file.path, file.content.replace(b"<inputEntry><text>-</text></inputEntry>", b""))


def _emptied(file: BundleFile) -> BundleFile:
    return BundleFile(file.path, file.content.replace(b"decisionTable", b"literalExpression"))


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        pytest.param(table("a", ["x"], ["y"], ["><", "1"]), "feel_does_not_parse", id="input cell"),
        pytest.param(table("a", ["x"], ["y"], ["-", "1 +"]), "feel_does_not_parse", id="output cell"),
        pytest.param(table("a", ["x +"], ["y"], ["-", "1"]), "feel_does_not_parse", id="input expression"),
        pytest.param(_narrow(table("a", ["x"], ["y"], ["-", "1"])), "rule_of_wrong_width", id="missing cell"),
        pytest.param(_emptied(table("a", ["x"], ["y"], ["-", "1"])), "decision_without_logic", id="no table"),
    ],
)
def test_a_table_that_cannot_be_read_is_found_when_the_bundle_is_loaded(broken, rule):
    with pytest.raises(BundleError) as refusal:
        bundle_of(broken)
    assert [finding.rule for finding in refusal.value.findings] == [rule]


@pytest.mark.parametrize(
    "version",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
    ids=["1.1", "1.2", "1.3", "1.4", "1.5"],
)
def test_every_version_of_dmn_is_read(version):
    file = table("any", ["x"], ["y"], ["> 1", "x + 1", "note"], version=version)

    assert _decide(file, x=2).result == {"y": 3}


# -- in a process -----------------------------------------------------------------------------------------------------


def _asking(*files: BundleFile, **inputs: str) -> tuple[SavedProcess, RecordingHost]:
    drawing = (
        Drawing("ask_process").start().rule("ask", "rates", **inputs).user("see").end()
        .path("started", "ask", "see", "finished")
    )  # fmt: skip
    host = RecordingHost(facts={"category": "tekun"})
    return SavedProcess.start(bundle_of(drawing, *files), "ask_process", host), host


def test_inputs_of_a_decision_are_seen_by_its_table_only():
    process, host = _asking(RATES, input_category="case.category", input_amount_fen="7 * 100")

    assert host.outcomes[0].inputs == {"category": "tekun", "amount_fen": 700}
    assert process.data("see") == {}


def test_an_error_in_a_table_names_the_element_that_asked():
    with pytest.raises(NoRuleMatchedError) as failure:
        _asking(table("rates", ["category"], ["y"], ['"none"', "1"]), input_category="case.category")

    assert (failure.value.element_id, failure.value.decision_id) == ("ask", "rates")


def test_a_decision_that_is_missing_stops_the_step():
    with pytest.raises(UnknownDecisionError):
        _asking()

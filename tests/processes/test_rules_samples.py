"""Every rule has a bundle that breaks it and one that keeps it."""

import pytest

from engine.bpmn.findings import Severity
from engine.bpmn.rules.registry import RULES
from tests.processes.samples.decision_samples import DECISION_SAMPLES
from tests.processes.samples.diagram_samples import DIAGRAM_SAMPLES
from tests.processes.samples.sample_bundle import edited, findings_on
from tests.processes.samples.sample_table import Sample
from tests.processes.samples.text_samples import TEXT_SAMPLES

SAMPLES = DIAGRAM_SAMPLES + TEXT_SAMPLES + DECISION_SAMPLES


def test_every_rule_has_one_sample_and_every_sample_a_rule() -> None:
    assert sorted(sample.rule for sample in SAMPLES) == sorted(rule.name for rule in RULES)


def test_the_sample_bundle_breaks_no_rule() -> None:
    assert findings_on(edited([])) == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.rule)
def test_a_bundle_that_breaks_a_rule_gets_its_finding(sample: Sample) -> None:
    found = [finding for finding in findings_on(edited(sample.bad)) if finding.rule == sample.rule]

    assert sample.element_id in [finding.element_id for finding in found]
    for finding in found:
        assert finding.file
        assert finding.line is not None or finding.file.endswith(".json")
        assert all((finding.message, finding.message_en, finding.fix, finding.fix_en))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.rule)
def test_a_bundle_that_just_keeps_a_rule_gets_none(sample: Sample) -> None:
    assert sample.rule not in [finding.rule for finding in findings_on(edited(sample.good))]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.rule)
def test_every_rule_gets_an_answer_from_every_sample(sample: Sample) -> None:
    assert "validation_incomplete" not in [finding.rule for finding in findings_on(edited(sample.bad))]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_explains_itself(rule: object) -> None:
    assert rule.check.__doc__
    assert rule.severity in set(Severity)

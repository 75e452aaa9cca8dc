"""What the validator says of whole models: names, functions and requirements are known as they are when it runs."""

from __future__ import annotations

import pytest

from engine.bpmn.findings import Finding
from tests.processes.samples.sample_bundle import Edit, edited, findings_on
from tests.processes.samples.sample_table import main

ASK = "<spiffworkflow:calledDecisionId>help_size<"
HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:own">\n'
FUNCTION = (
    '<businessKnowledgeModel id="per_head" name="per head"><encapsulatedLogic><formalParameter name="n"/>'
    "<literalExpression><text>n / 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
)
NEEDS = (
    '<informationRequirement><requiredInput href="#persons"/></informationRequirement>'
    '<informationRequirement><requiredDecision href="#base"/></informationRequirement>'
    '<knowledgeRequirement><requiredKnowledge href="#per_head"/></knowledgeRequirement>'
)


def model(top: str, base: str = "case.standard_fen", more: str = "") -> Edit:
    """A decision over an input, another decision and a function."""
    return Edit(
        "processes/help_model.dmn",
        "",
        f'{HEAD}<inputData id="persons" name="persons"/>{FUNCTION}{more}'
        f'<decision id="base" name="base">{literal(base)}</decision>'
        f'<decision id="help_model" name="help_model">{NEEDS}{top}</decision></definitions>',
    )


def literal(text: str) -> str:
    return f'<literalExpression id="top"><text>{text}</text></literalExpression>'


def found(top: str, **more: str) -> list[Finding]:
    """What is found in the model where the main diagram asks it in place of its table."""
    asked = main(ASK, ASK.replace("help_size", "help_model"))
    findings = findings_on(edited([model(top, **more), asked]))
    return [one for one in findings if one.file == "processes/help_model.dmn"]


@pytest.mark.parametrize(
    "top",
    [
        literal("per head(persons) + base"),
        literal("for i in [1] return per head(i)"),
        f"<context><contextEntry><variable name='f'/>{literal('function(n) n')}</contextEntry>"
        f"<contextEntry>{literal('f(base)')}</contextEntry></context>",
        f"<filter><in>{literal('[{a: 1}]')}</in><match>{literal('a = 1')}</match></filter>",
        f"<for iteratorVariable='one'><in>{literal('[1]')}</in><return>{literal('one + persons')}</return></for>",
    ],
)
def test_a_sound_model_has_no_finding(top: str) -> None:
    assert found(top) == []


@pytest.mark.parametrize(
    ("top", "rule"),
    [
        (literal("person"), "unknown_name"),
        (literal("case.nothing"), "unknown_member"),
        (literal("per_head(1)"), "unknown_function"),
        (literal("persons +"), "expression_invalid"),
        (f"<list>{literal('1')}{literal('nobody')}</list>", "unknown_name"),
    ],
)
def test_a_mistake_in_a_box_is_found_where_it_stands(top: str, rule: str) -> None:
    findings = [one for one in found(top) if one.rule == rule]

    assert [(one.element_id, one.line) for one in findings] == [("top", 2)]


def test_a_required_decision_sees_the_names_of_the_task_that_leads_to_it() -> None:
    assert found(literal("base"), base="persons") == []
    assert [one.rule for one in found(literal("base"), base="months")] == ["unknown_name"]


def test_a_function_sees_its_parameters_only() -> None:
    more = FUNCTION.replace("per_head", "other").replace("n / 2", "persons")

    assert [one.rule for one in found(literal("base"), more=more)] == ["unknown_name"]

"""No way to money without a second person, over calls, rims, splits and repetitions."""

from collections.abc import Sequence

import pytest

from tests.processes.samples.diagram_samples import flow
from tests.processes.samples.sample_bundle import Change, edited, findings_on
from tests.processes.samples.sample_table import added, main

DISTINCT = '<spiffworkflow:property name="distinct_from" value="propose" />'
TIMER = (
    '<bpmn:timerEventDefinition id="timer_rim"><bpmn:timeDate>deadline("help.pay")</bpmn:timeDate>'
    "</bpmn:timerEventDefinition>"
)
GRANT = "<bpmn:conditionExpression>approve.decision = null</bpmn:conditionExpression>"
FLOW_3 = '<bpmn:sequenceFlow id="flow_3" sourceRef="size_help" targetRef="propose" />'
FLOW_4 = '<bpmn:sequenceFlow id="flow_4" sourceRef="propose" targetRef="approve" />'
FLOW_5 = '<bpmn:sequenceFlow id="flow_5" sourceRef="approve" targetRef="approval_result" />'
FLOW_6 = '<bpmn:sequenceFlow id="flow_6" sourceRef="register_help" targetRef="fork" />'
REPEATED = (
    '<bpmn:multiInstanceLoopCharacteristics id="repeat"><bpmn:loopDataInputRef>register_help</bpmn:loopDataInputRef>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)


def human(element_id: str, distinct_from: str) -> str:
    return (
        f'<bpmn:userTask id="{element_id}" name="另一审批"><bpmn:extensionElements><spiffworkflow:properties>'
        f'<spiffworkflow:property name="distinct_from" value="{distinct_from}" />'
        "</spiffworkflow:properties></bpmn:extensionElements></bpmn:userTask>"
    )


def rules_of(*changes: Change) -> set[str]:
    rules = {finding.rule for finding in findings_on(edited(changes))}
    return rules & {"payment_without_approval", "payment_without_award", "validation_incomplete"}


SEPARATED = 'name="distinct_from" value="{}"'
AROUND = (
    added(flow("flow_around", "approval_result", "register_help", GRANT)),
    main(FLOW_5, flow("flow_5", "propose", "approval_result")),
)
OVER_THE_RIM = added(
    f'<bpmn:boundaryEvent id="too_late" attachedToRef="approve">{TIMER}</bpmn:boundaryEvent>'
    + flow("flow_late", "too_late", "register_help")
)
PERHAPS_NEVER = main(
    '<spiffworkflow:property name="deadline" value="help.approve" />\n        </spiffworkflow:properties>\n'
    "      </bpmn:extensionElements>",
    "</spiffworkflow:properties></bpmn:extensionElements>" + REPEATED,
)
PROPOSAL_SKIPPED = (
    added('<bpmn:exclusiveGateway id="skip" default="flow_s2" /><bpmn:exclusiveGateway id="skipped" />'),
    main(
        FLOW_3,
        flow("flow_3", "size_help", "skip")
        + flow("flow_s1", "skip", "skipped", GRANT)
        + flow("flow_s2", "skip", "propose"),
    ),
    main(FLOW_4, flow("flow_4", "propose", "skipped") + flow("flow_s3", "skipped", "approve")),
)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([main(DISTINCT, "")], id="nobody is separated"),
        pytest.param([main(SEPARATED.format("propose"), SEPARATED.format("hear_family"))], id="from a later task only"),
        pytest.param([main(SEPARATED.format("propose"), SEPARATED.format("approve"))], id="from the task itself"),
        pytest.param(AROUND, id="a way around the approval"),
        pytest.param([OVER_THE_RIM], id="a rim of the approval leads on"),
        pytest.param([PERHAPS_NEVER], id="the approval may run no time at all"),
        pytest.param(PROPOSAL_SKIPPED, id="the proposal can be skipped"),
    ],
)
def test_a_payment_that_one_person_can_cause_is_found(changes: Sequence[Change]) -> None:
    assert "payment_without_approval" in rules_of(*changes)


def test_either_of_two_approvals_is_enough() -> None:
    gateways = '<bpmn:exclusiveGateway id="level" default="flow_l2" /><bpmn:exclusiveGateway id="levels" />'
    arrows = (
        flow("flow_4", "propose", "level")
        + flow("flow_l1", "level", "approve_above", GRANT)
        + flow("flow_l2", "level", "approve")
        + flow("flow_5", "approve", "levels")
        + flow("flow_l3", "approve_above", "levels")
        + flow("flow_l4", "levels", "approval_result")
    )
    changes = (added(gateways + human("approve_above", "propose")), main(FLOW_4, arrows), main(FLOW_5, ""))

    assert rules_of(*changes) == set()


def test_an_approval_on_one_branch_counts_behind_the_parallel_join() -> None:
    gateways = '<bpmn:parallelGateway id="both" /><bpmn:parallelGateway id="both_done" />'
    arrows = (
        flow("flow_4", "propose", "both")
        + flow("flow_l1", "both", "both_done")
        + flow("flow_l2", "both", "approve")
        + flow("flow_5", "approve", "both_done")
        + flow("flow_l4", "both_done", "approval_result")
    )

    assert rules_of(added(gateways), main(FLOW_4, arrows), main(FLOW_5, "")) == set()


def test_a_second_person_may_be_separated_from_either_of_two_proposers() -> None:
    gateways = '<bpmn:exclusiveGateway id="who" default="flow_w2" /><bpmn:exclusiveGateway id="whoever" />'
    arrows = (
        flow("flow_3", "size_help", "who")
        + flow("flow_w1", "who", "propose_too", GRANT)
        + flow("flow_w2", "who", "propose")
        + flow("flow_w3", "propose_too", "whoever")
        + flow("flow_4", "propose", "whoever")
        + flow("flow_w4", "whoever", "approve")
    )
    changes = (
        added(gateways + '<bpmn:userTask id="propose_too" name="另一意见" />'),
        main(FLOW_3, arrows),
        main(FLOW_4, ""),
    )

    assert "payment_without_approval" in rules_of(*changes)
    assert rules_of(*changes, main('value="propose" />', 'value="propose,propose_too" />')) == set()


def test_a_payment_before_its_award_is_found() -> None:
    arrows = flow("flow_6", "register_help", "case_closed")
    past = main('targetRef="register_help"', 'targetRef="fork"')

    assert "payment_without_award" in rules_of(past, main(FLOW_6, arrows))


def test_the_whole_way_to_the_payment_is_shown() -> None:
    finding = next(one for one in findings_on(edited([main(DISTINCT, "")])) if one.rule == "payment_without_approval")

    assert finding.message.endswith(
        "：help_case：case_opened → propose → approve → approval_result → register_help → pay_all"
        " ⇒ one_payment：payment_begun → record_payment"
    )

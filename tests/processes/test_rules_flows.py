"""Loops, joins, timers and calls that are nearly right: where the rules draw the line."""

import pytest

from engine.bpmn.bundle_files import BundleFile
from tests.processes.samples.diagram_samples import (
    DEADLINE_TIMER,
    DURATION_TIMER,
    between,
    flow,
    retry_loop,
    script,
)
from tests.processes.samples.sample_bundle import Change, edited, findings_on
from tests.processes.samples.sample_table import added, called, main

CONDITION = "<bpmn:conditionExpression>approve.approved_fen &gt; 5</bpmn:conditionExpression>"
WAIT_IN_CALL = (
    called('sourceRef="payment_begun" targetRef="record_payment"', 'sourceRef="payment_begun" targetRef="wait"'),
    called(
        '<bpmn:endEvent id="payment_over"',
        '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition id="t">'
        f"{DURATION_TIMER}</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
        + flow("flow_w", "wait", "record_payment")
        + '<bpmn:endEvent id="payment_over"',
    ),
)
PAYING = (
    '<bpmn:callActivity id="pay_more" calledElement="one_payment"><bpmn:extensionElements><spiffworkflow:properties>'
    '<spiffworkflow:property name="input.payment_id" value="total_fen" /></spiffworkflow:properties>'
    "</bpmn:extensionElements></bpmn:callActivity>"
)


def rules_of(*changes: Change) -> list[str]:
    return [finding.rule for finding in findings_on(edited(changes))]


def test_a_loop_through_a_call_that_never_waits_is_automatic() -> None:
    assert "automatic_loop" in rules_of(*retry_loop(PAYING, "pay_more"))


def test_a_loop_through_a_call_that_always_waits_is_not() -> None:
    assert "automatic_loop" not in rules_of(*retry_loop(PAYING, "pay_more"), *WAIT_IN_CALL)


@pytest.mark.parametrize(
    ("timer", "rules"),
    [
        pytest.param('<bpmn:timeDuration>duration("PT1H")</bpmn:timeDuration>', [], id="a duration"),
        pytest.param('<bpmn:timeDuration>"P3M"</bpmn:timeDuration>', [], id="a duration as text"),
        pytest.param("<bpmn:timeDuration>register_help.payment_ids</bpmn:timeDuration>", [], id="from the process"),
        pytest.param('<bpmn:timeDuration>"an hour"</bpmn:timeDuration>', ["timer_constant"], id="no duration"),
        pytest.param('<bpmn:timeDuration>"P101Y"</bpmn:timeDuration>', ["timer_constant"], id="over a century"),
        pytest.param("<bpmn:timeDuration>3</bpmn:timeDuration>", ["timer_constant"], id="a number"),
        pytest.param("<bpmn:timeDuration>PT1H</bpmn:timeDuration>", ["unknown_name"], id="without quotes"),
        pytest.param('<bpmn:timeDate>"2026-09-01T00:00:00+08:00"</bpmn:timeDate>', [], id="an instant"),
        pytest.param('<bpmn:timeDate>"2026-09-01T00:00:00"</bpmn:timeDate>', ["timer_constant"], id="without offset"),
        pytest.param('<bpmn:timeDate>"tomorrow"</bpmn:timeDate>', ["timer_constant"], id="no instant"),
        pytest.param('<bpmn:timeCycle>"R1000/PT1M"</bpmn:timeCycle>', [], id="a thousand times a minute"),
        pytest.param('<bpmn:timeCycle>"R1001/PT1M"</bpmn:timeCycle>', ["timer_repetition"], id="too often"),
        pytest.param('<bpmn:timeCycle>"R3/PT59S"</bpmn:timeCycle>', ["timer_repetition"], id="under a minute"),
        pytest.param('<bpmn:timeCycle>"R0/PT1H"</bpmn:timeCycle>', ["timer_repetition"], id="no time at all"),
        pytest.param("<bpmn:timeCycle>total_fen</bpmn:timeCycle>", ["timer_repetition"], id="not constant"),
    ],
)
def test_a_timer_is_tried_before_anybody_waits_for_it(timer: str, rules: list[str]) -> None:
    assert rules_of(main(DEADLINE_TIMER, timer)) == rules


def test_an_interrupting_rim_may_join_the_way_it_replaces() -> None:
    gateway = '<bpmn:exclusiveGateway id="either" />'
    arrows = flow("flow_8", "await_receipt", "either") + flow("flow_e", "either", "join")
    changes = (
        added(gateway),
        main('<bpmn:sequenceFlow id="flow_8" sourceRef="await_receipt" targetRef="join" />', arrows),
        main(
            'sourceRef="receipt_overdue" targetRef="receipt_chased"', 'sourceRef="receipt_overdue" targetRef="either"'
        ),
        main('<bpmn:endEvent id="receipt_chased" name="已催办" />', ""),
    )

    assert "merge_runs_twice" in rules_of(*changes)
    assert rules_of(*changes, main('cancelActivity="false"', 'cancelActivity="true"')) == []


BOTH_RIMS = (
    added(
        '<bpmn:boundaryEvent id="withdrawn" attachedToRef="await_receipt">'
        f'<bpmn:timerEventDefinition id="timer_withdrawn">{DURATION_TIMER}</bpmn:timerEventDefinition>'
        '</bpmn:boundaryEvent><bpmn:exclusiveGateway id="either" />' + flow("flow_e", "withdrawn", "either")
    ),
    main(
        '<bpmn:sequenceFlow id="flow_8" sourceRef="await_receipt" targetRef="join" />',
        flow("flow_8", "await_receipt", "either") + flow("flow_8b", "either", "join"),
    ),
)


def test_an_interrupting_rim_may_join_although_another_rim_does_not_interrupt() -> None:
    assert rules_of(*BOTH_RIMS) == []


def test_a_rim_that_does_not_interrupt_may_not_join_beside_one_that_does() -> None:
    overdue = main(
        'sourceRef="receipt_overdue" targetRef="receipt_chased"', 'sourceRef="receipt_overdue" targetRef="either"'
    )

    assert "merge_runs_twice" in rules_of(*BOTH_RIMS, overdue)


def test_a_choice_inside_a_parallel_branch_comes_together_before_the_join() -> None:
    nodes = '<bpmn:exclusiveGateway id="ask" default="flow_q2" /><bpmn:exclusiveGateway id="asked" />' + script("noted")
    arrows = (
        flow("flow_10", "fork", "ask")
        + flow("flow_q1", "ask", "noted", CONDITION)
        + flow("flow_q2", "ask", "asked")
        + flow("flow_q3", "noted", "asked")
        + flow("flow_q4", "asked", "list_payments")
    )
    old = '<bpmn:sequenceFlow id="flow_10" sourceRef="fork" targetRef="list_payments" />'

    assert rules_of(added(nodes), main(old, arrows)) == []


def test_a_way_back_is_no_second_token() -> None:
    timer = f'<bpmn:timerEventDefinition id="tr">{DURATION_TIMER}</bpmn:timerEventDefinition>'
    rest = f'<bpmn:intermediateCatchEvent id="rest">{timer}</bpmn:intermediateCatchEvent>'

    assert rules_of(*retry_loop(rest, "rest")) == []


@pytest.mark.parametrize(
    "element",
    [
        pytest.param('<bpmn:manualTask id="by_hand" />', id="manual task"),
        pytest.param('<bpmn:sendTask id="by_hand" messageRef="message_appeal" />', id="send task"),
        pytest.param('<bpmn:intermediateThrowEvent id="by_hand" />', id="milestone"),
    ],
)
def test_other_supported_elements_are_no_unsupported_ones(element: str) -> None:
    assert "unsupported_element" not in rules_of(*between(element, "by_hand"))


def test_a_long_row_of_calls_is_answered() -> None:
    count = 700
    processes = "".join(
        f'<process id="p{n}" isExecutable="true"><startEvent id="s{n}"/><endEvent id="e{n}"/>'
        f'<callActivity id="c{n}" calledElement="p{n + 1}"/>'
        f'<sequenceFlow id="a{n}" sourceRef="s{n}" targetRef="c{n}"/>'
        f'<sequenceFlow id="b{n}" sourceRef="c{n}" targetRef="e{n}"/></process>'
        for n in range(count)
    )
    text = f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">{processes}</definitions>'
    findings = findings_on([BundleFile("p0.bpmn", text.encode())])

    assert "unknown_called_process" in {finding.rule for finding in findings}
    assert "validation_incomplete" not in {finding.rule for finding in findings}


def test_properties_where_nobody_reads_them_are_found() -> None:
    lane = '<bpmn:lane id="lane_leader" name="乡镇负责人">'
    lost = (
        "<bpmn:extensionElements><spiffworkflow:properties>"
        '<spiffworkflow:property name="clock_start" value="help.pay" />'
        "</spiffworkflow:properties></bpmn:extensionElements>"
    )
    findings = findings_on(edited([main(lane, lane + lost)]))

    assert [(finding.rule, finding.element_id) for finding in findings] == [("ignored_element", "lane_leader")]

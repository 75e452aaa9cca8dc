"""Samples for the rules on ids, shape, elements, gateways, loops, events, timers, calls and repetitions."""

from tests.processes.samples.sample_bundle import CALLED, Change, Edit, Moved
from tests.processes.samples.sample_table import Sample, added, called, main, property_on

GRANT = '<bpmn:conditionExpression>approve.decision = "grant"</bpmn:conditionExpression>'
DEADLINE_TIMER = '<bpmn:timeDate>deadline("help.pay")</bpmn:timeDate>'
DURATION_TIMER = '<bpmn:timeDuration>duration("P60D")</bpmn:timeDuration>'
APPEAL_MESSAGE = '<bpmn:messageEventDefinition id="message_of_appeal" messageRef="message_appeal" />'
FLOW_1 = '<bpmn:sequenceFlow id="flow_1" sourceRef="case_opened" targetRef="entry" />'
FLOW_3 = '<bpmn:sequenceFlow id="flow_3" sourceRef="size_help" targetRef="propose" />'
FLOW_4 = '<bpmn:sequenceFlow id="flow_4" sourceRef="propose" targetRef="approve" />'
FLOW_19 = '<bpmn:sequenceFlow id="flow_19" sourceRef="closing" targetRef="case_closed" />'
DEFINITIONS = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="drawing">{}</bpmn:definitions>'
)
TIMER = '<bpmn:timerEventDefinition id="another_timer">{}</bpmn:timerEventDefinition>'
CALL_WITH_INPUT = (
    '<bpmn:callActivity id="pay_all" name="逐笔发放" calledElement="one_payment"><bpmn:extensionElements>'
    '<spiffworkflow:properties><spiffworkflow:property name="input.{}" value="total_fen" />'
    "</spiffworkflow:properties></bpmn:extensionElements>"
)
LOOPING = (
    '<bpmn:userTask id="hear_family" name="听取意见"><bpmn:standardLoopCharacteristics id="l">{}'
    "</bpmn:standardLoopCharacteristics></bpmn:userTask>"
)
ITEM = '<bpmn:inputDataItem id="payment_id" name="payment_id" />'
LIST = "<bpmn:loopDataInputRef>payment_ids</bpmn:loopDataInputRef>"


def flow(flow_id: str, source: str, target: str, inside: str = "") -> str:
    """An arrow."""
    return f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">{inside}</bpmn:sequenceFlow>'


def renamed(new: str) -> tuple[Change, ...]:
    """`closing` under another id, in the element and its arrows."""
    return (
        main('<bpmn:exclusiveGateway id="closing"', f'<bpmn:exclusiveGateway id="{new}"'),
        main('targetRef="closing"', f'targetRef="{new}"'),
        main('targetRef="closing"', f'targetRef="{new}"'),
        main('sourceRef="closing"', f'sourceRef="{new}"'),
    )


def between(element: str, element_id: str) -> tuple[Change, ...]:
    """One more node before the end."""
    return (
        added(element),
        main(FLOW_19, flow("flow_b1", "closing", element_id) + flow("flow_b2", element_id, "case_closed")),
    )


def script(element_id: str, text: str = "note = 1") -> str:
    """A script task."""
    return f'<bpmn:scriptTask id="{element_id}"><bpmn:script>{text}</bpmn:script></bpmn:scriptTask>'


def chain(length: int) -> tuple[Change, ...]:
    """So many more nodes in a row."""
    nodes = "".join(script(f"step_{n}", f"step = {n}") for n in range(length))
    flows = "".join(flow(f"flow_s{n}", f"step_{n}", f"step_{n + 1}") for n in range(length - 1))
    around = flow("flow_s_in", "case_opened", "step_0") + flow("flow_s_out", f"step_{length - 1}", "entry")
    return (main(FLOW_1, nodes + flows + around),)


def split_in_loop() -> tuple[Change, ...]:
    """A parallel split between `size_help` and `approve`, which lie in a loop."""
    gateways = '<bpmn:parallelGateway id="loop_fork" /><bpmn:parallelGateway id="loop_join" />'
    flows = (
        flow("flow_3", "size_help", "loop_fork")
        + flow("flow_l1", "loop_fork", "propose")
        + flow("flow_l2", "loop_fork", "loop_join")
        + flow("flow_l3", "propose", "loop_join")
        + flow("flow_l4", "loop_join", "approve")
    )
    return (added(gateways), main(FLOW_3, flows), main(FLOW_4, ""))


def retry_loop(inside: str, element_id: str) -> tuple[Change, ...]:
    """A loop before the end that runs through one more node."""
    nodes = f'{inside}<bpmn:exclusiveGateway id="again" default="flow_r4" /><bpmn:exclusiveGateway id="retry" />'
    condition = "<bpmn:conditionExpression>approve.approved_fen &gt; 5</bpmn:conditionExpression>"
    flows = (
        flow("flow_r1", "closing", "retry")
        + flow("flow_r2", "retry", element_id)
        + flow("flow_r3", element_id, "again")
        + flow("flow_r4", "again", "case_closed")
        + flow("flow_r5", "again", "retry", condition)
    )
    return (added(nodes), main(FLOW_19, flows))


IDS = (
    Sample(
        "duplicate_id",
        "closing",
        (main('<bpmn:endEvent id="talk_over" />', '<bpmn:endEvent id="talk_over" /><bpmn:group id="closing" />'),),
        (main('<bpmn:endEvent id="talk_over" />', '<bpmn:endEvent id="talk_over" /><bpmn:group id="note" />'),),
    ),
    Sample(
        "duplicate_id_in_bundle",
        "propose",
        (
            called('id="mark_paid"', 'id="propose"'),
            called('targetRef="mark_paid"', 'targetRef="propose"'),
            called('sourceRef="mark_paid"', 'sourceRef="propose"'),
        ),
    ),
    Sample("reserved_id", "End", renamed("End"), renamed("Ending")),
    Sample("id_not_a_name", "close-case", renamed("close-case"), renamed("close_case_2")),
    Sample("ids_differ_only_in_case", "Propose", renamed("Propose"), renamed("proposal")),
    Sample(
        "file_name_differs",
        "one_payment",
        (Moved(CALLED, "processes/payment.bpmn"),),
        (Moved(CALLED, "x/one_payment.bpmn"),),
    ),
    Sample(
        "message_with_two_names",
        "message_receipt",
        (called("<bpmn:process", '<bpmn:message id="message_receipt" name="other" /><bpmn:process'),),
        (called("<bpmn:process", '<bpmn:message id="message_receipt" name="receipt_sent" /><bpmn:process'),),
    ),
)

SHAPE = (
    Sample(
        "file_without_process",
        "drawing",
        (
            Edit(
                "processes/drawing.bpmn", "", DEFINITIONS.format('<bpmn:process id="drawing_of" isExecutable="true" />')
            ),
        ),
    ),
    Sample("process_not_executable", "one_payment", (called('isExecutable="true"', 'isExecutable="false"'),)),
    Sample("start_event", "help_case", (added('<bpmn:startEvent id="again" />' + flow("flow_a", "again", "entry")),)),
    Sample("dangling_flow", "flow_lost", (added(flow("flow_lost", "approve", "nowhere")),)),
    Sample("dead_end", "forgotten", (added(script("forgotten")),), between(script("noted"), "noted")),
    Sample(
        "unreachable",
        "island",
        (added(script("island") + flow("flow_i", "island", "island_over") + '<bpmn:endEvent id="island_over" />'),),
        between(script("noted"), "noted"),
    ),
    Sample(
        "no_end",
        "one_payment",
        (called('<bpmn:endEvent id="payment_over" name="发放结束" />', script("payment_over")),),
    ),
    Sample("implicit_split", "list_payments", (added(flow("flow_split", "list_payments", "entry")),)),
    Sample(
        "implicit_merge",
        "approve",
        (added(flow("flow_merge", "approval_result", "approve", GRANT)),),
        (added(flow("flow_merge", "approval_result", "entry", GRANT)),),
    ),
    Sample("misplaced_flow", "case_opened", (added(flow("flow_in", "approval_result", "case_opened", GRANT)),)),
    Sample("too_many_in_a_row", "help_case", chain(300), chain(200)),
)

ELEMENTS = (
    Sample(
        "unsupported_element", "later", between('<bpmn:task id="later" />', "later"), between(script("later"), "later")
    ),
    Sample(
        "unsupported_event",
        "undo",
        between(
            '<bpmn:intermediateThrowEvent id="undo"><bpmn:compensateEventDefinition id="c" />'
            "</bpmn:intermediateThrowEvent>",
            "undo",
        ),
        between('<bpmn:intermediateThrowEvent id="milestone" />', "milestone"),
    ),
    Sample(
        "ignored_element",
        "store",
        (added('<bpmn:dataStoreReference id="store" />'),),
        (added('<bpmn:dataObjectReference id="store" />'),),
    ),
    Sample(
        "unsupported_extension",
        "size_help",
        (
            main(
                "<spiffworkflow:calledDecisionId>",
                "<spiffworkflow:preScript>x = 1</spiffworkflow:preScript><spiffworkflow:calledDecisionId>",
            ),
        ),
    ),
    Sample(
        "unknown_property",
        "approve",
        (property_on("approve", "distinct_form", "propose"),),
        (property_on("approve", "legal_basis", "第十条"),),
    ),
    Sample(
        "foreign_extension",
        "approve",
        (
            main(
                '<bpmn:userTask id="approve"',
                '<bpmn:userTask xmlns:c="http://camunda.org/x" c:assignee="a" id="approve"',
            ),
        ),
        (main('<bpmn:userTask id="approve"', '<bpmn:userTask xmlns:c="http://bpmn.io/x" c:colour="a" id="approve"'),),
    ),
)

GATEWAYS = (
    Sample("gateway_without_default", "approval_result", (main(' default="flow_return"', ""),)),
    Sample("default_not_outgoing", "approval_result", (main('default="flow_return"', 'default="flow_1"'),)),
    Sample(
        "condition_missing",
        "flow_grant",
        (main(GRANT, ""),),
    ),
    Sample(
        "condition_ignored",
        "flow_return",
        (
            main(
                '<bpmn:sequenceFlow id="flow_return" sourceRef="approval_result" targetRef="entry" />',
                flow("flow_return", "approval_result", "entry", GRANT),
            ),
        ),
    ),
    Sample("event_gateway_timers", "appeal_or_time", (main(APPEAL_MESSAGE, TIMER.format(DURATION_TIMER)),)),
    Sample(
        "event_gateway_target",
        "list_papers",
        (
            added(
                script("list_papers")
                + flow("flow_e1", "appeal_or_time", "list_papers")
                + flow("flow_e2", "list_papers", "closing")
            ),
        ),
    ),
    Sample(
        "join_never_complete",
        "closing",
        (main('<bpmn:exclusiveGateway id="closing" />', '<bpmn:parallelGateway id="closing" />'),),
    ),
    Sample(
        "merge_runs_twice",
        "join",
        (main('<bpmn:parallelGateway id="join" />', '<bpmn:exclusiveGateway id="join" />'),),
    ),
    Sample("split_in_loop", "loop_fork", split_in_loop()),
    Sample(
        "automatic_loop",
        "count_up",
        retry_loop(script("count_up"), "count_up"),
        retry_loop('<bpmn:userTask id="hear_family_2" />', "hear_family_2"),
    ),
)

EVENTS = (
    Sample("reference_missing", "await_receipt", (main('messageRef="message_receipt"', 'messageRef="nothing"'),)),
    Sample("trigger_missing", "appeal", (main(APPEAL_MESSAGE, ""),)),
    Sample(
        "trigger_ignored",
        "payment_over",
        (
            called(
                '<bpmn:endEvent id="payment_over" name="发放结束" />',
                f'<bpmn:endEvent id="payment_over">{TIMER.format(DURATION_TIMER)}</bpmn:endEvent>',
            ),
        ),
        (
            called(
                '<bpmn:endEvent id="payment_over" name="发放结束" />',
                '<bpmn:endEvent id="payment_over"><bpmn:terminateEventDefinition id="t" /></bpmn:endEvent>',
            ),
        ),
    ),
    Sample(
        "event_without_condition",
        "appeal",
        (main(APPEAL_MESSAGE, '<bpmn:conditionalEventDefinition id="c" />'),),
        (
            main(
                APPEAL_MESSAGE,
                '<bpmn:conditionalEventDefinition id="c"><bpmn:condition>total_fen &gt; 5</bpmn:condition>'
                "</bpmn:conditionalEventDefinition>",
            ),
        ),
    ),
    Sample(
        "boundary_misplaced",
        "receipt_overdue",
        (main('attachedToRef="await_receipt"', 'attachedToRef="register_help"'),),
        (main('attachedToRef="await_receipt"', 'attachedToRef="pay_all"'),),
    ),
    Sample("timer_without_time", "receipt_overdue", (main(DEADLINE_TIMER, ""),)),
    Sample(
        "timer_repetition",
        "receipt_overdue",
        (main(DEADLINE_TIMER, '<bpmn:timeCycle>"R/PT1H"</bpmn:timeCycle>'),),
        (main(DEADLINE_TIMER, '<bpmn:timeCycle>"R3/PT1H"</bpmn:timeCycle>'),),
    ),
    Sample(
        "timer_constant",
        "appeal_time_over",
        (main(DURATION_TIMER, '<bpmn:timeDuration>"P99999999999D"</bpmn:timeDuration>'),),
        (main(DURATION_TIMER, '<bpmn:timeDate>date and time("2026-09-01T00:00:00+08:00")</bpmn:timeDate>'),),
    ),
)

CALLS = (
    Sample("unknown_called_process", "pay_all", (main('calledElement="one_payment"', 'calledElement="two_payments"'),)),
    Sample(
        "call_cycle",
        "call_again",
        (
            called('sourceRef="mark_paid" targetRef="payment_over"', 'sourceRef="mark_paid" targetRef="call_again"'),
            called(
                '<bpmn:endEvent id="payment_over"',
                '<bpmn:callActivity id="call_again" calledElement="one_payment" />'
                + flow("flow_c", "call_again", "payment_over")
                + '<bpmn:endEvent id="payment_over"',
            ),
        ),
    ),
    Sample(
        "called_without_data_sets",
        "one_payment",
        (
            called('<bpmn:outputSet id="outputs">', ""),
            called("<bpmn:dataOutputRefs>paid</bpmn:dataOutputRefs>", ""),
            called("</bpmn:outputSet>", ""),
        ),
    ),
    Sample(
        "data_name",
        "one_payment",
        (called("<bpmn:dataInputRefs>payment_id<", "<bpmn:dataInputRefs>payment<"),),
    ),
    Sample(
        "call_input_unknown",
        "pay_all",
        (
            main(
                '<bpmn:callActivity id="pay_all" name="逐笔发放" calledElement="one_payment">',
                CALL_WITH_INPUT.format("amount"),
            ),
        ),
        (
            main(
                '<bpmn:callActivity id="pay_all" name="逐笔发放" calledElement="one_payment">',
                CALL_WITH_INPUT.format("payment_id"),
            ),
        ),
    ),
    Sample(
        "call_input_missing",
        "pay_all",
        (main(ITEM, '<bpmn:inputDataItem id="one_id" />'),),
        (
            main(ITEM, '<bpmn:inputDataItem id="one_id" />'),
            main(
                '<bpmn:callActivity id="pay_all" name="逐笔发放" calledElement="one_payment">',
                CALL_WITH_INPUT.format("payment_id").replace("total_fen", "one_id"),
            ),
        ),
    ),
    Sample("output_never_set", "one_payment", (called("<bpmn:script>paid = true", "<bpmn:script>payed = true"),)),
    Sample(
        "passes_without_output",
        "pay_all",
        (main("<bpmn:loopDataOutputRef>payment_results</bpmn:loopDataOutputRef>", ""),),
    ),
    Sample(
        "passes_over_nothing",
        "pay_all",
        (main(LIST, ""),),
        (main(LIST, "<bpmn:loopCardinality>3</bpmn:loopCardinality>"),),
    ),
    Sample("unknown_list", "pay_all", (main(LIST, LIST.replace("payment_ids", "payments")),)),
    Sample(
        "item_name_taken",
        "pay_all",
        (main("payment_ids = register_help.payment_ids;", "payment_ids = register_help.payment_ids; payment_id = 1;"),),
        (main("payment_ids = register_help.payment_ids;", "payment_ids = register_help.payment_ids; payment_no = 1;"),),
    ),
    Sample(
        "too_many_passes",
        "pay_all",
        (main(LIST, "<bpmn:loopCardinality>201</bpmn:loopCardinality>"),),
        (main(LIST, "<bpmn:loopCardinality>200</bpmn:loopCardinality>"),),
    ),
    Sample(
        "pass_output_not_set", "pay_all", (main('<bpmn:outputDataItem id="paid"', '<bpmn:outputDataItem id="payed"'),)
    ),
    Sample(
        "loop_without_condition",
        "hear_family",
        (main('<bpmn:userTask id="hear_family" name="听取意见" />', LOOPING.format("")),),
        (
            main(
                '<bpmn:userTask id="hear_family" name="听取意见" />',
                LOOPING.format("<bpmn:loopCondition>total_fen = null</bpmn:loopCondition>"),
            ),
        ),
    ),
)

DIAGRAM_SAMPLES = IDS + SHAPE + ELEMENTS + GATEWAYS + EVENTS + CALLS
